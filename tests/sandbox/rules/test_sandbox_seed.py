"""The seed file: what ships with posdesk, and what a mistake in one's own says."""

import json
from pathlib import Path
from typing import Any

import pytest

from posdesk.home import assets
from posdesk.sandbox import seed_records
from posdesk.sandbox.errors import BadSeed
from posdesk.sandbox.personas import BUILTIN, builtin_personas
from posdesk.sandbox.rules import definition_fields, profile_input, typed_values, webhooks
from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import ASHA, Desk

EXAMPLE = Path(__file__).parents[3] / "docs" / "seed-example.json"


def test_the_first_persona_is_asha(seed: Seed) -> None:
    first = builtin_personas()[0]
    assert (first.profile_id, first.card, first.name) == (ASHA, "60011234", "Asha Nguyen")


def test_every_persona_has_a_story_of_a_sentence_or_two_and_a_card_of_its_own(seed: Seed) -> None:
    people = builtin_personas()
    assert len(people) >= 12
    assert len({person.card for person in people}) == len(people)
    assert all(20 < len(person.story) < 200 and person.story.endswith(".") for person in people)


def test_every_persona_can_be_presented(seed: Seed, desk: Desk) -> None:
    for person in builtin_personas():
        found = desk.data("GET", f"/identities/search?handle=loyalty-card&identifier={person.card}")
        assert found["profile_id"] == person.profile_id
        assert desk.data("GET", f"/profiles/{person.profile_id}")["full_name"] == person.name


def test_barcodes_are_valid_and_of_the_range_for_shops(desk: Desk) -> None:
    rows = desk.data("GET", "/products/variants?page[size]=100")
    codes = [row["barcode"] for row in rows if row["barcode"]]
    assert len(codes) == len(set(codes)) >= 20
    for code in codes:
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
        assert (len(code), code[0], weighted % 10) == (13, "2", 0)
    assert any(row["barcode"] is None for row in rows)


def _builtin() -> Any:
    return json.loads(assets.read_text(BUILTIN))


def _without(path: str) -> Any:
    value = _builtin()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place = value
    for part in parents:
        place = place[part]
    del place[last]
    return value


