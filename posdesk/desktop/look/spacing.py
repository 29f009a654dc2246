"""Layouts whose margins and gaps follow the zoom.

A layout made here remembers its measures at 100 % (dynamic properties on the layout), and
``respace`` reads them again when the zoom changes; layouts made elsewhere keep what they have.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from posdesk.desktop.look.ambient import px

Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)
_MARGINS = "posdeskMargins"
_GAP = "posdeskGap"
L = TypeVar("L", bound=QLayout)


def column(owner: QWidget | None = None, *, margins: Margins = NONE, gap: int = 0) -> QVBoxLayout:
    """A vertical layout; ``margins`` (left, top, right, bottom) and ``gap`` in pixels at 100 %."""
    return spaced(QVBoxLayout(owner) if owner is not None else QVBoxLayout(), margins, gap)


def row(owner: QWidget | None = None, *, margins: Margins = NONE, gap: int = 0) -> QHBoxLayout:
    """A horizontal layout, measured as ``column``."""
    return spaced(QHBoxLayout(owner) if owner is not None else QHBoxLayout(), margins, gap)


def grid(owner: QWidget | None = None, *, margins: Margins = NONE, gap: int = 0) -> QGridLayout:
    """A grid with one gap both ways, measured as ``column``."""
    return spaced(QGridLayout(owner) if owner is not None else QGridLayout(), margins, gap)


def spaced(layout: L, margins: Margins, gap: int) -> L:
    """Give ``layout`` its measures and let it remember them."""
    layout.setProperty(_MARGINS, list(margins))
    layout.setProperty(_GAP, gap)
    _apply(layout)
    return layout


def respace(root: QWidget) -> None:
    """Measure every remembered layout below ``root`` at the zoom in force."""
    own = root.layout()
    if own is not None:
        _apply(own)
    for layout in root.findChildren(QLayout):
        _apply(layout)


def _apply(layout: QLayout) -> None:
    gap = layout.property(_GAP)
    margins = layout.property(_MARGINS)
    if not isinstance(gap, int) or not isinstance(margins, list):
        return
    left, top, right, bottom = (px(int(side)) for side in margins)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(px(gap))
