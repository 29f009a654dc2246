"""The embedded sandbox's clock, moved from the panel of faults; the till's own clock follows it at once.

Nothing of it for a real tenant. What depends on an age (the ten minutes of a reversal) is judged by the moved
clock from its next look on. What waits for the network (the late window of an answer, the pause before a request
is repeated) goes on in real time, because a request on its way does not hurry with anybody's clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.sale.errors import PosError
from posdesk.till.clock import OffsetClock
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.desktop.views.dock import Dock
    from posdesk.sandbox.child import Endpoint

Move = Callable[["Endpoint"], Decimal]


class ClockPresenter(QObject):
    """``changed`` carries a ``ClockScreen``. ``clock`` is the till's; ``where`` the sandbox that can be steered."""

    changed = Signal(object)

    def __init__(
        self,
        sale: SalePresenter,
        scope: TaskScope,
        clock: OffsetClock,
        where: Callable[[], Endpoint | None],
        on_error: Callable[[PosError], None],
    ) -> None:
        super().__init__(sale)
        self._sale = sale
        self._scope = scope
        self._clock = clock
        self._where = where
        self._on_error = on_error
        self._moves: list[Move] = []

    def watch(self, dock: Dock) -> None:
        """Hear the panel of faults once it is made."""
        dock.panel_made.connect(self._on_panel_made)

    @Slot(int)
    def advance(self, seconds: int) -> None:
        """Let so many seconds pass in the sandbox."""
        from posdesk.desktop.steering import advance_clock

        self._move(partial(advance_clock, seconds=seconds))

    @Slot()
    def return_to_real_time(self) -> None:
        """Forget every move."""
        from posdesk.desktop.steering import clock_to_real_time

        self._move(clock_to_real_time)

    def _move(self, move: Move) -> None:
        self._moves.append(move)
        self._scope.once("clock", self._bring())

    async def _bring(self) -> None:
        """One move after the other, in the order of the presses: none of them is lost."""
        while self._moves:
            move, endpoint = self._moves.pop(0), self._where()
            if endpoint is None:
                continue
            offset_s = self._clock.offset_s
            try:
                offset_s = float(await asyncio.to_thread(move, endpoint))
            except PosError as error:
                self._on_error(error)
            self._follow(offset_s)

    def _follow(self, offset_s: float) -> None:
        """From now on the till's time is the sandbox's, on the screen too."""
        from posdesk.desktop.screens.sandbox_clock import clock_screen

        self._clock.offset_s = offset_s
        self._sale.place(ahead_s=offset_s)
        self.changed.emit(clock_screen(offset_s))

    @Slot(object)
    def _on_panel_made(self, panel: QObject) -> None:
        if panel.objectName() != "faults" or self._where() is None:
            return
        from posdesk.desktop.steering import read_clock
        from posdesk.desktop.views.faults_view import FaultsView

        if isinstance(panel, FaultsView):
            panel.clock.advance_requested.connect(self.advance)
            panel.clock.real_time_requested.connect(self.return_to_real_time)
            self.changed.connect(panel.clock.render_screen)
            # Shown once it has answered: what it says counts, not what this till last heard.
            self._move(read_clock)
