"""What a seed must be as a whole: nothing is there twice, and whatever is named is there.

Every check raises BadSeed, naming the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Protocol

from posdesk.sandbox.errors import BadSeed
from posdesk.sandbox.seed_records import WALLET, Definition, Person, Record


class Whole(Protocol):
    """What of a seed is checked together."""

    @property
    def definitions(self) -> dict[str, tuple[Definition, ...]]: ...
    @property
    def people(self) -> tuple[Person, ...]: ...
    @property
    def locations(self) -> tuple[Record, ...]: ...
    @property
    def products(self) -> tuple[Record, ...]: ...
    @property
    def currencies(self) -> tuple[tuple[str, str, Decimal], ...]: ...
    @property
    def webhooks(self) -> tuple[Record, ...]: ...
    @property
    def tokens(self) -> tuple[Record, ...]: ...


def check(seed: Whole) -> None:
    """Raise BadSeed unless the seed is whole."""
    _unique_people(seed)
    unique("currencies", (f"{source} to {target}" for source, target, _ in seed.currencies))
    variants = [variant for item in seed.products for variant in item.fields.get("variants") or ()]
    unique("products.variants", (str(variant["id"]) for variant in variants))
    unique("products.variants", (str(variant["sku"]) for variant in variants))
    unique("webhooks", (f"{hook.fields['trigger']} {hook.fields['url']}" for hook in seed.webhooks))
    _known_definitions(seed)
    _known_references(seed)
    _tokens(seed)


def unique(name: str, keys: Iterable[str]) -> None:
    """Raise BadSeed when one of ``keys`` is there more than once."""
    for key, count in Counter(keys).items():
        if count > 1:
            raise BadSeed(f"{name}: {key[:60]} is there {count} times")


def _unique_people(seed: Whole) -> None:
    cards = [card for person in seed.people for card in person.cards]
    unique("profiles", (person.id for person in seed.people))
    for name in ("email", "mobile_phone"):
        given = [person.fields[name] for person in seed.people if name in person.fields]
        unique(f"profiles.{name}", (str(each).lower() for each in given))
    unique("identities", (f"{card.handle} {card.identifier}" for card in cards))
    unique("identities", (str(card.id) for card in cards))
    for kind in WALLET:
        held = [holding for person in seed.people for holding in person.holdings[kind]]
        unique(kind, (str(holding.id) for holding in held))
        unique(kind, (holding.number for holding in held if holding.number is not None))


def _known_definitions(seed: Whole) -> None:
    for index, person in enumerate(seed.people):
        for kind, holdings in person.holdings.items():
            known = {definition.handle: definition for definition in seed.definitions[kind]}
            for number, holding in enumerate(holdings):
                path = f"profiles[{index}].{kind}[{number}]"
                _known(f"{path}.definition", holding.definition, known, "definition")
                most = known[holding.definition].max_redemptions
                if most is not None and holding.used > most:
                    raise BadSeed(f"{path}.used: the definition allows {most}")


def _known_references(seed: Whole) -> None:
    tiers = {tier.handle for tier in seed.definitions["tiers"]}
    people = {person.id for person in seed.people}
    locations = {location.id for location in seed.locations}
    for index, person in enumerate(seed.people):
        path = f"profiles[{index}]"
        _known(f"{path}.tier", person.tier, tiers, "tier")
        _known(f"{path}.merged_into", person.merged_into, people - {person.id}, "other profile")
        location = person.fields.get("joined_location_id")
        _known(f"{path}.fields.joined_location_id", location, locations, "location")


def _known(path: str, value: str | int | None, known: Collection[str | int], what: str) -> None:
    if value is not None and value not in known:
        raise BadSeed(f"{path}: no such {what}: {str(value)[:40]}")


def _tokens(seed: Whole) -> None:
    """Secrets are one text with each token's suffix: two alike would be one token."""
    suffixes = [str(token.fields.get("suffix") or "") for token in seed.tokens]
    unique("tokens.suffix", (suffix or "(none)" for suffix in suffixes))
    if "" not in suffixes:
        raise BadSeed("tokens: one of them must be without a suffix")
