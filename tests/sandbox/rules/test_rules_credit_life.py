"""A credit from its issue to its end: numbers, changes, locks, filters, spending by number and code, currencies
(omneo-api.md 2.7, U9-U11, U14, U20, U31, U32, U46)."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, ERIN, HEMI, Desk, sale

CARD = "9900000000001234"  # Daniel's gift card, number 83, with the code 4321


def _issue(desk: Desk, **more: object) -> dict[str, object]:
    body = {
        "credit_definition_handle": "store-credit",
        "value_initial": 30,
        "profile_id": ERIN,
        **more,
    }
    found: dict[str, object] = desk.data("POST", "/credits", body)
    return found


def _definition(desk: Desk, **more: object) -> int:
    body = {"name": "Own", "handle": "own", "type": "gift_card", **more}
    return int(desk.data("POST", "/credits/definitions", body)["id"])


def test_a_credit_keeps_all_that_the_reference_can_say(desk: Desk) -> None:
    told = {
        "name": "Card", "message": "Enjoy", "recipient_first_name": "Tane", "staff_id": "1993",
        "external_id": "X1", "external_namespace": "till", "source_id": "5", "source_type": "order",
        "is_imported": True, "location_id": 2, "locked": True, "meta": {"a": [1]},
        "issued_at": "2026-03-01 00:00:00", "released_at": "2028-01-01 00:00:00",
        "lock_expires_at": "2026-04-01 00:00:00", "credit_number": "4711", "security_code": "99",
        "value_remaining": 12, "creator_profile_id": BEN,
    }  # fmt: skip
    made = _issue(desk, **told)
    assert {name: made[name] for name in told} == told
    assert desk.data("GET", f"/credits/{made['id']}") == made
    by_store = _issue(desk, location_external_id="S01")
    assert by_store["location_id"] == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"credit_definition_handle": None}, "credit_definition_id"),
        ({"credit_definition_handle": "none"}, "credit_definition_handle"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"creator_profile_id": "nobody"}, "creator_profile_id"),
        ({"value_initial": None}, "value_initial"),
        ({"value_initial": 0}, "value_initial"),
        ({"value_initial": -1}, "value_initial"),
        ({"value_initial": Decimal("0.001")}, "value_initial"),
        ({"value_initial": "x"}, "value_initial"),
        ({"value_remaining": 31}, "value_remaining"),
        ({"currency": "EUR"}, "currency"),
        ({"credit_number": CARD}, "credit_number"),
        ({"location_id": 99}, "location_id"),
        ({"location_external_code": "nowhere"}, "location_external_code"),
        ({"lock_expires_at": "x"}, "lock_expires_at"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"recipient_email": 5}, "recipient_email"),
        ({"is_imported": "x"}, "is_imported"),
        ({"meta": "x"}, "meta"),
    ],
)
def test_a_wrong_credit_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    body = {"credit_definition_handle": "store-credit", "value_initial": 30, "profile_id": ERIN}
    assert list(desk.errors("POST", "/credits", {**body, **wrong})) == [field]
    assert desk.data("GET", f"/profiles/{ERIN}/credits") == []


def test_numbers_count_on_in_the_definitions_range(desk: Desk) -> None:
    definition = _definition(
        desk, credit_number_range_type="sequential", credit_number_range_start="998",
        credit_number_range_end="1000", credit_number_length=6, require_security_code=True,
        security_code_type="pin6",
    )  # fmt: skip
    body = {"credit_definition_handle": None, "credit_definition_id": definition}
    made = [_issue(desk, **body) for _ in range(3)]
    assert [row["credit_number"] for row in made] == ["000998", "000999", "001000"]
    assert all(len(str(row["security_code"])) == 6 for row in made)
    full = {**body, "value_initial": 1, "profile_id": ERIN}
    assert list(desk.errors("POST", "/credits", full)) == ["credit_number"]


def test_random_numbers_stay_in_range_and_apart(desk: Desk) -> None:
    definition = _definition(
        desk, credit_number_range_type="random", credit_number_range_start="10",
        credit_number_range_end="29", credit_number_length=2, security_code_type="alnum6",
        require_security_code=True,
    )  # fmt: skip
    body = {"credit_definition_handle": None, "credit_definition_id": definition}
    made = [_issue(desk, **body) for _ in range(20)]
    assert sorted(str(row["credit_number"]) for row in made) == [str(n) for n in range(10, 30)]
    assert all(str(row["security_code"]).isalnum() for row in made)


def test_a_definition_may_ask_for_a_buyer_an_owner_and_no_more_than_so_much(desk: Desk) -> None:
    definition = _definition(desk, require_creator=True, require_assigned=True, max_value=50)
    body = {"credit_definition_id": definition, "value_initial": 51}
    assert set(desk.errors("POST", "/credits", body)) == {
        "value_initial",
        "creator_profile_id",
        "profile_id",
    }
    good = {**body, "value_initial": 50, "creator_profile_id": BEN, "profile_id": ERIN}
    assert desk.data("POST", "/credits", good)["type"] == "gift_card"
    assert list(
        desk.errors("POST", f"/profiles/{ERIN}/credits", {"amount": 51, "type": "own"})
    ) == ["amount", "creator_profile_id"]


def test_the_guide_finds_a_definition_by_the_references_type(desk: Desk) -> None:
    body = {"amount": 5, "type": "voucher"}
    assert list(desk.errors("POST", f"/profiles/{ERIN}/credits", body)) == ["type"]
    _definition(desk, type="voucher")
    assert desk.data("POST", f"/profiles/{ERIN}/credits", body)["type"] == "voucher"


@pytest.mark.parametrize(
    ("status", "ids"),
    [("active", [85, 83, 82, 81]), ("void", [84]), ("used", []), ("expired", [])],
)
def test_credits_are_listed_by_the_guides_status(desk: Desk, status: str, ids: list[int]) -> None:
    rows = desk.data("GET", f"/profiles/{DANIEL}/credits?filter[status]={status}")
    assert [row["id"] for row in rows] == ids
    assert {row["status"] for row in rows} <= {status}


def test_used_and_expired_credits_are_listed_as_such(desk: Desk) -> None:
    desk.data("POST", f"/profiles/{DANIEL}/credits/81/redeem", {"amount": 20})
    desk.data("PUT", "/credits/82", {"expires_at": "2026-03-10 02:00:00"})
    for status, number in (("used", 81), ("expired", 82)):
        rows = desk.data("GET", f"/credits?filter[status]={status}")
        assert [(row["id"], row["status"]) for row in rows] == [(number, status)]
    assert "filter.status" in desk.errors("GET", "/credits?filter[status]=odd")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (f"filter[credit_number]={CARD}", [83]),
        ("filter[currency]=NZD", [86, 85]),
        ("filter[type]=gift_card", [86, 83, 77]),
        ("filter[credit_definition_id]=1&filter[value_remaining][gte]=40", [85]),
        ("filter[is_void]=1", [84]),
        ("filter[locked]=1", []),
        (f"filter[profile_id]={HEMI}", [86]),
        ("sort=value_initial&page[size]=2", [84, 81]),
    ],
)
def test_credits_are_filtered_by_their_fields(desk: Desk, query: str, ids: list[int]) -> None:
    assert [row["id"] for row in desk.data("GET", f"/credits?{query}")] == ids


def test_a_credit_is_changed_in_part(desk: Desk) -> None:
    before = desk.data("GET", "/credits/77")
    change = {
        "value_initial": 80, "value_remaining": 60, "note": "n", "message": "m", "external_id": "E",
        "external_namespace": "till", "meta": {"a": 1}, "credit_number": "1", "is_imported": True,
        "location_id": 2, "expires_at": "2027-10-03 16:30:00",
    }  # fmt: skip
    found = desk.data("PUT", "/credits/77", change)
    shown = {"amount": 80, "balance": 60, "updated_at": "2026-03-10 02:00:00"}
    assert found == {**before, **change, **shown}
    # Half past two on the night that Melbourne's clocks skip it: an hour later.
    zoned = {"expires_at": "2026-10-04 02:30:00", "timezone": "Australia/Melbourne"}
    assert desk.data("PUT", "/credits/77", zoned)["expires_at"] == "2026-10-03 16:30:00"
    assert desk.data("PUT", "/credits/77", {"note": None, "expires_at": None})["expires_at"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"is_void": "x"}, "is_void"),
        ({"locked": 2}, "locked"),
        ({"lock_expires_at": "x"}, "lock_expires_at"),
        ({"value_initial": Decimal("0.99")}, "value_initial"),
        ({"value_initial": 40}, "value_remaining"),
        ({"value_remaining": -1}, "value_remaining"),
        ({"value_remaining": 51}, "value_remaining"),
        ({"value_remaining": Decimal("1.005")}, "value_remaining"),
        ({"credit_number": CARD}, "credit_number"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"creator_profile_id": "nobody"}, "creator_profile_id"),
        ({"issued_at": None}, "issued_at"),
        ({"expires_at": 7}, "expires_at"),
        ({"location_id": 99}, "location_id"),
        ({"note": []}, "note"),
        ({"meta": "x"}, "meta"),
    ],
)
@pytest.mark.parametrize("path", ["/credits/77", f"/profiles/{ASHA}/credits/77"])
def test_a_wrong_change_is_422_and_changes_nothing(
    desk: Desk, path: str, wrong: dict[str, object], field: str
) -> None:
    before = desk.data("GET", path)
    assert list(desk.errors("PUT", path, {"external_id": "changed", **wrong})) == [field]
    assert desk.data("GET", path) == before


def test_a_locked_credit_cannot_be_spent_until_its_lock_runs_out(desk: Desk) -> None:
    redeem = f"/profiles/{ASHA}/credits/77/redeem"
    lock = {"locked": True, "lock_expires_at": "2026-03-10 03:00:00"}
    desk.data("PUT", f"/profiles/{ASHA}/credits/77", lock)
    assert "credit" in desk.errors("POST", redeem, {"amount": 1})
    paid = sale(payments=[{"type": "credit", "credit_id": 77, "amount": 1}])
    assert list(desk.errors("POST", "/transactions", paid)) == ["payments.0.credit_id"]
    assert desk.balances()["credit_balance"] == 0
    desk.advance(hours=1)
    assert desk.data("POST", redeem, {"amount": 1})["total"] == 1
    desk.data("PUT", "/credits/77", {"lock_expires_at": None})
    assert "credit" in desk.errors("POST", redeem, {"amount": 1})
    desk.data("PUT", "/credits/77", {"locked": False})
    assert desk.data("POST", redeem, {"amount": 1})["total"] == 1


def test_a_partly_used_credit_is_voided_and_its_history_stays(desk: Desk) -> None:
    made = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 20})
    found = desk.data("PUT", f"/profiles/{ASHA}/credits/77", {"is_void": True})
    assert (found["status"], found["balance"]) == ("void", 30)
    assert desk.balances()["credit_balance"] == 0
    assert "credit" in desk.errors("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 1})
    assert desk.data("GET", f"/redemptions/{made['id']}")["total"] == 20
    assert desk.data("PUT", "/credits/77", {"is_void": False})["status"] == "active"
    assert desk.balances()["credit_balance"] == 30


def test_a_deleted_credit_is_gone_but_its_history_stays(desk: Desk) -> None:
    made = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 20})
    assert desk.call("DELETE", "/credits/77") == (204, None)
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, "/credits/77", {})[0] == 404
    assert desk.call("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 1})[0] == 404
    read = desk.data("GET", f"/redemptions/{made['id']}")
    assert read["items"][0]["type_attributes"]["balance"] == 30


def test_who_has_the_number_and_the_code_may_spend_the_card(desk: Desk) -> None:
    redeem = f"/profiles/{ERIN}/credits/{CARD}/redeem"
    for code in ({}, {"security_code": "0000"}, {"security_code": None}):
        assert desk.errors("POST", redeem, {"amount": 5, **code}) == {
            "security_code": ["The security code is invalid."]
        }
    made = desk.data("POST", redeem, {"amount": 5, "security_code": "4321"})
    assert (made["profile_id"], made["total"]) == (ERIN, 5)
    assert desk.data("GET", "/credits/83")["balance"] == 95
    # By its id it is nobody's but the owner's; a number without a code neither.
    body = {"amount": 5, "security_code": "4321"}
    assert desk.call("POST", f"/profiles/{ERIN}/credits/83/redeem", body)[0] == 404
    assert desk.call("POST", f"/profiles/{ERIN}/credits/9900000000004417/redeem", body)[0] == 404
    assert desk.call("POST", f"/profiles/{ERIN}/credits/1111222233334444/redeem", body)[0] == 404
    desk.reverse(made["id"], ERIN)
    assert desk.data("GET", "/credits/83")["balance"] == 100
    own = f"/profiles/{ASHA}/credits/9900000000004417/redeem"
    assert desk.data("POST", own, {"amount": 5})["total"] == 5


def test_a_sale_is_paid_by_card_number_and_code(desk: Desk) -> None:
    entry = {"type": "credit", "credit_number": CARD, "amount": 10}
    assert list(desk.errors("POST", "/transactions", sale(payments=[entry]))) == [
        "payments.0.credit_id"
    ]
    assert list(
        desk.errors("POST", "/transactions", sale(payments=[{**entry, "credit_number": "1"}]))
    ) == ["payments.0.credit_number"]
    paid = sale(payments=[{**entry, "security_code": "4321"}], external_id="S")
    for _ in range(2):
        found = desk.data("POST", "/transactions/update-create", paid)
        assert found["payments"] == [entry]
    assert desk.data("GET", "/credits/83")["balance"] == 90


@pytest.mark.parametrize(
    ("currency", "amount", "total", "left"),
    [
        ("NZD", Decimal("10.80"), 10, 40),
        ("USD", Decimal("3.33"), Decimal("5.05"), Decimal("44.95")),
    ],
)
def test_an_amount_in_another_currency_comes_off_in_the_credits_own(
    desk: Desk, currency: str, amount: Decimal, total: object, left: object
) -> None:
    body = {"amount": amount, "currency": currency}
    made = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", body)
    assert (made["total"], made["total_localised"], made["currency"]) == (total, amount, currency)
    assert desk.data("GET", "/credits/77")["balance"] == left


def test_a_foreign_card_is_spent_whole_in_its_own_currency(desk: Desk) -> None:
    path = f"/profiles/{HEMI}/credits/86/redeem"
    assert "amount" in desk.errors("POST", path, {"amount": Decimal("60.01"), "currency": "NZD"})
    assert "currency" in desk.errors("POST", path, {"amount": 1, "currency": "EUR"})
    made = desk.data("POST", path, {"amount": 60, "currency": "NZD"})
    assert (made["total"], made["total_localised"]) == (Decimal("55.56"), 60)
    assert desk.data("GET", "/credits/86")["status"] == "used"
    assert desk.reverse(made["id"], HEMI)["total_localised"] == 60
    assert desk.data("GET", "/credits/86")["balance"] == 60


def test_a_sale_in_a_cards_own_currency_takes_exactly_what_it_says(desk: Desk) -> None:
    def paid(amount: Decimal) -> dict[str, object]:
        entry = {"type": "credit", "credit_id": 86, "amount": amount}
        return sale(profile_id=HEMI, currency="NZD", external_id="S", payments=[entry])

    path = "/transactions/update-create"
    assert list(desk.errors("POST", path, paid(Decimal("60.01")))) == ["payments.0.amount"]
    for amount, left in ((Decimal("59.99"), Decimal("0.01")), (Decimal("60.00"), 0)):
        for _ in range(2):
            desk.data("POST", path, paid(amount))
            assert desk.data("GET", "/credits/86")["balance"] == left


@pytest.mark.parametrize("amount", [0, -1, "x", None, True, Decimal("0.001"), Decimal("50.01")])
def test_an_amount_that_is_none_takes_nothing_off_a_credit(desk: Desk, amount: object) -> None:
    path = f"/profiles/{ASHA}/credits/77/redeem"
    assert list(desk.errors("POST", path, {"amount": amount})) == ["amount"]
    assert desk.data("GET", "/credits/77")["balance"] == 50


def test_each_leg_of_a_sale_goes_back_by_itself(desk: Desk) -> None:
    leg = {"transaction_external_id": "S"}
    rewards = desk.redeem(25, **leg)
    points = desk.redeem(15, strategies=["points"], **leg)
    credit = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 50, **leg})
    assert desk.reverse(points["id"])["balances"]["point_balance"] == 1500
    assert desk.balances()["reward_balance"] == 0
    undone = desk.reverse(credit["id"])
    assert undone["balances"]["credit_balance"] == 50
    assert undone["items"][0]["type_attributes"]["id"] == 77  # the same credit, not a new one (U46)
    desk.data("POST", f"/profiles/{ASHA}/redemptions/{rewards['id']}/refund")
    assert desk.balances()["reward_balance"] == 25


def test_the_credits_of_a_combined_redemption_are_refunded_alone(desk: Desk) -> None:
    made = desk.redeem(70, strategies=["rewards", "points", "credits"])
    path = f"/redemptions/{made['id']}/return"
    back = desk.data("POST", path, {"strategies": ["credits"], "amount": 20})
    assert [(item["type"], item["value"]) for item in back["items"]] == [("credit", 20)]
    over = {"strategies": ["credits"], "amount": Decimal("10.01")}
    assert list(desk.errors("POST", path, over)) == ["amount"]
    rest = desk.data("POST", path)
    assert (rest["total"], rest["balances"]["credit_balance"]) == (50, 50)
    assert desk.data("GET", "/credits/77")["balance"] == 20
