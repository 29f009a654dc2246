"""A till that kills itself, for the tests of recovery: ``python -m tests.till.killed_till``.

Standard input is one JSON object: where the sandbox is, the home directory, and the point at which the
process ends by SIGKILL; and, for another sale than the picture's, the amount to redeem, what it is taken
from, and whether benefits go in the same call. It does not come back from ``main``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from posdesk.sale.purses import Purse
from posdesk.sale.state import Phase, Sale
from posdesk.sale.tender import TenderState
from posdesk.sandbox.child import Endpoint
from posdesk.till.cashier import Cashier
from posdesk.till.clock import SystemClock
from tests.till.headless import Till, Watch, a_till, with_points
from tests.till.weather import (
    RECORD,
    REDEEM,
    REVERSE,
    USE_BENEFIT,
    Deed,
    Weather,
    die,
    die_after,
    die_before,
)

ON_THE_WIRE: dict[str, tuple[str, Deed]] = {
    "redemption's intention": (REDEEM, die_before),
    "redemption's answer": (REDEEM, die_after),
    "benefit's answer": (USE_BENEFIT, die_after),
    "reversal's intention": (REVERSE, die_before),
    "reversal's answer": (REVERSE, die_after),
    "record's intention": (RECORD, die_before),
    "record's answer": (RECORD, die_after),
}


def _tender_is(state: TenderState) -> Callable[[Sale], bool]:
    return lambda sale: any(each.state is state for each in sale.tenders)


# Told of a state before its effects begin.
IN_A_STATE: dict[str, Callable[[Sale], bool]] = {
    "choosing": lambda sale: sale.phase is Phase.CHOOSING,
    "between redemption and payment": lambda sale: sale.phase is Phase.PAYING,
    "charge's intention": _tender_is(TenderState.SENT),
    "charge's outcome unknown": _tender_is(TenderState.UNKNOWN),
    "paid": lambda sale: sale.phase is Phase.RECORDING,
    "cash taken": _tender_is(TenderState.APPROVED),
}


class DeadlyWatch(Watch):
    """Ends the process in the state that was asked for."""

    def __init__(self, deadly: Callable[[Sale], bool]) -> None:
        super().__init__()
        self._deadly = deadly

    def on_change(self, sale: Sale) -> None:
        if self._deadly(sale):
            die()
        super().on_change(sale)


async def sell(till: Till, point: str, amount: str) -> None:
    """The picture's sale; what is not its own way to pay is a card."""
    cashier = await till.asha(rewards=amount, benefit="first-spend")
    await till.redeem(cashier)
    await _PAY.get(point, _by_card)(till, cashier)


async def _by_card(till: Till, cashier: Cashier) -> None:
    await till.pay(cashier)


async def _declined(till: Till, cashier: Cashier) -> None:
    await till.pay(cashier, "do_not_honour")


async def _silent(till: Till, cashier: Cashier) -> None:
    await till.pay(cashier, "answer_lost")


async def _in_cash(till: Till, cashier: Cashier) -> None:
    await till.cash(cashier, "50.00")


_PAY: dict[str, Callable[[Till, Cashier], Awaitable[None]]] = {
    "reversal's intention": _declined,
    "reversal's answer": _declined,
    "charge's outcome unknown": _silent,
    "cash taken": _in_cash,
}


async def main() -> None:
    told = json.load(sys.stdin)
    point = told["point"]
    weather = Weather()
    if point in ON_THE_WIRE:
        weather.expect(*ON_THE_WIRE[point])
    endpoint = Endpoint(**told["endpoint"])
    home = Path(told["home"])
    order = tuple(Purse(each) for each in told.get("strategies", ["rewards"]))
    tenant = with_points(order, combined=told.get("combined", False))
    async with a_till(
        endpoint, told["identity"], weather=weather, clock=SystemClock(), home=home, tenant=tenant
    ) as till:
        till.watch = DeadlyWatch(IN_A_STATE.get(point, lambda _: False))
        await sell(till, point, told.get("amount", "25.00"))


if __name__ == "__main__":
    asyncio.run(main())
