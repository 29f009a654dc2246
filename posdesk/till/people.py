"""Who the tenant's customers are, as one register finds out: live, or from the directory when it must be.

The tenant is always asked first. When it cannot be, the local directory answers, marked and with its age. While
the register listens to webhooks, whoever is read live is kept too; without listening a deletion would never
reach the directory, so nobody is.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from posdesk.omneo import profiles
from posdesk.omneo.calls import Applied, Outcome
from posdesk.omneo.errors import NotFound
from posdesk.omneo.profiles import Profile
from posdesk.till.cashier import Sends, talk
from posdesk.till.clock import Clock
from posdesk.till.directory import Directory, LocalCustomer
from posdesk.till.identify import Identified, Identifier, Several
from posdesk.till.knowledge import Knowledge
from posdesk.till.local_people import NOT_ASKED, LocalPeople
from posdesk.till.scripts import Script
from posdesk.till.tasks import TaskScope
from posdesk.till.webhook_errors import CannotListen, DirectoryFailed

if TYPE_CHECKING:
    from posdesk.till.directory_compare import Comparison
    from posdesk.till.hearing import Ear, Hearing
    from posdesk.till.webhook_inbox import Secrets

log = logging.getLogger(__name__)
Aside = Callable[[LocalPeople], Several | None]


@dataclass(frozen=True, slots=True)
class Known:
    """How many people the directory knows, and how long ago the tenant last told anything; None: never."""

    people: int
    age: timedelta | None


class People:
    """Looks people up for a register; ``directory`` None: only live. Ended by ``stop_listening``."""

    def __init__(
        self,
        sender: Sends,
        knowledge: Knowledge,
        clock: Clock,
        scope: TaskScope,
        directory: Directory | None,
    ) -> None:
        self._sender = sender
        self._knowledge = knowledge
        self._clock = clock
        self._scope = scope
        self._directory = directory
        self._ear: Ear | None = None
        self._seen = 0

    async def card(self, number: str) -> Identified:
        """By loyalty card. Raises OmneoError."""
        return await self._find(self._identifier().card(number), lambda local: local.card(number))

    async def words(self, text: str) -> Identified:
        """By name, e-mail, phone, profile id or a typed card number. Raises OmneoError, EmptySearch."""
        return await self._find(self._identifier().words(text), lambda local: local.words(text))

    async def profile(self, profile_id: str) -> Identified:
        """By the tenant's profile id. Raises OmneoError."""
        script = self._identifier().profile(profile_id)
        return await self._find(script, lambda local: local.profile(profile_id))

    def _identifier(self) -> Identifier:
        known = self._knowledge
        return Identifier(known.reader(), known.tenant.card_handle, known.ways.identifying)

    async def _find(self, script: Script[Identified], aside: Aside) -> Identified:
        try:
            return await talk(script, self._sender)
        except NOT_ASKED as error:
            found = await self._look_aside(aside)
            if found is None:
                raise
            return replace(found, problem=error.code)

    async def _look_aside(self, aside: Aside) -> Several | None:
        """In the directory. One that cannot be read knows nobody: the tenant's trouble is what is told."""
        if self._directory is None:
            return None
        try:
            card_handle = self._knowledge.tenant.card_handle
            return await asyncio.to_thread(aside, LocalPeople(self._directory, card_handle))
        except DirectoryFailed as error:
            log.warning("%s: %s", error.code, error)
            return None

    async def compare(self, profile_id: str) -> Comparison:
        """The directory's record of a profile beside the live one. Raises OmneoError, DirectoryFailed."""
        # Here: only the office compares.
        from posdesk.till.directory_compare import compared

        known, currency = self._directory, self._knowledge.tenant.currency
        local = None if known is None else await asyncio.to_thread(known.record, profile_id)
        try:
            live = await self._sender.fetch(profiles.read(profile_id, currency=currency))
        except NotFound:
            return compared(local, None)
        return compared(local, live)

    async def correct(self, profile_id: str) -> Comparison:
        """Put the directory's record of a profile right by what the tenant says now, also that it is gone; then
        the two again. Raises OmneoError, DirectoryFailed."""
        from posdesk.till.directory_compare import compared

        found = await self.compare(profile_id)
        known = self._directory
        if known is None or found.local is None:
            return found
        now_ms = self._clock.now().utc_ms
        if found.live is None:
            await asyncio.to_thread(known.forget, found.local.profile_id, now_ms)
        else:
            await asyncio.to_thread(known.correct, found.live, now_ms)
        return compared(await asyncio.to_thread(known.record, profile_id), found.live)

    async def known(self) -> Known | None:
        """How much the directory knows; None where none is kept. Raises DirectoryFailed."""
        directory, now_ms = self._directory, self._clock.now().utc_ms
        if directory is None:
            return None
        return await asyncio.to_thread(lambda: Known(len(directory), directory.age(now_ms)))

    async def search_known(self, text: str) -> tuple[LocalCustomer, ...]:
        """Whom the directory knows by ``text``, as ``Directory.search``; the tenant is not asked. Raises
        DirectoryFailed."""
        if self._directory is None:
            return ()
        return await asyncio.to_thread(self._directory.search, text)

    async def listen(
        self, secrets: Secrets, port: int, on_heard: Callable[[Hearing], None] | None
    ) -> Hearing:
        """Take webhooks until ``stop_listening``; a listening before it ends. Raises CannotListen."""
        # Late, and on a thread: the server behind it is large, and somebody may be typing.
        await asyncio.to_thread(importlib.import_module, "posdesk.till.hearing")
        from posdesk.till.hearing import Ear

        await self.stop_listening()
        if self._directory is None:
            raise CannotListen("this register keeps no directory")
        ear = Ear(self._directory, secrets, port, on_heard)
        hearing = await ear.begin()
        self._ear = ear
        return hearing

    async def stop_listening(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            await ear.end()

    @property
    def hearing(self) -> Hearing | None:
        return None if self._ear is None else self._ear.hearing

    def look(self, outcome: Outcome[Any]) -> None:
        """Keep whom an answer showed."""
        if self._ear is None or self._directory is None or not isinstance(outcome, Applied):
            return
        if isinstance(outcome.value, Profile):
            self._seen += 1
            self._scope.once(f"see.{self._seen}", self._keep(self._directory, outcome.value))

    async def _keep(self, directory: Directory, profile: Profile) -> None:
        await asyncio.to_thread(directory.see, profile, self._clock.now().utc_ms)
