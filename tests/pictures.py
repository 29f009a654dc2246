"""The pictures of the documentation: the real window on a real sandbox, driven through a sale.

``make pictures`` writes them to ``docs/images``, each step light and dark, at 100 % and 150 %. Nobody should
commit them unseen.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from posdesk.desktop.back_office import BackOffice
from posdesk.desktop.choice_presenter import ChoicePresenter
from posdesk.desktop.customer_presenter import CustomerPresenter
from posdesk.desktop.fault_presenter import FaultPresenter
from posdesk.desktop.first_picture import FirstPicture, show_first
from posdesk.desktop.loop import run_on_qt
from posdesk.desktop.office_presenter import OfficePresenter
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.steering import read_faults
from posdesk.desktop.till import Till
from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.office_view import OfficeView
from posdesk.home.paths import Home
from posdesk.sale import events as ev
from posdesk.sale.state import Phase, Sale
from posdesk.sandbox.child import SandboxChild
from tests.recovery_pictures import CASES, take_recoveries

P = TypeVar("P", bound=QObject)
# The sizes of a desk; at 150 % on the screen of a projector.
SIZES = {100: QSize(1440, 900), 150: QSize(1920, 1200)}
BASKET = ("LS-01", "LS-01", "WS-01", "LB-01", "GC-50")
NEAREST = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
OFFICE = (
    "person",
    "cards",
    "credits",
    "incentives",
    "definitions",
    "promotions",
    "imports",
    "staff",
    "stores",
    "gst",
    "capabilities",
)
FAULTS = (
    ("redemptions.create", "answer_lost", "", "nth 1", ""),
    ("any read", "delay", "ms=20", "every 2", "10"),
    ("*", "jitter", "ms=300", "chance 0.25 seed 7", ""),
    ("balances.read", "balance_spent", "percent=60", "nth 1", ""),
)
SETTLE_S = 0.15
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Look:
    """One of the four faces of the same course."""

    theme: str
    zoom: int

    @property
    def suffix(self) -> str:
        return self.theme if self.zoom == 100 else f"{self.theme}-{self.zoom}"


LOOKS = tuple(Look(theme, zoom) for zoom in SIZES for theme in ("light", "dark"))


class Course:
    """A cashier at the presenters of one window, who takes a picture of each step."""

    def __init__(self, till: Till, picture: FirstPicture, folder: Path, look: Look) -> None:
        self._till = till
        self._window = picture.window
        self._folder = folder
        self._look = look

    @property
    def presenter(self) -> SalePresenter:
        found = self._window.findChild(SalePresenter)
        assert isinstance(found, SalePresenter)
        return found

    @property
    def sale(self) -> Sale:
        sale = self.presenter.sale
        assert sale is not None
        return sale

    async def run(self) -> None:
        """The whole course; the window closes itself at the end."""
        try:
            await self._until(lambda: self._window.findChild(SalePresenter) is not None)
            await self._until(lambda: self.presenter.sale is not None)
            await self._until(lambda: bool(self.presenter.desk.personas))
            await self._identify()
            await self._choose()
            await self._declined()
            await self._pay_and_record()
            await self._sheets()
            await self._trouble()
        finally:
            self._window.finish_close()

    async def _identify(self) -> None:
        customer = self._part(CustomerPresenter)
        await self._shot("present")
        for code in BASKET:
            customer.scanned(code)
        await self._until(lambda: self.sale.basket.pieces == len(BASKET))
        for name, asked in (
            ("identify", "taylor"),
            ("nobody", "99990000"),
            ("inactive", "60011283"),
        ):
            customer.submitted(asked) if name == "identify" else customer.scanned(asked)
            await self._settled()
            await self._shot(name)
            self.presenter.go_back()
            await self._settled()
        customer.scanned("60011234")
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        await self._shot("balances")

    async def _choose(self) -> None:
        choice = self._part(ChoicePresenter)
        choice.press("most")
        wallet = self.sale.wallet
        assert wallet is not None
        first = next(each for each in wallet.benefits if each.handle == "first-spend")
        choice.toggle_benefit(first.id, True)
        await self._until(lambda: bool(self.sale.chosen.benefits and self.sale.chosen.rewards))
        await self._shot("choose")
        self.presenter.go_forward()
        await self._until(lambda: self.sale.phase is Phase.PAYING)
        await self._shot("pay")

    async def _declined(self) -> None:
        choice = self._part(ChoicePresenter)
        choice.force_outcome("insufficient_funds")
        choice.press("outcome")
        await self._shot("outcomes")
        choice.press("outcome")
        choice.take()
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        await self._shot("declined")
        choice.force_outcome("approved")
        self.presenter.go_forward()

    async def _pay_and_record(self) -> None:
        choice = self._part(ChoicePresenter)
        self.presenter.go_forward()
        await self._until(lambda: self.sale.phase is Phase.PAYING)
        choice.choose_kind("cash")
        choice.edit_payment("250")
        await self._shot("pay-cash")
        choice.take()
        await self._until(lambda: self.sale.phase is Phase.RECORDED)
        await self._shot("record")

    async def _sheets(self) -> None:
        opens: tuple[tuple[str, Callable[[], None]], ...] = (
            ("products", self._window.open_products),
            ("recent", self._window.open_recent),
            ("help", self._window.open_help),
        )
        for name, show in opens:
            show()
            await self._settled()
            await self._shot(name)
            self._window.area.close_sheet()
        await self._return()

    async def _return(self) -> None:
        """Two lines of the sale that was just recorded come back."""
        self._part(BackOffice).open_page("returns")
        await self._settled()
        office = self._part(OfficePresenter)
        office.submit("find", {"text": self.sale.terms.receipt_ref})
        await self._until(lambda: bool(self._window.findChild(QWidget, "office.lines")))
        for line in ("1", "3"):
            office.choose("lines", line)
            await self._settled()
            office.press("whole", line)
            await self._settled()
        await self._shot("return")
        office.submit("repay", {"kind": "cash", "extra": "", "reason": "too small"})
        await self._until(lambda: bool(self._window.findChild(QWidget, "office.cash.handed")))
        office.press("handed", "")
        await self._until(lambda: bool(self._window.findChild(QWidget, "office.done.again")))
        await self._shot("returned")
        office.press("again", "")
        self._window.area.close_sheet()

    async def _trouble(self) -> None:
        """A customer with nothing, and a tenant that has gone."""
        self.presenter.go_forward()
        await self._until(lambda: self.sale.phase is Phase.OPEN)
        customer = self._part(CustomerPresenter)
        customer.scanned("BT-01")
        customer.submitted("erin walsh")
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        self.presenter.go_forward()
        await self._shot("nothing-to-redeem")
        self.presenter.do(ev.CustomerRemoved)
        await self._settled()
        await self._credits()
        await self._faults()
        await self._till.end_sandbox()
        customer.scanned("60011234")
        await self._until(lambda: not self.presenter.desk.busy and bool(self._notices()))
        await self._shot("unreachable")

    async def _credits(self) -> None:
        """A customer with five credits: one has paid, a card with a PIN is next. Then back to nobody."""
        choice, customer = self._part(ChoicePresenter), self._part(CustomerPresenter)
        customer.scanned("60011267")
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        self.presenter.do(ev.Confirmed)
        await self._until(lambda: self.sale.phase is Phase.PAYING)
        choice.choose_kind("credit")
        choice.take()
        await self._until(lambda: bool(self.sale.approved))
        choice.choose_credit("83")
        await self._shot("pay-credit")
        self.presenter.do(ev.WentBack)
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        await self._office()
        self.presenter.do(ev.CustomerRemoved)
        await self._until(lambda: self.sale.phase is Phase.OPEN)

    async def _faults(self) -> None:
        """The panel of faults, with one of each side; all are off again afterwards."""
        dock, faults = self._window.dock, self._part(FaultPresenter)
        was_folded = dock.is_folded()
        dock.show_tab(Tab.FAULTS)
        dock.set_folded(False)
        for typed in FAULTS:
            faults.add(
                dict(zip(("operation", "kind", "values", "when", "count"), typed, strict=True))
            )
        faults.toggle("jitter 1")
        sandbox = self._till._sandbox()
        assert sandbox is not None
        await self._until(lambda: bool(read_faults(sandbox)))
        customer = self._part(CustomerPresenter)
        customer.scanned("60011234")
        await self._until(lambda: self.sale.phase is Phase.CHOOSING)
        await self._until(lambda: faults.faults.counters()[-1].happened == 1)
        await self._shot("faults")
        faults.turn_all_off()
        dock.show_tab(Tab.WIRE)
        dock.set_folded(was_folded)
        self.presenter.do(ev.CustomerRemoved)
        await self._until(lambda: self.sale.phase is Phase.OPEN)

    async def _office(self) -> None:
        """The palette, and the pages of the office, of the customer with five credits."""
        self._window.open_palette()
        await self._shot("palette")
        office = self._part(BackOffice)
        for name in OFFICE:
            office.open_page(name)
            await self._settled()
            await self._until(self._office_is_still)
            await self._shot(f"office-{name}")
        self._window.area.close_sheet()

    def _office_is_still(self) -> bool:
        return not self._part(OfficeView).is_busy()

    def _notices(self) -> str:
        """Why nobody was found; or, of people whom the till knows itself, why the tenant was not asked."""
        lookup = self.presenter.desk.lookup
        return getattr(lookup, "code", "") or getattr(lookup, "problem", "")

    def _part(self, kind: type[P]) -> P:
        found = self._window.findChild(kind)
        assert isinstance(found, kind)
        return found

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await asyncio.sleep(0.01)

    async def _settled(self) -> None:
        """A picture is for people: give lists that gather their rows the time to show them."""
        await asyncio.sleep(SETTLE_S)

    async def _shot(self, name: str) -> None:
        await self._settled()
        path = self._folder / f"{name}-{self._look.suffix}.png"
        in_few_colours(self._window.grab().toImage()).save(str(path), "PNG", 0)  # type: ignore[call-overload]  # PySide takes the format as text


def in_few_colours(image: QImage) -> QImage:
    """With a palette of 256 colours that differ to the eye: a third of the size, and nothing to see of it."""
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    shades: dict[int, int] = {}
    for colour, _ in Counter(memoryview(whole.constBits()).cast("I")).most_common():
        # Colours that share their upper bits are one shade, shown as its commonest; shadows are many.
        shades.setdefault(colour & 0xFFF8F8F8, colour)
    palette = list(shades.values())[:256]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, palette, NEAREST)


def take(folder: Path, look: Look, app: QApplication) -> int:
    """One course in one look; the till's exit code."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Home(Path(temporary) / "home")
        home.root.mkdir()
        home.settings.write_text(
            f'format = 1\ntheme = "{look.theme}"\nzoom = {look.zoom}\nterminal_pace_ms = 0\n'
        )
        picture = show_first(app, home)
        picture.window.resize(SIZES[look.zoom])
        till = Till(home, SandboxChild.start(home.sandbox_db), picture)

        async def serve() -> int:
            course = asyncio.ensure_future(Course(till, picture, folder, look).run())
            code = await till.serve()
            await course
            return code

        return run_on_qt(app, serve)


def main(arguments: list[str]) -> int:
    """``python -m tests.pictures FOLDER [LOOK …]``."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = arguments[1:] or [look.suffix for look in LOOKS]
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    looks = [look for look in LOOKS if look.suffix in wanted]
    code = max(take(folder, look, app) for look in looks)
    for look in looks:
        # One of them is enough to see that a projector's size holds them, too.
        cases = CASES if look.zoom == 100 else ("reversal", "unclear", "refused")
        take_recoveries(folder, app, look.theme, look.zoom, SIZES[look.zoom], in_few_colours, cases)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
