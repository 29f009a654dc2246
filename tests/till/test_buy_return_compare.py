"""Buy, return, compare: after any sale and its full return the wallet is worth what it was, and the drawer empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posdesk.sale import events as ev
from posdesk.sale.repayment import returning, ways
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale, cash_due, due
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till.headless import TENANT, Till, a_till, aud, on_a_loop
from tests.till.taking_back import ASHA, go, take_back, worth

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
CARDS = {ASHA: "60011234", DANIEL: "60011267"}
CREDITS = {ASHA: (), DANIEL: ("81", "82")}
IN_FLIGHT = {TenderState.SENT, TenderState.UNKNOWN}


@dataclass(frozen=True)
class Plan:
    """A sale, and how it comes back: ``first`` pieces of each line, then the rest, perhaps at another till."""

    who: str
    pieces: dict[str, int]
    rewards: str
    benefit: bool
    credit: str
    by_redeem: bool
    card: bool
    first: int
    repay: RepayKind
    elsewhere: bool


PLANS = st.builds(
    Plan,
    st.sampled_from([ASHA, DANIEL]),
    st.dictionaries(
        st.sampled_from(["LS_01", "WS_01", "LB_01", "GC_50"]), st.integers(1, 3), min_size=1
    ),
    st.sampled_from(["0", "0.01", "7.77", "25.00"]),
    st.booleans(),
    st.sampled_from(["0", "0.03", "12.34", "35.50"]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from([RepayKind.CASH, RepayKind.CARD]),
    st.booleans(),
)


async def buy(till: Till, plan: Plan) -> Sale:
    """Redeem, take what is wanted of the credits, then a card or cash."""
    cashier = await till.sell(**plan.pieces)
    await till.present(cashier, CARDS[plan.who])
    await till.choose(cashier, plan.rewards)
    if plan.benefit and plan.who == ASHA:
        await till.choose(cashier, benefit="first-spend")
    await till.redeem(cashier)
    for credit in CREDITS[plan.who]:
        await take_credit(till, cashier, credit, plan.credit)
    if cashier.sale.phase is Phase.PAYING:
        await pay_the_rest(till, cashier, plan)
    sale = await till.settled(cashier)
    await till.register.gifts.idle()
    return sale


async def take_credit(till: Till, cashier: Cashier, credit: str, wish: str) -> None:
    sale = cashier.sale
    held = sale.wallet.credit(credit) if sale.wallet else None
    if held is None or sale.phase is not Phase.PAYING:
        return
    amount = min(aud(wish), due(sale), held.balance)
    if amount.minor > 0:
        kind = TenderKind.CREDIT
        await cashier.tell(partial(ev.TenderTaken, kind=kind, amount=amount, credit_id=credit))
        await till.watch.until(
            cashier, lambda now: all(each.state not in IN_FLIGHT for each in now.tenders)
        )


async def pay_the_rest(till: Till, cashier: Cashier, plan: Plan) -> None:
    if plan.card:
        await till.card(cashier)
        return
    amount = cash_due(cashier.sale)
    await cashier.tell(partial(ev.TenderTaken, kind=TenderKind.CASH, amount=amount))


async def bring_back(till: Till, rest_at: Till, reference: str, plan: Plan) -> None:
    """A part first, where there is one; then everything that is left, at the till ``rest_at``."""
    if plan.first:
        part = {sku: min(plan.first, many) for sku, many in plan.pieces.items()}
        cashier = await take_back(till, reference, **part)
        await to_the_end(till, cashier, plan.repay)
    cashier = await take_back(rest_at, reference)
    if returning(cashier.sale).picks:
        await to_the_end(rest_at, cashier, plan.repay)


async def to_the_end(till: Till, cashier: Cashier, kind: RepayKind) -> None:
    """What a card did not pay goes back in cash; credits go back first, whatever is chosen."""
    offered = {way.kind for way in ways(cashier.sale)}
    sale = await go(till, cashier, kind if kind in offered else RepayKind.CASH)
    if sale.phase is Phase.REPAYING:
        sale = await go(till, cashier, RepayKind.CASH)
    assert sale.phase is Phase.RECORDED, (sale.phase, sale.problem)


async def buy_return_compare(sandbox: Sandbox, plan: Plan) -> None:
    sandbox.control.reset()
    sandbox.control.switches(earn_on_sale=True)
    identity = sandbox.control.health().identity
    before = worth(sandbox, plan.who)
    tenant = replace(TENANT, credits_by_redeem=plan.by_redeem)
    second = replace(tenant, register="2")
    async with (
        a_till(sandbox.endpoint, identity, tenant=tenant) as till,
        a_till(sandbox.endpoint, identity, tenant=second) as other,
    ):
        sold = await buy(till, plan)
        assert sold.phase is Phase.RECORDED
        await bring_back(till, other if plan.elsewhere else till, sold.reference, plan)
    assert worth(sandbox, plan.who) == before


@given(plan=PLANS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_sale_and_its_full_return_the_wallet_is_worth_what_it_was(
    sandbox: Sandbox, plan: Plan
) -> None:
    on_a_loop(buy_return_compare)(sandbox, plan)


@pytest.mark.long
@pytest.mark.timeout(900)
@given(plan=PLANS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_of_many_sales_and_their_returns_the_wallet_is_worth_what_it_was(
    sandbox: Sandbox, plan: Plan
) -> None:
    on_a_loop(buy_return_compare)(sandbox, plan)
