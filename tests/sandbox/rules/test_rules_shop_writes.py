"""Stores, products, settings, exchange rates, and sales that are queued or claimed (omneo-api.md 2.9, 2.10, 2.12, 2.14)."""

import random
from decimal import Decimal

import pytest
import simplejson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.rules.rule_desk import ASHA, BEN, ERIN, TOKEN, Desk, sale

STORE = {"name": "River Shop", "phone": "+61390000003"}
CAPE = {"title": "Opera Cape", "handle": "opera-cape", "brand": "Loom"}


def test_a_store_is_made_and_read_back(desk: Desk) -> None:
    body = {
        **STORE, "external_id": "S03", "external_code": "BNE-01", "timezone": "Australia/Brisbane", "email": "r@example.test",
        "address": {"address_line_1": "1 Quay", "city": "Brisbane", "latitude": Decimal("-27.5")}, "tags": ["flagship"],
        "normal_hours": [{"day_of_week": "MON", "open_at": "09:00", "close_at": "17:30"}, {"day_of_week": "SUN"}],
        "special_hours": [{"name": "Xmas", "start_at": "2026-12-25", "end_at": "2026-12-26", "is_repeating": True}],
        "is_published": False, "country_iso_3": "AUS",
    }  # fmt: skip
    status, answer = desk.call("POST", "/locations", body)
    found = answer["data"]
    assert status == 201
    assert found == desk.data("GET", f"/locations/{found['id']}")
    assert found == desk.data("GET", "/locations?filter[external_id]=S03")[0]
    assert (found["name"], found["timezone"], found["is_published"]) == (
        "River Shop",
        "Australia/Brisbane",
        False,
    )
    assert (found["address"]["city"], found["address"]["latitude"]) == ("Brisbane", -27.5)
    assert [day["id"] for day in found["normal_hours"]] == [1, 2]
    assert found["normal_hours"][1]["open_at"] is None
    assert found["special_hours"][0]["is_repeating"] is True
    assert (
        desk.data("POST", "/transactions", sale(location_id="S03"))["location"]["id"] == found["id"]
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"phone": ""}, "phone"),
        ({"external_id": "S01"}, "external_id"),
        ({"external_code": "SYD-01"}, "external_code"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"country_iso_3": "Australia"}, "country_iso_3"),
        ({"is_published": "maybe"}, "is_published"),
        ({"address": []}, None),
        ({"address": "here"}, "address"),
        ({"address": {"city": 5}}, "address.city"),
        ({"address": {"latitude": 91}}, "address.latitude"),
        ({"normal_hours": [{"day_of_week": "XYZ"}]}, "normal_hours.0.day_of_week"),
        ({"normal_hours": [{}]}, "normal_hours.0.day_of_week"),
        ({"normal_hours": [{"day_of_week": "MON", "open_at": "25:00"}]}, "normal_hours.0.open_at"),
        ({"special_hours": [{"name": "x", "start_at": "soon"}]}, "special_hours.0.start_at"),
        ({"tags": "x"}, "tags"),
    ],
)
def test_a_wrong_store_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str | None
) -> None:
    if field is None:
        assert desk.call("POST", "/locations", {**STORE, **wrong})[0] == 201
        return
    assert list(desk.errors("POST", "/locations", {**STORE, **wrong})) == [field]
    assert len(desk.data("GET", "/locations")) == 2


def test_a_store_is_changed_and_keeps_the_rest(desk: Desk) -> None:
    before = desk.data("GET", "/locations/2")
    desk.advance(minutes=1)
    found = desk.data("PUT", "/locations/2", {"name": "Main", "external_id": "S01", "name_": 1})
    changed = {"name": "Main", "updated_at": "2026-03-10 02:01:00"}
    assert found == {**before, **changed}
    assert list(desk.errors("PUT", "/locations/2", {"external_id": "S02"})) == ["external_id"]


