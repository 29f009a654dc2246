"""Looking a customer up: a card, a person of the demo, or words. One at a time; the latest wins."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from posdesk.desktop.screens.desk import Idle, Looking, Lookup, Trouble
from posdesk.sale.errors import PosError
from posdesk.till.identify import Identified, Nobody, Presented
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope


class Finder(QObject):
    """``state_changed`` carries a ``Lookup`` for the screen, ``presented`` a ``Presented``."""

    state_changed = Signal(object)
    presented = Signal(object)

    def __init__(self, register: Register, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._register = register
        self._scope = scope
        self._asked = ""

    @property
    def asked(self) -> str:
        """The words or the whole card number that nobody was found by: for the form of a new customer only."""
        return self._asked

    def by_card(self, number: str) -> None:
        self._look(self._register.identify_card(number), number)

    def by_words(self, text: str) -> None:
        self._look(self._register.identify_words(text), text)

    def by_profile(self, profile_id: str) -> None:
        self._look(self._register.identify_profile(profile_id))

    def leave(self) -> None:
        """Nobody is wanted any more; an answer that still comes is not shown."""
        self._asked = ""
        self._scope.latest("find", self._tell(Idle()))

    # The Any are what a coroutine yields and is sent; asyncio owns both.
    def _look(self, asking: Coroutine[Any, Any, Identified], asked: str = "") -> None:
        self._asked = asked
        self._scope.latest("find", self._find(asking))

    async def _find(self, asking: Coroutine[Any, Any, Identified]) -> None:
        self.state_changed.emit(Looking())
        try:
            found = await asking
        except PosError as error:
            self._asked = ""
            self.state_changed.emit(Trouble(error.code))
            return
        finally:
            # Replaced before its first step, the question would never be awaited.
            asking.close()
        if isinstance(found, Presented):
            self._asked = ""
            self.state_changed.emit(Idle())
            self.presented.emit(found)
        else:
            if isinstance(found, Nobody) and found.payment:
                self._asked = ""
            self.state_changed.emit(found)

    async def _tell(self, state: Lookup) -> None:
        self.state_changed.emit(state)
