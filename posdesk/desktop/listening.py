"""The window's ear: listens to the tenant's webhooks beside the sales, and shows what was heard.

It begins when the till has been still for a while, for what listens is the largest thing that a till loads.
The sandbox is asked for its secret and told where this till is; of any other tenant the secret stands in the
environment, and whoever keeps the tunnel names its address to the tenant. Without it the till sells as before.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.webhooks import Ear, webhooks_screen
from posdesk.sale.errors import PosError
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.till.hearing import Hearing
    from posdesk.till.webhook_inbox import Secrets

log = logging.getLogger(__name__)
QUIET_MS = 3_000
_FAREWELL_S = 2.0


class Listening(QObject):
    """``changed`` carries a ``WebhooksScreen``. ``hide`` is told the secret, so that no log shows it."""

    changed = Signal(object)

    def __init__(
        self,
        register: Register,
        sale: SalePresenter,
        scope: TaskScope,
        hide: Callable[[str], None],
        *,
        wanted: bool,
    ) -> None:
        super().__init__(sale)
        self._register = register
        self._sale = sale
        self._scope = scope
        self._hide = hide
        self._ear = Ear.SOON if wanted else Ear.OFF
        self._code = ""
        self._made: tuple[int, ...] = ()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        if wanted:
            sale.sale_changed.connect(self._on_sale_changed)

    @Slot()
    def show_state(self) -> None:
        """Show where the listening stands and what was heard."""
        screen = webhooks_screen(
            self._ear,
            self._register.hearing,
            self._code,
            self._sale.desk.timezone,
            is_sandbox=self._register.tenant.is_sandbox,
        )
        self.changed.emit(screen)

    async def end(self) -> None:
        """Tell the tenant that nobody listens here any more; one that does not answer is not waited for."""
        from posdesk.till.subscribing import unsubscribe

        self._quiet.stop()
        made, self._made = self._made, ()
        if not made:
            return
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._register.ask(unsubscribe(made))
        except TimeoutError:
            log.warning("the webhooks of this till stay until the next one listens")

    @Slot(object)
    def _on_sale_changed(self, _sale: object) -> None:
        """Somebody works at the till: wait longer."""
        self._quiet.start()

    @Slot()
    def _on_quiet(self) -> None:
        self._sale.sale_changed.disconnect(self._on_sale_changed)
        self._scope.once("listening", self._begin())

    async def _begin(self) -> None:
        try:
            secrets = await self._secrets()
            await self._register.listen(secrets, on_heard=self._on_heard)
            await self._subscribe()
        except PosError as error:
            log.warning("%s: %s", error.code, error)
            await self._register.stop_listening()
            self._ear, self._code = Ear.FAILED, error.code
        else:
            self._ear = Ear.OPEN
        self.show_state()

    async def _secrets(self) -> Secrets:
        """Raises BadSecret, OmneoError."""
        from posdesk.till.subscribing import shared_secret
        from posdesk.till.webhook_inbox import Secrets
        from posdesk.till.webhook_secrets import read_secrets

        if self._register.tenant.is_sandbox:
            secrets = Secrets((await self._register.ask(shared_secret()),))
        else:
            secrets = read_secrets(None, os.environ)
        for secret in secrets.values:
            self._hide(secret)
        return secrets

    async def _subscribe(self) -> None:
        """The sandbox reaches this computer by itself. Raises OmneoError, NoWord."""
        from posdesk.till.subscribing import subscribe

        hearing = self._register.hearing
        if hearing is not None and self._register.tenant.is_sandbox:
            self._made = await self._register.ask(subscribe(hearing.url))

    def _on_heard(self, _hearing: Hearing) -> None:
        self.show_state()
