"""Inside the running till: a scan with slow calls, a checkout of 200 lines, one line of 1,000.

``python -m benchmarks.programs.checkout HOME``. Everything goes through the real presenters and views, the
real journal, and a real sandbox in its own process.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from benchmarks.programs.clock import now_s, tell
from posdesk.desktop import session
from posdesk.desktop.basket_presenter import BasketPresenter
from posdesk.desktop.choice_presenter import ChoicePresenter
from posdesk.desktop.customer_presenter import CustomerPresenter
from posdesk.desktop.first_picture import FirstPicture, show_first
from posdesk.desktop.loop import run_on_qt
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.sandbox import start_sandbox
from posdesk.desktop.screens.model import Screen
from posdesk.desktop.till import Till
from posdesk.desktop.views.allocation_view import AllocationView
from posdesk.home.paths import Home
from posdesk.omneo.http import AsyncSender
from posdesk.sale import events as ev
from posdesk.sale.basket import Product
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Phase, Sale

LATENCY_S = 0.1
BEAT_MS = 5
STALL_S = 0.05
RUNS = 5
STEPS = 60
LOOK_S = 0.05
ASHA = "60011234"


class Slow(httpx.AsyncBaseTransport):
    """A network that takes ``LATENCY_S`` for each call, while it is switched on."""

    def __init__(self) -> None:
        self.on = False
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.on:
            await exactly(LATENCY_S)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def exactly(seconds: float) -> None:
    """A pause to the millisecond: the loop's own may be 5 % late, which would be measured as the till's."""
    over = asyncio.Event()
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, singleShot=True)
    timer.timeout.connect(over.set)
    timer.start(round(seconds * 1000))
    await over.wait()


class Heart(QObject):
    """Beats on the GUI thread; a beat that comes late is a stall."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.worst = 0.0
        self._last = now_s()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_beat)

    def begin(self) -> None:
        self.worst, self._last = 0.0, now_s()
        self._timer.start(BEAT_MS)

    def end(self) -> float:
        """The longest pause beyond the beat, in seconds."""
        self._timer.stop()
        return self.worst

    def _on_beat(self) -> None:
        at = now_s()
        self.worst = max(self.worst, at - self._last - BEAT_MS / 1000)
        self._last = at


class Card(QObject):
    """Sees when the customer's card is painted with a customer on it."""

    def __init__(self, view: QObject, presenter: SalePresenter) -> None:
        super().__init__(view)
        self._shown = False
        self._painted = asyncio.Event()
        view.installEventFilter(self)
        presenter.screen_changed.connect(self._on_screen_changed)

    async def painted(self) -> float:
        """Wait for the first such paint from now on; its time."""
        self._shown = False
        self._painted.clear()
        await self._painted.wait()
        return self._at

    def _on_screen_changed(self, screen: Screen) -> None:
        self._shown = screen.customer.present

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._shown and event.type() == QEvent.Type.Paint and not self._painted.is_set():
            self._at = now_s()
            self._painted.set()
        return False


