"""The till's own ear for its tenant's webhooks: a listener, and the figures a window shows of it.

Import it late: the server behind it is the largest thing a till can load, and most tills never listen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from posdesk.till.directory import Applied, Directory
from posdesk.till.webhook_inbox import Secrets
from posdesk.till.webhook_listener import Heard, WebhookListener

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard since the listening began.

    ``changed`` deliveries made the directory another, ``passed`` said nothing new or nothing for us, ``refused``
    were not taken. ``last`` are the latest fifty, newest first, their bodies masked and cut.
    """

    url: str
    changed: int = 0
    passed: int = 0
    refused: int = 0
    last: tuple[Heard, ...] = ()

    def after(self, heard: Heard) -> Hearing:
        """These figures with one delivery more."""
        last = (heard, *self.last)[:MOST_SHOWN]
        if heard.outcome == Applied.CHANGED:
            return replace(self, changed=self.changed + 1, last=last)
        if heard.outcome in set(Applied):
            return replace(self, passed=self.passed + 1, last=last)
        return replace(self, refused=self.refused + 1, last=last)


class Ear:
    """Listens between ``begin`` and ``end``. ``on_heard`` gets the figures after each delivery, on the loop."""

    def __init__(
        self,
        directory: Directory,
        secrets: Secrets,
        port: int,
        on_heard: Callable[[Hearing], None] | None,
    ) -> None:
        self._on_heard = on_heard
        self._listener = WebhookListener(directory, secrets, port=port, on_heard=self._heard)
        self.hearing = Hearing("")

    async def begin(self) -> Hearing:
        """Raises CannotListen."""
        await self._listener.__aenter__()
        self.hearing = Hearing(self._listener.url)
        return self.hearing

    async def end(self) -> None:
        """Answer what is under way, then listen no more."""
        await self._listener.__aexit__(None, None, None)

    def _heard(self, heard: Heard) -> None:
        self.hearing = self.hearing.after(heard)
        if self._on_heard is not None:
            self._on_heard(self.hearing)
