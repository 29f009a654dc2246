"""Bodies that are none: a clear 4xx each time, and nothing half-written."""

import random
from urllib.parse import urlencode

import pytest
import simplejson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.rules.rule_desk import ASHA, DANIEL, Desk, sale

REDEEM = f"/profiles/{ASHA}/redemptions"
DEEP = b"[" * 33 + b"]" * 33


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"amount": 1,}', 400),
        (b"\xff\xfe", 400),
        (b"{'amount': 1}", 400),
        (b'{"amount": ' + b"9" * 5000 + b"}", 400),
        (b'{"amount": NaN}', 400),
        (b'{"transaction_external_id": "\\ud800", "amount": 1}', 400),
        (b'{"meta": ' + DEEP + b', "amount": 1}', 400),
        (b"[" * 500_000, 400),
        (b'{"meta": {"a": "' + b"[" * 100 + b'"}, "amount": 1, "strategies": ["rewards"]}', 200),
        (b" " * (1 << 20) + b" ", 413),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"7", 422),
        (b"", 422),
    ],
)
def test_a_body_that_is_none_is_refused(desk: Desk, body: bytes, status: int) -> None:
    assert desk.send("POST", REDEEM, body).status == status


@pytest.mark.parametrize(
    "field", ["transaction_external_id", "transaction_receipt_ref", "currency"]
)
@pytest.mark.parametrize("value", [{}, [], True, "x" * 256])
def test_a_text_of_the_wrong_kind_is_422_on_its_field(
    desk: Desk, field: str, value: object
) -> None:
    body = {"strategies": ["rewards"], "amount": 1, field: value}
    assert field in desk.errors("POST", REDEEM, body)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"total": "much"}, "total"),
        ({"total": None}, "total"),
        ({"total": 1e15}, "total"),
        ({"transacted_at": None}, "transacted_at"),
        ({"transacted_at": "10/03/2026"}, "transacted_at"),
        ({"timezone": 5}, "timezone"),
        ({"items": "none"}, "items"),
        ({"items": [5]}, "items.0"),
        ({"items": [{}]}, "items.0.name"),
        ({"items": [{"name": "a", "quantity": 1.5, "price_current": 1, "price_sell": 1}]}, "items.0.quantity"),
        ({"items": [{"name": "a", "quantity": 1, "price_current": "x", "price_sell": 1}]}, "items.0.price_current"),
        ({"items": [{"name": "a", "quantity": 1, "price_current": 1, "price_sell": 1.001}]}, "items.0.price_sell"),
        ({"items": [{"name": "a", "quantity": 1, "price_current": 1, "price_sell": 1, "discounts": [{}]}]},
         "items.0.discounts.0.amount"),
        ({"meta": [1]}, "meta"),
        ({"currency": "EUR"}, "currency"),
        ({"currency": "aud"}, "currency"),
        ({"is_void": "no"}, "is_void"),
        ({"receipt_ref": {}}, "receipt_ref"),
        ({"tags": [1]}, "tags.0"),
        ({"redemption_id": "abc"}, "redemption_id"),
        ({"redemption_id": -1}, "redemption_id"),
        ({"rounding": "0.001"}, "rounding"),
    ],
)  # fmt: skip
def test_a_wrong_transaction_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    for path in ("/transactions", "/transactions/update-create"):
        assert field in desk.errors("POST", path, sale(**wrong))
    assert desk.data("GET", "/transactions") == []


def test_items_are_required_but_may_be_null(desk: Desk) -> None:
    body = sale()
    del body["items"]
    assert list(desk.errors("POST", "/transactions", body)) == ["items"]
    assert desk.data("POST", "/transactions", sale(items=None))["items"] == []


def test_names_in_any_script_and_emoji_come_back_as_sent(desk: Desk) -> None:
    line = {"name": "قميص 👗 Ünïcode", "quantity": 1, "price_current": 1, "price_sell": 1}
    found = desk.data("POST", "/transactions", sale(items=[line], meta={"note": "🧵\u0000"}))
    assert found["items"][0]["name"] == line["name"]
    assert found["meta"] == {"note": "🧵\u0000"}


