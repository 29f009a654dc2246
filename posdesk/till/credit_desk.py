"""Credits beside a sale: a customer's credits as they stand, and what is done to them (omneo-api.md 2.7).

Each method of ``CreditDesk`` is a script: it raises the OmneoError of a refusal, and NoWord for a write
without an answer, after which the list is to be read again. Days are the store's, to their last second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from posdesk.omneo import credit_writes, credits
from posdesk.omneo.calls import Dialect
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.credits import Credit
from posdesk.omneo.extensions import ByDays
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency
from posdesk.till.asking import ask, ask_all
from posdesk.till.scripts import Script

# A card that goes back when it is not used within its period; the sandbox's handle (ASSUMED).
SMART_CARD = "smart-gift-card"
GIFT_CARD = "gift_card"
# The definition of cards that are sold, where a card is nobody's and so has no guides' type (ASSUMED).
GIFT_CARD_HANDLE = "gift-card"
_GIFT_CARDS = frozenset({GIFT_CARD, "gift"})


class BadDay(PosError):
    """A day that is none, or has passed."""

    code: ClassVar[str] = "till.bad_day"
    user_message: ClassVar[str] = (
        "This is not a day to come. Nothing was sent. Type it like 2027-06-30."
    )


class CreditState(StrEnum):
    """What can be done with a credit now."""

    ACTIVE = "active"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"
    LOCKED = "locked"


class GiftState(StrEnum):
    """Where a gift is, as its buyer sees it: with the recipient it is not the buyer's any more."""

    NONE = "none"
    WAITING = "waiting"
    WENT_BACK = "went_back"


def state_of(credit: Credit, now: datetime) -> CreditState:
    """By the tenant's word, and by its own fields where a tenant says none. ``now`` is aware."""
    if credit.status in {CreditState.VOID, CreditState.USED, CreditState.EXPIRED}:
        return CreditState(credit.status)
    if credit.expires_at is not None and credit.expires_at <= now:
        return CreditState.EXPIRED
    if not credit.balance:
        return CreditState.USED
    if credit.is_locked and (credit.locked_until is None or credit.locked_until > now):
        return CreditState.LOCKED
    return CreditState.ACTIVE


def gift_of(credit: Credit, now: datetime) -> GiftState:
    """A gift to somebody unknown stays with its buyer until the recipient has a profile (guide), or goes back."""
    if credit.recipient_email is None or credit.profile_id != credit.creator_profile_id:
        return GiftState.NONE
    gone = credit.released_at is not None and credit.released_at <= now
    return GiftState.WENT_BACK if gone else GiftState.WAITING


def is_gift_card(credit: Credit) -> bool:
    """Only these are handed on (guide; U31)."""
    return credit.type in _GIFT_CARDS


def end_of(typed: str, timezone: str, now: Instant) -> datetime:
    """The last second of a day ``YYYY-MM-DD`` in the store's zone. Raises BadDay, also for one that has passed."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise BadDay(typed[:20]) from error
    last = datetime.combine(day, time(23, 59, 59), ZoneInfo(timezone))
    if last <= moment_of(now):
        raise BadDay(f"{day} has passed")
    return last


def moment_of(at: Instant) -> datetime:
    """The instant as an aware moment."""
    return datetime.fromtimestamp(at.utc_ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class CreditDesk:
    """How this tenant's credits are reached: its dialect, and the currency of those that name none."""

    dialect: Dialect
    currency: Currency

    def of(self, profile_id: str) -> Script[tuple[Credit, ...]]:
        """All credits of the profile, used and void ones included, newest first."""
        return (
            yield from ask_all(
                lambda page: credits.list(profile_id, currency=self.currency, page=page)
            )
        )

    def issue(self, draft: CreditDraft) -> Script[Credit]:
        call = credit_writes.issue(draft, dialect=self.dialect, currency=self.currency)
        return (yield from ask(call))

    def void(self, credit: Credit, *, is_void: bool) -> Script[Credit]:
        call = credit_writes.void(
            credit.profile_id,
            credit.id,
            dialect=self.dialect,
            currency=self.currency,
            is_void=is_void,
        )
        return (yield from ask(call))

    def lock(self, credit: Credit, until: datetime | None) -> Script[Credit]:
        call = credit_writes.lock(
            credit.profile_id, credit.id, dialect=self.dialect, currency=self.currency, until=until
        )
        return (yield from ask(call))

    def unlock(self, credit: Credit) -> Script[Credit]:
        call = credit_writes.unlock(
            credit.profile_id, credit.id, dialect=self.dialect, currency=self.currency
        )
        return (yield from ask(call))

    def extend(self, credit: Credit, days: int) -> Script[tuple[Credit, ...]]:
        """``days`` more. Only what is somebody's can be extended (reference)."""
        call = credit_writes.extend(
            credit.profile_id or "", (credit.id,), ByDays(days), currency=self.currency
        )
        return (yield from ask(call))

    def expire(self, credit: Credit, at: datetime) -> Script[Credit]:
        """To a day, which may be sooner or later than the one before."""
        call = credit_writes.change(
            credit.profile_id,
            credit.id,
            dialect=self.dialect,
            currency=self.currency,
            expires_at=at,
        )
        return (yield from ask(call))

    def hand_on(self, credit: Credit, to: str) -> Script[Credit]:
        """To another profile; nobody's becomes theirs."""
        call = credit_writes.transfer(
            credit.profile_id, credit.id, to=to, dialect=self.dialect, currency=self.currency
        )
        return (yield from ask(call))
