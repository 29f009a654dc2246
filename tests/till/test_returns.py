"""Returns against the real sandbox: found, picked, refunded, repaid, recorded; and nothing is given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from posdesk.home.tenant import Capability
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import IllegalEvent, ReturnClaimed
from posdesk.sale.past import RefundKind, SaleKind
from posdesk.sale.repayment import returning
from posdesk.sale.repayment import worth as figures_of
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.till.references import BadReference
from posdesk.till.return_errors import NoSuchSale, NotReturnable
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, Till, a_till, aud, on_a_loop
from tests.till.taking_back import ASHA, go, take_back, worth
from tests.till.weather import REFUND, lose_answer, lose_request

WHOLE_ONLY = replace(TENANT, capabilities={"partial_refund": Capability(False, date(2026, 11, 21))})
ISSUE = r"POST .*/credits$"
OTHER = replace(TENANT, register="2")


async def bought(till: Till, rewards: str = "25.00", benefit: str = "first-spend") -> Sale:
    """Asha's basket of the pictures, redeemed and paid by card."""
    cashier = await till.asha(rewards, benefit)
    await till.redeem(cashier)
    sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    return sale


def identity(sandbox: Sandbox) -> str:
    return sandbox.control.health().identity


@on_a_loop
async def test_buy_return_compare(sandbox: Sandbox) -> None:
    before = worth(sandbox, ASHA)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        sale = await go(till, cashier, RepayKind.CARD)
        assert await till.terminal.kept() == ()
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA) == before


@on_a_loop
async def test_the_transaction_of_a_return_says_all_of_it(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference, LS_01=1, LB_01=1)
        await cashier.tell(partial(rev.ReturnReasonSet, reason="Too small"))
        sale = await go(till, cashier, RepayKind.CASH)
    row = plain_http.transaction(sandbox, sale.reference)
    meta = row["meta"]["posdesk"]
    worth_ = figures_of(sale)
    assert Decimal(row["total"]) == -worth_.net.amount
    assert row["linked_receipt_ref"] == sold.terms.receipt_ref
    assert [(item["quantity"], item["is_return"]) for item in row["items"]] == [
        (-1, True),
        (-1, True),
    ]
    assert (meta["kind"], meta["original"], meta["reason"]) == (
        "return",
        sold.reference,
        "Too small",
    )
    assert [(each["of"], each["kind"]) for each in meta["refunds"]] == [
        ("R2", "rewards"),
        (None, "cash"),
    ]
    assert row["payments"] == ["CASH"]


@on_a_loop
async def test_a_refund_is_something_new_beside_the_old(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, benefit="")
        cashier = await take_back(till, sold.reference, LS_01=1)
        await go(till, cashier, RepayKind.CARD)
        sale = await till.watch.until(
            cashier, lambda now: now.wallet is not None and now.wallet.balances.rewards.minor > 0
        )
    assert sale.wallet is not None
    old = {"811", "812"}
    new = [each for each in sale.wallet.rewards if each.id not in old and each.remaining]
    share = figures_of(sale).redemptions[0].amount
    assert sum(each.remaining.minor for each in new) == share.minor


@on_a_loop
async def test_two_partial_returns_give_all_and_a_third_finds_nothing(sandbox: Sandbox) -> None:
    before = worth(sandbox, ASHA)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        first = await take_back(till, sold.reference, LS_01=1)
        await go(till, first, RepayKind.CARD)
        second = await take_back(till, sold.reference)
        await go(till, second, RepayKind.CARD)
        assert await till.terminal.kept() == ()
        third = await take_back(till, sold.reference)
        with pytest.raises(IllegalEvent):
            await third.tell(ev.Confirmed)
    assert worth(sandbox, ASHA) == before