@pytest.mark.parametrize(
    "path", ["/profiles/x'%20OR%201=1--/balances", "/rewards/1;DROP", "/staff/%00"]
)
def test_a_path_is_never_code(desk: Desk, path: str) -> None:
    assert desk.call("GET", path)[0] == 404


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
_BODIES = (
    ("POST", "/transactions", sale(payments=["CASH"], redemption_id=1, location_id=2, staff_id=1993)),
    ("POST", "/transactions/update-create", sale(external_id="X", tags=[], systems=[], custom_fields=[])),
    ("POST", REDEEM, {"strategies": ["rewards"], "amount": 1, "strict": True, "meta": {}, "currency": "AUD"}),
    ("POST", f"/profiles/{ASHA}/benefits/4022/redeem", {"count": 1, "issued_at": "2026-03-10", "timezone": "UTC"}),
    ("POST", f"/profiles/{ASHA}/credits", {"amount": 1, "type": "store", "expires_at": "2027-01-01", "locked": False}),
    ("POST", "/credits", {"credit_definition_id": 1, "value_initial": 1, "value_remaining": 1, "profile_id": ASHA}),
    ("PUT", "/credits/77", {"is_void": False, "note": "x", "expires_at": None, "lock_expires_at": None}),
    ("POST", "/rewards", {"reward_definition_id": 6, "profile_id": ASHA, "value_initial": 1, "issued_at": "2026-01-01"}),
    ("POST", "/benefits", {"benefit_definition_id": 94, "profile_id": ASHA, "value": 1, "meta": {}}),
    ("POST", "/reward-definitions", {"name": "a", "handle": "b", "value": 1, "type": "spend", "period": 1}),
    ("POST", "/staff", {"staff_id": "5", "first_name": "a", "last_name": "b", "email": "c@example.test", "birth_day": 1}),
    ("POST", "/profiles/search-id", {"type": "loyalty-card", "id": "60011234"}),
    ("POST", "/auth/api-tokens", {"name": "a", "scopes": ["*"]}),
    ("POST", "/rewards/batch", {"rewards": [{"reward_definition_id": 6, "profile_id": ASHA, "value_initial": 1}]}),
    ("PUT", "/rewards/812", {"value_initial": 20, "value_remaining": 1, "expires_at": "2027-01-01", "timezone": "UTC", "meta": {}}),
    ("POST", "/rewards/extend", {"ids": [811], "profile_id": ASHA, "extend_days": 1, "extend_date": "2027-01-01", "timezone": "UTC"}),
    ("POST", "/benefits/extend", {"ids": [4021], "profile_id": ASHA, "extend_days": 1}),
    ("POST", "/credits/extend", {"ids": [77], "profile_id": ASHA, "extend_days": 1}),
    ("PUT", "/benefits/4022", {"expires_at": "2027-01-01", "redeem_code_pos": "A", "value": 1, "external_id": "x"}),
    ("POST", f"/profiles/{ASHA}/benefits/claim", {"definition": "first-spend", "timezone": "UTC", "external_id": "x"}),
    ("PUT", "/credits/77", {"profile_id": DANIEL, "value_initial": 60, "value_remaining": 1, "credit_number": "1",
     "security_code": "1", "recipient_email": "a@example.test", "creator_profile_id": ASHA, "released_at": "2027-01-01",
     "location_id": 2, "name": "a", "is_imported": True, "locked": False}),
    ("POST", "/credits", {"credit_definition_handle": "gift-card", "value_initial": 1, "creator_profile_id": ASHA,
     "recipient_email": "a@example.test", "location_external_id": "S01", "currency": "NZD", "lock_expires_at": "2027-01-01"}),
    ("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 1, "currency": "NZD", "security_code": "1"}),
    ("POST", "/points", {"point_definition_id": 1, "profile_id": ASHA, "value_initial": 1, "accrued_at": "2026-01-01"}),
    ("POST", "/points/definitions", {"name": "a", "handle": "b", "issue_period": 1, "issue_period_type": "days"}),
    ("PUT", "/rewards/definitions/6", {"name": "a", "value": 1, "period": 1, "period_type": "months", "max_value": 5,
     "absolute_expiry": "2027-01-01", "is_published": False, "tags": []}),
    ("PUT", "/benefit-definitions/95", {"max_redemptions": 1, "max_global_redemptions": 9, "end_at": "2027-01-01",
     "is_claimable": True, "claim_condition": {}, "type": "gift"}),
    ("POST", "/benefits/definitions/95/clone", {"handle": "copy", "name": "a"}),
    ("POST", "/credits/definitions", {"name": "a", "handle": "b", "type": "other", "credit_number_length": 4,
     "credit_number_range_start": "1", "credit_number_range_end": "9", "release_period": 1, "colour": "#fff"}),
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
        for kind in kinds.values():
            assert kind["issued"] >= kind["left"] >= 0


_LISTS = (
    "/profiles", "/identities", "/rewards", "/benefits", "/credits", "/redemptions", "/transactions", "/locations",
    "/products", "/products/variants", "/settings", "/currencies", "/reward-definitions",
    f"/profiles/{ASHA}/points", f"/profiles/{ASHA}/benefits", "/points", "/points/definitions", "/credits/definitions",
    "/redemptions/items", "/benefits.count", f"/profiles/{ASHA}/benefits/claimable",
)  # fmt: skip
_NAMES = (
    "filter[id]", "filter[total][in]", "filter[created_at][gte]", "filter[status]", "filter[location][name]",
    "filter[][]", "filter[id][]", "filter", "search", "sort", "include", "page", "page[size]", "offset", "currency",
    "identity[handle]", "filter[value_initial][nullable]", "filter[has_reward]", "type",
)  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(_LISTS),
    name=st.sampled_from(_NAMES),
    value=st.text(max_size=12) | st.integers().map(str),
)
def test_any_query_on_any_list_is_answered(desk: Desk, path: str, name: str, value: str) -> None:
    assert desk.send("GET", f"{path}?{urlencode([(name, value)])}").status in (200, 422)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (
            "/rewards",
            {"reward_definition_id": 6, "reward_definition_handle": []},
            "reward_definition_handle",
        ),
        ("/transactions", {"profile_id_handle": {}}, "profile_id_handle"),
        ("/profiles/sync", {"first_name": 7}, "first_name"),
        ("/profiles/sync", {"identities": [{}]}, "identities.0.handle"),
    ],
)
def test_a_field_that_the_rest_does_not_need_is_read_all_the_same(
    desk: Desk, path: str, body: object, field: str
) -> None:
    assert field in desk.errors("POST", path, body)


def test_a_batch_names_the_row_of_a_wrong_attribute(desk: Desk) -> None:
    row = {"attributes": {"comms": {"sms": "yes"}}}
    assert "profiles.0.attributes.comms.sms" in desk.errors(
        "POST", "/profiles/batch", {"profiles": [row]}
    )