def test_a_deleted_store_is_gone_and_its_sales_are_not(desk: Desk) -> None:
    sold = desk.data("POST", "/transactions", sale(location_id=2))
    assert desk.send("DELETE", "/locations/2").status == 204
    found = desk.data("GET", f"/transactions/{sold['id']}")
    assert (found["location_id"], found["location"]) == (2, None)
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, "/locations/2", {})[0] == 404
    assert desk.data("POST", "/locations", STORE)["id"] > 3


def test_a_product_is_made_with_its_variants(desk: Desk) -> None:
    body = {
        **CAPE, "status": "new", "images": [{"url": "https://example.test/c.png", "sort_order": 1}], "tags": ["Coats"],
        "variants": [
            {"sku": "OC-S", "price": Decimal("249.95"), "barcode": "2000000099999", "price_discounted": "199.95",
             "options": [{"name": "size", "value": "S"}], "meta": {"kind": "product", "tax_rate": "0.10"}},
            {"sku": "OC-M", "price": 249.95},
        ],
    }  # fmt: skip
    status, answer = desk.call("POST", "/products", body)
    found = answer["data"]
    assert status == 201
    assert found == desk.data("GET", f"/products/{found['id']}")
    assert [variant["price"] for variant in found["variants"]] == [Decimal("249.95")] * 2
    assert found["variants"][0]["price_discounted"] == Decimal("199.95")
    assert found["variants"][0]["meta"] == {"kind": "product", "tax_rate": "0.10"}
    assert (found["status"], found["brand"], found["tags"]) == ("new", "Loom", ["Coats"])
    by_code = desk.data("GET", "/products/variants?filter[barcode]=2000000099999")
    assert [variant["sku"] for variant in by_code] == ["OC-S"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"brand": None}, "brand"),
        ({"handle": "linen-shirt"}, "handle"),
        ({"handle": "opera cape"}, "handle"),
        ({"status": "sold"}, "status"),
        ({"position": -1}, "position"),
        ({"images": [{}]}, "images.0.url"),
        ({"variants": {}}, "variants"),
        ({"variants": [{"sku": "OC"}]}, "variants.0.price"),
        ({"variants": [{"price": 1}]}, "variants.0.sku"),
        ({"variants": [{"sku": "OC", "price": -1}]}, "variants.0.price"),
        ({"variants": [{"sku": "OC", "price": 1.001}]}, "variants.0.price"),
        ({"variants": [{"sku": "OC", "price": 10**11}]}, "variants.0.price"),
        ({"variants": [{"sku": "LS-01", "price": 1}]}, "variants.0.sku"),
        ({"variants": [{"sku": "OC", "price": 1}] * 2}, "variants.1.sku"),
        ({"variants": [{"id": 201, "sku": "OC", "price": 1}]}, "variants.0.id"),
        ({"variants": [{"sku": "OC", "price": 1, "price_cost": "x"}]}, "variants.0.price_cost"),
        ({"variants": [{"sku": "OC", "price": 1, "meta": [1]}]}, "variants.0.meta"),
        ({"variants": [{"sku": "OC", "price": 1, "options": [{}]}]}, "variants.0.options.0.name"),
    ],
)
def test_a_wrong_product_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    before = desk.call("GET", "/products?page[size]=100")[1]["meta"]["total"]
    assert list(desk.errors("POST", "/products", {**CAPE, **wrong})) == [field]
    assert desk.call("GET", "/products?page[size]=100")[1]["meta"]["total"] == before


def test_a_product_is_changed_variant_by_variant(desk: Desk) -> None:
    before = desk.data("GET", "/products/101")
    variants = [{"sku": "LS-01", "price": 70}, {"sku": "LS-02", "price": 75}]
    found = desk.data("PUT", "/products/101", {"title": "Shirt", "variants": variants})
    assert (found["title"], found["brand"]) == ("Shirt", before["brand"])
    assert [(entry["sku"], entry["price"]) for entry in found["variants"]] == [
        ("LS-01", 70),
        ("LS-02", 75),
    ]
    kept = ("id", "barcode", "meta", "title")
    assert {name: found["variants"][0][name] for name in kept} == {
        name: before["variants"][0][name] for name in kept
    }
    renamed = desk.data("PUT", "/products/101", {"variants": [{"id": 201, "sku": "LS-1"}]})
    assert [entry["sku"] for entry in renamed["variants"]] == ["LS-1", "LS-02"]


