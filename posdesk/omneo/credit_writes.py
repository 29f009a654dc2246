"""Issuing credits and gift cards, and what is done to them afterwards (omneo-api.md 2.7).

The guides keep a credit below its profile, the reference has it on its own; a card that is nobody's has only
the second path, in both dialects. Dates go out in UTC. A PIN and a whole card number are sent and never shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from posdesk.omneo.calls import Call, Dialect, changing, many_of, one_of, removing, writing
from posdesk.omneo.credits import Credit, read_credit
from posdesk.omneo.extensions import ByDays, Until, extension_body
from posdesk.omneo.wire import Json, local_text, without_none
from posdesk.sale.money import Currency, Money

_BELOW_PROFILE = "/profiles/{profile_id}/credits/{credit_id}"
_ALONE = "/credits/{credit_id}"


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """A credit to be issued. ``amount`` is above zero; moments are aware.

    ``type`` is the guides' word (``promotional``, ``store``, ``gift_card``). ``definition`` is the reference's, an id
    or a handle; without one ``type`` stands in as the handle there (ASSUMED). ``creator_profile_id`` is the buyer,
    ``recipient_email`` whom a gift is for: unknown yet, it waits with the buyer (guide). Of ``profile_id`` and both
    of these None it is a card for whoever holds it. ``credit_number`` and ``security_code`` are for cards that
    were printed before; without them the tenant makes what its definition asks for.
    """

    amount: Money
    type: str
    definition: int | str | None = None
    profile_id: str | None = None
    note: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    released_at: datetime | None = None
    creator_profile_id: str | None = None
    recipient_first_name: str | None = None
    recipient_email: str | None = None
    message: str | None = None
    location_id: int | None = None
    external_id: str | None = None
    credit_number: str | None = field(default=None, repr=False)
    security_code: str | None = field(default=None, repr=False)
    meta: Mapping[str, Json] | None = None

    def common(self) -> dict[str, Json]:
        """The fields that both dialects share."""
        return without_none(
            {
                "issued_at": _text(self.issued_at),
                "expires_at": _text(self.expires_at),
                "released_at": _text(self.released_at),
                "note": self.note,
                "creator_profile_id": self.creator_profile_id,
                "recipient_first_name": self.recipient_first_name,
                "recipient_email": self.recipient_email,
                "message": self.message,
                "location_id": self.location_id,
                "external_id": self.external_id,
                "credit_number": self.credit_number,
                "security_code": self.security_code,
                "meta": self.meta,
            }
        )


def issue(draft: CreditDraft, *, dialect: Dialect, currency: Currency) -> Call[Credit]:
    """Give the credit. ``currency`` is the tenant's; another one of the amount is named (ASSUMED): compare the answer.

    Invalid names ``amount`` or ``value_initial``, ``type`` or the definition's field. There is no mark that a
    tenant compares: after Unknown look for ``external_id`` in the list before anything is repeated.
    """
    reader = one_of(lambda row: read_credit(row, currency), "credit")
    own = draft.amount.currency
    shared = without_none({"currency": None if own == currency else own.code}) | draft.common()
    if dialect is Dialect.GUIDE and draft.profile_id is not None:
        body = {"amount": draft.amount.amount, "type": draft.type, **shared}
        return writing("/profiles/{profile_id}/credits", reader, body, profile_id=draft.profile_id)
    definition = draft.type if draft.definition is None else draft.definition
    kind = "id" if isinstance(definition, int) else "handle"
    body = {
        f"credit_definition_{kind}": definition,
        "value_initial": draft.amount.amount,
        **without_none({"profile_id": draft.profile_id}),
        **shared,
    }
    return writing("/credits", reader, body)


def void(
    profile_id: str | None,
    credit_id: int,
    *,
    dialect: Dialect,
    currency: Currency,
    is_void: bool = True,
) -> Call[Credit]:
    """Make it worthless whatever is left of it, or with ``is_void`` False good again (guide, U11)."""
    return _changed(profile_id, credit_id, {"is_void": is_void}, dialect, currency)


def lock(
    profile_id: str | None,
    credit_id: int,
    *,
    dialect: Dialect,
    currency: Currency,
    until: datetime | None = None,
) -> Call[Credit]:
    """Keep it from being spent, until the aware moment ``until`` or without an end (reference)."""
    body: dict[str, Json] = {"locked": True, "lock_expires_at": _text(until)}
    return _changed(profile_id, credit_id, body, dialect, currency)


def unlock(
    profile_id: str | None, credit_id: int, *, dialect: Dialect, currency: Currency
) -> Call[Credit]:
    """Let it be spent again (reference)."""
    body: dict[str, Json] = {"locked": False, "lock_expires_at": None}
    return _changed(profile_id, credit_id, body, dialect, currency)


def change(
    profile_id: str | None,
    credit_id: int,
    *,
    dialect: Dialect,
    currency: Currency,
    note: str | None = None,
    message: str | None = None,
    expires_at: datetime | None = None,
    recipient_email: str | None = None,
) -> Call[Credit]:
    """Correct what is named; what is not stays."""
    body = {
        "note": note,
        "message": message,
        "expires_at": _text(expires_at),
        "recipient_email": recipient_email,
    }
    return _changed(profile_id, credit_id, without_none(body), dialect, currency)


def transfer(
    profile_id: str | None, credit_id: int, *, to: str, dialect: Dialect, currency: Currency
) -> Call[Credit]:
    """Hand it on to the profile ``to``; a card that was nobody's becomes theirs (guide: gift cards; path U31).

    Anything but a gift card that is somebody's is Invalid, ``profile_id`` in ``fields``.
    """
    return _changed(profile_id, credit_id, {"profile_id": to}, dialect, currency)


def extend(
    profile_id: str,
    credit_ids: Sequence[int],
    extension: ByDays | Until,
    *,
    currency: Currency,
) -> Call[tuple[Credit, ...]]:
    """Make credits of one profile last longer (reference; the guides have no such path)."""
    reader = many_of(lambda row: read_credit(row, currency), "credits")
    return writing("/credits/extend", reader, extension_body(profile_id, credit_ids, extension))


def remove(credit_id: int) -> Call[None]:
    """Take it away (reference). Voiding leaves more to read back."""
    return removing(_ALONE, credit_id=credit_id)


def _changed(
    profile_id: str | None,
    credit_id: int,
    body: Mapping[str, Json],
    dialect: Dialect,
    currency: Currency,
) -> Call[Credit]:
    reader = one_of(lambda row: read_credit(row, currency), "credit")
    if dialect is Dialect.GUIDE and profile_id is not None:
        return changing(_BELOW_PROFILE, reader, body, profile_id=profile_id, credit_id=credit_id)
    return changing(_ALONE, reader, body, credit_id=credit_id)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else local_text(moment, "UTC")
