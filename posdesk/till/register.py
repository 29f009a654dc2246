"""The register: one till of one store at one tenant. Opens sales, brings old ones to rest, lists recent ones.

It owns the journal's thread, every cashier and the ear for webhooks; ``close`` ends all of them. What it does
for one sale is the cashier's, what it has found out about the tenant ``knowledge``'s, who its customers are
``people``'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from posdesk.home.tenant import TenantFile
from posdesk.omneo.calls import Call
from posdesk.omneo.calls import Outcome as CallOutcome
from posdesk.sale.corrections import is_unrecorded
from posdesk.sale.errors import PosError
from posdesk.sale.events import ShopReset
from posdesk.sale.line_events import TokenGiven
from posdesk.sale.money import Money
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import Sale, Terms
from posdesk.till.capabilities import Found, Ways
from posdesk.till.cashier import Cashier, Sends, Tools, talk
from posdesk.till.catalogue import Catalogue, Shop, read_catalogue, read_rates, read_shop
from posdesk.till.clock import Clock
from posdesk.till.codec import BadJournalRow
from posdesk.till.directory import Directory
from posdesk.till.engine import Engine
from posdesk.till.gift_rows import GiftRows
from posdesk.till.gift_sales import GiftDesk
from posdesk.till.history import History, PastSale
from posdesk.till.identify import Identified
from posdesk.till.journal import Entry, Journal, Row
from posdesk.till.journal_thread import JournalThread
from posdesk.till.knowledge import Keep, Knowledge
from posdesk.till.outcomes import APPROVED, Outcome
from posdesk.till.payments import Terminal
from posdesk.till.people import People
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.references import Reference
from posdesk.till.scripts import Script
from posdesk.till.tasks import TaskScope
from posdesk.till.tenant_line import TenantLine
from posdesk.till.terms import terms_of

if TYPE_CHECKING:
    from posdesk.till.directory_compare import Comparison
    from posdesk.till.hearing import Hearing
    from posdesk.till.past_sales import FoundSale
    from posdesk.till.return_scripts import ReturnScripts
    from posdesk.till.webhook_inbox import Secrets

T = TypeVar("T")
SANDBOX_PREFIX = "sandbox:"


def sandbox_id(identity: str) -> str:
    """The tenant id of an embedded sandbox: its database's own identity, never its port."""
    return f"{SANDBOX_PREFIX}{identity}"


def _logged_already(error: PosError) -> None:
    """Work beside the sales has failed: its scope has logged it, and no sale waits for it."""


