"""The command palette (Ctrl+K): type a few letters, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.palette import Command
from posdesk.desktop.views.filter_sheet import FilterSheet, FilterWords
from posdesk.desktop.views.rows_model import RowsModel

translate = QCoreApplication.translate
WIDTHS = (0, 150)


class CommandModel(RowsModel[Command]):
    """What it does, and the key or the place."""

    def cell(self, row: Command, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.title, row.where)[column]
        if role == Qt.ItemDataRole.ForegroundRole and column:
            return QColor(tokens().muted)
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.SMALL if column else Role.STRONG)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.where}"
        return None


def _model(parent: QObject) -> CommandModel:
    headings = (translate("PaletteView", "Command"), translate("PaletteView", "Key or place"))
    return CommandModel(parent, headings)


class PaletteView(FilterSheet[Command]):
    """Shows the commands that match; ``chosen`` carries a command's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = FilterWords(
            title=translate("PaletteView", "Commands"),
            filter=translate("PaletteView", "Find a command"),
            hint=translate("PaletteView", "What do you want to do?"),
            rows=translate("PaletteView", "Commands"),
            none=translate("PaletteView", "No command matches."),
        )
        super().__init__(
            "palette",
            words,
            _model,
            attrgetter("name"),
            widths=WIDTHS,
            row_height=30,
            parent=parent,
        )

    def render_rows(self, rows: Sequence[Command]) -> None:
        """Show ``rows``; Enter does the first until the cashier moves."""
        super().render_rows(rows)
        if rows:
            self.mark(0)

    def take_focus(self) -> None:
        self.filter.clear()
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
