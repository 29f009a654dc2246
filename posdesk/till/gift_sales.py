"""Issuing the gift cards that a recorded sale has sold: after-work of the sale, seen through at every start.

The tenant makes number and PIN (U32; the guides say only that a vendor is configured). Both are kept in memory
until the next sale begins, to be told to the customer; receipt and journal have the last four digits at most,
for a receipt can be printed again by anybody. A lost answer is read back by ``external_id`` until the late
window is over, and only then is the same sent once more. A card whose piece came back is made void, whoever
sold it and whoever has it now: it is found by its mark, and that can be repeated. The last cards of a line come
back first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import ParamSpec, Protocol, TypeVar

from posdesk.omneo import gift_cards
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Outcome
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.errors import NotFound, OmneoError
from posdesk.omneo.gift_cards import IssuedCard
from posdesk.sale.errors import PosError
from posdesk.sale.gift_plans import Receiver
from posdesk.sale.gifts import GiftOrder, GiftsBack, gifts_back, gifts_of, tag_of
from posdesk.sale.money import Currency
from posdesk.sale.state import Phase, Sale
from posdesk.till.asking import NoWord, ask_all
from posdesk.till.cashier import Sends, talk
from posdesk.till.clock import Clock
from posdesk.till.codec import BadJournalRow
from posdesk.till.credit_desk import GIFT_CARD, GIFT_CARD_HANDLE, CreditDesk
from posdesk.till.gift_rows import GiftRow, GiftRows, GiftSold, GiftState
from posdesk.till.journal import JournalFailed
from posdesk.till.scripts import NOT_JUDGED, Script
from posdesk.till.tasks import TaskScope

P = ParamSpec("P")
T = TypeVar("T")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0

log = logging.getLogger(__name__)


class Thread(Protocol):
    """The journal's thread."""

    def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """The result of ``work``, awaited."""


def draft_of(order: GiftOrder, sale: Sale) -> CreditDraft:
    """The card to issue. Without a buyer it is nobody's until somebody shows it."""
    plan, buyer = order.plan, order.buyer or None
    gift = plan.to is Receiver.RECIPIENT and buyer is not None
    location = sale.terms.location_id
    return CreditDraft(
        order.amount,
        GIFT_CARD,
        definition=GIFT_CARD_HANDLE,
        profile_id=None if plan.to is Receiver.BEARER else buyer,
        note=f"Receipt {sale.terms.receipt_ref}",
        creator_profile_id=buyer if gift else None,
        recipient_email=(plan.email or None) if gift else None,
        recipient_first_name=(plan.first_name or None) if gift else None,
        message=(plan.message or None) if gift else None,
        location_id=int(location) if location.isdecimal() else None,
        external_id=order.tag,
        meta={gift_cards.LINE: order.line_id},
    )


def find(tag: str, currency: Currency) -> Script[IssuedCard | None]:
    """The card that carries the mark; None when the tenant has none. Raises OmneoError."""
    rows = yield from ask_all(
        lambda page: gift_cards.with_external_id(tag, currency=currency, page=page)
    )
    mine = [each for each in rows if each.credit.external_id == tag]
    return min(mine, key=lambda each: each.credit.id) if mine else None


def take_back(back: GiftsBack, desk: CreditDesk) -> Script[None]:
    """Make the cards void that came back. Raises OmneoError, NoWord; then the whole can be done again."""
    cards: list[IssuedCard] = []
    for number in count(1):
        card = yield from find(tag_of(back.original, number), desk.currency)
        if card is None:
            break
        cards.append(card)
    of_line = [each.credit for each in reversed(cards) if each.line == back.line_id]
    for credit in of_line[back.before : back.before + back.quantity]:
        if credit.status != "void":
            yield from desk.void(credit, is_void=True)


def _send(call: Call[IssuedCard]) -> Script[Outcome[IssuedCard]]:
    (outcome,) = yield (call,)
    return outcome


