"""Help (F1): the key map, made from the same table as the shortcuts, and how a scan is told apart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import label, paragraph, pill
from posdesk.desktop.look.spacing import grid
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import KeyRow
from posdesk.desktop.views.natural_scroll import NaturalScroll
from posdesk.desktop.views.sheet import Sheet

_COLUMNS = 2


class HelpView(Sheet):
    """Shows the key map in two columns."""

    def __init__(self, rows: Sequence[KeyRow], parent: QWidget | None = None) -> None:
        super().__init__("help", self.tr("Keys"), parent)
        self.body.addWidget(
            paragraph(
                self.tr(
                    "A whole sale needs no mouse: scan the products, scan the card, Enter, F5, "
                    "Enter, F8. A scan works from any step, wherever the keyboard is."
                ),
                Role.BODY,
                self,
                name="help.text",
            )
        )
        scroll = NaturalScroll(self)
        keys = QWidget(scroll.widget())
        table = grid(keys, gap=8)
        half = (len(rows) + 1) // _COLUMNS
        for at, row in enumerate(rows):
            line, side = at % half, at // half
            key = pill(row.key, Tone.PLAIN, keys)
            key.setAccessibleName(f"{row.key}: {row.action}")
            action = label(row.action, Role.BODY, keys)
            action.setWordWrap(True)
            table.addWidget(key, line, 2 * side, Qt.AlignmentFlag.AlignLeft)
            table.addWidget(action, line, 2 * side + 1)
        for side in range(_COLUMNS):
            table.setColumnStretch(2 * side + 1, 1)
        scroll.column.addWidget(keys)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
