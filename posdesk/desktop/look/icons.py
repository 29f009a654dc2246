"""Our own icons: one 24-px grid, one stroke, ``currentColor``; drawn in the colour asked for.

Rendered on first use and kept in Qt's own pixmap cache; the SVG module is loaded with the first
icon, not with the window. Names are the files under ``resources/icons`` without ``.svg``.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache

from posdesk.home import assets

FOLDER = "icons"


def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(name.removesuffix(".svg") for name in assets.names(FOLDER))


def pixmap(name: str, side: int, ink: QColor, ratio: float = 1.0) -> QPixmap:
    """The icon as a square of ``side`` logical pixels. NoSuchAsset for an unknown name."""
    key = f"posdesk/{name}/{side}/{ink.name(QColor.NameFormat.HexArgb)}/{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = _render(name, round(side * ratio), ink)
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def paint_icon(painter: QPainter, box: QRectF, name: str, ink: QColor) -> None:
    """Paint the icon into the square ``box``."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(box.topLeft(), pixmap(name, round(box.width()), ink, ratio))


def _render(name: str, pixels: int, ink: QColor) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # the first picture may need no icon at all

    drawing = assets.read_text(f"{FOLDER}/{name}.svg").replace("currentColor", ink.name())
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made
