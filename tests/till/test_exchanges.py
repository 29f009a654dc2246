"""Exchanges against the real sandbox, both ways; and the rounding of a cash sale, repeated."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from posdesk.sale import events as ev
from posdesk.sale.repayment import returning
from posdesk.sale.repayment import worth as figures_of
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.sale.tender import TenderKind
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import Till, a_till, aud, on_a_loop
from tests.till.taking_back import go, take_back


async def bought(till: Till, rewards: str = "25.00") -> Sale:
    """Asha's basket of the pictures, redeemed and paid by card."""
    cashier = await till.asha(rewards)
    await till.redeem(cashier)
    return await till.pay(cashier)


def identity(sandbox: Sandbox) -> str:
    return sandbox.control.health().identity


@on_a_loop
async def test_an_exchange_for_more_is_paid_and_recorded_as_one_transaction(
    sandbox: Sandbox,
) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference, LB_01=1)
        shirt = till.register.catalogue.find("LS-01")
        assert shirt is not None
        await cashier.tell(partial(ev.LineAdded, product=shirt))
        await cashier.tell(ev.Confirmed)
        await till.watch.until(cashier, lambda now: now.phase is Phase.PAYING)
        sale = await till.pay(cashier)
    row = plain_http.transaction(sandbox, sale.reference)
    assert sale.phase is Phase.RECORDED
    assert sorted(item["quantity"] for item in row["items"]) == [-1, 1]
    assert Decimal(row["total"]) == shirt.price.amount - figures_of(sale).net.amount
    assert row["payments"] == ["GOODS", "EFTPOS"]
    assert row["meta"]["posdesk"]["kind"] == "exchange"


@on_a_loop
async def test_an_exchange_for_less_pays_out_and_can_itself_be_returned(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        sold = await bought(till, "")
        cashier = await take_back(till, sold.reference, LS_01=1)
        belt = till.register.catalogue.find("LB-01")
        assert belt is not None
        await cashier.tell(partial(ev.LineAdded, product=belt))
        sale = await go(till, cashier, RepayKind.CARD)
        assert sale.phase is Phase.RECORDED
        again = await take_back(till, sale.reference)
        assert figures_of(again.sale).value == belt.price
        last = await go(till, again, RepayKind.CASH)
    assert last.phase is Phase.RECORDED


@on_a_loop
async def test_the_rounding_of_a_cash_sale_is_repeated(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox)) as till:
        cashier = await till.sell(LS_01=1)
        price = partial(ev.PriceSet, line_id=1, price=aud("19.99"))
        await cashier.tell(price)
        await cashier.tell(ev.Confirmed)
        await cashier.tell(partial(ev.TenderTaken, kind=TenderKind.CASH, amount=aud("20.00")))
        sold = await till.settled(cashier)
        back = await take_back(till, sold.reference)
        sale = await go(till, back, RepayKind.CASH)
    (refund,) = returning(sale).given
    row = plain_http.transaction(sandbox, sale.reference)
    assert refund.amount == aud("20.00")
    assert (Decimal(row["total"]), Decimal(row["rounding"])) == (
        Decimal("-19.99"),
        Decimal("-0.01"),
    )
