"""What a customer has: balances, rewards, benefits, points, credits (omneo-api.md 2.3-2.7)."""

from decimal import Decimal

from tests.sandbox.rules.rule_desk import ASHA, BEN, CHLOE, DANIEL, ERIN, HEMI, IVY, Desk, person

ALL = "page[size]=100"


def test_asha_has_what_the_guide_shows(desk: Desk) -> None:
    assert desk.balances() == {
        "reward_balance": 25,
        "point_balance": 1500,
        "point_balance_dollars": 15,
        "combined_balance_dollars": 40,
        "benefit_balance": 2,
        "credit_balance": 50,
        "currency": None,
        "localised": {
            "reward_balance": 25,
            "point_balance_dollars": 15,
            "combined_balance_dollars": 40,
        },
    }


def test_balances_go_out_as_json_numbers(desk: Desk) -> None:
    desk.redeem(Decimal("0.05"))
    body = desk.send("GET", f"/profiles/{ASHA}/balances").body
    assert b'"reward_balance":24.95,' in body
    assert b'"point_balance_dollars":15,' in body


def test_somebody_without_anything_has_zeros(desk: Desk) -> None:
    found = desk.balances(ERIN)
    assert {found[name] for name in found if name.endswith(("balance", "dollars"))} == {0}


def test_balances_are_localised_at_the_tenants_rate_half_up(desk: Desk) -> None:
    found = desk.data("GET", f"/profiles/{ASHA}/balances?currency=NZD")
    assert (found["currency"]["to"], found["currency"]["rate"]) == ("NZD", Decimal("1.08"))
    assert found["localised"] == {
        "reward_balance": 27,
        "point_balance_dollars": Decimal("16.20"),
        "combined_balance_dollars": Decimal("43.20"),
    }
    assert "currency" in desk.errors("GET", f"/profiles/{ASHA}/balances?currency=EUR")


def test_a_reward_counts_to_the_last_second_of_its_day(desk: Desk) -> None:
    desk.advance(hours=10, minutes=59, seconds=58)  # 23:59:58 in Melbourne
    assert desk.balances(BEN)["reward_balance"] == 5
    desk.advance(seconds=1)
    assert desk.balances(BEN)["reward_balance"] == 0


def test_all_rewards_are_listed_newest_first_and_expired_ones_say_so(desk: Desk) -> None:
    rows = desk.data("GET", f"/profiles/{BEN}/rewards")
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    assert [(row["is_expired"], row["is_active"]) for row in rows] == [(True, False), (False, True)]


def test_a_reward_shows_both_clocks_and_its_definition(desk: Desk) -> None:
    row = desk.data("GET", f"/profiles/{ASHA}/rewards/811")
    assert (row["expires_at"], row["expires_local_at"]) == (
        "2026-03-13 12:59:59",
        "2026-03-13 23:59:59",
    )
    assert (row["value_initial"], row["value_remaining"], row["timezone"]) == (
        10,
        10,
        "Australia/Melbourne",
    )
    assert row["definition"]["handle"] == "birthday-reward"
    assert desk.data("GET", "/rewards/811") == row
    assert desk.call("GET", f"/profiles/{BEN}/rewards/811")[0] == 404


def test_benefits_say_how_often_they_can_still_be_used(desk: Desk) -> None:
    rows = {
        row["definition"]["handle"]: row for row in desk.data("GET", f"/profiles/{ASHA}/benefits")
    }
    left = {
        handle: (row["redemptions_remaining"], row["is_redeemable"]) for handle, row in rows.items()
    }
    assert left == {
        "first-spend": (1, True),
        "free-alterations": (3, True),
        "birthday-gift": (0, False),
    }
    assert rows["first-spend"]["redeem_code_pos"] == "FS10"


def _handles(desk: Desk, query: str) -> set[str]:
    rows = desk.data("GET", f"/profiles/{CHLOE}/benefits?{ALL}{query}")
    return {row["definition"]["handle"] for row in rows}


def test_benefits_are_listed_by_status(desk: Desk) -> None:
    desk.data("POST", f"/profiles/{CHLOE}/benefits/{_id(desk, 'first-spend')}/redemptions", {})
    rest = {"free-alterations", "free-shipping", "opening-night"}
    assert _handles(desk, "") == {"first-spend", *rest}
    assert _handles(desk, "&filter[status]=active") == rest
    assert _handles(desk, "&filter[status]=expired") == {"birthday-gift"}
    assert _handles(desk, "&filter[status]=redeemed") == {"first-spend", "free-alterations"}
    assert _handles(desk, "&filter[status]=all") == {"first-spend", "birthday-gift", *rest}
    usable = desk.data("GET", f"/profiles/{CHLOE}/redeemable_benefits")
    assert {row["definition"]["handle"] for row in usable} == rest
    assert "filter.status" in desk.errors("GET", f"/profiles/{CHLOE}/benefits?filter[status]=odd")


