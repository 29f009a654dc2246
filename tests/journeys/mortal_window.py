"""The real window, offscreen, that tells each of its states and then waits to be killed: ``tests.till.mortal_till``'s
errand and words, at ``python -m tests.journeys.mortal_window``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.sale.state import Phase
from posdesk.sandbox.child import Endpoint
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import Clerk
from tests.journeys.steps import choose_all, fill_basket, force, present, record, redeem
from tests.till.mortal_till import BEGUN, REST, label_of, say


def tell_states(clerk: Clerk) -> None:
    """From now on say where the sale stands, as soon as it comes there."""
    told = [""]

    def tell(_sale: object) -> None:
        sale = clerk.presenter.sale
        label = "" if sale is None else label_of(sale)
        if label and label != told[0]:
            told[0] = label
            say(label)

    clerk.presenter.sale_changed.connect(tell)


async def approved(clerk: Clerk) -> None:
    await record(clerk)


async def silent(clerk: Clerk) -> None:
    await force(clerk, "answer_lost")
    await record(clerk)


async def declined(clerk: Clerk) -> None:
    """What was taken goes back, and the customer leaves."""
    await force(clerk, "do_not_honour")
    clerk.press("F8")
    await clerk.sees("story.badge", "DECLINED")
    await clerk.at(Phase.CHOOSING)
    before = clerk.sale.reference
    clerk.press("Shift+Esc")
    await clerk.until(lambda: clerk.sale.reference != before or clerk.sale.finished)


WAYS: dict[str, Callable[[Clerk], Awaitable[None]]] = {
    "approved": approved,
    "declined": declined,
    "silent": silent,
}


async def sell(clerk: Clerk, way: str) -> None:
    """Three products, a card, a benefit and 25.00 of rewards, redeemed; then a card to pay."""
    await clerk.open()
    tell_states(clerk)
    say(BEGUN)
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    await redeem(clerk)
    await WAYS[way](clerk)
    say(REST)
    await asyncio.get_running_loop().create_future()


def main(errand: dict[str, Any]) -> None:
    app = QApplication(["till", "-style", "fusion"])
    # It may have been reset since it said where it is.
    endpoint = replace(Endpoint(**errand["endpoint"]), identity=errand["identity"])
    clerk = Clerk(app, Home(Path(errand["home"])), BorrowedSandbox(endpoint))
    clerk.run(lambda: sell(clerk, errand["way"]))


if __name__ == "__main__":
    main(json.load(sys.stdin))
