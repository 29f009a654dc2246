"""Light or dark, larger or smaller: changed at a key, kept in the settings file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.theme import LEAST_ZOOM, Mode, ThemeSwitch
from posdesk.desktop.look.tokens import DARK
from posdesk.home.settings import Settings, Theme
from posdesk.home.settings_file import save
from posdesk.till.tasks import TaskScope

ZOOM_STEP = 25
_THEMES: dict[Mode, Theme] = {Mode.LIGHT: "light", Mode.DARK: "dark", Mode.SYSTEM: "system"}


class Looks(QObject):
    """Hears the window's keys ``larger``, ``smaller``, ``normal`` and the button of the theme."""

    def __init__(
        self, theme: ThemeSwitch, settings: Settings, path: Path, scope: TaskScope, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._path = path
        self._scope = scope

    @Slot()
    def turn(self) -> None:
        """From light to dark, and back."""
        self._theme.choose(mode=Mode.LIGHT if tokens() == DARK else Mode.DARK)
        self._keep()

    @Slot(str)
    def press(self, key: str) -> None:
        zooms = {
            "larger": self._theme.zoom + ZOOM_STEP,
            "smaller": self._theme.zoom - ZOOM_STEP,
            "normal": LEAST_ZOOM,
        }
        if key in zooms:
            self._theme.choose(zoom=zooms[key])
            self._keep()

    def _keep(self) -> None:
        self._settings = replace(
            self._settings, theme=_THEMES[self._theme.mode], zoom=self._theme.zoom
        )
        self._scope.latest("settings", self._save(self._settings))

    async def _save(self, settings: Settings) -> None:
        await asyncio.to_thread(save, self._path, settings)
