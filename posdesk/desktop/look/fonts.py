"""Inter for words and figures, a fixed face for the wire; registered once, at start.

Inter comes as a *variable* font: ``setWeight`` and weights in a style sheet change nothing between
400 and 600 (Qt 6.11), so weights are set on the axis ``wght``. Figures are tabular but in prose,
so columns of amounts line up. Where Inter is missing the system's own face stands in, with plain
weights.
"""

from __future__ import annotations

from pkgutil import get_data

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QFontDatabase

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.tokens import FACES, Role

INTER = "Inter"
MONOSPACED = ("DejaVu Sans Mono", "Menlo", "Consolas", "Liberation Mono")
_KNOWN = "inter"
_FILE = "files/Inter[opsz,wght].ttf"


def register(app: QObject) -> bool:
    """Make Inter known to Qt (about 2 ms, once for ``app``); False when the package is not there.

    The application remembers it: asking Qt for its families takes longer than the registration.
    """
    if app.property(_KNOWN):
        return True
    try:
        data = get_data("fontpkg_inter", _FILE)
    except (ModuleNotFoundError, OSError):
        return False
    known = data is not None and QFontDatabase.addApplicationFontFromData(data) >= 0
    app.setProperty(_KNOWN, known)
    return known


def font(role: Role, *, words: bool = False) -> QFont:
    """The font of a role, at the zoom in force; ``words`` for prose and names.

    Tabular figures bring a tabular hyphen, which tears ``e-mail`` apart: prose goes without.
    """
    face = FACES[role]
    made = QFont(list(MONOSPACED) if face.mono else [INTER])
    made.setPixelSize(px(face.size))
    if face.mono:
        made.setStyleHint(QFont.StyleHint.Monospace)
        return made
    made.setStyleHint(QFont.StyleHint.SansSerif)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # A static stand-in for Inter knows only this; on Inter itself the axis decides.
    made.setWeight(QFont.Weight(face.weight))
    made.setVariableAxis(QFont.Tag("wght"), float(face.weight))
    made.setVariableAxis(QFont.Tag("opsz"), float(min(32, max(14, face.size))))
    if not words:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
