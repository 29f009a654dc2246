"""A register's own records: counted, searched, and put right by what the tenant says now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from posdesk.omneo.errors import Unreachable
from posdesk.till.directory import Directory
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.headless import TENANT, a_till, on_a_loop
from tests.till.weather import Weather, unreachable
from tests.till.webhook_samples import NOW_MS, card, event, profile

GONE = "5b1c6a52-6c0e-4a52-9a35-00000000ffff"
FUTURE = "2031-01-01 00:00:00"


@pytest.fixture
def directory() -> Iterator[Directory]:
    with closing(Directory(None, TENANT.name)) as directory:
        yield directory


@on_a_loop
async def test_a_record_that_is_wrong_becomes_what_the_tenant_says(
    sandbox: Sandbox, directory: Directory
) -> None:
    wrong = profile(at=FUTURE, first_name="Ashley", identities=[card("60019999")])
    directory.apply(event("profile.updated", wrong), NOW_MS)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=directory) as till:
        before = await till.register.compare(ASHA)
        after = await till.register.people.correct(ASHA)
    assert {"first_name", "identity loyalty-card 60019999"} <= {
        each.name for each in before.differences
    }
    assert after.differences == ()
    assert after.local is not None
    assert after.local.full_name == "Asha Nguyen"


@on_a_loop
async def test_whom_the_tenant_does_not_know_is_no_longer_known_here(
    sandbox: Sandbox, directory: Directory
) -> None:
    directory.apply(event("profile.updated", profile(GONE)), NOW_MS)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=directory) as till:
        found = await till.register.people.correct(GONE)
    assert (found.local, found.live) == (None, None)
    assert directory.search("asha") == ()


@on_a_loop
async def test_nothing_is_put_right_by_a_tenant_that_cannot_be_asked(
    sandbox: Sandbox, directory: Directory
) -> None:
    directory.apply(event("profile.updated", profile(GONE)), NOW_MS)
    weather = Weather()
    weather.expect(r"GET .*/profiles", unreachable, 1_000)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, directory=directory) as till:
        with pytest.raises(Unreachable):
            await till.register.people.correct(GONE)
        (found,) = await till.register.people.search_known("asha")
    assert found.profile_id == GONE


@on_a_loop
async def test_how_many_are_known_and_since_when_nothing_was_heard(
    sandbox: Sandbox, directory: Directory
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=directory) as till:
        nobody = await till.register.people.known()
        directory.apply(event("profile.updated", profile()), till.clock.now().utc_ms - 3_600_000)
        one = await till.register.people.known()
    assert nobody is not None
    assert (nobody.people, nobody.age) == (0, None)
    assert one is not None
    assert one.people == 1
    assert one.age is not None
    assert timedelta(hours=1) <= one.age < timedelta(hours=2)


@on_a_loop
async def test_a_till_without_records_says_so_and_finds_nobody(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        assert await till.register.people.known() is None
        assert await till.register.people.search_known("asha") == ()
        found = await till.register.people.correct(ASHA)
    assert found.local is None