def test_a_deleted_product_takes_its_variants_along(desk: Desk) -> None:
    assert desk.send("DELETE", "/products/101").status == 204
    assert desk.data("GET", "/products/variants?filter[sku]=LS-01") == []
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, "/products/101", {})[0] == 404
    found = desk.data(
        "POST",
        "/products",
        {**CAPE, "handle": "linen-shirt", "variants": [{"sku": "LS-01", "price": 1}]},
    )
    assert found["id"] != 101


def test_a_setting_is_changed_and_counts_at_once(desk: Desk) -> None:
    found = desk.data("PUT", "/settings/point_conversion_rate", {"value": Decimal("0.02")})
    assert (found["value"], found["type"]) == (Decimal("0.02"), "float")
    assert desk.balances()["point_balance_dollars"] == 30
    assert desk.data("PUT", "/settings/brand_name", {"value": "Loom 🧵"})["value"] == "Loom 🧵"
    assert desk.data("GET", "/settings/brand_name")["value"] == "Loom 🧵"


@pytest.mark.parametrize(
    ("handle", "body"),
    [
        ("brand_name", {}),
        ("brand_name", {"value": 5}),
        ("brand_name", {"value": None}),
        ("brand_name", {"value": "x" * 2001}),
        ("point_conversion_rate", {"value": "0.02"}),
        ("point_conversion_rate", {"value": 0}),
        ("point_conversion_rate", {"value": -1}),
        ("point_conversion_rate", {"value": Decimal("0.000000001")}),
        ("point_conversion_rate", {"value": True}),
        ("currency", {"value": "NZD"}),
        ("timezone", {"value": "UTC"}),
    ],
)
def test_a_wrong_setting_is_422_and_stays(desk: Desk, handle: str, body: dict[str, object]) -> None:
    before = desk.data("GET", f"/settings/{handle}")
    assert list(desk.errors("PUT", f"/settings/{handle}", body)) == ["value"]
    assert desk.data("GET", f"/settings/{handle}") == before


def test_a_setting_that_is_not_there_is_404(desk: Desk) -> None:
    assert desk.call("PUT", "/settings/none", {"value": 1})[0] == 404
    assert desk.data("PUT", "/settings/currency", {"value": "AUD"})["value"] == "AUD"


def test_an_exchange_rate_is_made_changed_and_used(desk: Desk) -> None:
    status, answer = desk.call("POST", "/currencies", {"from": "AUD", "to": "JPY", "rate": "98.5"})
    found = answer["data"]
    assert (status, found["rate"], found["is_system"]) == (201, Decimal("98.5"), False)
    local = desk.data("GET", f"/profiles/{ASHA}/balances?currency=JPY")["localised"]
    assert local["reward_balance"] == 2463
    changed = desk.data("PUT", f"/currencies/{found['id']}", {"rate": 100})
    assert changed["rate"] == 100
    local = desk.data("GET", f"/profiles/{ASHA}/balances?currency=JPY")["localised"]
    assert local["reward_balance"] == 2500


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": ""}, "from"),
        ({"from": "aud"}, "from"),
        ({"to": "AUD"}, "to"),
        ({"to": "NZD"}, "to"),
        ({"to": 5}, "to"),
        ({"rate": None}, "rate"),
        ({"rate": 0}, "rate"),
        ({"rate": -1}, "rate"),
        ({"rate": "x"}, "rate"),
        ({"rate": 10**6}, "rate"),
        ({"rate": Decimal("0.000000001")}, "rate"),
        ({"rate": "1e-400"}, "rate"),
    ],
)
def test_a_wrong_exchange_rate_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    assert field in desk.errors("POST", "/currencies", {"from": "AUD", "to": "EUR", "rate": 1, **wrong})  # fmt: skip
    assert len(desk.data("GET", "/currencies")) == 2
    if field == "rate":
        assert list(desk.errors("PUT", "/currencies/1", wrong)) == ["rate"]


