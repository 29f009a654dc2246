"""Claiming benefits, changing and counting them, and caps wherever a use is taken (omneo-api.md 2.5, U12, U13)."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, ERIN, KAI, Desk

OFFER = {
    "name": "Coffee", "handle": "coffee", "period": 7, "max_redemptions": 1, "is_claimable": True,
    "redeem_code_pos": "CUP",
}  # fmt: skip


def _offer(desk: Desk, **more: object) -> int:
    return int(desk.data("POST", "/benefit-definitions", {**OFFER, **more})["id"])


def _seen(desk: Desk, view: str, profile_id: str = ERIN) -> list[str]:
    rows = desk.data("GET", f"/profiles/{profile_id}/benefits/{view}")
    return [row["handle"] for row in rows]


def _claim(
    desk: Desk, profile_id: str = ERIN, verb: str = "claim", **more: object
) -> tuple[int, object]:
    body = {"definition": "coffee", "timezone": "Australia/Melbourne", **more}
    return desk.call("POST", f"/profiles/{profile_id}/benefits/{verb}", body)


def test_what_may_be_claimed_is_offered_and_claimed_once(desk: Desk) -> None:
    _offer(desk)
    assert (_seen(desk, "viewable"), _seen(desk, "claimable")) == (["coffee"], ["coffee"])
    body = {
        "definition": "coffee",
        "timezone": "Australia/Melbourne",
        "external_id": "C1",
        "meta": {"a": 1},
    }
    made = desk.data("POST", f"/profiles/{ERIN}/benefits/claim", body)
    assert (made["claimed_at"], made["issued_at"], made["expires_at"]) == (
        "2026-03-10 02:00:00",
        "2026-03-10 13:00:00",
        "2026-03-17 13:00:00",
    )
    assert (made["external_id"], made["meta"], made["is_redeemable"]) == ("C1", {"a": 1}, True)
    assert (_seen(desk, "viewable"), _seen(desk, "claimable")) == (["coffee"], [])
    assert desk.errors("POST", f"/profiles/{ERIN}/benefits/claim", body) == {
        "definition": ["The benefit is not claimable."]
    }
    assert _seen(desk, "claimable", BEN) == ["coffee"]
    assert desk.balances(ERIN)["benefit_balance"] == 1


def test_what_is_reclaimable_is_offered_again_when_the_last_one_is_over(desk: Desk) -> None:
    _offer(desk, is_reclaimable=True)
    first = desk.data("POST", f"/profiles/{ERIN}/benefits/claim", {"definition": "coffee"})
    assert _seen(desk, "claimable") == []
    desk.data("POST", f"/profiles/{ERIN}/benefits/{first['id']}/redeem")
    assert _seen(desk, "claimable") == ["coffee"]
    assert _claim(desk)[0] == 200
    desk.advance(days=7)
    assert _claim(desk)[0] == 200


@pytest.mark.parametrize(
    ("more", "views"),
    [
        ({"is_claimable": False}, []),
        ({"is_published": False}, []),
        ({"is_archived": True}, []),
        ({"end_at": "2026-03-10 13:00:00"}, []),
        ({"end_at": "2026-03-10 13:00:01"}, ["viewable", "claimable"]),
        ({"claim_period_end_at": "2026-03-10"}, []),
        ({"claim_period_start_at": "2026-03-10 13:00:01"}, ["viewable"]),
        ({"claim_period_start_at": "2026-03-10 13:00:00"}, ["viewable", "claimable"]),
        ({"max_global_redemptions": 0}, ["viewable"]),
        ({"claim_condition": {"==": [1, 2]}}, ["viewable", "claimable"]),
    ],
)
def test_an_offer_has_its_time_and_its_conditions(
    desk: Desk, more: dict[str, object], views: list[str]
) -> None:
    _offer(desk, **more)
    assert [view for view in ("viewable", "claimable") if _seen(desk, view)] == views
    assert _claim(desk)[0] == (200 if "claimable" in views else 422)


def test_claiming_and_using_at_once_is_one_redemption(desk: Desk) -> None:
    _offer(desk)
    status, answer = _claim(desk, verb="claim-redeem", external_id="X")
    found = answer["data"]  # type: ignore[index]
    assert (status, found["type"], found["external_id"]) == (200, "redeem", "X")
    (item,) = found["items"]
    assert (item["type"], item["count"], item["type_attributes"]["redemptions_remaining"]) == (
        "benefit", 1, 0,
    )  # fmt: skip
    assert item["type_attributes"]["claimed_at"] == "2026-03-10 02:00:00"
    assert desk.reverse(found["id"], ERIN)["balances"]["benefit_balance"] == 1


def test_a_claim_that_cannot_be_used_claims_nothing(desk: Desk) -> None:
    _offer(desk, period=0)
    assert _claim(desk, verb="claim-redeem")[0] == 422
    assert desk.data("GET", f"/profiles/{ERIN}/benefits?filter[status]=all") == []
    assert _claim(desk, KAI, verb="claim-redeem")[0] == 422


@pytest.mark.parametrize("verb", ["claim", "claim-redeem"])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"definition": None}, "definition"),
        ({"definition": 5}, "definition"),
        ({"definition": "tea"}, "definition"),
        ({"definition": "birthday-reward"}, "definition"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"meta": "x"}, "meta"),
        ({"external_id": []}, "external_id"),
    ],
)
def test_a_wrong_claim_is_422_on_its_field(
    desk: Desk, verb: str, wrong: dict[str, object], field: str
) -> None:
    _offer(desk)
    body = {"definition": "coffee", **wrong}
    assert field in desk.errors("POST", f"/profiles/{ERIN}/benefits/{verb}", body)
    assert desk.data("GET", f"/profiles/{ERIN}/benefits") == []


def test_the_guide_claims_an_issued_benefit_by_its_id(desk: Desk) -> None:
    path = f"/profiles/{ASHA}/benefits/4021/claim"
    assert desk.data("POST", path)["claimed_at"] == "2026-03-10 02:00:00"
    assert "benefit" in desk.errors("POST", path)
    assert desk.errors("POST", f"/profiles/{ASHA}/benefits/4023/claim") == {
        "benefit": ["The benefit is not claimable."]
    }
    assert desk.call("POST", f"/profiles/{BEN}/benefits/4021/claim")[0] == 404


def test_a_global_cap_holds_inside_one_redemption_too(desk: Desk) -> None:
    definition = _offer(desk, max_global_redemptions=1)
    body = {"benefit_definition_id": definition, "profile_id": ERIN}
    numbers = [desk.data("POST", "/benefits", body)["id"] for _ in range(2)]
    both = {"strategies": ["benefits"], "benefits": [{"id": number} for number in numbers]}
    assert "benefit" in desk.errors("POST", f"/profiles/{ERIN}/redeem", both)
    assert desk.data("GET", f"/benefit-definitions/{definition}")["total_global_redemptions"] == 0
    made = desk.redeem(0, ERIN, strategies=["benefits"], benefits=[{"id": numbers[0]}])
    assert _claim(desk, BEN)[0] == 422
    desk.reverse(made["id"], ERIN)
    assert _claim(desk, BEN, "claim-redeem")[0] == 200
    assert _claim(desk, DANIEL, "claim-redeem")[0] == 422


@pytest.mark.parametrize("path", ["/benefits/4022", f"/profiles/{ASHA}/benefits/4022"])
def test_a_benefit_is_changed_in_part_by_either_path(desk: Desk, path: str) -> None:
    before = desk.data("GET", path)
    body = {
        "expires_at": "2026-10-04 02:30:00", "external_id": "E", "redeem_code_pos": "P",
        "redeem_code_online": "O", "value": Decimal("4.50"), "meta": {"k": [1]},
    }  # fmt: skip
    changed = desk.data("PUT", path, body)
    # The hour that Melbourne skips that night is repeated as sent.
    assert changed == {**before, **body, "updated_at": "2026-03-10 02:00:00"}
    assert desk.data("PUT", path, {"redeem_code_pos": None})["redeem_code_pos"] == "ALTER"
    ended = desk.data("PUT", path, {"expires_at": "2026-03-10 12:59:59"})
    assert (ended["is_expired"], ended["is_redeemable"]) == (True, False)
    assert desk.data("PUT", path, {"expires_at": None})["is_redeemable"] is True


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"expires_at": "x"}, "expires_at"),
        ({"expires_at": 5}, "expires_at"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"value": -1}, "value"),
        ({"value": Decimal("1.001")}, "value"),
        ({"external_id": []}, "external_id"),
        ({"redeem_code_pos": {}}, "redeem_code_pos"),
        ({"meta": 5}, "meta"),
    ],
)
def test_a_wrong_change_of_a_benefit_changes_nothing(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    before = desk.data("GET", "/benefits/4022")
    assert list(desk.errors("PUT", "/benefits/4022", {"external_id": "E", **wrong})) == [field]
    assert desk.data("GET", "/benefits/4022") == before


@pytest.mark.parametrize("path", ["/benefits/4022", f"/profiles/{ASHA}/benefits/4022"])
def test_a_deleted_benefit_is_gone_but_its_history_stays(desk: Desk, path: str) -> None:
    used = desk.data("GET", "/benefit-definitions/95")["total_global_redemptions"]
    made = desk.data("POST", f"/profiles/{ASHA}/benefits/4022/redeem")
    assert desk.call("DELETE", path) == (204, None)
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, path, {})[0] == 404
    assert desk.call("POST", f"/profiles/{ASHA}/benefits/4022/redeem")[0] == 404
    read = desk.data("GET", f"/redemptions/{made['id']}")
    assert read["items"][0]["type_attributes"]["id"] == 4022
    assert desk.data("GET", "/benefit-definitions/95")["total_global_redemptions"] == used + 1


def test_another_profiles_benefit_is_neither_changed_nor_deleted(desk: Desk) -> None:
    for method in ("PUT", "DELETE"):
        assert desk.call(method, f"/profiles/{BEN}/benefits/4022", {})[0] == 404
    assert desk.data("GET", "/benefits/4022")["external_id"] is None


def test_benefits_are_counted_all_and_used(desk: Desk) -> None:
    before = desk.data("GET", "/benefits.count")
    mine = desk.data("GET", f"/benefits.count?filter[profile_id]={ASHA}")
    assert mine == {"countAll": 3, "countRedeemed": 1}
    desk.data("POST", f"/profiles/{ASHA}/benefits/4022/redeem", {"count": 2})
    desk.call("DELETE", "/benefits/4021")
    assert desk.data("GET", "/benefits.count") == {
        "countAll": before["countAll"] - 1,
        "countRedeemed": before["countRedeemed"] + 1,
    }


def test_every_redeemed_item_can_be_read(desk: Desk) -> None:
    made = desk.redeem(
        30, strategies=["rewards", "points", "benefits"], benefits=[{"id": 4022, "quantity": 2}]
    )
    items = desk.data("GET", f"/redemptions/items?filter[redemption_id]={made['id']}")
    assert sorted(item["type"] for item in items) == ["benefit", "point", "reward", "reward"]
    assert sum(item["value"] for item in items) == 30
    for item in items:
        assert desk.data("GET", f"/redemptions/items/{item['id']}") == item
    kinds = desk.data("GET", f"/redemptions/items?filter[profile_id]={ASHA}&filter[type]=benefit")
    assert [item["count"] for item in kinds] == [2]
    assert desk.call("GET", "/redemptions/items/999999")[0] == 404
    assert desk.call("GET", "/redemptions/items/x")[0] == 404