class Register:
    """One till. Call ``connect`` before selling, ``recover`` once, ``close`` at the end.

    ``forced`` is the payment outcome in force for the next charge, if any. The register closes the journal
    and its thread; the sender, the terminal and the directory are whoever's made them. ``keep`` notes what
    was found out about the tenant in its file.
    """

    def __init__(
        self,
        tenant: TenantFile,
        tenant_id: str,
        journal: Journal,
        thread: JournalThread,
        sender: Sends,
        terminal: Terminal,
        clock: Clock,
        *,
        directory: Directory | None = None,
        keep: Keep | None = None,
    ) -> None:
        self.tenant_id = tenant_id
        self.clock = clock
        self.catalogue = Catalogue()
        self.shop = Shop(staff_id=tenant.staff)
        self.forced: Outcome | None = None
        self._journal = journal
        self._thread = thread
        self.line = TenantLine(sender, tenant, clock, self._look)
        self._cashiers: list[Cashier] = []
        self._released: list[Cashier] = []
        self._scope = TaskScope("register", _logged_already)
        self._knowledge = Knowledge(tenant, clock, thread, self._scope, keep)
        self._history = History(journal, tenant_id, thread, self._knowledge.reader)
        self._people = People(self.line, self._knowledge, clock, self._scope, directory)
        self.gifts = GiftDesk(
            GiftRows(journal, tenant_id),
            thread,
            self.line.for_ending(),
            clock,
            lambda: self.ways.redeeming,
            lambda: self.tenant.currency,
        )
        self._tools = Tools(
            self.line,
            terminal,
            clock,
            thread,
            self._scripts,
            self._return_scripts,
            lambda: self.ways,
            self._outcome,
            self.line.for_sale,
            self.line.permit,
        )

    @property
    def tenant(self) -> TenantFile:
        """The tenant's file with all that was found out since it was read."""
        return self._knowledge.tenant

    @property
    def ways(self) -> Ways:
        """How the tenant is spoken to from now on."""
        return self._knowledge.ways

    @property
    def people(self) -> People:
        """Who the tenant's customers are, live and from the directory."""
        return self._people

    def _scripts(self) -> RedemptionScripts:
        return RedemptionScripts(self._knowledge.reader(), self.ways.redeeming)

    def _return_scripts(self) -> ReturnScripts:
        # Here: a till that takes nothing back starts without them.
        from posdesk.till.return_scripts import ReturnScripts

        return ReturnScripts(self._knowledge.reader(), self.ways.redeeming)

    def _look(self, call: Call[Any], outcome: CallOutcome[Any]) -> None:
        """Every answer of the tenant to this till passes here."""
        self._knowledge.look(call, outcome)
        self._people.look(outcome)

    def _outcome(self, amount: Money) -> Outcome:
        return self.forced or APPROVED

    async def connect(self) -> None:
        """Check the token and read the catalogue, the store and the staff. Raises OmneoError.

        Beside that the tenant is asked what it can do, where that is unknown or older than a week; what it
        does not answer stays unknown and stops nothing.
        """
        await self.line.check()
        self.catalogue, shop, rates, _ = await asyncio.gather(
            self.ask(read_catalogue(self.tenant.currency)),
            self.ask(read_shop(self.tenant.store, self.shop.staff_id)),
            self.ask(read_rates(self.tenant.currency)),
            self._find_out_if_due(),
        )
        self.shop = replace(shop, rates=rates)

    async def _find_out_if_due(self) -> None:
        if self._knowledge.is_due:
            await self.find_out()

    async def find_out(self) -> Found:
        """Ask the tenant now what it can do, by reads alone; what was found. It is noted in the tenant's file."""
        return await self._knowledge.find_out(self.line.unseen)

    async def finish(self, patience_s: float) -> None:
        """Send nothing more; what has left has so many seconds for its outcome to reach the journal."""
        ending = (each.close(patience_s) for each in self._cashiers)
        await asyncio.gather(self.gifts.close(patience_s), *ending)

    async def close(self) -> None:
        """End the listening and every cashier, then the journal."""
        await self.stop_listening()
        await self._scope.__aexit__()
        await self.finish(0)
        await self._thread(self._journal.close)
        self._thread.close()

    # Sales

    async def open_sale(
        self, on_change: Callable[[Sale], None], on_error: Callable[[PosError], None]
    ) -> Cashier:
        """A new sale under the register's next receipt number. Raises JournalFailed, ReceiptsUsedUp."""
        reference = await self._thread(self._next_reference)
        engine = Engine.open(
            str(reference), self._terms(reference), self._journal, self.tenant_id, self.clock
        )
        return self._employ(engine, on_change, on_error)

    async def open_return(
        self,
        reference: str,
        on_change: Callable[[Sale], None],
        on_error: Callable[[PosError], None],
    ) -> Cashier:
        """A return of the sale ``reference``, under a receipt number of its own, to be picked.

        Raises NoSuchSale, NotReturnable, OmneoError (another till's sale, and the tenant cannot be asked),
        JournalFailed.
        """
        original = await self._history.original(reference, self.ask)
        number = await self._thread(self._next_reference)
        engine = Engine.open(
            str(number),
            self._terms(number),
            self._journal,
            self.tenant_id,
            self.clock,
            original,
        )
        return self._employ(engine, on_change, on_error)

    def _next_reference(self) -> Reference:
        store, register = self.tenant.store, self.tenant.register
        number = self._journal.next_receipt(store, register, self.tenant.receipts)
        return Reference(store, register, number, self._journal.installation)

    def _terms(self, reference: Reference) -> Terms:
        return terms_of(self.tenant, self.shop, self.ways, reference.receipt_ref)

    def _employ(
        self,
        engine: Engine,
        on_change: Callable[[Sale], None],
        on_error: Callable[[PosError], None],
    ) -> Cashier:
        cashier = Cashier(engine, self._tools, on_change=on_change, on_error=on_error)
        cashier.follow(self.gifts.hear)
        self._cashiers.append(cashier)
        return cashier

    async def release(self, cashier: Cashier) -> None:
        """The sale is finished and nobody looks at it any more; it ends when it looks for no twins either."""
        self._released.append(cashier)
        for over in [each for each in self._released if not pending(each.sale)]:
            self._released.remove(over)
            self._cashiers.remove(over)
            await over.close()

    def returns(self) -> tuple[Cashier, ...]:
        """Returns that are not over, those of an earlier start too."""
        sales = (each for each in self._cashiers if not each.sale.finished)
        return tuple(each for each in sales if each.sale.returning)

    @property
    def unrecorded(self) -> tuple[Cashier, ...]:
        """Sales that are paid and not recorded yet: nobody waits for them."""
        return tuple(each for each in self._cashiers if is_unrecorded(each.sale))

    @property
    def busy(self) -> tuple[Sale, ...]:
        """Sales in which something is being taken, put back or recorded, or that wait for a person."""
        return tuple(each.sale for each in self._cashiers if not each.sale.at_rest)

    def adopt(self, tenant: TenantFile) -> None:
        """Sell by these settings from the next sale on; the one that is open keeps its own."""
        self._knowledge.adopt(tenant)

    async def use_token(self, token: str) -> None:
        """Speak under ``token`` from now on; whatever waited is tried at once. Raises Unauthenticated, Forbidden
        (the one before stays), JournalFailed. It is kept nowhere: that is the caller's (``home.secrets``)."""
        await self.line.use_token(token)
        for cashier in (*self._cashiers,):
            if not cashier.sale.finished:
                await cashier.tell(TokenGiven)

    async def settle(self) -> None:
        """Read anew where this till stands and who serves, by the settings in force. Raises OmneoError."""
        shop = await self.ask(read_shop(self.tenant.store, self.tenant.staff))
        self.shop = replace(shop, rates=self.shop.rates)

    # Recovery

    async def recover(
        self, on_change: Callable[[Sale], None], on_error: Callable[[PosError], None]
    ) -> tuple[Cashier, ...]:
        """Bring every unfinished sale of this tenant to rest. Each goes on by itself; ``on_change`` tells.

        Sales of a sandbox that has been reset since are closed. One that cannot be read goes to
        ``on_error`` and stands in nobody's way; so does what cannot be written now, and goes on when it can.
        Raises JournalFailed where the journal cannot even be read.
        """
        entries = await self._thread(self._journal.unfinished, self.tenant_id)
        resumed = [await self._resume(entry, on_change, on_error) for entry in entries]
        cashiers = tuple(cashier for cashier in resumed if cashier is not None)
        for cashier in cashiers:
            await cashier.resume()
        await self._close_strangers(on_change, on_error)
        self.gifts.wake()
        return cashiers

    async def _resume(
        self,
        entry: Entry,
        on_change: Callable[[Sale], None],
        on_error: Callable[[PosError], None],
    ) -> Cashier | None:
        try:
            engine = await self._thread(
                Engine.resume, entry.reference, self._journal, entry.tenant_id, self.clock
            )
        except BadJournalRow as error:
            on_error(error)
            return None
        return self._employ(engine, on_change, on_error)

    async def _close_strangers(
        self, on_change: Callable[[Sale], None], on_error: Callable[[PosError], None]
    ) -> None:
        if not self.tenant_id.startswith(SANDBOX_PREFIX):
            return
        for entry in await self._thread(self._journal.strangers, self.tenant_id):
            if entry.tenant_id.startswith(SANDBOX_PREFIX):
                cashier = await self._resume(entry, on_change, on_error)
                if cashier is not None and await cashier.resume(ShopReset):
                    await self.release(cashier)

    # Looking things up

    async def identify_card(self, number: str) -> Identified:
        """Raises OmneoError; when the tenant cannot be asked, only if the directory knows nobody either."""
        return await self._people.card(number)

    async def identify_words(self, text: str) -> Identified:
        """Raises EmptySearch, and OmneoError like ``identify_card``."""
        return await self._people.words(text)

    async def identify_profile(self, profile_id: str) -> Identified:
        """Raises OmneoError like ``identify_card``."""
        return await self._people.profile(profile_id)

    async def compare(self, profile_id: str) -> Comparison:
        """The directory's record of a profile beside the live one. Raises OmneoError, DirectoryFailed."""
        return await self._people.compare(profile_id)

    async def listen(
        self,
        secrets: Secrets,
        *,
        port: int | None = None,
        on_heard: Callable[[Hearing], None] | None = None,
    ) -> Hearing:
        """Take the tenant's webhooks until ``stop_listening`` or ``close``; ``port`` None is the tenant's own,
        0 any. ``on_heard`` gets the figures after each delivery. Raises CannotListen, also without a directory."""
        wanted = self.tenant.webhooks_port if port is None else port
        return await self._people.listen(secrets, wanted, on_heard)

    async def stop_listening(self) -> None:
        """Answer what is under way, then listen no more."""
        await self._people.stop_listening()

    @property
    def hearing(self) -> Hearing | None:
        """What was heard so far; None while nothing is listened to."""
        return self._people.hearing

    async def find_past(self, text: str) -> tuple[FoundSale, ...]:
        """Past sales of a receipt number or of the code on a receipt, newest first.

        Raises BadReference, NoSuchSale, OmneoError where the journal has none, JournalFailed.
        """
        return await self._history.find(text.strip(), self.ask)

    async def find_past_of(self, profile_id: str) -> tuple[FoundSale, ...]:
        """A customer's past sales, newest first. Raises as ``find_past``."""
        return await self._history.find_of(profile_id, self.ask)

    async def recent(self, limit: int = 50) -> tuple[PastSale, ...]:
        """This tenant's latest sales, newest first. Raises JournalFailed."""
        return await self._history.recent(limit)

    async def journal_rows(self, reference: str, after: int = 0) -> tuple[Row, ...]:
        """A sale's rows as they stand on disk, from the one after ``after``. Raises JournalFailed."""
        return await self._thread(self._journal.rows, reference, after)

    async def ask(self, script: Script[T]) -> T:
        """Anything beside a sale: run a script. Raises what the script raises."""
        return await talk(script, self.line)