@on_a_loop
async def test_of_two_windows_the_second_sees_that_it_is_gone(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        first = await take_back(till, sold.reference)
        second = await take_back(till, sold.reference)
        await go(till, first, RepayKind.CARD)
        await second.tell(partial(rev.RepayChosen, kind=RepayKind.CARD))
        with pytest.raises(ReturnClaimed):
            await second.tell(ev.Confirmed)
        assert second.sale.phase is Phase.PICKING
        assert till.weather.count(REFUND) == 2


@on_a_loop
async def test_a_dropped_return_frees_the_sale_again(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        first = await take_back(till, sold.reference)
        till.weather.expect(r"GET .*/transactions$", lose_request, times=99)
        sale = await go(till, first, RepayKind.CARD)
        assert sale.phase is Phase.PICKING
        assert sale.problem
        till.weather.troubles.clear()
        await first.tell(ev.VoidRequested)
        second = await take_back(till, sold.reference)
        assert (await go(till, second, RepayKind.CARD)).phase is Phase.RECORDED


@pytest.mark.parametrize("echoed", [True, False])
@pytest.mark.parametrize("deed", [lose_answer, lose_request])
@on_a_loop
async def test_a_lost_answer_of_a_refund_gives_it_once(
    sandbox: Sandbox, deed: object, echoed: bool
) -> None:
    before = worth(sandbox, ASHA)
    sandbox.control.switches(leg_echoed=echoed)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        till.weather.expect(REFUND, deed)  # type: ignore[arg-type]  # one of the two deeds
        sale = await go(till, cashier, RepayKind.CARD)
        assert till.weather.count(REFUND) == (2 if deed is lose_answer else 3)
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA) == before


@pytest.mark.parametrize("deed", [lose_answer, lose_request])
@on_a_loop
async def test_a_lost_answer_of_a_store_credit_issues_it_once(
    sandbox: Sandbox, deed: object
) -> None:
    before = worth(sandbox, ASHA)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        till.weather.expect(ISSUE, deed)  # type: ignore[arg-type]  # one of the two deeds
        sale = await go(till, cashier, RepayKind.STORE_CREDIT, "10.00")
    net = figures_of(sale).net.amount
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA).credits == before.credits + net + 10


@on_a_loop
async def test_by_the_reference_a_store_credit_is_of_the_tenants_own_definition(
    sandbox: Sandbox,
) -> None:
    before = worth(sandbox, ASHA)
    reference = replace(TENANT, dialect="reference")
    async with a_till(sandbox.endpoint, identity(sandbox), tenant=reference) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        before_it = till.weather.count(r"POST (?!.*profiles).*credits$")
        sale = await go(till, cashier, RepayKind.STORE_CREDIT)
        assert till.weather.count(r"POST (?!.*profiles).*credits$") == before_it + 1
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA).credits == before.credits + figures_of(sale).net.amount


@on_a_loop
async def test_all_or_nothing_where_the_tenant_refunds_only_whole_redemptions(
    sandbox: Sandbox,
) -> None:
    before = worth(sandbox, ASHA)
    sandbox.control.switches(refund_takes_amount=False)
    async with a_till(sandbox.endpoint, identity(sandbox), tenant=WHOLE_ONLY) as till:
        sold = await bought(till)
        part = await take_back(till, sold.reference, LS_01=2, WS_01=1)
        assert figures_of(part.sale).redemptions[0].waits
        await go(till, part, RepayKind.CARD)
        assert till.weather.count(REFUND) == 0
        rest = await take_back(till, sold.reference, LB_01=1)
        await go(till, rest, RepayKind.CARD)
        assert till.weather.count(REFUND) == 2
    # She keeps the gift card that she bought.
    assert worth(sandbox, ASHA) == replace(before, credits=before.credits + 50)


@on_a_loop
async def test_a_tenant_that_refuses_a_part_leaves_it_to_a_person_with_nothing_given(
    sandbox: Sandbox,
) -> None:
    sandbox.control.switches(refund_takes_amount=False)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference, LS_01=1)
        sale = await go(till, cashier, RepayKind.CARD)
        assert (sale.phase, sale.problem) == (Phase.ATTENTION, "omneo.invalid")
        assert len(await till.terminal.kept()) == 1
        await cashier.tell(partial(ev.AttentionSettled, choice=ev.Choice.GO_ON))
        sale = await till.watch.until(cashier, lambda now: now.phase is Phase.RECORDED)
    assert [each.kind for each in returning(sale).given] == [RefundKind.CARD]


@on_a_loop
async def test_another_tills_sale_comes_back_from_the_tenants_transaction(
    sandbox: Sandbox,
) -> None:
    before = worth(sandbox, ASHA)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        part = await take_back(till, sold.reference, LS_01=1)
        await go(till, part, RepayKind.CASH)
    async with a_till(sandbox.endpoint, identity(sandbox), tenant=OTHER) as other:
        (found,) = [
            each
            for each in await other.register.find_past(sold.terms.receipt_ref)
            if each.reference == sold.reference
        ]
        assert not found.here
        cashier = await take_back(other, found.reference)
        assert returning(cashier.sale).picked(1) == 1
        sale = await go(other, cashier, RepayKind.CASH)
        again = await take_back(other, found.reference)
        assert returning(again.sale).picks == ()
    assert sale.phase is Phase.RECORDED
    assert sale.customer is not None
    assert sale.customer.name == "Asha Nguyen"
    assert worth(sandbox, ASHA) == before


