"""Customers while the tenant cannot be asked, the record beside the live profile, and the till's own ear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from posdesk.omneo.errors import OmneoError, ServerTrouble, Unauthenticated, Unreachable
from posdesk.sale.state import Phase
from posdesk.sandbox.child import SandboxChild
from posdesk.till.directory import Directory
from posdesk.till.hearing import Hearing
from posdesk.till.identify import EmptySearch, InactiveCard, Nobody, Presented, Several
from posdesk.till.webhook_errors import CannotListen
from posdesk.till.webhook_inbox import Secrets
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox
from tests.till.headless import TENANT, a_till, on_a_loop
from tests.till.weather import Deed, Weather, answers, lose_request, unreachable
from tests.till.webhook_samples import BEN, NOW_MS, card, event, profile

EVERY = 1_000
GONE = "5b1c6a52-6c0e-4a52-9a35-00000000ffff"
ANYTHING = r"GET .*/(identities|profiles)"
HEARD_AT = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=NOW_MS)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    """Asha, and another Nguyen, as webhooks told of them."""
    with closing(Directory(tmp_path / "directory.db", TENANT.name)) as directory:
        asha = profile(identities=[card()])
        ben = profile(BEN, first_name="Ben", email="ben@example.test", mobile_phone=None)
        for told in (asha, ben):
            directory.apply(event("profile.updated", told), NOW_MS)
        yield directory


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Directory]:
    with closing(Directory(tmp_path / "directory.db", TENANT.name)) as directory:
        yield directory


def away(deed: Deed = unreachable) -> Weather:
    """Nobody can be looked up."""
    weather = Weather()
    weather.expect(ANYTHING, deed, EVERY)
    return weather


def secret_of(sandbox: Sandbox) -> Secrets:
    return Secrets((sandbox.call("GET", "/settings/environment")["data"][0]["value"],))


async def until(holds: Callable[[], bool]) -> None:
    """Wait for work beside the sale; each look yields to it."""
    async with asyncio.timeout(1_000):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0)


# Unreachable


@on_a_loop
async def test_with_the_tenant_gone_its_customers_are_found_here_and_sold_to_anonymously(
    directory: Directory,
) -> None:
    with SandboxChild.start() as child:
        endpoint = await child.ready(60)
        async with a_till(endpoint, endpoint.identity, directory=directory) as till:
            await asyncio.to_thread(child.close)
            by_card = await till.register.identify_card(ASHAS_CARD)
            by_words = await till.register.identify_words("nguyen")
            by_id = await till.register.identify_profile(BEN)
            cashier = await till.sell(LS_01=1)
            sale = await till.redeem(cashier)

    assert isinstance(by_card, Several)
    (asha,) = by_card.candidates
    assert (asha.customer.name, asha.customer.tier, asha.phone) == (
        "Asha Nguyen",
        "Silver",
        "+61411222333",
    )
    assert (asha.served, asha.heard_at) == (False, HEARD_AT)
    assert (by_card.problem, by_card.asked) == ("omneo.unreachable", "1234")
    assert isinstance(by_words, Several)
    assert {each.customer.profile_id for each in by_words.candidates} == {ASHA, BEN}
    assert isinstance(by_id, Several)
    assert [each.customer.name for each in by_id.candidates] == ["Ben Nguyen"]
    assert (sale.phase, sale.customer) == (Phase.PAYING, None)


@pytest.mark.parametrize("deed", [unreachable, lose_request, answers(503)])
@on_a_loop
async def test_no_connection_no_answer_and_trouble_of_its_own_are_all_no_answer_to_who(
    sandbox: Sandbox, directory: Directory, deed: Deed
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=away(deed), directory=directory) as till:
        found = await till.register.identify_words("  asha   NGU ")
    assert isinstance(found, Several)
    assert [each.customer.profile_id for each in found.candidates] == [ASHA]
    assert (found.asked, found.more) == ("asha NGU", False)


@on_a_loop
async def test_when_the_tenant_answers_again_the_same_search_is_live(
    sandbox: Sandbox, directory: Directory
) -> None:
    weather = away()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, directory=directory) as till:
        assert isinstance(await till.register.identify_card(ASHAS_CARD), Several)
        weather.troubles.clear()
        found = await till.register.identify_card(ASHAS_CARD)
    assert isinstance(found, Presented)


@pytest.mark.parametrize(
    ("deed", "error"), [(unreachable, Unreachable), (answers(500), ServerTrouble)]
)
@on_a_loop
async def test_whom_the_directory_does_not_know_is_not_nobody(
    sandbox: Sandbox, directory: Directory, deed: Deed, error: type[OmneoError]
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=away(deed), directory=directory) as till:
        with pytest.raises(error):
            await till.register.identify_card("99998888")
        with pytest.raises(error):
            await till.register.identify_words("zacharias")
        with pytest.raises(EmptySearch):
            await till.register.identify_words("  ")


@on_a_loop
async def test_a_refusal_is_an_answer_and_the_directory_is_not_asked(
    sandbox: Sandbox, directory: Directory
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(
        sandbox.endpoint, identity, weather=away(answers(401)), directory=directory
    ) as till:
        with pytest.raises(Unauthenticated):
            await till.register.identify_card(ASHAS_CARD)
        till.weather.troubles.clear()
        assert isinstance(await till.register.identify_card("99998888"), Nobody)
        sandbox.call("PUT", f"/profiles/{ASHA}/identities/loyalty-card", {"is_active": False})
        assert isinstance(await till.register.identify_card(ASHAS_CARD), InactiveCard)


@on_a_loop
async def test_a_directory_that_cannot_be_read_hides_no_trouble(
    sandbox: Sandbox, directory: Directory
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=away(), directory=directory) as till:
        directory.close()
        with pytest.raises(Unreachable):
            await till.register.identify_card(ASHAS_CARD)


# Beside the live profile


@on_a_loop
async def test_the_record_stands_beside_the_live_profile(
    sandbox: Sandbox, directory: Directory
) -> None:
    for told in (profile(at="2026-04-01 00:00:00", tier=None), profile(GONE)):
        directory.apply(event("profile.updated", told), NOW_MS)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=directory) as till:
        both = await till.register.compare(ASHA)
        stranger = await till.register.compare(GONE)
        nobody = await till.register.compare("no-such-profile")
    assert both.local is not None
    assert both.live is not None
    assert (both.local.profile_id, both.live.id) == (ASHA, ASHA)
    told = {each.name: (each.local, each.live) for each in both.differences}
    assert told["tier"] == ("silver", "Silver")
    assert told[f"identity loyalty-card {ASHAS_CARD}"] == ("", "active")
    assert (stranger.live, stranger.differences) == (None, ())
    assert stranger.local is not None
    assert (nobody.local, nobody.live) == (None, None)


@on_a_loop
async def test_a_comparison_needs_the_tenant_and_no_directory(sandbox: Sandbox) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        found = await till.register.compare(ASHA)
        assert found.local is None
        assert found.live is not None
        weather.expect(ANYTHING, unreachable, EVERY)
        with pytest.raises(Unreachable):
            await till.register.compare(ASHA)


# The ear


@on_a_loop
async def test_a_till_that_listens_hears_its_tenant(sandbox: Sandbox, empty: Directory) -> None:
    figures: asyncio.Queue[Hearing] = asyncio.Queue()
    secrets = secret_of(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=empty) as till:
        before = till.register.hearing
        began = await till.register.listen(secrets, port=0, on_heard=figures.put_nowait)
        await asyncio.to_thread(
            sandbox.control.send_event,
            "profile.updated",
            profile_id=ASHA,
            times=2,
            url=began.url,
        )
        await figures.get()
        hearing = await figures.get()
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(began.url, content=b"{}")
        last = await figures.get()
        shown = till.register.hearing

    assert (before, shown) == (None, last)
    assert (hearing.changed, hearing.passed, hearing.refused) == (1, 1, 0)
    assert [(each.event, each.outcome, each.profile) for each in hearing.last] == [
        ("profile.updated", "replayed", ASHA[:8]),
        ("profile.updated", "changed", ASHA[:8]),
    ]
    assert (last.refused, last.last[0].status) == (1, 401)
    assert [each.full_name for each in empty.search("asha")] == ["Asha Nguyen"]


@on_a_loop
async def test_the_ear_closes_with_the_till(sandbox: Sandbox, empty: Directory) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=empty) as till:
        first = await till.register.listen(Secrets(("one",)), port=0)
        second = await till.register.listen(Secrets(("two",)), port=0)
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(second.url)).status_code == 401
            with pytest.raises(httpx.ConnectError):
                await client.post(first.url)
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.post(second.url)
    assert till.register.hearing is None


@on_a_loop
async def test_the_tenants_own_port_is_listened_on(sandbox: Sandbox, empty: Directory) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, directory=empty) as till:
        port = int((await till.register.listen(Secrets(("one",)))).url.split(":")[2].split("/")[0])
    tenant = replace(TENANT, webhooks_port=port)
    async with a_till(sandbox.endpoint, identity, directory=empty, tenant=tenant) as till:
        hearing = await till.register.listen(Secrets(("one",)))
        assert hearing.url == f"http://127.0.0.1:{port}/webhooks"


@on_a_loop
async def test_without_a_directory_there_is_nothing_to_listen_for(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        with pytest.raises(CannotListen):
            await till.register.listen(Secrets(("one",)))


@on_a_loop
async def test_whom_a_listening_till_serves_is_known_when_the_tenant_is_gone(
    sandbox: Sandbox, empty: Directory
) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, directory=empty) as till:
        await till.register.identify_card(ASHAS_CARD)
        assert len(empty) == 0, "nobody would tell this till of a deletion"
        await till.register.listen(Secrets(("one",)), port=0)
        await till.register.identify_card(ASHAS_CARD)
        await until(lambda: len(empty) == 1)
        now = till.clock.now().utc_ms
        weather.expect(ANYTHING, unreachable, EVERY)
        found = await till.register.identify_words("asha")
    assert isinstance(found, Several)
    (asha,) = found.candidates
    assert asha.heard_at is not None
    age = now / 1000 - asha.heard_at.timestamp()
    assert 0 <= age < 600
