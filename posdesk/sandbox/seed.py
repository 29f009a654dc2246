"""What a new sandbox holds: people and their wallets, products, stores, staff, tokens.

A seed file is JSON, ``"format": 1``, at most 1 MiB. Amounts are minor units of the tenant's currency (a
credit's: of the credit's own), points are whole, days count from the opening: ``expires_in_days`` means
23:59:59 of that local day (negative: past), ``issued_days_ago`` the same clock time then. Ids are fixed,
so that stories, scenarios and tests can name them. Without tokens there is one that may do everything. Nothing here touches a database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import simplejson

from posdesk.home import assets
from posdesk.sandbox.errors import BadSeed
from posdesk.sandbox.personas import BUILTIN
from posdesk.sandbox.seed_checks import check, unique
from posdesk.sandbox.seed_fields import Place
from posdesk.sandbox.seed_records import (
    FULL_TOKEN,
    WALLET,
    Definition,
    Person,
    Record,
    read_definition,
    read_location,
    read_person,
    read_product,
    read_setting,
    read_token,
    read_webhook,
    read_zone,
)

FORMAT = 1
MAX_BYTES = 1 << 20
KINDS = (*WALLET, "tiers")


@dataclass(frozen=True, slots=True)
class Seed:
    """A whole tenant as it opens."""

    timezone: str
    currency: str
    definitions: dict[str, tuple[Definition, ...]]
    people: tuple[Person, ...]
    locations: tuple[Record, ...]
    products: tuple[Record, ...]
    settings: tuple[Record, ...]
    currencies: tuple[tuple[str, str, Decimal], ...]
    webhooks: tuple[Record, ...]
    tokens: tuple[Record, ...]

    @classmethod
    def parse(cls, text: bytes) -> Seed:
        """Read a seed file. Raises BadSeed, naming the place in the file."""
        if len(text) > MAX_BYTES:
            raise BadSeed("the file is larger than 1 MiB")
        try:
            value = simplejson.loads(text.decode("utf-8"), use_decimal=True)
        except (ValueError, RecursionError) as exc:
            raise BadSeed(f"no JSON: {exc}") from exc
        try:
            simplejson.dumps(value, ensure_ascii=False, use_decimal=True).encode("utf-8")
        except UnicodeEncodeError as exc:
            raise BadSeed("a text holds half a character (a lone surrogate)") from exc
        return _seed(Place(value, ""))

    @classmethod
    def builtin(cls) -> Seed:
        """The seed that ships with posdesk."""
        return cls.parse(assets.read_bytes(BUILTIN))


def _seed(place: Place) -> Seed:
    if place.integer("format") != FORMAT:
        raise place.fault("format", f"must be {FORMAT}")
    seed = Seed(
        timezone=read_zone(place),
        currency=place.text("currency", "AUD"),
        definitions=_definitions(place.within("definitions")),
        people=tuple(read_person(person) for person in place.objects("profiles")),
        locations=_records(place, "locations", read_location),
        products=_records(place, "products", read_product),
        settings=_records(place, "settings", read_setting),
        currencies=tuple(_currency(currency) for currency in place.objects("currencies")),
        webhooks=_records(place, "webhooks", read_webhook),
        tokens=_records(place, "tokens", read_token) or (FULL_TOKEN,),
    )
    place.done()
    check(seed)
    return seed


def _currency(place: Place) -> tuple[str, str, Decimal]:
    found = (place.text("from"), place.text("to"), place.rate("rate"))
    place.done()
    return found


def _records(place: Place, name: str, read: Callable[[Place], Record]) -> tuple[Record, ...]:
    found = tuple(read(item) for item in place.objects(name))
    unique(name, (str(record.id) for record in found))
    handles = [record.fields["handle"] for record in found if "handle" in record.fields]
    unique(name, handles)
    return found


def _definitions(place: Place) -> dict[str, tuple[Definition, ...]]:
    found = {}
    for kind in KINDS:
        found[kind] = tuple(read_definition(item) for item in place.objects(kind))
        unique(f"definitions.{kind}", (item.handle for item in found[kind]))
        unique(f"definitions.{kind}", (str(item.id) for item in found[kind]))
    place.done()
    return found
