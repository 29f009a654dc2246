"""The totals under the basket, and the one loud figure of the window: what is due."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from posdesk.desktop.look.controls import hairline, label, muted, set_tone
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BasketScreen, TotalRow
from posdesk.desktop.views.row_pool import RowPool


class TotalLine(QWidget):
    """One total in the colour of its kind; plain ones speak in the second voice."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(Role.BODY, self, name=f"basket.total.{key}.label", quiet=True)
        self._amount = label("", Role.BODY, self, name=f"basket.total.{key}")
        line = row(self, gap=8)
        line.addWidget(self._label, 1)
        line.addWidget(self._amount)

    def as_widget(self) -> QWidget:
        return self

    def show_row(self, row: TotalRow) -> None:
        """Show a total."""
        self._label.setText(row.label)
        self._amount.setText(row.amount)
        self._amount.setAccessibleName(f"{row.label} {row.amount}")
        for widget in (self._label, self._amount):
            set_tone(widget, row.tone)


class TotalsPanel(QWidget):
    """Totals, a hairline, and what is due."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._due_label = muted("", Role.BODY, self, name="basket.due.label")
        self._due: QLabel = label("", Role.DUE, self, name="basket.due")
        self._rows: RowPool[TotalRow] = RowPool(TotalLine, self, gap=5)
        foot = row(gap=8)
        foot.addWidget(self._due_label)
        foot.addStretch(1)
        foot.addWidget(self._due)
        body = column(self, margins=(8, 0, 8, 0), gap=8)
        body.addWidget(self._rows)
        body.addWidget(hairline(self))
        body.addLayout(foot)
        self._due.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def render_totals(self, screen: BasketScreen) -> None:
        """Show the totals of a basket."""
        self._rows.show_rows(screen.totals)
        self._due_label.setText(screen.due_label)
        self._due.setText(screen.due)
        self._due.setAccessibleName(f"{screen.due_label} {screen.due}")
