"""Recording sales (omneo-api.md 2.9, U8, U9, U16-U19, U22, U44)."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, ERIN, Desk, sale


def test_the_guides_sale_is_recorded_and_read_back(desk: Desk) -> None:
    made = desk.redeem(25)
    body = sale(
        total=175, total_original=200, receipt_ref="659", external_id="ORDER-10334", location_id=2,
        staff_id=1993, redemption_id=made["id"], payments=["EFTPOS"], rounding=Decimal("-0.02"),
        meta={"posdesk": {"rule": "largest_remainder"}},
    )  # fmt: skip
    status, answer = desk.call("POST", "/transactions", body)
    assert status == 201
    found = answer["data"]
    assert found == desk.data("GET", f"/transactions/{found['id']}")
    assert found == desk.data("GET", "/transactions/external/ORDER-10334")
    assert found == desk.data("GET", f"/profiles/{ASHA}/transactions/{found['id']}")
    assert (found["total"], found["total_original"], found["rounding"]) == (
        175,
        200,
        Decimal("-0.02"),
    )
    assert found["transacted_at"] == "2026-03-10 02:00:00"
    assert found["redemption"]["id"] == made["id"]
    assert (found["staff"]["full_name"], found["location"]["name"]) == ("Sam Lee", "Main Shop")
    assert found["payments"] == ["EFTPOS"]
    assert found["meta"] == {"posdesk": {"rule": "largest_remainder"}}
    linked = desk.data("GET", f"/redemptions/{made['id']}")
    assert (linked["transaction_id"], linked["transaction"]["receipt_ref"]) == (found["id"], "659")


def test_items_keep_their_prices_discounts_and_sign(desk: Desk) -> None:
    line = {
        "name": "Linen Shirt", "sku": "LS-01", "quantity": -1, "price_current": 65, "price_sell": "52.00",
        "price_original": 65, "price_tax": Decimal("4.73"), "discounts": [{"amount": 13, "reason_desc": "Reward"}],
        "meta": {"note": "hem"},
    }  # fmt: skip
    item = desk.data("POST", "/transactions", sale(items=[line], total=-52))["items"][0]
    assert (item["quantity"], item["is_return"], item["price_sell"]) == (-1, True, 52)
    assert (item["price_tax"], item["discounts"], item["meta"]) == (
        Decimal("4.73"),
        [{"amount": 13, "reason_desc": "Reward"}],
        {"note": "hem"},
    )


def test_a_sale_may_be_anonymous(desk: Desk) -> None:
    found = desk.data("POST", "/transactions", sale(profile_id=None))
    assert (found["profile_id"], found["profile"]) == (None, None)


@pytest.mark.parametrize(
    ("handle", "value"),
    [(None, ASHA), ("email", "Asha@example.test"), ("loyalty-card", "60011234")],
)
def test_the_customer_is_named_by_id_mail_or_card(
    desk: Desk, handle: str | None, value: str
) -> None:
    body = sale(profile_id=value, profile_id_handle=handle)
    assert desk.data("POST", "/transactions", body)["profile_id"] == ASHA


def test_an_unknown_customer_is_422(desk: Desk) -> None:
    assert list(desk.errors("POST", "/transactions", sale(profile_id="nobody"))) == ["profile_id"]


def test_unknown_stores_and_staff_make_placeholders(desk: Desk) -> None:
    body = sale(location_id="S77", staff_id="4711")
    first, again = (desk.data("POST", "/transactions", body) for _ in range(2))
    assert first["location"]["external_id"] == "S77"
    assert first["staff"]["identities"][0]["identifier"] == "4711"
    assert again["location"] == first["location"]
    assert again["staff"] == first["staff"]


def test_a_stores_external_id_is_understood(desk: Desk) -> None:
    assert desk.data("POST", "/transactions", sale(location_id="S02"))["location"]["id"] == 3


def test_a_plain_post_of_the_same_reference_makes_a_second_row(desk: Desk) -> None:
    body = sale(external_id="X")
    first, second = (desk.data("POST", "/transactions", body)["id"] for _ in range(2))
    assert second > first
    assert desk.data("GET", "/transactions/external/X")["id"] == second


@pytest.mark.parametrize("path", ["/transactions/update-create", "/transactions/sync"])
def test_the_upsert_leaves_one_row_however_often_it_is_sent(desk: Desk, path: str) -> None:
    made = desk.redeem(10)
    body = sale(external_id="X", redemption_id=made["id"], staff_id="4711", location_id="S77")
    answers = [desk.call("POST", path, body) for _ in range(3)]
    assert [status for status, _ in answers] == [201, 200, 200]
    assert len({answer["data"]["id"] for _, answer in answers}) == 1
    rows = desk.data("GET", "/transactions?filter[external_id]=X")
    assert [(row["redemption"]["id"], len(row["items"])) for row in rows] == [(made["id"], 1)]


def test_the_upsert_also_matches_by_id_and_keeps_what_is_not_given(desk: Desk) -> None:
    number = desk.data("POST", "/transactions", sale(receipt_ref="659", meta={"a": 1}))["id"]
    changed = desk.data("POST", "/transactions/update-create", {"id": number, "total": 60})
    assert (changed["id"], changed["total"], changed["receipt_ref"], changed["meta"]) == (
        number, 60, "659", {"a": 1},
    )  # fmt: skip
    assert len(changed["items"]) == 1


def test_items_are_added_when_the_old_ones_shall_stay(desk: Desk) -> None:
    body = sale(external_id="X")
    desk.data("POST", "/transactions", body)
    more = desk.data(
        "POST", "/transactions/update-create", {**body, "delete_existing_items": False}
    )
    assert len(more["items"]) == 2


def test_nulls_for_the_two_trap_fields_count_as_absent(desk: Desk) -> None:
    found = desk.data(
        "POST", "/transactions/update-create", sale(is_void=None, receipt_is_email=None)
    )
    assert (found["is_void"], found["receipt_is_email"]) == (False, False)


def test_a_void_keeps_the_history_and_the_redemption(desk: Desk) -> None:
    made = desk.redeem(10)
    number = desk.data("POST", "/transactions", sale(redemption_id=made["id"]))["id"]
    found = desk.data("PUT", f"/transactions/{number}", {"is_void": True})
    assert (found["is_void"], found["redemption"]["id"], found["total"]) == (True, made["id"], 65)
    assert desk.balances()["reward_balance"] == 15


def test_a_deleted_transaction_is_gone_everywhere(desk: Desk) -> None:
    number = desk.data("POST", "/transactions", sale(external_id="X"))["id"]
    assert desk.call("DELETE", f"/transactions/{number}") == (204, None)
    for path in (f"/transactions/{number}", "/transactions/external/X"):
        assert desk.call("GET", path)[0] == 404
    assert desk.data("GET", "/transactions") == []


def test_a_redemption_belongs_to_one_sale_of_its_own_profile(desk: Desk) -> None:
    made = desk.redeem(10)["id"]
    undone = desk.redeem(10)["id"]
    reversal = desk.reverse(undone)["id"]
    desk.data("POST", "/transactions", sale(redemption_id=made))
    refused = [
        sale(redemption_id=made),
        sale(redemption_id=undone),
        sale(redemption_id=reversal),
        sale(redemption_id=desk.redeem(1)["id"], profile_id=BEN),
        sale(redemption_id=desk.redeem(1)["id"], profile_id=None),
        sale(redemption_id=999999),
        sale(redemption_id=[made]),
    ]
    for body in refused:
        assert list(desk.errors("POST", "/transactions", body)) == ["redemption_id"]
    assert len(desk.data("GET", "/transactions")) == 1


def test_a_refused_sale_leaves_no_placeholder_behind(desk: Desk) -> None:
    desk.errors(
        "POST", "/transactions", sale(redemption_id=999999, location_id="S77", staff_id="4711")
    )
    assert desk.data("GET", "/locations?filter[external_id]=S77") == []
    assert desk.call("GET", "/staff/4711")[0] == 404


def test_companions_of_the_linked_redemption_stay_apart_unless_switched(desk: Desk) -> None:
    def record(reference: str) -> list[object]:
        legs = [desk.redeem(1, transaction_external_id=reference)["id"] for _ in range(2)]
        sold = desk.data(
            "POST", "/transactions", sale(external_id=reference, redemption_id=legs[0])
        )
        links = [desk.data("GET", f"/redemptions/{leg}")["transaction_id"] for leg in legs]
        return [link == sold["id"] for link in links]

    assert record("X") == [True, False]
    desk.tenant.set_switches({"links_several": True})
    assert record("Y") == [True, True]


def _paid(amount: object, credit_id: int = 77, **more: object) -> list[object]:
    return [{"type": "credit", "credit_id": credit_id, "amount": amount, **more}]


def test_a_credit_payment_deducts_with_the_sale(desk: Desk) -> None:
    body = sale(payments=["CASH", *_paid(20)])
    assert desk.data("POST", "/transactions", body)["payments"] == ["CASH", *_paid(20)]
    assert desk.data("GET", "/credits/77")["balance"] == 30


def test_a_credit_payment_is_deducted_once_however_often_the_sale_is_sent(desk: Desk) -> None:
    body = sale(external_id="X", payments=[*_paid(20), *_paid(10)])
    desk.data("POST", "/transactions/update-create", body)
    desk.data("PUT", "/credits/77", {"is_void": True})
    desk.data("POST", "/transactions/update-create", body)
    assert desk.data("GET", "/credits/77")["balance"] == 20


def test_changed_payments_deduct_their_difference(desk: Desk) -> None:
    number = desk.data("POST", "/transactions", sale(payments=_paid(45)))["id"]
    desk.data("PUT", f"/transactions/{number}", {"payments": _paid(50)})
    assert desk.data("GET", "/credits/77")["balance"] == 0
    desk.data("PUT", f"/transactions/{number}", {"payments": _paid(5)})
    assert desk.data("GET", "/credits/77")["balance"] == 45
    desk.data("PUT", f"/transactions/{number}", {"receipt_ref": "1"})
    assert desk.data("GET", "/credits/77")["balance"] == 45


@pytest.mark.parametrize(
    ("payments", "field"),
    [
        (_paid(51), "payments.0.amount"),
        ([*_paid(30), *_paid(30)], "payments.1.amount"),
        (_paid(0), "payments.0.amount"),
        (_paid(1, 999), "payments.0.credit_id"),
        (_paid(1, 81), "payments.0.credit_id"),
        ([{"type": "credit"}], "payments.0.credit_id"),
        ([5], "payments.0"),
        ("CASH", "payments"),
    ],
)
def test_a_credit_payment_that_cannot_be_is_422_and_nothing_is_recorded(
    desk: Desk, payments: object, field: str
) -> None:
    assert field in desk.errors("POST", "/transactions", sale(payments=payments))
    assert desk.data("GET", "/credits/77")["balance"] == 50
    assert desk.data("GET", "/transactions") == []


def test_a_plain_string_never_deducts(desk: Desk) -> None:
    desk.data("POST", "/transactions", sale(payments=["CREDIT 77 20.00"]))
    assert desk.data("GET", "/credits/77")["balance"] == 50


def test_a_gift_card_with_its_code_pays_for_anybody_and_the_code_is_not_kept(desk: Desk) -> None:
    rows = desk.data("GET", f"/profiles/{DANIEL}/credits")
    number = next(row["id"] for row in rows if row["security_code"])
    body = sale(profile_id=ERIN, payments=_paid(30, number, security_code="4321"))
    assert desk.data("POST", "/transactions", body)["payments"] == _paid(30, number)
    assert desk.data("GET", f"/credits/{number}")["balance"] == 70
    wrong = sale(profile_id=ERIN, payments=_paid(30, number, security_code="1"))
    assert "payments.0.credit_id" in desk.errors("POST", "/transactions", wrong)
    own = sale(profile_id=DANIEL, payments=_paid(30, number))
    assert "payments.0.security_code" in desk.errors("POST", "/transactions", own)


def test_a_sale_in_another_currency_shows_both_totals(desk: Desk) -> None:
    found = desk.data(
        "POST", "/transactions", sale(currency="NZD", total=108, payments=_paid(Decimal("10.80")))
    )
    assert (found["total"], found["total_converted"], found["currency_rate"]) == (
        108,
        100,
        Decimal("1.08"),
    )
    assert desk.data("GET", "/credits/77")["balance"] == 40


def test_item_sums_are_not_checked_against_the_total(desk: Desk) -> None:
    assert desk.data("POST", "/transactions", sale(total=1))["total"] == 1


def test_by_switch_a_sale_earns_a_point_a_dollar(desk: Desk) -> None:
    desk.data("POST", "/transactions", sale(total=Decimal("65.90")))
    assert desk.balances()["point_balance"] == 1500
    desk.tenant.set_switches({"earn_on_sale": True})
    desk.data("POST", "/transactions", sale(total=Decimal("65.90"), external_id="X"))
    desk.data("POST", "/transactions/update-create", sale(total=Decimal("65.90"), external_id="X"))
    assert desk.balances()["point_balance"] == 1565


def test_what_comes_back_has_earned_nothing_however_it_comes_back(desk: Desk) -> None:
    desk.tenant.set_switches({"earn_on_sale": True})

    def record(number: int, total: str, linked: int | None = None) -> Decimal:
        references = {"external_id": f"S-{number}", "receipt_ref": str(number)}
        link = {} if linked is None else {"linked_receipt_ref": str(linked)}
        desk.data("POST", "/transactions", sale(total=Decimal(total), **references, **link))
        return Decimal(desk.balances()["point_balance"]) - 1500

    assert record(1, "99.50") == 99
    assert record(2, "-50.60", 1) == 48
    assert record(3, "-48.90", 1) == 0
    assert record(4, "25.00") == 25
    assert record(5, "20.00", 4) == 45
    assert record(6, "-45.00", 5) == 0
    assert record(7, "-1000.00", 6) == 0


def test_a_time_of_an_hour_that_never_comes_moves_forward(desk: Desk) -> None:
    found = desk.data("POST", "/transactions", sale(transacted_at="2025-10-05 02:30:00"))
    assert found["transacted_at"] == "2025-10-04 16:30:00"


def test_without_a_zone_the_tenants_is_meant(desk: Desk) -> None:
    body = sale()
    del body["timezone"]
    found = desk.data("POST", "/transactions", body)
    assert (found["timezone"], found["transacted_at"]) == (
        "Australia/Melbourne",
        "2026-03-10 02:00:00",
    )


def test_a_profiles_transactions_are_its_own(desk: Desk) -> None:
    number = desk.data("POST", "/transactions", sale())["id"]
    assert [row["id"] for row in desk.data("GET", f"/profiles/{ASHA}/transactions")] == [number]
    assert desk.data("GET", f"/profiles/{BEN}/transactions") == []
    assert desk.call("GET", f"/profiles/{BEN}/transactions/{number}")[0] == 404