def test_an_unknown_exchange_rate_is_404(desk: Desk) -> None:
    assert desk.call("PUT", "/currencies/99", {"rate": 1})[0] == 404
    assert desk.call("DELETE", "/currencies/1")[0] == 405


def test_a_queued_sale_is_there(desk: Desk) -> None:
    for _ in range(2):
        status, answer = desk.call("POST", "/transactions/queue", sale(external_id="Q"))
        assert (status, answer) == (200, {"data": "Transaction queued."})
    assert len(desk.data("GET", "/transactions?filter[external_id]=Q")) == 1
    for _ in range(2):
        desk.data("POST", "/transactions/queue/create", sale(external_id="C"))
    assert len(desk.data("GET", "/transactions?filter[external_id]=C")) == 2
    for path in ("/transactions/queue", "/transactions/queue/create"):
        assert list(desk.errors("POST", path, sale(total="x"))) == ["total"]
        assert desk.call("GET", path)[0] == 405


def test_an_anonymous_sale_is_claimed_once(desk: Desk) -> None:
    desk.tenant.set_switches({"earn_on_sale": True})
    before = desk.balances(ERIN)["point_balance"]
    sold = desk.data("POST", "/transactions", sale(profile_id=None, receipt_ref="77"))
    assert sold["claimed_at"] is None
    answers = []
    for _ in range(2):
        desk.advance(hours=1)
        answers.append(desk.data("PUT", f"/transactions/{sold['id']}", {"profile_id": ERIN}))
        assert desk.balances(ERIN)["point_balance"] == before + 65
    assert {(row["profile_id"], row["claimed_at"]) for row in answers} == {
        (ERIN, "2026-03-10 03:00:00")
    }
    assert desk.data("GET", f"/profiles/{ERIN}/transactions") == answers[1:]


def test_a_mail_names_who_has_it_now_not_who_had_it(desk: Desk) -> None:
    desk.data("PUT", f"/profiles/{BEN}", {"email": "b@example.test"})
    body = {"source_profile_id": ASHA, "destination_profile_id": BEN}
    desk.data("POST", "/profiles/merge", body)
    person = {"first_name": "Asha", "last_name": "Tran", "email": "asha@example.test"}
    made = desk.data("POST", "/profiles", person)
    named = sale(profile_id="asha@example.test", profile_id_handle="email")
    assert desk.data("POST", "/transactions", named)["profile_id"] == made["id"]


def test_a_profiles_sales_are_found_by_tag_system_and_receipt(desk: Desk) -> None:
    first = desk.data("POST", "/transactions", sale(tags=["web"], receipt_ref="1"))["id"]
    second = desk.data("POST", "/transactions", sale(systems=["shopify"], receipt_ref="2"))["id"]
    desk.data("POST", "/transactions", sale(profile_id=BEN, tags=["web"]))
    path = f"/profiles/{ASHA}/find-transactions"
    for query, expected in (
        ("", [second, first]),
        ("?filter[tags.handle]=web", [first]),
        ("?filter[systems][handle]=shopify", [second]),
        ("?filter[receipt_ref]=2", [second]),
        ("?filter[profile.identities.identifier]=60011242", []),
        ("?filter[profile.identities.identifier]=60011234&sort=id", [first, second]),
    ):
        rows = desk.data("GET", path + query)
        assert [row["id"] for row in rows] == expected, query
    assert desk.call("GET", "/profiles/nobody/find-transactions")[0] == 404


