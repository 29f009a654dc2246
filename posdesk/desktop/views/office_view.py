"""The back office: a sheet with the list of pages above and the open page below.

It shows any ``Page``: blocks keep their widgets, and with them what is typed, while the page has the same
blocks under the same names. Signals up: which page, which row, which button, which form with which values.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TypeAlias, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import KeyButton, label, muted, named, paragraph, set_role
from posdesk.desktop.look.spacing import column, grid, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.office import (
    Bar,
    Block,
    Entry,
    Facts,
    Form,
    OfficeScreen,
    Page,
    Paper,
    Progress,
    Table,
    Words,
)
from posdesk.desktop.views.busy_line import BusyLine
from posdesk.desktop.views.natural_scroll import NaturalScroll
from posdesk.desktop.views.notice_panel import NoticePanel
from posdesk.desktop.views.office_form import FormBlock
from posdesk.desktop.views.office_parts import (
    BarBlock,
    FactsBlock,
    PaperBlock,
    ProgressBlock,
    WordsBlock,
    let_go,
)
from posdesk.desktop.views.office_table import TableBlock
from posdesk.desktop.views.sheet import Sheet

# So many pages stand on one line, whatever their names.
SHORT = 6
BlockWidget: TypeAlias = (
    FormBlock | TableBlock | FactsBlock | WordsBlock | PaperBlock | ProgressBlock | BarBlock
)


class PageButton(KeyButton):
    """One page in the list; it emits its name."""

    chosen = Signal(str)

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(entry.title, "", parent)
        self._name = entry.name
        named(self, f"office.page.{entry.name}", entry.title)
        self.setProperty("quiet", True)
        self.setProperty("small", True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, Role.SMALL)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._name)


class PageList(QWidget):
    """All pages, a line for each group."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "office.pages", self.tr("Pages of the office"))
        self._entries: tuple[Entry, ...] = ()
        self._buttons: dict[str, PageButton] = {}
        self._grid = grid(self, gap=6)

    def show_entries(self, entries: tuple[Entry, ...], current: str) -> None:
        """Show ``entries`` by group, ``current`` checked."""
        if entries != self._entries:
            self._rebuild(entries)
        for name, made in self._buttons.items():
            made.setChecked(name == current)

    def stops(self) -> list[QWidget]:
        """What Tab comes to."""
        return [*self._buttons.values()]

    def _rebuild(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        for line, groups in enumerate(_lines(entries)):
            self._grid.addWidget(muted(groups[0], Role.CAPTION, self), line, 0)
            pages = row(gap=6)
            for group in groups:
                if group is not groups[0]:
                    pages.addSpacing(px(18))
                    pages.addWidget(muted(group, Role.CAPTION, self))
                for entry in (each for each in entries if each.group == group):
                    made = self._buttons[entry.name] = PageButton(entry, self)
                    made.chosen.connect(self._on_chosen)
                    pages.addWidget(made)
            pages.addStretch(1)
            self._grid.addLayout(pages, line, 1)
        self._grid.setColumnStretch(1, 1)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        # The check follows the page that comes, not the press.
        for each, made in self._buttons.items():
            made.setChecked(each == name)
        self.chosen.emit(name)


class OfficeView(Sheet):
    """Shows an ``OfficeScreen``."""

    page_chosen = Signal(str)
    submitted = Signal(str, object)
    edited = Signal(str, object)
    row_chosen = Signal(str, str)
    pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("office", self.tr("Office"), parent)
        self._page: Page | None = None
        self._widgets: list[BlockWidget] = []
        self._stops: list[QWidget] = []
        self._was_empty = False
        self._pages = PageList(self)
        self._title = label("", Role.TITLE, self, name="office.page_title")
        set_role(self._title, Role.TITLE, words=True)
        self._text = paragraph("", Role.BODY, self, name="office.page_text")
        self._busy = BusyLine("office.busy", self)
        self._notice = NoticePanel("office.notice", self)
        self._scroll = NaturalScroll(self)
        self._blocks = column(gap=14)
        self._scroll.column.addLayout(self._blocks)
        self._scroll.column.addStretch(1)
        for widget in (self._pages, self._busy, self._title, self._text, self._notice):
            self.body.addWidget(widget)
        self.body.addWidget(self._scroll, 1)
        self._pages.chosen.connect(self.page_chosen)

    def render_screen(self, screen: OfficeScreen) -> None:
        """Show ``screen`` whole; another page gets the keyboard into its first field."""
        page, before = screen.page, self._page
        self._pages.show_entries(screen.entries, page.name)
        if page == before:
            return
        self._page = page
        self._title.setText(page.title)
        self._text.setText(page.text)
        self._text.setVisible(bool(page.text))
        self._busy.set_busy(page.busy)
        self._notice.show_notice(page.notice)
        other = before is None or before.name != page.name
        rebuilt = other or _shape(before) != _shape(page)
        held = self._holds_focus()
        if rebuilt:
            self._rebuild(page)
        for widget, block in zip(self._widgets, page.blocks, strict=True):
            _show(widget, block)
        self._order()
        if other:
            self._scroll.verticalScrollBar().setValue(0)
        # Rows that were waited for get the keyboard when they come.
        arrived = self._was_empty and self.close_button.hasFocus()
        names = {block.name for block in before.blocks} if before is not None else set()
        if not other and rebuilt and self._follow(names):
            return
        if other or arrived or (held and not self._holds_focus()):
            self.take_focus()

    def is_busy(self) -> bool:
        """Whether the page says that something is being read or done."""
        return self._busy.is_busy()

    def _follow(self, before: set[str]) -> bool:
        """A form that was not there is what was just asked for: the keyboard goes into it. False: there is none."""
        for widget in self._widgets:
            if (
                isinstance(widget, FormBlock)
                and widget.objectName().partition(".")[2] not in before
            ):
                return widget.take_focus()
        return False

    def take_focus(self) -> None:
        self._was_empty = False
        for widget in self._widgets:
            if isinstance(widget, TableBlock) and widget.rows.isVisibleTo(self):
                widget.rows.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            if isinstance(widget, FormBlock | BarBlock) and widget.take_focus():
                return
        self._was_empty = True
        super().take_focus()

    def _order(self) -> None:
        """Tab goes as the eye does: by itself it would go by the age of the controls."""
        stops = [stop for widget in self._widgets for stop in widget.stops()]
        if stops != self._stops:
            self._stops = stops
            for one, next_one in pairwise((*self._pages.stops(), *stops)):
                QWidget.setTabOrder(one, next_one)

    def _holds_focus(self) -> bool:
        focused = cast("QWidget | None", self.window().focusWidget())
        return focused is not None and self.isAncestorOf(focused)

    def choose_current(self) -> None:
        """Enter: send the form the keyboard is in, choose the row, or press the button."""
        for widget in self._widgets:
            if isinstance(widget, FormBlock) and widget.holds_focus():
                widget.send()
                return
            if isinstance(widget, TableBlock) and widget.holds_focus():
                widget.choose_current()
                return
        focused = cast("QWidget | None", self.window().focusWidget())
        if isinstance(focused, QPushButton) and self.isAncestorOf(focused):
            focused.click()

    def _rebuild(self, page: Page) -> None:
        for widget in self._widgets:
            self._blocks.removeWidget(widget)
            let_go(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets = [self._make(block) for block in page.blocks]
        for widget in self._widgets:
            self._blocks.addWidget(widget)
            widget.show()

    def _make(self, block: Block) -> BlockWidget:
        parent = cast("QWidget", self._scroll.widget())
        match block:
            case Form():
                form = FormBlock(block.name, parent)
                form.submitted.connect(self.submitted)
                form.edited.connect(self.edited)
                return form
            case Table():
                table = TableBlock(block.name, block.columns, parent)
                table.chosen.connect(self.row_chosen)
                table.pressed.connect(self.pressed)
                return table
            case Facts():
                return FactsBlock(block.name, parent)
            case Words():
                return WordsBlock(block.name, parent)
            case Paper():
                return PaperBlock(block.name, parent)
            case Progress():
                progress = ProgressBlock(block.name, parent)
                progress.pressed.connect(self._on_pressed)
                return progress
            case Bar():
                bar = BarBlock(block.name, parent)
                bar.pressed.connect(self._on_pressed)
                return bar

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        self.pressed.emit(name, "")


def _lines(entries: tuple[Entry, ...]) -> list[list[str]]:
    """The groups line by line: short ones stand beside each other, for the page below needs the room."""
    counts = Counter(entry.group for entry in entries)
    lines: list[list[str]] = []
    for group, count in counts.items():
        beside = sum(counts[each] for each in lines[-1]) if lines else SHORT
        if count + beside <= SHORT:
            lines[-1].append(group)
        else:
            lines.append([group])
    return lines


def _shape(page: Page | None) -> list[tuple[object, ...]]:
    """What must be the same for the widgets to stay."""
    blocks = page.blocks if page else ()
    return [
        (type(each), each.name, each.columns if isinstance(each, Table) else ()) for each in blocks
    ]


def _show(widget: BlockWidget, block: Block) -> None:
    """The widget of a block was made for its class."""
    widget.show_block(block)  # type: ignore[arg-type]  # paired by class in _make
