"""Credits and gift cards: tenders, not discounts (omneo-api.md 2.7).

Two descriptions of a credit exist: the guides' (amount, balance, type, status, is_void) and the reference's
(value_initial, value_remaining, definition). Both are read. The card number is cut to its last four digits
here, and of the PIN only whether there is one: nothing behind this module can leak them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit of a profile. ``type`` and ``status`` are the tenant's words (omneo-api.md 2.7.3).

    ``profile_id`` None: nobody's yet. ``initial`` is what it was issued with, None where the tenant does not say.
    ``locked_until`` None with ``is_locked``: without an end. A gift names who bought it, whom it is for, and when
    an unused one goes back (``released_at``, ASSUMED).
    """

    id: int
    type: str
    status: str
    name: str
    balance: Money
    currency: Currency
    expires_at: datetime | None
    last4: str | None
    has_pin: bool = False
    profile_id: str | None = None
    initial: Money | None = None
    note: str | None = None
    is_locked: bool = False
    locked_until: datetime | None = None
    creator_profile_id: str | None = None
    recipient_email: str | None = None
    recipient_first_name: str | None = None
    message: str | None = None
    released_at: datetime | None = None
    external_id: str | None = None


def list(  # the verb of the API; this module makes no lists
    profile_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Credit]]:
    """A page of the profile's credits, used and void ones included.

    ``currency`` is the tenant's own, for credits that name none.
    """
    reader = page_of(lambda row: read_credit(row, currency), "credits")
    return reading(
        "/profiles/{profile_id}/credits", reader, paged(page, size), profile_id=profile_id
    )


def read(profile_id: str, credit_id: str, *, currency: Currency) -> Call[Credit]:
    """One credit of the profile; NotFound when it has none of that id. ``currency``: as in ``list``."""
    return reading(
        "/profiles/{profile_id}/credits/{credit_id}",
        one_of(lambda row: read_credit(row, currency), "credit"),
        profile_id=profile_id,
        credit_id=credit_id,
    )


def with_number(
    number: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Credit]]:
    """The card of that number, whosever it is: none or one, on this page (reference; the guides have no search).

    Spaces and hyphens do not count. A tenant may ignore the filter (U48): only rows that show the number itself
    are taken, so an empty page says nothing before the last one. Raises BadPayload for a number on two cards.
    """
    wanted = _digits(number)

    def read_matches(payload: Json) -> Page[Credit]:
        found = page_of(lambda row: (row.maybe_text("credit_number"), row), "credits")(payload)
        rows = [row for shown, row in found.items if wanted and _digits(shown or "") == wanted]
        if len(rows) > 1:
            raise BadPayload("one number, several cards")
        matches = tuple(read_credit(row, currency) for row in rows)
        return Page(matches, found.current, found.last)

    query = (("filter[credit_number]", wanted), *paged(page, size))
    return reading("/credits", read_matches, query)


def read_credit(row: Row, currency: Currency) -> Credit:
    definition = row.maybe_row("definition") or Row({}, "definition")
    own = row.maybe_currency("currency") or currency
    balance = row.maybe_money("balance", own)
    if balance is None:
        balance = row.money("value_remaining", own)
    return Credit(
        id=row.number("id"),
        type=row.maybe_text("type") or definition.maybe_text("type") or "other",
        status=_status(row, balance),
        name=row.words("name") or definition.words("name"),
        balance=balance,
        currency=own,
        expires_at=row.maybe_moment("expires_at"),
        last4=_last4(row.maybe_text("credit_number")),
        has_pin=bool(row.maybe_text("security_code")),
        profile_id=row.maybe_text("profile_id"),
        initial=_initial(row, own),
        note=row.maybe_text("note"),
        is_locked=row.flag("locked", default=False),
        locked_until=row.maybe_moment("lock_expires_at"),
        creator_profile_id=row.maybe_text("creator_profile_id"),
        recipient_email=row.maybe_text("recipient_email"),
        recipient_first_name=row.maybe_text("recipient_first_name"),
        message=row.maybe_text("message"),
        released_at=row.maybe_moment("released_at"),
        external_id=row.maybe_text("external_id"),
    )


def _initial(row: Row, currency: Currency) -> Money | None:
    said = row.maybe_money("amount", currency)
    return row.maybe_money("value_initial", currency) if said is None else said


def _status(row: Row, balance: Money) -> str:
    if row.flag("is_void", default=False):
        return "void"
    said = row.maybe_text("status")
    if said is not None:
        return said
    return "active" if balance.minor > 0 else "used"


def _digits(number: str) -> str:
    """As it is compared: cards are typed and printed in groups, and some have letters."""
    return "".join(each for each in number if each.isalnum()).upper()


def _last4(number: str | None) -> str | None:
    # Four digits of a number of six would be most of it.
    return number[-4:] if number is not None and len(number) >= 8 else None
