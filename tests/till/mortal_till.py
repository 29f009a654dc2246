"""A till that tells each of its states and then waits to be killed: ``python -m tests.till.mortal_till``.

Standard input is one JSON object: where the sandbox is, the home directory, what to do (``sell`` or ``recover``)
and how the sale goes (a name of ``WAYS``). Standard output is a line for each state the sale comes to, the first
``begun`` and the last ``rest``. It ends by SIGKILL alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from posdesk.home.tenant import SANDBOX
from posdesk.sale import events as ev
from posdesk.sale.state import Cause, Phase, Sale
from posdesk.sandbox.child import Endpoint
from posdesk.till.cashier import Cashier
from posdesk.till.clock import SystemClock
from tests.till.headless import Till, Watch, a_till
from tests.till.weather import RECORD, REDEEM, REVERSE, Weather, lose_answer

# What a dead till has sent, a busy sandbox may carry out a good deal later.
MORTAL = replace(SANDBOX, late_window_s=40)
REST = "rest"
BEGUN = "begun"


def say(word: str) -> None:
    """Past every buffer: what was said is in the pipe, whatever becomes of this process."""
    os.write(1, f"{word}\n".encode())


def label_of(sale: Sale) -> str:
    """Where a sale stands, in a line: ``redeeming B1:granted R2:sent``."""
    parts = [sale.phase.value]
    parts += [f"{each.mark}:{each.state.value}" for each in sale.legs]
    parts += [f"{each.mark}:{each.state.value}" for each in sale.tenders]
    return " ".join(parts)


class TellingWatch(Watch):
    """Tells a new state before its effects begin."""

    def __init__(self) -> None:
        super().__init__()
        self._told = ""

    def on_change(self, sale: Sale) -> None:
        label = label_of(sale)
        if label != self._told:
            self._told = label
            say(label)
        super().on_change(sale)


async def approved(till: Till, cashier: Cashier) -> None:
    await till.pay(cashier)


async def declined(till: Till, cashier: Cashier) -> None:
    """What was taken goes back; then the customer leaves."""
    await till.pay(cashier, "do_not_honour")
    await cashier.tell(partial(ev.VoidRequested, cause=Cause.CANCELLED))
    await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)


async def silent(till: Till, cashier: Cashier) -> None:
    """The terminal has approved and does not say so."""
    await till.pay(cashier, "answer_lost")


async def lossy(till: Till, cashier: Cashier) -> None:
    """A network that carries every request and loses the first answer of each kind."""
    till.weather.expect(RECORD, lose_answer)
    await till.pay(cashier)


async def lossy_decline(till: Till, cashier: Cashier) -> None:
    till.weather.expect(REVERSE, lose_answer)
    await declined(till, cashier)


WAYS: dict[str, Callable[[Till, Cashier], Awaitable[None]]] = {
    "approved": approved,
    "declined": declined,
    "silent": silent,
    "lossy": lossy,
    "lossy decline": lossy_decline,
}


async def sell(till: Till, way: str) -> None:
    """A benefit and 25.00 of rewards of Asha's, then a card."""
    say(BEGUN)
    if way.startswith("lossy"):
        till.weather.expect(REDEEM, lose_answer)
    cashier = await till.asha(rewards="25.00", benefit="first-spend")
    await till.redeem(cashier)
    await WAYS[way](till, cashier)


async def recover(till: Till, _way: str) -> None:
    """What the next start does, and it may die of that too."""
    say(BEGUN)
    for cashier in await till.register.recover(till.watch.on_change, till.watch.on_error):
        await till.watch.until(cashier, lambda sale: sale.finished)
    await till.register.gifts.idle()


WORKS = {"sell": sell, "recover": recover}


async def main(errand: dict[str, Any]) -> None:
    endpoint = Endpoint(**errand["endpoint"])
    home = Path(errand["home"])
    async with a_till(
        endpoint,
        errand["identity"],
        weather=Weather(),
        clock=SystemClock(),
        home=home,
        tenant=MORTAL,
    ) as till:
        till.watch = TellingWatch()
        await WORKS[errand["work"]](till, errand["way"])
        say(REST)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