class Course:
    """The measured courses, one after the other, in one window."""

    def __init__(self, picture: FirstPicture, slow: Slow) -> None:
        self.window = picture.window
        self.slow = slow
        self.heart = Heart(picture.window)
        self._news = asyncio.Event()

    def part(self, kind: type[QObject]) -> QObject:
        found = self.window.findChild(kind)
        if not isinstance(found, kind):
            raise TypeError(f"the window has no {kind.__name__}")
        return found

    @property
    def presenter(self) -> SalePresenter:
        found = self.part(SalePresenter)
        assert isinstance(found, SalePresenter)
        return found

    @property
    def sale(self) -> Sale:
        if self.presenter.sale is None:
            raise RuntimeError("no sale is open")
        return self.presenter.sale

    async def until(self, holds: Callable[[], bool]) -> None:
        """Look at each new screen, and now and then; often would slow down what is measured."""
        async with asyncio.timeout(60):
            while not holds():
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_S)

    async def run(self) -> None:
        await self.until(lambda: self.window.findChild(SalePresenter) is not None)
        self.presenter.screen_changed.connect(self._news.set)
        await self.until(lambda: self.presenter.sale is not None)
        card = Card(self.window.customer, self.presenter)
        scan = [await self.scan_to_card(card) for _ in range(RUNS)]
        stalls = [await self.checkout(200) for _ in range(RUNS)]
        step, bare = await self.one_of_a_thousand()
        tell(scan=scan, stalls=stalls, step=step, bare_step=bare)
        self.window.finish_close()

    async def scan_to_card(self, card: Card) -> float:
        """Seconds from the scan to the painted customer card, in calls' worth."""
        self.slow.on = True
        customer = self.part(CustomerPresenter)
        assert isinstance(customer, CustomerPresenter)
        began = now_s()
        customer.scanned(ASHA)
        spent = await card.painted() - began
        self.slow.on = False
        await self.next_sale()
        return spent / LATENCY_S

    async def changed_from(self, before: Sale) -> None:
        await self.until(lambda: self.sale is not before)

    async def next_sale(self) -> None:
        reference = self.sale.reference
        self.presenter.void()
        await self.until(lambda: self.sale.reference != reference)

    async def fill(self, lines: int) -> None:
        for number in range(lines):
            price = Money(1000 + 7 * number, AUD)
            product = Product(f"P{number}", f"Product {number}", price)
            self.presenter.do(partial(ev.LineAdded, product=product))
        await self.until(lambda: len(self.sale.basket.lines) == lines)

    async def checkout(self, lines: int) -> float:
        """A whole sale; the worst stall of the GUI thread in seconds."""
        self.heart.begin()
        choice, customer = self.part(ChoicePresenter), self.part(CustomerPresenter)
        assert isinstance(choice, ChoicePresenter)
        assert isinstance(customer, CustomerPresenter)
        await self.fill(lines)
        customer.scanned("60011341")
        await self.until(lambda: self.sale.phase is Phase.CHOOSING)
        choice.press("most")
        self.presenter.go_forward()
        await self.until(lambda: self.sale.phase in {Phase.PAYING, Phase.REDEEMING})
        await self.until(lambda: self.sale.phase is Phase.PAYING)
        choice.press("pay")
        await self.until(lambda: self.sale.phase is Phase.RECORDED)
        worst = self.heart.end()
        self.presenter.go_forward()
        await self.until(lambda: self.sale.phase is Phase.OPEN)
        return worst

    async def one_of_a_thousand(self) -> tuple[list[float], list[float]]:
        """From a change of one line of 1,000 to the painted preview; and a bare table's one-row step."""
        customer, basket = self.part(CustomerPresenter), self.part(BasketPresenter)
        assert isinstance(customer, CustomerPresenter)
        assert isinstance(basket, BasketPresenter)
        await self.fill(1000)
        customer.scanned(ASHA)
        await self.until(lambda: self.sale.phase is Phase.CHOOSING)
        self.presenter.go_forward()
        self.part(ChoicePresenter).press("most")  # type: ignore[attr-defined]  # its own slot
        await self.until(lambda: bool(self.sale.chosen.rewards))
        preview = self.part(AllocationView)
        steps: list[float] = []
        line = self.sale.basket.lines[500].id
        for number in range(STEPS):
            before = self.sale
            self.presenter.do(partial(ev.QuantitySet, line_id=line, quantity=number % 7 + 2))
            began = now_s()
            await self.changed_from(before)
            preview.repaint()  # type: ignore[attr-defined]  # a widget
            steps.append(now_s() - began)
        return steps, await bare_steps()


async def bare_steps() -> list[float]:
    """One row further in a bare table of the same size, painted."""
    table = QTableWidget(1000, 6)
    for row in range(1000):
        for column in range(6):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    table.resize(1440, 900)
    table.show()
    # Let it come up: an unexposed widget paints nothing, and would be beyond comparison.
    await asyncio.sleep(0.3)
    spent = []
    for row in range(STEPS):
        began = now_s()
        table.setCurrentCell(300 + row, 0)
        table.viewport().repaint()
        spent.append(now_s() - began)
    table.close()
    return spent


def main() -> int:
    home = Home(Path(sys.argv[1]))
    home.root.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("format = 1\nterminal_pace_ms = 0\n", encoding="utf-8")
    slow = Slow()
    slower = partial(AsyncSender, transport=slow)
    session.AsyncSender = slower  # type: ignore[attr-defined,assignment]  # the same class, on a slower network
    app = QApplication([sys.argv[0], "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    picture = show_first(app, home)
    till = Till(home, start_sandbox(home), picture)

    async def serve() -> int:
        async with asyncio.TaskGroup() as both:
            both.create_task(Course(picture, slow).run())
            code = both.create_task(till.serve())
        return code.result()

    return run_on_qt(app, serve)


if __name__ == "__main__":
    sys.exit(main())
