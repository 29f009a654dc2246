"""What a webhook says about a customer, read into values. Pure.

Believed are profile.created, profile.updated, profile-temporary.created, profile.merged, profile.deleted and
identity.created; all others say nothing about who a customer is, balances least of all: money is always read
from the tenant. When something happened is the newest date in it: a profile's own ``updated_at`` or that of
one of its identities, for a new card need not touch the profile.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from posdesk.omneo.errors import BadPayload
from posdesk.omneo.identities import Identity, read_identity
from posdesk.omneo.profiles import Profile
from posdesk.omneo.rows import Row
from posdesk.till.webhook_errors import BadEvent
from posdesk.till.webhook_inbox import WebhookEvent

_PROFILE_RANKS = {
    "profile.created": 0,
    "profile-temporary.created": 0,
    "profile.updated": 1,
    "profile.merged": 1,
}
_SEEN_RANK = -1
_TEXT_LIMIT = 300  # characters of a field; a name that is longer was not meant for a till
_MOST_IDENTITIES = 200
NEVER = 0  # the date of what has none: older than everything


@dataclass(frozen=True, slots=True)
class Facts:
    """Who a customer is, as far as a till keeps it. Empty text where nothing is known; names are in no repr."""

    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(repr=False)
    national_phone: str = field(repr=False)
    tier: str
    profile_type: str
    identities: tuple[Identity, ...] = field(repr=False)

    def as_json(self) -> str:
        """One text for the same facts, whatever order they came in."""
        names = Facts.__slots__
        found = {name: getattr(self, name) for name in names if name != "identities"}
        found["identities"] = [
            [each.id, each.handle, each.identifier, each.is_active, each.is_primary]
            for each in self.identities
        ]
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str, profile_id: str) -> Facts:
        """What ``as_json`` wrote."""
        found = json.loads(text)
        cards = tuple(
            Identity(number, handle, identifier, is_active, is_primary, profile_id)
            for number, handle, identifier, is_active, is_primary in found.pop("identities")
        )
        return cls(**found, identities=cards)


NOTHING: Final = Facts("", "", "", "", "", "", "", ())


@dataclass(frozen=True, slots=True)
class ProfileNews:
    """A customer as they were at ``at_ms`` (UTC); of one moment the higher ``rank`` is the newer.

    ``swallowed`` are profiles that were merged into this one."""

    profile_id: str
    at_ms: int
    rank: int
    facts: Facts
    swallowed: tuple[str, ...]

    @property
    def digest(self) -> bytes:
        """Knows the same facts again, and orders different ones of one moment the same way everywhere."""
        return hashlib.sha256(self.facts.as_json().encode()).digest()


@dataclass(frozen=True, slots=True)
class GoneNews:
    """A profile was deleted. It does not come back: the tenant never uses an id twice."""

    profile_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class IdentityNews:
    """A card, or another system's number, as it was at ``at_ms``."""

    identity: Identity
    at_ms: int


News = ProfileNews | GoneNews | IdentityNews


def news_of(event: WebhookEvent) -> News | None:
    """What the event says about a customer; None when it says nothing. Raises BadEvent."""
    try:
        row = Row(event.body, event.name)
        if event.name in _PROFILE_RANKS:
            return _profile_news(row, event)
        if event.name == "profile.deleted":
            return GoneNews(_text(row, "id", required=True), _at(row))
        if event.name == "identity.created":
            return IdentityNews(_identity(row, None), _at(row))
    except BadPayload as exc:
        raise BadEvent(str(exc)) from exc
    return None


def facts_of(profile: Profile) -> Facts:
    """A live profile as the directory would keep it."""
    return Facts(
        first_name=profile.first_name,
        last_name=profile.last_name,
        email=profile.email or "",
        phone=profile.phone or "",
        national_phone="",
        tier=profile.tier or "",
        profile_type=profile.profile_type,
        identities=_sorted(profile.identities),
    )


def seen(profile: Profile) -> ProfileNews | None:
    """A live profile as news: as new as its own date, and of one moment older than what a webhook told, which
    knows more. None for names that no database takes."""
    at_ms = NEVER if profile.updated_at is None else milliseconds(profile.updated_at)
    facts = facts_of(profile)
    names = ("first_name", "last_name", "email", "phone", "tier", "profile_type")
    short = {name: getattr(facts, name)[:_TEXT_LIMIT] for name in names}
    news = ProfileNews(profile.id, at_ms, _SEEN_RANK, replace(facts, **short), ())
    try:
        news.facts.as_json().encode()
    except UnicodeEncodeError:
        return None
    return news


def _profile_news(row: Row, event: WebhookEvent) -> ProfileNews:
    profile_id = _text(row, "id", required=True)
    cards = row.rows("identities")
    if len(cards) > _MOST_IDENTITIES:
        raise row.bad("identities", "are too many")
    tier = row.maybe_row("tier")
    facts = Facts(
        first_name=_text(row, "first_name"),
        last_name=_text(row, "last_name"),
        email=_text(row, "email"),
        phone=_text(row, "mobile_phone"),
        national_phone=_text(row, "mobile_phone_national_prefix"),
        tier=(_text(tier, "name") if tier else "") or _text(row, "tier_handle"),
        profile_type=_text(row, "profile_type") or "active",
        identities=_sorted(tuple(_identity(card, profile_id) for card in cards)),
    )
    swallowed = {_text(row, "merged_from"), *(_text(card, "merged_from") for card in cards)}
    at_ms = max(_at(row), *(_at(card) for card in cards), NEVER)
    others = tuple(sorted(swallowed - {"", profile_id}))
    return ProfileNews(profile_id, at_ms, _PROFILE_RANKS[event.name], facts, others)


def _identity(row: Row, profile_id: str | None) -> Identity:
    found = read_identity(row, profile_id=profile_id)
    handle, identifier = _text(row, "handle"), _text(row, "identifier")
    owner = _plain(row, "profile_id", found.profile_id)
    return Identity(found.id, handle, identifier, found.is_active, found.is_primary, owner)


def _sorted(identities: tuple[Identity, ...]) -> tuple[Identity, ...]:
    return tuple(sorted(identities, key=lambda each: (each.handle, each.identifier, each.id or 0)))


def _text(row: Row, key: str, *, required: bool = False) -> str:
    found = row.text(key) if required else row.maybe_text(key) or ""
    return _plain(row, key, found)


def _plain(row: Row, key: str, text: str) -> str:
    """``text`` cut to what a till shows. A lone surrogate is no text: no database takes it."""
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise row.bad(key, "is no Unicode") from exc
    return text[:_TEXT_LIMIT]


def _at(row: Row) -> int:
    moment = row.maybe_moment("updated_at") or row.maybe_moment("created_at")
    return NEVER if moment is None else milliseconds(moment)


def milliseconds(moment: datetime) -> int:
    """An aware ``moment`` in milliseconds since 1970, UTC."""
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return delta.days * 86_400_000 + delta.seconds * 1000 + delta.microseconds // 1000