def test_a_reading_token_writes_nothing(desk: Desk) -> None:
    for method, path in (
        ("POST", "/profiles"), ("PUT", f"/profiles/{ASHA}"), ("DELETE", f"/profiles/{ASHA}"),
        ("POST", f"/profiles/{ASHA}/purge"), ("POST", "/profiles/merge"), ("POST", "/profiles/batch"),
        ("POST", f"/profiles/{ASHA}/identities"), ("POST", "/locations"), ("DELETE", "/locations/2"),
        ("PUT", "/settings/brand_name"), ("POST", "/currencies"), ("POST", "/products"), ("DELETE", "/products/101"),
    ):  # fmt: skip
        assert desk.send(method, path, token=TOKEN + "-read-only").status == 403, path


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_CARD = {"handle": "pos", "identifier": "1", "is_active": True, "is_primary": True}
_PERSON = {
    "first_name": "a", "last_name": "b", "email": "a@example.test", "mobile_phone": "+61400000001", "gender": "other",
    "birth_day": 1, "birth_month": 2, "birth_year": 1999, "currency": "NZD", "joined_at": "2026-01-01", "title": "Dr",
    "joined_location_id": 2, "preferred_location_external_id": "S01", "identities": [_CARD], "addresses": [], "tags": [],
    "attributes": {"comms": {}, "dates": []}, "comms_attributes": {}, "custom_attributes": [], "profile_type": "pending",
}  # fmt: skip
_BODIES: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("POST", "/profiles", _PERSON),
    ("POST", "/profiles/sync", _PERSON),
    ("POST", "/profiles/batch", {"match_criteria": "email", "profiles": [_PERSON]}),
    ("POST", "/profiles/availability", {"email": "a@example.test", "mobile_phone": "+61400000001"}),
    ("POST", "/profiles/merge", {"source_profile_id": ASHA, "destination_profile_id": BEN}),
    ("PUT", f"/profiles/{ERIN}", _PERSON),
    ("POST", f"/profiles/{ERIN}/identities", dict(_CARD)),
    ("PUT", f"/profiles/{ERIN}/identities/35", dict(_CARD)),
    ("POST", "/locations", {**STORE, "external_id": "S09", "address": {}, "normal_hours": [], "special_hours": []}),
    ("PUT", "/locations/2", {"name": "x", "timezone": "UTC", "description": "d", "tags": [], "custom_fields": []}),
    ("POST", "/products", {**CAPE, "variants": [], "images": [], "external_id": "e", "position": 1, "systems": []}),
    ("PUT", "/products/101", {"title": "x", "variants": [{"id": 201, "price": 1}], "status": "new"}),
    ("PUT", "/settings/point_conversion_rate", {"value": 1}),
    ("POST", "/currencies", {"from": "AUD", "to": "EUR", "rate": 1}),
    ("PUT", "/currencies/1", {"rate": 1}),
    ("POST", "/transactions/queue", sale(external_id="Q")),
)  # fmt: skip


@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), value=_JSON)
def test_any_value_in_any_field_is_answered_and_keeps_the_books(
    desk: Desk, seed: int, value: object
) -> None:
    chance = random.Random(seed)
    method, path, body = chance.choice(_BODIES)
    field = chance.choice(sorted(body))
    raw = simplejson.dumps({**body, field: value}, use_decimal=True).encode(
        "utf-8", "surrogatepass"
    )
    assert desk.send(method, path, raw).status in (200, 201, 400, 404, 422)
    for kinds in desk.tenant.ledger()["profiles"].values():
        for entry in kinds.values():
            assert entry["issued"] == entry["left"] + entry["redeemed"] + entry["paid"]
    for path in ("/profiles", "/locations", "/products", "/settings", "/currencies", "/identities"):
        assert desk.send("GET", path).status == 200


@pytest.mark.parametrize(("method", "path", "_body"), _BODIES)
@pytest.mark.parametrize(("raw", "status"), [(b"{", 400), (b"\xff", 400), (b"[]", 422), (b"5", 422)])  # fmt: skip
def test_a_body_that_is_none_is_refused(
    desk: Desk, method: str, path: str, _body: object, raw: bytes, status: int
) -> None:
    assert desk.send(method, path, raw).status == status
