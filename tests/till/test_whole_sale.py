"""Whole sales without a window, against the real sandbox, read back from it over plain HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.state import Phase, cash_due, due, quote_of
from posdesk.sale.tender import TenderKind
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, a_till, aud, on_a_loop, told


@on_a_loop
async def test_what_was_recorded_is_what_the_screen_said_to_the_cent(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    row = plain_http.transaction(sandbox, sale.reference)
    sold = [(item["sku"], item["quantity"], item["price_sell"]) for item in row["items"]]
    assert sale.phase is Phase.RECORDED
    assert sorted(sold) == [
        ("GC-50", 1, Decimal("50")),
        ("LB-01", 1, Decimal("19.38")),
        ("LS-01", 1, Decimal("50.37")),
        ("LS-01", 1, Decimal("50.38")),
        ("WS-01", 1, Decimal("34.87")),
    ]
    assert (row["total"], row["total_original"]) == (Decimal("205"), Decimal("250"))
    assert quote_of(sale).total == aud("205.00")
    assert row["payments"] == ["EFTPOS"]
    assert plain_http.balance(sandbox) == 0
    assert plain_http.uses(sandbox)["4021"][0] == 0


@on_a_loop
async def test_the_monetary_redemption_is_linked_and_the_other_named_in_meta(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    use, redemption = plain_http.redemptions(sandbox)
    row = plain_http.transaction(sandbox, sale.reference)
    legs = row["meta"]["posdesk"]["legs"]
    assert use["external_id"] == f"{sale.reference}-B1"
    assert redemption["meta"] == {"posdesk_leg": f"{sale.reference}-R2"}
    assert redemption["transaction_external_id"] == sale.reference
    assert row["redemption"]["id"] == redemption["id"]
    assert [(each["redemption_id"], each["linked"]) for each in legs] == [
        (str(use["id"]), False),
        (str(redemption["id"]), True),
    ]


@on_a_loop
async def test_the_shares_in_meta_add_up_to_each_discount(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    shares = plain_http.transaction(sandbox, sale.reference)["meta"]["posdesk"]["shares"]
    sums: dict[str, Decimal] = {}
    for share in shares:
        sums[share["discount"]] = sums.get(share["discount"], Decimal(0)) + share["amount"]
    assert sums == {"4021": Decimal("20"), "rewards": Decimal("25")}


@on_a_loop
async def test_a_sale_with_only_a_benefit_links_the_benefits_redemption(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    (use,) = plain_http.redemptions(sandbox)
    assert plain_http.transaction(sandbox, sale.reference)["redemption"]["id"] == use["id"]


@on_a_loop
async def test_an_anonymous_sale_is_recorded_without_a_profile(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    row = plain_http.transaction(sandbox, sale.reference)
    assert sale.phase is Phase.RECORDED
    assert (row["profile_id"], row["total"]) == (None, Decimal("65"))


@on_a_loop
async def test_with_nothing_chosen_nothing_is_redeemed(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha()
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert plain_http.redemptions(sandbox) == []


@on_a_loop
async def test_a_basket_that_rewards_cover_records_itself_without_a_tender(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(BS_01=1)
        await till.present(cashier, "60011234")
        await cashier.tell(ev.MostChosen)
        await cashier.tell(ev.Confirmed)
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.RECORDED)

    row = plain_http.transaction(sandbox, sale.reference)
    assert (row["total"], row["payments"]) == (Decimal(0), [])
    assert plain_http.balance(sandbox) == Decimal("12.50")


@on_a_loop
async def test_cash_is_rounded_apart_and_gives_change(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(BS_03=1, CT_01=1)
        await till.redeem(cashier)
        owed, exact = cash_due(cashier.sale), due(cashier.sale)
        await till.cash(cashier, "100.00")
        sale = await till.settled(cashier)

    row = plain_http.transaction(sandbox, sale.reference)
    (paid,) = sale.approved
    assert (exact, owed) == (aud("63.28"), aud("63.30"))
    assert (paid.amount, paid.change) == (aud("63.30"), aud("36.70"))
    assert (row["total"], row["rounding"]) == (Decimal("63.28"), Decimal("0.02"))


@on_a_loop
async def test_a_partial_approval_leaves_the_rest_for_another_tender(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        await till.cash(cashier, "20.00")
        await till.card(cashier, "partial_approval")
        sale = await till.watch.until(cashier, lambda sale: len(sale.approved) == 2)
        assert (sale.phase, due(sale)) == (Phase.PAYING, aud("22.50"))
        sale = await till.pay(cashier)

    row = plain_http.transaction(sandbox, sale.reference)
    assert row["payments"] == ["CASH", "EFTPOS", "EFTPOS"]
    assert [each.amount for each in sale.approved] == [aud("20.00"), aud("22.50"), aud("22.50")]


@on_a_loop
async def test_a_double_click_on_pay_charges_once(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        click = partial(ev.TenderTaken, kind=TenderKind.CARD, amount=aud("65.00"))
        results = await asyncio.gather(
            cashier.tell(click), cashier.tell(click), return_exceptions=True
        )
        sale = await till.settled(cashier)
        held = await till.terminal.kept()

    assert [type(each) for each in results] == [type(None), IllegalEvent]
    assert sale.phase is Phase.RECORDED
    assert [each.amount for each in held] == [aud("65.00")]


@on_a_loop
async def test_a_double_press_on_redeem_redeems_once(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="10.00")
        results = await asyncio.gather(
            cashier.tell(ev.Confirmed), cashier.tell(ev.Confirmed), return_exceptions=True
        )
        await till.watch.until(cashier, lambda sale: sale.phase is Phase.PAYING)

    assert [type(each) for each in results] == [type(None), IllegalEvent]
    assert len(plain_http.redemptions(sandbox)) == 1


@on_a_loop
async def test_more_than_is_due_is_refused_and_changes_nothing(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        before = await till.redeem(cashier)
        with pytest.raises(BadAmount):
            await cashier.tell(partial(ev.TenderTaken, kind=TenderKind.CARD, amount=aud("65.01")))
        assert cashier.sale == before
        assert await till.terminal.kept() == ()


@on_a_loop
async def test_a_tenant_with_the_references_paths_alone_sees_the_same_sale(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    sandbox.control.switches(dialects="reference")
    tenant = replace(TENANT, dialect="reference")
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert till.weather.count(r"POST .*/redeem$") == 2
    assert plain_http.transaction(sandbox, sale.reference)["total"] == Decimal("205")
    assert plain_http.balance(sandbox) == 0


@on_a_loop
async def test_recent_sales_are_listed_newest_first(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        first = await till.sell(LS_01=1)
        await till.redeem(first)
        await till.pay(first)
        second = await till.asha(rewards="25.00")
        await second.tell(ev.VoidRequested)
        listed = await till.register.recent()

    assert [(each.reference, each.phase, each.customer, each.total) for each in listed] == [
        (second.sale.reference, Phase.VOIDED, "Asha Nguyen", aud("225.00")),
        (first.sale.reference, Phase.RECORDED, "", aud("65.00")),
    ]


@on_a_loop
async def test_a_sale_that_cannot_be_read_does_not_hide_the_others(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        first = await till.sell(LS_01=1)
        second = await till.sell(WS_01=1)
        broken = "UPDATE event SET body = '{' WHERE reference = ? AND seq = 2"
        apsw.Connection(str(tmp_path / "journal.db")).execute(broken, (first.sale.reference,))
        listed = await till.register.recent()

    assert [(each.reference, each.phase, each.total) for each in listed] == [
        (second.sale.reference, Phase.OPEN, aud("45.00")),
        (first.sale.reference, None, None),
    ]


@on_a_loop
async def test_a_recorded_sale_is_at_rest_and_can_be_released(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        assert [each.reference for each in till.register.busy] == [cashier.sale.reference]
        sale = await till.pay(cashier)
        assert till.register.busy == ()
        await till.register.release(cashier)

    assert told(sale)[-1] == "recorded"
