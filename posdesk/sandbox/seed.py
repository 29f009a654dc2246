"""What a new sandbox holds: people and their wallets, products, stores, staff, tokens.

A seed file is JSON, ``"format": 1``, at most 1 MiB. Amounts are minor units of the tenant's currency (a
credit's: of the credit's own), points are whole, days count from the opening: ``expires_in_days`` means
23:59:59 of that local day (negative: past), ``issued_days_ago`` the same clock time then. Ids are fixed,
so that stories, scenarios and tests can name them. Nothing here touches a database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import simplejson

from posdesk.home import assets
from posdesk.sandbox.errors import BadSeed
from posdesk.sandbox.personas import BUILTIN
from posdesk.sandbox.seed_fields import Place
from posdesk.sandbox.seed_records import (
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
        tokens=_records(place, "tokens", read_token),
    )
    place.done()
    _unique_people(seed)
    _unique("currencies", (f"{source} to {target}" for source, target, _ in seed.currencies))
    _unique(
        "products.variants",
        (
            str(variant["id"])
            for item in seed.products
            for variant in item.fields.get("variants", ())
        ),
    )
    _known_definitions(seed)
    return seed


def _currency(place: Place) -> tuple[str, str, Decimal]:
    found = (place.text("from"), place.text("to"), place.rate("rate"))
    place.done()
    return found


def _records(place: Place, name: str, read: Callable[[Place], Record]) -> tuple[Record, ...]:
    found = tuple(read(item) for item in place.objects(name))
    _unique(name, (str(record.id) for record in found))
    handles = [record.fields["handle"] for record in found if "handle" in record.fields]
    _unique(name, handles)
    return found


def _definitions(place: Place) -> dict[str, tuple[Definition, ...]]:
    found = {}
    for kind in KINDS:
        found[kind] = tuple(read_definition(item) for item in place.objects(kind))
        _unique(f"definitions.{kind}", (item.handle for item in found[kind]))
        _unique(f"definitions.{kind}", (str(item.id) for item in found[kind]))
    place.done()
    return found


def _unique_people(seed: Seed) -> None:
    cards = [card for person in seed.people for card in person.cards]
    _unique("profiles", (person.id for person in seed.people))
    _unique("identities", (f"{card.handle} {card.identifier}" for card in cards))
    _unique("identities", (str(card.id) for card in cards))
    for kind in WALLET:
        held = [holding for person in seed.people for holding in person.holdings[kind]]
        _unique(kind, (str(holding.id) for holding in held))
        _unique(kind, (holding.number for holding in held if holding.number is not None))


def _known_definitions(seed: Seed) -> None:
    for index, person in enumerate(seed.people):
        for kind, holdings in person.holdings.items():
            handles = {definition.handle for definition in seed.definitions[kind]}
            for number, holding in enumerate(holdings):
                if holding.definition not in handles:
                    path = f"profiles[{index}].{kind}[{number}].definition"
                    raise BadSeed(f"{path}: no such definition: {holding.definition[:40]}")


def _unique(name: str, keys: Iterable[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise BadSeed(f"{name}: {key[:60]} is there {count} times")
