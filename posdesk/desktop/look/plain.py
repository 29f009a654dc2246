"""Text of a tenant on a widget: plain, bounded, one line where one line is meant.

A label shows no markup, and no more than a card can hold: the layout of a mebibyte takes seconds (measured).
"""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.home.plain_text import short

MOST = 2_000
"""Characters of a paragraph; of one line ``MOST_OF_A_LINE``."""
MOST_OF_A_LINE = 400
_WIDEST = 240  # pixels at 100 % that a label insists on
_BREAKS = re.compile(r"[\t\r\n]+")


def one_line(text: str) -> str:
    """``text`` without line breaks, shortened."""
    cut = short(text, MOST_OF_A_LINE)
    return cut if cut.isprintable() else _BREAKS.sub(" ", cut)


def lines(text: str) -> str:
    """``text`` with its line breaks, shortened."""
    return short(text, MOST).replace("\r\n", "\n").replace("\r", "\n")


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """``text`` as one line that fits into ``width`` pixels, ended by … where it must."""
    return metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, width)


class PlainLabel(QLabel):
    """A label that takes no text for markup. It keeps line breaks while it wraps, or if ``keeps_lines``."""

    keeps_lines = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def setText(self, text: str) -> None:
        kept = self.keeps_lines or self.wordWrap()
        super().setText(lines(text) if kept else one_line(text))

    def minimumSizeHint(self) -> QSize:
        """No long text pushes a card out of the window: what has no room is cut."""
        hint = super().minimumSizeHint()
        return hint if self.keeps_lines else hint.boundedTo(QSize(px(_WIDEST), hint.height()))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(one_line(name))

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(one_line(description))