def _with(path: str, new: object) -> Any:
    value = _builtin()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place = value
    for part in parents:
        place = place[part]
    place[last] = new
    return value


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (_without("format"), "format"),
        (_with("format", 2), "format"),
        (_with("timezone", "Mars/Base"), "timezone"),
        (_with("timezone", "/etc/passwd"), "timezone"),
        (_with("profiles/2/id", "me"), "profiles[2].id"),
        (_without("profiles/2/first_name"), "profiles[2].first_name"),
        (_with("profiles/0/rewards/1/definition", "none"), "profiles[0].rewards[1].definition"),
        (_with("profiles/0/rewards/1/value", 9.5), "profiles[0].rewards[1].value"),
        (_with("profiles/0/rewards/1/left", 9999), "profiles[0].rewards[1].left"),
        (_with("profiles/0/colour", "red"), "profiles[0].colour"),
        (_with("profiles/0/identities", 5), "profiles[0].identities"),
        (_with("profiles/0/identities/0", 5), "profiles[0].identities[0]"),
        (_with("profiles/1/identities/0/identifier", "60011234"), "identities"),
        (_with("profiles/1/id", ASHA), "profiles"),
        (_with("definitions/rewards/0/is_published", "yes"), "definitions.rewards[0].is_published"),
        (_with("currencies/0/rate", 0), "currencies[0].rate"),
        (_with("locations/0/name", ""), "locations[0].name"),
        (_with("tokens/1/id", 1), "tokens"),
        (_without("profiles/0/rewards/0/value"), "profiles[0].rewards[0].value"),
        (_with("profiles/0/points/0/left", 5), "profiles[0].points[0].left"),
        (_with("profiles/0/credits/0/id", 81), "credits"),
        (_with("profiles/0/fields/shoe_size", 38), "profiles[0].fields.shoe_size"),
        (_with("profiles/0/fields/email", 5), "profiles[0].fields.email"),
        (_without("products/0/variants/0/sku"), "products[0].variants[0].sku"),
        (_with("products/0/variants/0/price", "65"), "products[0].variants[0].price"),
        (_with("products/1/variants/0/id", 201), "products.variants"),
        (_with("products/1/handle", "linen-shirt"), "products"),
        (_with("locations/0/timezone", "Nowhere"), "locations[0].timezone"),
        (_with("tokens/0/scopes", "*"), "tokens[0].scopes"),
        (
            _with("definitions/rewards/0/period_type", "fortnights"),
            "definitions.rewards[0].period_type",
        ),
        (_with("definitions/rewards/0/period", 10**6), "definitions.rewards[0].period"),
        (_with("profiles/0/tier", "platinum"), "profiles[0].tier"),
        (_with("profiles/0/merged_into", ASHA), "profiles[0].merged_into"),
        (_with("profiles/0/profile_type", "guest"), "profiles[0].profile_type"),
        (_with("profiles/0/joined_days_ago", 10**6), "profiles[0].joined_days_ago"),
        (_with("profiles/0/fields/joined_location_id", 9), "profiles[0].fields.joined_location_id"),
        (_with("profiles/0/fields/birth_day", 32), "profiles[0].fields.birth_day"),
        (_with("profiles/1/fields/email", "ASHA@example.test"), "profiles.email"),
        (_with("profiles/0/benefits/0/used", 99), "profiles[0].benefits[0].used"),
        (_with("profiles/0/first_name", "\ud800"), "a text holds half a character"),
        (_with("settings/0/type", "number"), "settings[0].type"),
        (_with("locations/0/address", []), "locations[0].address"),
        (_with("locations/0/normal_hours", [7]), "locations[0].normal_hours[0]"),
        (_with("products/1/variants/0/sku", "LS-01"), "products.variants"),
        (_with("tokens/0/suffix", "-other"), "tokens"),
        (_with("tokens/1/suffix", ""), "tokens.suffix"),
        (
            _with(
                "webhooks",
                [{"id": 1, "trigger": "profile.updated", "url": "ftp://a", "namespace": "n"}],
            ),
            "webhooks[0].url",
        ),
        ([], "the file"),
    ],
)
def test_a_mistake_in_a_seed_file_is_named_by_its_place(value: object, place: str) -> None:
    with pytest.raises(BadSeed) as caught:
        Seed.parse(json.dumps(value).encode())
    assert str(caught.value).startswith((f"{place}:", f"{place} ("))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b" " * ((1 << 20) + 1)])
def test_what_is_no_json_or_too_large_is_a_bad_seed(text: bytes) -> None:
    with pytest.raises(BadSeed):
        Seed.parse(text)


def test_a_mistake_in_the_text_is_named_by_its_line() -> None:
    with pytest.raises(BadSeed, match="line 3 column"):
        Seed.parse(b'{\n"format": 1,\n"timezone" "UTC"\n}')


def test_the_least_seed_is_an_empty_shop_with_a_token_for_everything() -> None:
    desk = Desk(Seed.parse(b'{"format": 1}'))
    assert desk.data("GET", "/profiles") == []
    status, _ = desk.call("POST", "/locations", {"name": "Shop", "phone": "+61390000001"})
    assert status == 201
    desk.tenant.close()


def test_the_words_of_a_seed_are_those_of_the_rules() -> None:
    assert definition_fields.PERIOD_TYPES == seed_records.PERIOD_TYPES
    assert typed_values.TYPES == seed_records.SETTING_TYPES
    assert webhooks.QUEUES == seed_records.QUEUES
    assert {*profile_input.TYPES, "deleted"} == set(seed_records.PROFILE_TYPES)


def test_the_example_seed_fills_every_kind_of_thing() -> None:
    seed = Seed.parse(EXAMPLE.read_bytes())
    assert all(seed.definitions.values())
    assert all(any(person.holdings[kind] for person in seed.people) for kind in seed_records.WALLET)
    everything = (
        seed.locations,
        seed.products,
        seed.settings,
        seed.currencies,
        seed.webhooks,
        seed.tokens,
    )
    assert all(everything)
    desk = Desk(seed)
    lists = (
        "profiles", "identities", "rewards", "benefits", "credits", "points", "locations", "products",
        "products/variants", "currencies", "webhooks", "rewards/definitions", "benefits/definitions",
        "credits/definitions", "points/definitions",
    )  # fmt: skip
    for name in lists:
        assert desk.data("GET", f"/{name}"), name
    assert desk.data("GET", "/staff/2001")["first_name"] == "Alex"
    desk.tenant.close()
