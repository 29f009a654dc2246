"""The theme: a palette and one style sheet, made from tokens, at a zoom.

``apply`` changes a running application: colours, fonts, spaces. ``ThemeSwitch`` keeps the choice
(light, dark, or what the operating system says) and follows the system while it is ``system``.
Fusion is the base everywhere, so that a till looks the same on every desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from posdesk.desktop.look import fonts
from posdesk.desktop.look.ambient import ZOOM, px
from posdesk.desktop.look.controls import ROLE, WORDS
from posdesk.desktop.look.spacing import respace
from posdesk.desktop.look.tokens import DARK, LIGHT, Role, Tokens
from posdesk.home import assets

# Set on an application that was started with ``-style fusion``: to ask it for its style loads the hundreds of
# names of QStyle, which the first picture has no other use for.
STYLED = "fusion"
TEMPLATE = "style/till.qss"
LEAST_ZOOM, MOST_ZOOM = 100, 300
MOST_LENGTH = 48


class Mode(StrEnum):
    """What the user asked for; ``system`` follows the desk."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of tokens at one zoom (percent, 100 to 300)."""

    tokens: Tokens
    zoom: int = 100

    def palette(self) -> QPalette:
        """The palette; disabled text is faint."""
        colours = self.tokens
        role = QPalette.ColorRole
        made = QPalette()
        for which, name in {
            role.Window: colours.bg,
            role.WindowText: colours.text,
            role.Base: colours.surface,
            role.AlternateBase: colours.sunken,
            role.ToolTipBase: colours.surface,
            role.ToolTipText: colours.text,
            role.Text: colours.text,
            role.PlaceholderText: colours.muted,
            role.Button: colours.surface,
            role.ButtonText: colours.text,
            role.BrightText: colours.danger,
            role.Light: colours.surface,
            role.Midlight: colours.sunken,
            role.Mid: colours.line,
            role.Dark: colours.line_strong,
            role.Shadow: colours.line_strong,
            role.Highlight: colours.accent,
            role.HighlightedText: colours.on_accent,
            role.Link: colours.accent,
            role.LinkVisited: colours.benefit,
            role.Accent: colours.accent,
        }.items():
            made.setColor(which, QColor(name))
        for which in (role.WindowText, role.Text, role.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
        return made

    def style_sheet(self) -> str:
        """The template filled with the colours and, at the zoom in force, the lengths."""
        sheet = assets.read_text(TEMPLATE)
        for size in range(1, MOST_LENGTH + 1):
            sheet = sheet.replace(f"${{p{size}}}", str(px(size)))
        # Longest name first: $line must not eat the start of $line_strong.
        for name in sorted(Tokens.__dataclass_fields__, key=len, reverse=True):
            sheet = sheet.replace(f"${name}", str(getattr(self.tokens, name)))
        return sheet


def theme_of(mode: Mode, zoom: int) -> Theme:
    """The theme for a wish; ``zoom`` is brought into 100 to 300."""
    dark = mode is Mode.DARK
    if mode is Mode.SYSTEM:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Theme(DARK if dark else LIGHT, min(MOST_ZOOM, max(LEAST_ZOOM, zoom)))


def apply(app: QApplication, mode: Mode | str = Mode.SYSTEM, zoom: int = 100) -> Theme:
    """Dress ``app``, windows that are open included. ValueError for an unknown mode."""
    theme = theme_of(Mode(mode), zoom)
    fonts.register(app)
    app.setProperty(ZOOM, theme.zoom)
    if not app.property(STYLED):
        app.setStyle("Fusion")
        app.setProperty(STYLED, True)
    app.setPalette(theme.palette())
    app.setFont(fonts.font(Role.BODY, words=True))
    app.setStyleSheet(theme.style_sheet())
    for window in app.topLevelWidgets():
        refresh(window)
    return theme


def refresh(root: QWidget) -> None:
    """Give ``root`` and all below it the fonts and spaces of the zoom in force."""
    respace(root)
    for widget in (root, *root.findChildren(QWidget)):
        role = widget.property(ROLE)
        if isinstance(role, str) and role:
            widget.setFont(fonts.font(Role(role), words=bool(widget.property(WORDS))))
        widget.updateGeometry()


class ThemeSwitch(QObject):
    """Holds what the user asked for, and follows the operating system while that is ``system``."""

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM, zoom: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._zoom = zoom
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        apply(app, mode, zoom)

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def zoom(self) -> int:
        """Percent."""
        return self._zoom

    def choose(self, mode: Mode | None = None, zoom: int | None = None) -> Theme:
        """Change one or both; what is None stays."""
        self._mode = mode or self._mode
        self._zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom if zoom is not None else self._zoom))
        return apply(self._app, self._mode, self._zoom)

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            apply(self._app, self._mode, self._zoom)
