"""What is in force: the tokens and the zoom, read from the application itself.

The theme leaves both on ``QApplication`` (its palette and one dynamic property), so painted widgets
and delegates ask here and no module holds mutable state. Without an application: light, 100 %.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QGuiApplication

from posdesk.desktop.look.tokens import DARK, LIGHT, Tokens
from posdesk.desktop.screens.model import Tone

ZOOM = "posdeskZoom"


def tokens() -> Tokens:
    """The set of colours in force."""
    window = QGuiApplication.palette().window().color()
    return DARK if window.lightness() < 128 else LIGHT


def zoom() -> int:
    """The zoom in force, percent (100 to 300)."""
    app = QCoreApplication.instance()
    value = app.property(ZOOM) if app is not None else None
    return value if isinstance(value, int) else 100


def px(size: float) -> int:
    """``size`` pixels at 100 %, in pixels of the zoom in force; at least 1 for what is not 0."""
    scaled = round(size * zoom() / 100)
    return max(1, scaled) if size > 0 else scaled


def colour(tone: Tone) -> QColor:
    """The colour of a kind of value, in force now."""
    return QColor(tokens().of(tone))


def soft(tone: Tone) -> QColor:
    """The quiet background of a kind of value, in force now."""
    return QColor(tokens().soft(tone))
