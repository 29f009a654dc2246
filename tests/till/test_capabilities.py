"""Finding out what a tenant can do: real sandboxes with their switches, by the till that connects to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest

from posdesk.home.tenant import SANDBOX, Capability, CapabilityName, TenantFile
from posdesk.home.tenants import Tenants
from posdesk.omneo.calls import Dialect
from posdesk.sale.state import Phase
from posdesk.till.capabilities import SURVEYED, Ways, ways_of
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, a_till, on_a_loop
from tests.till.weather import (
    LIST,
    LOOK_UP,
    Deed,
    Handle,
    Weather,
    answers,
    lose_request,
    unreachable,
)

TODAY = datetime.now(UTC).date()
NOTHING: Mapping[CapabilityName, Capability] = MappingProxyType({})
# A tenant of which nobody knows anything.
ACME = replace(TENANT, name="acme", capabilities=NOTHING)
ASKED = r"GET .*(/reverse|/refund|/redeem|/reversal|/return|/identities/search|/update-create)"
EVERY = 1_000


def known(checked: date, **holds: bool) -> TenantFile:
    """A tenant whose every readable capability was found that day; those not named hold."""
    found = {name: Capability(holds.get(name, True), checked) for name in SURVEYED}
    return replace(ACME, capabilities=MappingProxyType(found))


def holds(tenant: TenantFile) -> dict[CapabilityName, bool]:
    return {name: found.holds for name, found in tenant.capabilities.items()}


async def nothing_yet(handle: Handle, request: httpx.Request) -> httpx.Response:
    """A tenant where nothing has happened."""
    return httpx.Response(200, json={"data": []})


async def web_page(handle: Handle, request: httpx.Request) -> httpx.Response:
    """A server that knows no such path, and says so to people."""
    return httpx.Response(404, headers={"content-type": "text/html"}, content=b"<p>Not here</p>")


def redeem(sandbox: Sandbox) -> None:
    """A row in the list of redemptions, by somebody else."""
    body = {"strategies": ["rewards"], "amount": 1, "transaction_external_id": "elsewhere-1"}
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)


# By reading


@pytest.mark.parametrize(
    ("dialects", "guide", "reference", "spoken"),
    [
        ("both", True, True, Dialect.GUIDE),
        ("guide", True, False, Dialect.GUIDE),
        ("reference", False, True, Dialect.REFERENCE),
    ],
)
@on_a_loop
async def test_the_paths_a_tenant_serves_are_found_and_spoken(
    sandbox: Sandbox, dialects: str, guide: bool, reference: bool, spoken: Dialect
) -> None:
    identity = sandbox.control.health().identity
    sandbox.control.switches(dialects=dialects)
    async with a_till(sandbox.endpoint, identity, tenant=ACME) as till:
        found = holds(till.register.tenant)
        ways = till.register.ways
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert (found["guide_paths"], found["reference_paths"]) == (guide, reference)
    assert (found["identity_search"], found["profile_by_identifier"]) == (guide, reference)
    assert (ways.redeeming, ways.identifying) == (spoken, spoken)
    assert sale.phase is Phase.RECORDED
    assert plain_http.balance(sandbox) == 0


@on_a_loop
async def test_a_sandbox_with_a_history_shows_all_that_reading_can_show(sandbox: Sandbox) -> None:
    redeem(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME) as till:
        tenant = till.register.tenant
    assert holds(tenant) == dict.fromkeys(SURVEYED, True)
    assert set(SURVEYED) <= {name for name, found in SANDBOX.capabilities.items() if found.holds}
    assert {found.checked for found in tenant.capabilities.values()} <= {
        TODAY,
        TODAY + timedelta(days=1),
    }


@pytest.mark.parametrize(
    ("switches", "honoured"),
    [
        ({"reference_filter_honoured": True}, True),
        ({"reference_filter_honoured": False}, False),
    ],
)
@on_a_loop
async def test_a_filter_that_lets_a_row_through_is_none(
    sandbox: Sandbox, switches: dict[str, bool], honoured: bool
) -> None:
    redeem(sandbox)
    sandbox.control.switches(**switches)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME) as till:
        assert till.register.tenant.can("filter_honoured") is honoured


@on_a_loop
async def test_without_a_redemption_nobody_knows_what_the_filter_does(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(r"GET .*/redemptions$", nothing_yet, EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("filter_honoured") is None
        assert till.register.tenant.can("redemptions_listed") is True


@pytest.mark.parametrize(
    ("deed", "there"),
    [(answers(405), False), (web_page, False), (answers(404), True), (answers(503), None)],
    ids=["405", "a web page", "404 in JSON", "503"],
)
@on_a_loop
async def test_of_a_made_up_sale_the_kind_of_refusal_says_whether_there_is_a_look_up(
    sandbox: Sandbox, deed: Deed, there: bool | None
) -> None:
    weather = Weather()
    weather.expect(r"GET .*/transactions$", nothing_yet, EVERY)
    weather.expect(LOOK_UP, deed, EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("lookup_by_external_id") is there


@pytest.mark.parametrize("status", [404, 405])
@on_a_loop
async def test_a_customer_who_is_there_and_has_no_list_shows_that_there_is_none(
    sandbox: Sandbox, status: int
) -> None:
    weather = Weather()
    weather.expect(LIST, answers(status), EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("redemptions_listed") is False
        assert not till.register.ways.lists_redemptions


@on_a_loop
async def test_of_a_customer_who_is_gone_a_missing_list_says_nothing(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(r"GET .*/profiles/[^/]+(/redemptions)?$", answers(404), EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("redemptions_listed") is None


@pytest.mark.parametrize("strange", ["..", "a/b", "", 7, None])
@on_a_loop
async def test_a_sample_that_cannot_stand_in_a_path_is_not_asked_about(
    sandbox: Sandbox, strange: object
) -> None:
    async def sample(handle: Handle, request: httpx.Request) -> httpx.Response:
        row = {"id": strange, "profile_id": strange, "external_id": strange}
        return httpx.Response(200, json={"data": [row]})

    weather = Weather()
    weather.expect(r"GET .*/v3/(redemptions|profiles|transactions)$", sample, EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("redemptions_listed") is None
        assert till.register.tenant.can("lookup_by_external_id") is True


@on_a_loop
async def test_a_sale_that_is_listed_and_not_found_shows_that_there_is_no_look_up(
    sandbox: Sandbox,
) -> None:
    sold = {"name": "Linen Shirt", "sku": "LS-01", "quantity": 1}
    prices = dict.fromkeys(("price_current", "price_sell", "price_original"), 65)
    dates = {"transacted_at": "2026-11-01 10:00:00", "timezone": "Australia/Melbourne"}
    sale = {"external_id": "elsewhere-1", "total": 65, "payments": ["CASH"], **dates}
    sandbox.call("POST", "/transactions", {**sale, "items": [{**sold, **prices}]})
    weather = Weather()
    weather.expect(LOOK_UP, answers(404), EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("lookup_by_external_id") is False


@on_a_loop
async def test_finding_out_changes_nothing_at_the_tenant(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    before, ledger = plain_http.wallet(sandbox), sandbox.control.ledger()
    async with a_till(sandbox.endpoint, identity, tenant=ACME) as till:
        await till.register.find_out()
        sent = list(till.weather.sent)
    assert {line.split()[0] for line in sent} == {"GET"}
    assert (plain_http.wallet(sandbox), sandbox.control.ledger()) == (before, ledger)


# Trouble


@pytest.mark.parametrize(
    "deed", [answers(500), answers(403), answers(302), lose_request, unreachable]
)
@on_a_loop
async def test_what_is_not_answered_stays_unknown_and_stops_nothing(
    sandbox: Sandbox, deed: Deed
) -> None:
    weather = Weather()
    weather.expect(ASKED, deed, EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        found = holds(till.register.tenant)
        assert till.register.ways == Ways()
        assert till.register.catalogue.find("LS-01") is not None
    answered = ("redemptions_listed", "filter_honoured", "lookup_by_external_id")
    assert found == dict.fromkeys(answered, True)


@on_a_loop
async def test_a_question_without_an_answer_is_not_asked_again(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(ASKED, answers(500), EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather):
        assert weather.count(r"GET .*/reversal") == 1


@on_a_loop
async def test_half_a_dialect_is_none(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(r"GET .*/refund", answers(404), EVERY)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, weather=weather) as till:
        assert till.register.tenant.can("guide_paths") is False
        assert till.register.ways.redeeming is Dialect.REFERENCE


# When


@on_a_loop
async def test_a_record_of_this_week_is_believed(sandbox: Sandbox) -> None:
    tenant = known(TODAY - timedelta(days=6), guide_paths=False)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        assert till.weather.count(ASKED) == 0
        assert till.register.ways.redeeming is Dialect.REFERENCE


@on_a_loop
async def test_an_old_record_is_made_anew(sandbox: Sandbox) -> None:
    tenant = known(TODAY - timedelta(days=8), guide_paths=False)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        assert till.register.ways.redeeming is Dialect.GUIDE
        assert till.register.tenant.capabilities["guide_paths"].checked >= TODAY


@on_a_loop
async def test_the_built_in_sandbox_is_known(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        assert till.weather.count(ASKED) == 0
        assert (await till.register.find_out())["guide_paths"] is True


def test_a_dialect_that_was_set_is_the_one() -> None:
    today = TODAY
    assert ways_of(replace(known(today), dialect="reference")).redeeming is Dialect.REFERENCE
    only_reference = known(today, guide_paths=False, identity_search=False)
    assert ways_of(only_reference).identifying is Dialect.REFERENCE
    assert ways_of(replace(only_reference, dialect="guide")).identifying is Dialect.GUIDE
    neither = known(today, guide_paths=False, reference_paths=False)
    assert ways_of(neither).redeeming is Dialect.GUIDE


# Where it is noted


@on_a_loop
async def test_what_was_found_stands_in_the_tenants_file(sandbox: Sandbox, tmp_path: Path) -> None:
    tenants = Tenants(tmp_path)
    tenants.save(replace(ACME, url=sandbox.endpoint.url))
    sandbox.control.switches(dialects="reference")
    identity = sandbox.control.health().identity
    tenant, keep = tenants.load("acme"), partial(tenants.remember, "acme")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, keep=keep) as till:
        found = till.register.tenant.capabilities
    assert tenants.load("acme").capabilities == found
    assert ways_of(tenants.load("acme")).redeeming is Dialect.REFERENCE


@on_a_loop
async def test_a_file_that_cannot_be_written_stops_no_sale(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "acme.toml").write_text("format = ")
    keep = partial(Tenants(tmp_path).remember, "acme")
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=ACME, keep=keep) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        assert (await till.pay(cashier)).phase is Phase.RECORDED
    assert (tmp_path / "acme.toml").read_text() == "format = "