def _id(desk: Desk, handle: str) -> int:
    rows = desk.data("GET", f"/profiles/{CHLOE}/benefits")
    return next(int(row["id"]) for row in rows if row["definition"]["handle"] == handle)


def test_benefit_dates_are_echoed_in_local_time(desk: Desk) -> None:
    row = desk.data("GET", f"/profiles/{ASHA}/benefits/4021")
    assert (row["issued_at"], row["expires_at"]) == ("2026-03-08 13:00:00", "2026-03-15 23:59:59")


def test_tier_points_are_shown_but_never_spendable(desk: Desk) -> None:
    rows = desk.data("GET", f"/profiles/{IVY}/points")
    assert sum(row["value_remaining"] for row in rows) == 18345
    found = desk.balances(IVY)
    assert (found["point_balance"], found["point_balance_dollars"]) == (12345, Decimal("123.45"))
    assert desk.data("GET", f"/profiles/{IVY}/points/{rows[0]['id']}") == rows[0]


def test_credits_show_both_worlds_of_fields(desk: Desk) -> None:
    row = desk.data("GET", f"/profiles/{ASHA}/credits/77")
    assert (row["type"], row["status"], row["balance"], row["value_remaining"]) == (
        "gift_card",
        "active",
        50,
        50,
    )
    assert row["credit_number"].endswith("4417")
    assert desk.data("GET", "/credits/77") == row
    assert desk.call("GET", f"/profiles/{BEN}/credits/77")[0] == 404


def test_credits_in_another_currency_count_in_the_tenants(desk: Desk) -> None:
    rows = desk.data("GET", f"/profiles/{DANIEL}/credits")
    assert [row["status"] for row in rows if row["is_void"]] == ["void"]
    # 20.00 + 35.50 + 100.00 + 40.00 NZD / 1.08
    assert desk.balances(DANIEL)["credit_balance"] == Decimal("192.54")
    assert desk.balances(HEMI)["credit_balance"] == Decimal("55.56")


def test_a_voided_credit_no_longer_counts_until_it_is_unvoided(desk: Desk) -> None:
    voided = desk.data("PUT", f"/profiles/{ASHA}/credits/77", {"is_void": True})
    assert (voided["status"], voided["balance"]) == ("void", 50)
    assert desk.balances()["credit_balance"] == 0
    assert desk.data("PUT", "/credits/77", {"is_void": False})["status"] == "active"
    assert desk.balances()["credit_balance"] == 50


def test_a_lock_holds_until_it_runs_out(desk: Desk) -> None:
    desk.data("PUT", "/credits/77", {"locked": True, "lock_expires_at": "2026-03-10 03:00:00"})
    body = {"amount": 10}
    assert "credit" in desk.errors("POST", f"/profiles/{ASHA}/credits/77/redeem", body)
    desk.advance(hours=1)
    assert desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", body)["total"] == 10


def test_products_have_prices_barcodes_and_kinds(desk: Desk) -> None:
    rows = {row["sku"]: row for row in desk.data("GET", f"/products/variants?{ALL}")}
    assert {sku: rows[sku]["price"] for sku in ("LS-01", "WS-01", "LB-01", "GC-50")} == {
        "LS-01": 65, "WS-01": 45, "LB-01": 25, "GC-50": 50,
    }  # fmt: skip
    assert rows["GC-50"]["meta"] == {"kind": "gift_card", "tax_rate": "0"}
    assert rows["CT-01"]["price"] == Decimal("29.95")
    product = desk.data("GET", f"/products/{rows['LS-01']['product_id']}")
    assert [variant["sku"] for variant in product["variants"]] == ["LS-01"]
    variant = rows["LS-01"]
    path = f"/products/{variant['product_id']}/variants"
    assert desk.data("GET", path) == [variant] == [desk.data("GET", f"{path}/{variant['id']}")]


def test_settings_stores_and_rates_can_be_read(desk: Desk) -> None:
    assert desk.data("GET", "/settings/currency")["value"] == "AUD"
    assert desk.call("GET", "/settings/none")[0] == 404
    assert [row["handle"] for row in desk.data("GET", "/settings?filter[handle]=currency")] == [
        "currency"
    ]
    stores = desk.data("GET", "/locations?filter[external_id]=S01")
    assert [(store["id"], store["name"]) for store in stores] == [(2, "Main Shop")]
    assert desk.data("GET", "/locations/3")["external_id"] == "S02"
    assert {(row["from"], row["to"]) for row in desk.data("GET", "/currencies")} == {
        ("AUD", "NZD"),
        ("AUD", "USD"),
    }


def test_a_pending_profile_shows_its_wallet(desk: Desk) -> None:
    assert desk.balances(person(16))["reward_balance"] == 5
