"""Creating, changing, merging and removing customers (omneo-api.md 2.2).

E-mail and mobile number are unique in a tenant: a taken one is Invalid, named in ``fields`` as ``email`` or
``mobile_phone``. After Unknown look the customer up by the e-mail before anything is repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import Call, Dialect, changing, one_of, removing, writing
from posdesk.omneo.profiles import Profile, read_profile
from posdesk.omneo.wire import Json, local_text, without_none
from posdesk.sale.money import Currency


@dataclass(frozen=True, slots=True)
class IdentityDraft:
    """A card or outside id that a new profile is to have."""

    handle: str
    identifier: str
    is_active: bool = True

    def body(self) -> dict[str, Json]:
        return {
            "handle": self.handle,
            "identifier": self.identifier,
            "is_active": self.is_active,
        }


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """What a customer is to be; what is None is left out, and on a change stays as it is.

    A new one needs both names and an e-mail. ``mobile_phone`` is E.164 (``+61412345678``), unique;
    ``secondary_phone`` need not be. A birth day goes with its month, a year with both. ``joined_at`` is aware and
    sent in UTC. ``cleared`` names fields, in the tenant's words, that a change empties (``"mobile_phone"``).
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile_phone: str | None = None
    secondary_phone: str | None = None
    title: str | None = None
    gender: str | None = None
    birth_day: int | None = None
    birth_month: int | None = None
    birth_year: int | None = None
    currency_code: str | None = None
    profile_type: str | None = None
    joined_at: datetime | None = None
    joined_location_id: int | None = None
    preferred_location_id: int | None = None
    identities: tuple[IdentityDraft, ...] = ()
    tags: tuple[str, ...] | None = None
    cleared: tuple[str, ...] = ()

    def body(self) -> dict[str, Json]:
        """The request's body."""
        joined_at = None if self.joined_at is None else local_text(self.joined_at, "UTC")
        cleared: dict[str, Json] = dict.fromkeys(self.cleared)
        return cleared | without_none(
            {
                "title": self.title,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "email": self.email,
                "mobile_phone": self.mobile_phone,
                "secondary_phone": self.secondary_phone,
                "gender": self.gender,
                "birth_day": self.birth_day,
                "birth_month": self.birth_month,
                "birth_year": self.birth_year,
                "currency": self.currency_code,
                "profile_type": self.profile_type,
                "joined_at": joined_at,
                "joined_location_id": self.joined_location_id,
                "preferred_location_id": self.preferred_location_id,
                "identities": [each.body() for each in self.identities] or None,
                "tags": None if self.tags is None else [*self.tags],
            }
        )


def create(draft: ProfileDraft, *, currency: Currency) -> Call[Profile]:
    """A new customer. ``currency`` is that of the answer's balances.

    An identity of the draft that somebody has already changes *that* profile instead (1.11; its status is then
    200): where that must not be, create without and give the card with ``identity_writes.add``, which refuses.
    """
    return writing("/profiles", _reader(currency), draft.body())


def change(profile_id: str, draft: ProfileDraft, *, currency: Currency) -> Call[Profile]:
    """Change what ``draft`` names. Cards have calls of their own (``identity_writes``)."""
    return changing(
        "/profiles/{profile_id}", _reader(currency), draft.body(), profile_id=profile_id
    )


def sync(draft: ProfileDraft, *, currency: Currency) -> Call[Profile]:
    """Create the customer, or change whoever has the e-mail or mobile number already (guide).

    The reference has another call under this path, which only queues: a tenant that reads it so answers without
    a profile, which is Unknown.
    """
    return writing("/profiles/sync", _reader(currency), draft.body())


def merge(*, source: str, into: str, currency: Currency) -> Call[Profile]:
    """Move all that the profile ``source`` has to ``into``, which is answered; the first is gone (U42).

    Invalid names ``source_profile_id`` or ``destination_profile_id``.
    """
    body: dict[str, Json] = {"source_profile_id": source, "destination_profile_id": into}
    return writing("/profiles/merge", _reader(currency), body)


def remove(profile_id: str) -> Call[None]:
    """Remove the customer; their history stays (U41)."""
    return removing("/profiles/{profile_id}", profile_id=profile_id)


def purge(profile_id: str, *, dialect: Dialect) -> Call[None]:
    """Erase the person for good. The guides POST, the reference deletes."""
    route = "/profiles/{profile_id}/purge"
    if dialect is Dialect.REFERENCE:
        return removing(route, profile_id=profile_id)
    return writing(route, lambda _: None, None, reads_body=False, profile_id=profile_id)


def _reader(currency: Currency) -> Callable[[Json], Profile]:
    return one_of(lambda row: read_profile(row, currency), "profile")