class GiftDesk:
    """One at a time, oldest first. ``cards`` are the numbers to be told now; ``changed`` is called at each step."""

    def __init__(
        self,
        rows: GiftRows,
        thread: Thread,
        sender: Sends,
        clock: Clock,
        dialect: Callable[[], Dialect],
        currency: Callable[[], Currency],
    ) -> None:
        self.cards: dict[str, IssuedCard] = {}
        self.changed: Callable[[], None] = _nothing
        self._rows = rows
        self._thread = thread
        self._sender = sender
        self._clock = clock
        self._dialect = dialect
        self._currency = currency
        self._scope = TaskScope("gifts", _logged_already)
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._ending = asyncio.Event()

    def hear(self, sale: Sale) -> None:
        """Do whatever a sale has left to do once it is recorded."""
        if sale.phase is Phase.RECORDED and (gifts_of(sale) or gifts_back(sale)):
            self.wake()

    def wake(self) -> None:
        """Something may be owed: look now."""
        self._wanted.set()
        self._idle.clear()
        self._scope.once("issue", self._work())

    def forget(self) -> None:
        """The customer has gone: no number and no PIN stays in memory."""
        self.cards.clear()

    async def idle(self) -> None:
        """Wait until nothing is owed any more."""
        await self._idle.wait()

    async def close(self, patience_s: float = 0.0) -> None:
        """Send nothing more; what has left has ``patience_s`` seconds, and is in the journal for the next start."""
        self._ending.set()
        self._wanted.set()
        await self._scope.drain(patience_s)
        await self._scope.__aexit__()
        self.forget()

    async def sold(self, limit: int = 50) -> tuple[GiftSold, ...]:
        """The latest cards, newest first. Raises JournalFailed, BadJournalRow."""
        return await self._thread(self._rows.recent, limit)

    async def of_sale(self, reference: str) -> tuple[GiftRow, ...]:
        """The cards of one recorded sale. Raises JournalFailed."""
        return await self._thread(self._rows.of_sale, reference)

    async def try_again(self, row: GiftRow) -> None:
        """A person asks for a card that was refused. Raises JournalFailed."""
        if row.state is GiftState.REFUSED:
            await self._put(replace(row, state=GiftState.OWED, problem=""))
            self.wake()

    async def tell(self, sold: GiftSold) -> IssuedCard:
        """Number and PIN once more, read from the tenant. Raises OmneoError; NotFound when it has the card no more."""
        card = await talk(_of(sold), self._sender)
        if card is None:
            raise NotFound(sold.order.tag)
        return card

    async def _work(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._ending.is_set():
            self._wanted.clear()
            rows = await self._thread(self._rows.open)
            if not rows and not self._wanted.is_set():
                self._idle.set()
                return
            settled = [await self._settled(row) for row in rows if not self._ending.is_set()]
            if all(settled):
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _settled(self, row: GiftRow) -> bool:
        """Whether nothing is left to do for it; False: look again after a pause."""
        try:
            if row.state is GiftState.VOID_OWED:
                return await self._take_back(row)
            sold = await self._thread(self._rows.sold, row)
            return await self._settle(sold)
        except BadJournalRow as error:
            await self._put(replace(row, state=GiftState.REFUSED, problem=error.code))
            return True
        except (JournalFailed, OmneoError, NoWord) as error:
            log.warning("gift card of %s: %s: %s", row.reference, error.code, error)
            return False

    async def _settle(self, sold: GiftSold) -> bool:
        row = sold.row
        if row.state is GiftState.SENT:
            # Asked for before the answer comes: only what was asked after the window proves an absence.
            asked = self._clock.now()
            card = await talk(_of(sold), self._sender)
            if card is not None:
                await self._issued(sold, card)
                return True
            if row.sent_at and row.sent_at.waited_s(asked) < sold.sale.terms.late_window_s:
                return False
        return not self._ending.is_set() and await self._issue(sold)

    async def _take_back(self, row: GiftRow) -> bool:
        """Not while one of the cards is still to be issued here."""
        back = await self._thread(self._rows.back, row)
        sold = await self._thread(self._rows.of_sale, back.original)
        if any(each.state in {GiftState.OWED, GiftState.SENT} for each in sold):
            return False
        desk = CreditDesk(self._dialect(), self._currency())
        await talk(take_back(back, desk), self._sender)
        await self._put(replace(row, state=GiftState.VOID, problem=""))
        return True

    async def _issue(self, sold: GiftSold) -> bool:
        """The intention is on disk before the first byte leaves."""
        row = replace(sold.row, state=GiftState.SENT, sent_at=self._clock.now(), problem="")
        await self._put(row)
        call = gift_cards.issue(
            draft_of(sold.order, sold.sale),
            dialect=self._dialect(),
            currency=sold.sale.terms.currency,
        )
        outcome = await talk(_send(call), self._sender)
        if isinstance(outcome, Applied):
            await self._issued(replace(sold, row=row), outcome.value)
            return True
        error = outcome.error
        if not isinstance(outcome, NotApplied):
            return False
        judged = not isinstance(error, NOT_JUDGED)
        state = GiftState.REFUSED if judged else GiftState.OWED
        await self._put(replace(row, state=state, problem=error.code))
        return judged

    async def _issued(self, sold: GiftSold, card: IssuedCard) -> None:
        self.cards[sold.order.tag] = card
        credit = card.credit
        await self._put(
            replace(
                sold.row,
                state=GiftState.ISSUED,
                credit_id=str(credit.id),
                last4=credit.last4 or "",
                problem="",
            )
        )

    async def _put(self, row: GiftRow) -> None:
        await self._thread(self._rows.put, row)
        self.changed()


def _of(sold: GiftSold) -> Script[IssuedCard | None]:
    return find(sold.order.tag, sold.order.amount.currency)


def _nothing() -> None:
    """Nobody listens yet."""


def _logged_already(error: PosError) -> None:
    """The scope has logged it; what is owed stands in the journal."""
