"""The office and the palette, made when they are first opened: most sales need neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.views.shell import ShellWindow
from posdesk.home.paths import Home
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.desktop.office_presenter import OfficePresenter
    from posdesk.desktop.views.sheet import Sheet


# The page of F9.
RETURNS = "returns"


class BackOffice(QObject):
    """Fills the two sheets of ``window``, and opens pages by their names."""

    def __init__(
        self,
        window: ShellWindow,
        register: Register,
        sale: SalePresenter,
        scope: TaskScope,
        home: Home,
    ) -> None:
        super().__init__(sale)
        self._window = window
        self._register = register
        self._sale = sale
        self._scope = scope
        self._home = home
        self._presenter: OfficePresenter | None = None
        window.sheet_made.connect(self._fill)
        window.office_opened.connect(self._on_opened)
        window.key_pressed.connect(self._on_key_pressed)
        window.area.sheet_closed.connect(self._on_closed)

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Show a page of the office."""
        self._window.show_office()
        self._office().open_page(name)

    def open_with(self, name: str, words: str, *, card: bool) -> None:
        """Show a page for what was looked for in vain; ``card``: it was scanned."""
        self._window.show_office()
        self._office().open_with(name, words, card=card)

    def takes_scan(self, code: str, *, product: bool) -> bool:
        """Whether the open page wants a scan for itself, before anything else is done with it."""
        presenter = self._presenter
        return presenter is not None and presenter.takes_scan(code, product=product)

    def _office(self) -> OfficePresenter:
        if self._presenter is None:
            from posdesk.desktop.office_presenter import OfficePresenter

            self._presenter = OfficePresenter(self._register, self._sale, self._scope, self._home)
            self._presenter.left.connect(self._window.area.close_sheet)
        return self._presenter

    @Slot(object)
    def _fill(self, sheet: Sheet) -> None:
        if sheet.objectName() == "office":
            from posdesk.desktop.views.office_view import OfficeView

            if isinstance(sheet, OfficeView):
                self._office().attach(sheet)
        elif sheet.objectName() == "palette":
            from posdesk.desktop.palette import Palette
            from posdesk.desktop.views.palette_view import PaletteView

            if isinstance(sheet, PaletteView):
                palette = Palette(self._window.press, self.open_page, self)
                palette.attach(sheet)
                palette.filter()

    @Slot(str)
    def _on_key_pressed(self, key: str) -> None:
        if key == "return":
            self.open_page(RETURNS)

    @Slot()
    def _on_opened(self) -> None:
        self._office().open_page()

    @Slot()
    def _on_closed(self) -> None:
        if self._presenter is not None:
            self._presenter.leave()
