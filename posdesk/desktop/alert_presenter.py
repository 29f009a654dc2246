"""The presenter of the bar below the top: what the line to the tenant is like, and what is answered there.

A new token, the name of a live tenant, the word that a sale may go on with a wrong clock: each is answered in
place, while the sale stands as it is. A token is kept where the tenant's token is kept, and shown to no log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.alerts import (
    AlertKind,
    Beside,
    LineScreen,
    line_screen,
    live_words,
)
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.sale.errors import PosError
from posdesk.sale.line_events import ClockTrusted
from posdesk.till.live_gate import Arming
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope
from posdesk.till.tenant_line import deadline

log = logging.getLogger(__name__)
TICK_MS = 1000
Keep = Callable[[str], None]


class AlertPresenter(QObject):
    """``changed`` carries a ``LineScreen``. ``keep`` keeps a token (blocking), ``hide`` keeps it out of the log."""

    changed = Signal(object)

    def __init__(
        self,
        register: Register,
        sale: SalePresenter,
        scope: TaskScope,
        hide: Callable[[str], None],
        keep: Keep | None,
    ) -> None:
        super().__init__(sale)
        self._register = register
        self._sale = sale
        self._scope = scope
        self._hide = hide
        self._keep = keep
        self._problem = ""
        self._shown = LineScreen()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.render)
        register.line.follow(self._on_line)
        sale.sale_changed.connect(self._on_sale_changed)

    @Slot()
    def render(self) -> None:
        """Make the bar from the line and the sale."""
        state = self._register.line.state
        screen = line_screen(state, self._beside())
        if self._problem and _kind_of(screen) is not _kind_of(self._shown):
            # What was wrong with an answer goes with what it answered.
            self._problem = ""
            screen = line_screen(state, self._beside())
        self._count(counting=screen.alert is not None or state.arming is Arming.ON)
        words = live_words(state)
        if words != self._sale.desk.status:
            self._sale.place(status=words, online=not words)
        if screen != self._shown:
            self._shown = screen
            self.changed.emit(screen)

    @Slot(str)
    def answer(self, typed: str) -> None:
        """What was typed into the bar, or its button."""
        alert = self._shown.alert
        if alert is None:
            return
        match alert.kind:
            case AlertKind.TOKEN:
                self._scope.once("token", self._use_token(typed))
            case AlertKind.LIVE:
                self._arm(typed)
            case AlertKind.CLOCK:
                self._sale.do(ClockTrusted, name="trust")
            case AlertKind.PAGE | AlertKind.PAUSE:
                pass
        self.render()

    def _beside(self) -> Beside:
        sale, tenant = self._sale.sale, self._register.tenant
        is_open = sale is not None and not sale.finished
        return Beside(
            tenant=tenant.title or tenant.name,
            window_s=self._window_s(),
            asks_clock=is_open,
            trusted=sale is not None and is_open and sale.clock_trusted,
            problem=self._problem,
            busy=self._scope.running("token"),
        )

    def _window_s(self) -> float | None:
        """Until the first of what any sale has taken can no longer be reversed."""
        now = self._register.clock.now()
        ends = [end for sale in self._register.busy if (end := deadline(sale)) is not None]
        return min((max(0.0, -end.elapsed_s(now)) for end in ends), default=None)

    def _count(self, *, counting: bool) -> None:
        if counting and not self._tick.isActive():
            self._tick.start()
        elif not counting:
            self._tick.stop()

    def _arm(self, typed: str) -> None:
        try:
            self._register.line.arm(typed)
        except PosError as error:
            self._problem = error.code
        else:
            self._problem = ""

    async def _use_token(self, token: str) -> None:
        self._hide(token)
        self._problem = ""
        try:
            await self._register.use_token(token)
        except PosError as error:
            log.warning("the new token was not taken: %s", error.code)
            self._problem = error.code
            QTimer.singleShot(0, self.render)
            return
        await self._kept(token)
        QTimer.singleShot(0, self.render)

    async def _kept(self, token: str) -> None:
        """In use it is already; where it cannot be kept it holds until posdesk closes, and that is said."""
        if self._keep is None:
            return
        try:
            await asyncio.to_thread(self._keep, token)
        except PosError as error:
            log.warning("the new token is kept in memory only: %s", error.code)
            self._sale.place(news=notice_of(error.code, Tone.WARN))

    def _on_line(self) -> None:
        self.render()

    @Slot(object)
    def _on_sale_changed(self, _sale: object) -> None:
        self.render()


def _kind_of(screen: LineScreen) -> AlertKind | None:
    return None if screen.alert is None else screen.alert.kind
