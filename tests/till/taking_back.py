"""Returns through the headless till, and what a customer's wallet is worth at the tenant, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Refund, RefundState, RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till.headless import Till, aud

ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
RESTS = frozenset({Phase.RECORDED, Phase.VOIDED, Phase.PICKING, Phase.ATTENTION, Phase.PAYING})


@dataclass(frozen=True)
class Worth:
    """What a wallet is worth: rewards and points in money, credits, uses left of each benefit."""

    rewards: Decimal
    points: Decimal
    credits: Decimal
    uses: dict[str, int]


def worth(sandbox: Sandbox, profile: str) -> Worth:
    """As the tenant says, now."""
    balances = sandbox.call("GET", f"/profiles/{profile}/balances")["data"]
    credits = _all(sandbox, f"/profiles/{profile}/credits")
    uses: dict[str, int] = {}
    for benefit in _all(sandbox, f"/profiles/{profile}/benefits"):
        handle = benefit["definition"]["handle"]
        uses[handle] = uses.get(handle, 0) + benefit["redemptions_remaining"]
    return Worth(
        Decimal(balances["reward_balance"]),
        Decimal(balances["point_balance_dollars"]),
        sum(
            (Decimal(each["balance"]) for each in credits if each["status"] == "active"), Decimal()
        ),
        uses,
    )


def _all(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    return list(sandbox.call("GET", f"{path}?page[size]=100")["data"])


async def take_back(till: Till, reference: str, **pieces: int) -> Cashier:
    """A return of ``reference``: all that is left, or ``LS_01=1`` pieces by SKU."""
    cashier = await till.register.open_return(reference, till.watch.on_change, till.watch.on_error)
    if not pieces:
        await cashier.tell(rev.AllPicked)
    lines = {line.sku: line.id for line in returning(cashier.sale).original.lines}
    for sku, quantity in pieces.items():
        line_id = lines[sku.replace("_", "-")]
        await cashier.tell(partial(rev.ReturnPicked, line_id=line_id, quantity=quantity))
    return cashier


async def go(till: Till, cashier: Cashier, kind: RepayKind | None, extra: str = "0") -> Sale:
    """Choose how the money goes back, confirm, hand cash over when asked, and wait for rest."""
    if kind is not None:
        await cashier.tell(partial(rev.RepayChosen, kind=kind, extra=aud(extra)))
    if cashier.sale.phase is Phase.PICKING:
        await cashier.tell(ev.Confirmed)
    sale = await till.watch.until(cashier, _waits)
    asked = cash_asked(sale)
    if asked is not None:
        await cashier.tell(partial(rev.CashHandedOver, refund=asked.number))
    sale = await till.watch.until(cashier, _is_for_the_cashier)
    await till.register.gifts.idle()
    return sale


def busy(sale: Sale) -> bool:
    """The pick is confirmed and being looked up."""
    back = sale.returning
    return sale.phase is Phase.PICKING and back is not None and back.confirmed


def _waits(sale: Sale) -> bool:
    return cash_asked(sale) is not None or _is_for_the_cashier(sale)


def _is_for_the_cashier(sale: Sale) -> bool:
    """At rest, or a choice of how the money goes back is open."""
    open_choice = sale.phase is Phase.REPAYING and all(
        each.state in {RefundState.GIVEN, RefundState.REFUSED} for each in returning(sale).refunds
    )
    return open_choice or (sale.phase in RESTS and not busy(sale))


def cash_asked(sale: Sale) -> Refund | None:
    return next(
        (
            each
            for each in returning(sale).refunds
            if each.kind is RefundKind.CASH and each.state is RefundState.SENT
        ),
        None,
    )
