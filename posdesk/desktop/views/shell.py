"""The window: bar, basket, step, customer, dock. Signals up, one ``Screen`` down.

Nothing here decides anything. Keys end in the same signals as the buttons; Enter presses the step's
button only when that can be pressed. What the first picture does not need is made when it is first
opened. Closing is asked for (``close_requested``) and granted by ``finish_close``; then ``closed`` is
emitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget

from posdesk.desktop.keymap import make_actions, rows
from posdesk.desktop.look.spacing import NONE, spaced
from posdesk.desktop.screens.model import Screen
from posdesk.desktop.screens.rows import LineEditScreen, ProductRow, RecentRow
from posdesk.desktop.views.basket_view import BasketView
from posdesk.desktop.views.customer_view import CustomerView
from posdesk.desktop.views.dock import Dock
from posdesk.desktop.views.frame import Frame
from posdesk.desktop.views.natural_scroll import NaturalScroll
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.step_area import StepArea
from posdesk.desktop.views.top_bar import TopBar
from posdesk.desktop.views.window_card import WhyCard, WindowCard

if TYPE_CHECKING:
    from posdesk.desktop.screens.alerts import LineScreen
    from posdesk.desktop.views.alert_bar import AlertBar, LiveFrame

LEAST = QSize(960, 600)


class ShellWindow(QMainWindow):
    """The till's window.

    ``key_pressed`` carries the ids that no part of the frame answers itself: ``most``, ``clear``,
    ``outcome``, ``pay``, ``cash``, ``card``, ``other``, ``new``, ``larger``, ``smaller``, ``normal``.
    ``sheet_made`` carries a sheet that was opened for the first time, for who fills it.
    """

    back_requested = Signal()
    forward_requested = Signal()
    void_requested = Signal()
    key_pressed = Signal(str)
    products_requested = Signal()
    product_filter_edited = Signal(str)
    product_chosen = Signal(str)
    recent_requested = Signal()
    office_opened = Signal()
    sheet_made = Signal(object)
    alert_answered = Signal(str)
    sale_opened = Signal(str)
    sale_recalled = Signal(str)
    close_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window.main")
        self._screen: Screen | None = None
        self._may_close = False
        self._sheets: dict[str, Sheet] = {}
        self._alert: AlertBar | None = None
        self._live: LiveFrame | None = None
        self.top = TopBar(self)
        self.basket = BasketView(self)
        self.area = StepArea(self)
        self.dock = Dock(self)
        self.customer = CustomerView(self)
        self.window_card = WindowCard(self)
        self.why = WhyCard(self)
        parts = (self.basket, self.area, self._side())
        self._frame = Frame(self.top, parts, self.dock, self)
        self.setCentralWidget(self._frame)
        self.setMinimumSize(LEAST)
        self.keys = make_actions(self)
        self._connect()
        self.top.focus_scan()

    def render_screen(self, screen: Screen) -> None:
        """Show ``screen`` whole; every part skips what it shows already."""
        if screen == self._screen:
            return
        self._screen = screen
        named = (screen.top.tenant, screen.top.simulation)
        self.setWindowTitle(" · ".join(("posdesk", *(word for word in named if word))))
        self.top.render_screen(screen.top)
        self.basket.render_screen(screen.basket)
        self.area.render_screen(screen)
        self.customer.render_screen(screen.customer)
        self.window_card.render_screen(screen.window)
        self.why.render_why(screen.why_title, screen.why)

    def render_line(self, screen: LineScreen) -> None:
        """Show what is the matter with the line to the tenant, and whether everything here is real."""
        from posdesk.desktop.views.alert_bar import AlertBar, LiveFrame

        if screen.alert is not None and self._alert is None:
            self._alert = AlertBar(self)
            self._alert.answered.connect(self.alert_answered)
            self._frame.set_banner(self._alert)
        if self._alert is not None:
            self._alert.render_screen(screen.alert)
        if screen.framed and self._live is None:
            self._live = LiveFrame(self)
            self._live.fit(self.rect())
        if self._live is not None:
            self._live.setVisible(screen.framed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._live is not None:
            self._live.fit(self.rect())

    def set_body(self, widget: QWidget) -> None:
        """Show ``widget`` as the step's card."""
        self.area.set_body(widget)

    def set_below(self, widget: QWidget | None) -> None:
        """Show ``widget`` (the allocation) below the step's card, or nothing."""
        self.area.set_below(widget)

    def render_editor(self, screen: LineEditScreen | None) -> None:
        """Open the editor of a line in the basket, or close it."""
        self.basket.render_editor(screen)

    def render_products(self, rows: Sequence[ProductRow]) -> None:
        """Fill the product picker, where it was opened."""
        from posdesk.desktop.views.product_picker import ProductPicker

        sheet = self._sheets.get("products")
        if isinstance(sheet, ProductPicker):
            sheet.render_rows(rows)

    def render_recent(self, rows: Sequence[RecentRow]) -> None:
        """Fill the recent sales, where they were opened."""
        from posdesk.desktop.views.recent_view import RecentView

        sheet = self._sheets.get("recent")
        if isinstance(sheet, RecentView):
            sheet.render_rows(rows)

    @Slot()
    def open_products(self) -> None:
        """Open the product picker (F3) and ask for its rows."""
        self._open("products")
        self.products_requested.emit()

    @Slot()
    def open_recent(self) -> None:
        """Open the recent sales (F12) and ask for their rows."""
        self._open("recent")
        self.recent_requested.emit()

    @Slot()
    def open_office(self) -> None:
        """Open the office (Ctrl+B); again closes it."""
        self._open("office")
        if self.area.open_sheet_now() is self._sheets["office"]:
            self.office_opened.emit()

    def show_office(self) -> None:
        """Open the office, or leave it open."""
        sheet = self._sheets.get("office")
        if sheet is None or self.area.open_sheet_now() is not sheet:
            self._open("office")

    @Slot()
    def open_palette(self) -> None:
        """Open the command palette (Ctrl+K); again closes it."""
        self._open("palette")

    @Slot()
    def open_help(self) -> None:
        """Open the key map (F1); again closes it."""
        self._open("help")

    def finish_close(self) -> None:
        """Let the window go: nothing is in flight any more."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            # Whoever hears this may grant it at once; a close() inside this event would do nothing.
            self.close_requested.emit()
        if self._may_close:
            event.accept()
            self.closed.emit()
        else:
            event.ignore()

    def _side(self) -> NaturalScroll:
        side = NaturalScroll(self)
        side.setObjectName("side")
        spaced(side.column, NONE, 12)
        for card in (self.customer, self.window_card, self.why):
            side.column.addWidget(card)
        side.column.addStretch(1)
        return side

    def _connect(self) -> None:
        for key in self.keys.values():
            key.pressed.connect(self.press)
        self.area.back.clicked.connect(self.back_requested)
        self.area.forward.clicked.connect(self.forward_requested)
        self.area.void.clicked.connect(self.void_requested)
        self.area.sheet_closed.connect(self.top.focus_scan)
        self.basket.add_requested.connect(self.open_products)
        self.top.help_requested.connect(self.open_help)
        self.top.recent_requested.connect(self.open_recent)
        self.top.office_requested.connect(self.open_office)

    def _open(self, name: str) -> None:
        sheet = self._sheets.get(name)
        if sheet is None:
            sheet = self._sheets[name] = self._make_sheet(name)
            self.sheet_made.emit(sheet)
        if self.area.open_sheet_now() is sheet:
            self.area.close_sheet()
        else:
            self.area.open_sheet(sheet)

    def _make_sheet(self, name: str) -> Sheet:
        if name == "products":
            from posdesk.desktop.views.product_picker import ProductPicker

            picker = ProductPicker(self.area)
            picker.filter_edited.connect(self.product_filter_edited)
            picker.chosen.connect(self.product_chosen)
            return picker
        if name == "office":
            from posdesk.desktop.views.office_view import OfficeView

            return OfficeView(self.area)
        if name == "palette":
            from posdesk.desktop.views.palette_view import PaletteView

            return PaletteView(self.area)
        if name == "recent":
            from posdesk.desktop.views.recent_view import RecentView

            recent = RecentView(self.area)
            recent.opened.connect(self.sale_opened)
            recent.recalled.connect(self.sale_recalled)
            return recent
        from posdesk.desktop.views.help_view import HelpView

        return HelpView(rows(), self.area)

    @Slot(str)
    def press(self, key_id: str) -> None:
        """Do what the key of that action does."""
        answers = {
            "help": self.open_help,
            "scan": self.top.focus_scan,
            "add": self.basket.add.click,
            "edit": self.basket.request_edit,
            "wire": self.dock.toggle,
            "full_screen": self._toggle_full_screen,
            "recent": self.open_recent,
            "office": self.open_office,
            "palette": self.open_palette,
            "forward": self._on_enter,
            "back": self._on_escape,
            "void": self._on_void,
            "undo": self.basket.undo.click,
            "redo": self.basket.redo.click,
        }
        answer = answers.get(key_id)
        if answer is None:
            self.key_pressed.emit(key_id)
        else:
            answer()

    def _on_enter(self) -> None:
        sheet = self.area.open_sheet_now()
        editor = self.basket.editor()
        if sheet is not None:
            sheet.choose_current()
        elif editor is not None and editor.is_open():
            editor.save_button.click()
        elif self.area.forward.isVisible():
            self.area.forward.click()
        else:
            self._press_focused()

    def _press_focused(self) -> None:
        """A step without a button of its own: Enter presses the one that has the keyboard."""
        focused = self.focusWidget()
        if isinstance(focused, QPushButton) and focused.isVisible():
            focused.click()

    def _on_escape(self) -> None:
        if self.area.open_sheet_now() is not None:
            self.area.close_sheet()
        elif self.basket.is_editing():
            self.basket.edit_cancelled.emit()
        elif self.area.back.isVisible():
            self.area.back.click()

    def _on_void(self) -> None:
        if self.area.void.isVisible():
            self.area.void.click()

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()
