"""The records of a seed file: what each holds, and how one is read from its place in the file.

Every reader raises BadSeed, naming the place.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from posdesk.sandbox.seed_fields import JSON, MAX_DAYS, MAX_INTEGER, Place

WALLET = ("rewards", "benefits", "credits", "points")
_TEXTS = (
    "email",
    "mobile_phone",
    "secondary_phone",
    "title",
    "gender",
    "company",
    "occupation",
    "currency",
)
# Highest value of each.
_NUMBERS = {
    "birth_day": 31,
    "birth_month": 12,
    "birth_year": 2100,
    "joined_location_id": MAX_INTEGER,
}
# The words that the rules know (a test holds them together).
PERIOD_TYPES = (
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "absolute_date",
    "absolute_week",
    "absolute_month",
)
PROFILE_TYPES = (
    "temporary",
    "dependant",
    "incomplete",
    "pending",
    "system",
    "active",
    "deleted",
)
SETTING_TYPES = ("string", "integer", "float", "boolean", "json", "array")
QUEUES = ("high", "default", "low")


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind of incentive. ``value`` is minor units (a tier's: the spend that attains it); ``fields`` are
    the texts and flags that are only stored and shown."""

    id: int
    handle: str
    name: str
    value: int | None
    period: int | None
    period_type: str
    max_redemptions: int | None
    max_global: int | None
    is_published: bool
    fields: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Card:
    """An identity: a card, or a person's number in another system."""

    id: int
    handle: str
    identifier: str
    is_primary: bool
    is_active: bool
    merged_from: str | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One reward, benefit, credit or points entry. ``value`` is minor units or whole points (benefits:
    None); ``left`` what remains of it; ``used`` how often a benefit was; ``expires_in_days`` None: never."""

    id: int
    definition: str
    value: int | None
    left: int
    used: int
    issued_days_ago: int
    expires_in_days: int | None
    currency: str | None
    number: str | None
    pin: str | None
    is_void: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A profile. ``fields`` are the plain ones (e-mail, mobile, birth parts...); ``merged_into`` an id."""

    id: str
    story: str | None
    first_name: str
    last_name: str
    fields: dict[str, str | int]
    profile_type: str
    tier: str | None
    spent: int
    joined_days_ago: int
    merged_into: str | None
    cards: tuple[Card, ...]
    holdings: dict[str, tuple[Holding, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is stored as it stands: a location, product, setting, currency or token."""

    id: int
    fields: dict[str, JSON]


FULL_TOKEN = Record(1, {"name": "Full", "suffix": "", "scopes": ["*"]})


def read_definition(place: Place) -> Definition:
    definition = Definition(
        id=place.integer("id", low=1),
        handle=place.text("handle"),
        name=place.text("name"),
        value=place.maybe_integer("value"),
        period=place.maybe_integer("period", high=MAX_DAYS),
        period_type=place.choice("period_type", PERIOD_TYPES, "days"),
        max_redemptions=place.maybe_integer("max_redemptions", low=1),
        max_global=place.maybe_integer("max_global_redemptions"),
        is_published=place.flag("is_published", default=True),
        fields=place.mapping("fields"),
    )
    place.done()
    return definition


def read_person(place: Place) -> Person:
    profile_id = place.text("id")
    try:
        uuid.UUID(profile_id)
    except ValueError as exc:
        raise place.fault("id", "must be a UUID") from exc
    person = Person(
        id=profile_id,
        story=place.maybe_text("story"),
        first_name=place.text("first_name"),
        last_name=place.text("last_name"),
        fields=_person_fields(place.within("fields")),
        profile_type=place.choice("profile_type", PROFILE_TYPES, "active"),
        tier=place.maybe_text("tier"),
        spent=place.integer("spent", 0),
        joined_days_ago=place.integer("joined_days_ago", 0, high=MAX_DAYS),
        merged_into=place.maybe_text("merged_into"),
        cards=tuple(_card(item) for item in place.objects("identities")),
        holdings={kind: _holdings(place, kind) for kind in WALLET},
    )
    place.done()
    return person


def _card(place: Place) -> Card:
    card = Card(
        id=place.integer("id", low=1),
        handle=place.text("handle"),
        identifier=place.text("identifier"),
        is_primary=place.flag("is_primary", default=False),
        is_active=place.flag("is_active", default=True),
        merged_from=place.maybe_text("merged_from"),
    )
    place.done()
    return card


def _person_fields(place: Place) -> dict[str, str | int]:
    found: dict[str, str | int] = {name: place.text(name) for name in _TEXTS if place.has(name)}
    found |= {
        name: place.integer(name, low=1, high=high)
        for name, high in _NUMBERS.items()
        if place.has(name)
    }
    place.done()
    return found


def _holdings(place: Place, kind: str) -> tuple[Holding, ...]:
    return tuple(_holding(item, kind) for item in place.objects(kind))


def _holding(place: Place, kind: str) -> Holding:
    value = place.maybe_integer("value") if kind == "benefits" else place.integer("value")
    if kind != "rewards" and place.has("left"):
        raise place.fault("left", "only a reward may be partly spent")
    holding = Holding(
        id=place.integer("id", low=1),
        definition=place.text("definition"),
        value=value,
        left=place.integer("left", value or 0),
        used=place.integer("used", 0),
        issued_days_ago=place.integer("issued_days_ago", 0, high=MAX_DAYS),
        expires_in_days=place.maybe_integer("expires_in_days", low=-MAX_DAYS, high=MAX_DAYS),
        currency=place.maybe_text("currency"),
        number=place.maybe_text("number"),
        pin=place.maybe_text("pin"),
        is_void=place.flag("is_void", default=False),
        note=place.maybe_text("note"),
    )
    place.done()
    if holding.left > (value or 0):
        raise place.fault("left", "is more than the value")
    return holding


def read_location(place: Place) -> Record:
    place.text("name")
    place.maybe_text("external_id")
    place.maybe_text("external_code")
    if place.has("timezone"):
        read_zone(place)
    place.within("address")
    for name in ("normal_hours", "special_hours"):
        list(place.objects(name))
    return _record(place)


def read_product(place: Place) -> Record:
    """A product with its variants: each an id, a sku and a price in minor units."""
    place.text("handle")
    place.text("title")
    place.maybe_text("external_id")
    place.text("status", "active")
    for variant in place.objects("variants"):
        variant.integer("id", low=1)
        variant.text("sku")
        variant.integer("price")
        for name in ("barcode", "title", "external_id"):
            variant.maybe_text(name)
    return _record(place)


def read_setting(place: Place) -> Record:
    place.text("handle")
    place.choice("type", SETTING_TYPES, "string")
    return _record(place)


def read_token(place: Place) -> Record:
    """A token's name, scopes, and the suffix its secret gets; ``revoked`` ones are refused."""
    place.text("name")
    place.texts("scopes")
    place.flag("revoked", default=False)
    return _record(place)


def read_webhook(place: Place) -> Record:
    """Who is told what: an event's name, a web address, and a namespace."""
    place.text("trigger")
    if not place.text("url").startswith(("http://", "https://")):
        raise place.fault("url", "must be an http or https address")
    place.text("namespace")
    place.choice("queue", QUEUES, "default")
    for name in ("is_active", "retry_hourly", "retry_daily"):
        place.flag(name, default=False)
    return _record(place)


def read_zone(place: Place) -> str:
    name = place.text("timezone", "Australia/Melbourne")
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError) as exc:
        raise place.fault("timezone", "must be an IANA zone") from exc


def _record(place: Place) -> Record:
    fields = {name: value for name, value in place.everything().items() if value is not None}
    fields.pop("id", None)
    return Record(place.integer("id", low=1), fields)