@on_a_loop
async def test_a_card_of_another_tills_terminal_needs_another_way(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "", "")
    async with a_till(sandbox.endpoint, identity(sandbox), tenant=OTHER) as other:
        cashier = await take_back(other, sold.reference)
        await cashier.tell(partial(rev.RepayChosen, kind=RepayKind.CARD))
        await cashier.tell(ev.Confirmed)
        sale = await other.watch.until(cashier, lambda now: bool(now.problem))
        assert (sale.phase, sale.problem) == (Phase.REPAYING, "terminal.no_such_payment")
        await cashier.tell(partial(rev.RepayChosen, kind=RepayKind.STORE_CREDIT))
        sale = await other.watch.until(cashier, lambda now: now.phase is Phase.RECORDED)
    assert [each.kind for each in returning(sale).given] == [RefundKind.STORE_CREDIT]


@on_a_loop
async def test_what_another_till_returns_meanwhile_is_seen_before_anything_is_given(
    sandbox: Sandbox,
) -> None:
    async with (
        a_till(sandbox.endpoint, identity(sandbox)) as till,
        a_till(sandbox.endpoint, identity(sandbox), tenant=OTHER) as other,
    ):
        sold = await bought(till, "", "")
        here = await take_back(till, sold.reference)
        there = await take_back(other, sold.reference, LS_01=2)
        await go(other, there, RepayKind.CASH)
        sale = await go(till, here, RepayKind.CARD)
        assert (sale.phase, sale.problem) == (Phase.PICKING, "sale.returned_meanwhile")
        assert returning(sale).picked(1) == 0


# Finding


@on_a_loop
async def test_a_sale_is_found_by_number_by_code_and_by_customer(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "", "")
        for text in (sold.terms.receipt_ref, sold.reference, f" {sold.reference} "):
            found = await till.register.find_past(text)
            assert sold.reference in {each.reference for each in found if each.here}
        mine = await till.register.find_past_of(ASHA)
        assert mine[0].reference == sold.reference
        with pytest.raises(NoSuchSale):
            await till.register.find_past("999999")
        for text in ("nonsense", "0", "12345678901"):
            with pytest.raises(BadReference):
                await till.register.find_past(text)


@on_a_loop
async def test_a_return_is_no_sale_to_return(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "", "")
        cashier = await take_back(till, sold.reference)
        sale = await go(till, cashier, RepayKind.CARD)
        with pytest.raises(NotReturnable):
            await till.register.open_return(
                sale.reference, till.watch.on_change, till.watch.on_error
            )
        with pytest.raises(NoSuchSale):
            await till.register.find_past(sale.reference)


@on_a_loop
async def test_an_unreachable_tenant_hides_nothing_of_the_journal(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "", "")
        till.weather.expect(r"GET .*/transactions.*", lose_request, times=99)
        found = await till.register.find_past(sold.reference)
        assert [each.here for each in found] == [True]


@on_a_loop
async def test_a_sale_of_another_system_is_returned_where_it_was_made(sandbox: Sandbox) -> None:
    body = {
        "total": 10,
        "transacted_at": "2026-11-01 10:00:00",
        "external_id": "S09-1-000123-zzzzzz",
        "receipt_ref": "123",
        "items": [{"name": "A", "quantity": 1, "price_current": 10, "price_sell": 10}],
    }
    sandbox.call("POST", "/transactions", body)
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        with pytest.raises(NotReturnable):
            await take_back(till, "S09-1-000123-zzzzzz")


@on_a_loop
async def test_in_the_list_of_sales_a_return_stands_below_zero(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "", "")
        cashier = await take_back(till, sold.reference, LB_01=1)
        sale = await go(till, cashier, RepayKind.CARD)
        latest, first = await till.register.recent(2)
    assert (latest.reference, latest.kind, latest.total) == (
        sale.reference,
        SaleKind.RETURN,
        aud("0") - aud("25.00"),
    )
    assert first.kind is SaleKind.SALE
