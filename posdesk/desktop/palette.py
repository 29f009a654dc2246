"""The palette's presenter: gathers the commands, and does the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot

from posdesk.desktop.keymap import ACTIONS
from posdesk.desktop.office.shelf import SHELF
from posdesk.desktop.screens.palette import Command, matching

if TYPE_CHECKING:
    from posdesk.desktop.views.palette_view import PaletteView

translate = QCoreApplication.translate
# These belong to where the cashier is, and Enter and Esc cannot be meant from a list of commands.
NOT_LISTED = frozenset({"palette", "forward", "back"})


class Palette(QObject):
    """Made with what presses a key by its action's name, and what opens a page of the office."""

    def __init__(
        self, press: Callable[[str], None], open_page: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._press = press
        self._open_page = open_page
        self._view: PaletteView | None = None

    def attach(self, view: PaletteView) -> None:
        """Show the commands in ``view``."""
        self._view = view
        view.filter_edited.connect(self.filter)
        view.chosen.connect(self.do)

    @Slot(str)
    def filter(self, typed: str = "") -> None:
        """Show what matches."""
        if self._view is not None:
            self._view.render_rows(matching(commands(), typed))

    @Slot(str)
    def do(self, name: str) -> None:
        """Close the palette and do it."""
        if self._view is not None:
            self._view.closed.emit()
        kind, _, rest = name.partition(".")
        if kind == "page":
            self._open_page(rest)
        else:
            self._press(rest)


def commands() -> tuple[Command, ...]:
    """Every command, translated: what keys do, then the pages of the office."""
    keys = (
        Command(f"key.{each.name}", each.words, each.printed)
        for each in ACTIONS
        if each.name not in NOT_LISTED
    )
    pages = (
        Command(
            f"page.{each.name}",
            each.entry.title,
            each.entry.group,
            translate("Office", str(each.words)),
        )
        for each in SHELF
    )
    return (*keys, *pages)
