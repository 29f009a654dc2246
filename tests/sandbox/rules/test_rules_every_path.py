"""Paths that other tests do not walk: every family of definitions from end to end, identities by id, the whole lists."""

from __future__ import annotations

import pytest

from tests.sandbox.rules.rule_desk import ASHA, ERIN, Desk, sale
from tests.sandbox.write_calls import BENEFIT_KIND, CREDIT_KIND, POINT_KIND, REWARD_KIND, Fields

STEMS = (
    ("/reward-definitions", REWARD_KIND),
    ("/rewards/definitions", REWARD_KIND),
    ("/benefit-definitions", BENEFIT_KIND),
    ("/benefits/definitions", BENEFIT_KIND),
    ("/credits/definitions", CREDIT_KIND),
    ("/points/definitions", POINT_KIND),
)
each_family = pytest.mark.parametrize(("stem", "body"), STEMS)


@each_family
def test_a_definition_is_made_listed_read_changed_and_deleted(
    desk: Desk, stem: str, body: Fields
) -> None:
    made = desk.data("POST", stem, body)
    one = f"{stem}/{made['id']}"
    assert made["handle"] == body["handle"]
    assert desk.data("GET", one) == made
    assert desk.data("GET", f"{stem}/handle/{body['handle']}") == made
    assert [row["id"] for row in desk.data("GET", f"{stem}?filter[handle]={body['handle']}")] == [
        made["id"]
    ]
    assert desk.data("PUT", one, {"name": "Autumn"})["name"] == "Autumn"
    assert desk.data("GET", one)["name"] == "Autumn"
    assert desk.send("DELETE", one).status == 204
    assert desk.call("GET", one)[0] == 404
    assert desk.call("GET", f"{stem}/handle/{body['handle']}")[0] == 404


@pytest.mark.parametrize("stem", ["/benefit-definitions", "/benefits/definitions"])
def test_a_benefit_definition_is_cloned_on_either_path(desk: Desk, stem: str) -> None:
    copy = desk.data("POST", f"{stem}/95/clone", {"handle": "second"})
    original = desk.data("GET", f"{stem}/95")
    assert (copy["handle"], copy["id"] != original["id"]) == ("second", True)
    assert (copy["period"], copy["max_redemptions"]) == (
        original["period"],
        original["max_redemptions"],
    )


def test_an_identity_is_changed_and_taken_away_by_its_id(desk: Desk) -> None:
    one = f"/profiles/{ERIN}/identities/id/35"
    changed = desk.data("PUT", one, {"identifier": "60011999", "is_active": False})
    assert (changed["id"], changed["identifier"], changed["is_active"]) == (35, "60011999", False)
    assert desk.data("GET", one) == changed
    assert desk.send("DELETE", one).status == 204
    assert desk.call("GET", one)[0] == 404
    assert desk.data("GET", f"/profiles/{ERIN}/identities") == []
    assert desk.call("DELETE", f"/profiles/{ASHA}/identities/id/35")[0] == 404


@pytest.mark.parametrize(
    ("path", "field", "ids"),
    [
        ("/rewards", "reward_definition_id]=6&filter[profile_id", {811}),
        ("/benefits", "benefit_definition_id]=95&filter[profile_id", {4022}),
        ("/credits", "profile_id", {77}),
    ],
)
def test_everybodys_incentives_are_listed_and_filtered(
    desk: Desk, path: str, field: str, ids: set[int]
) -> None:
    everybody = desk.call("GET", f"{path}?page[size]=100")[1]["data"]
    assert len({row["profile_id"] for row in everybody}) > 1
    assert {row["id"] for row in desk.data("GET", f"{path}?filter[{field}]={ASHA}")} == ids
    newest = [row["id"] for row in everybody]
    assert set(newest) >= ids
    assert desk.data("GET", f"{path}?page[size]=1")[0]["id"] == newest[0]


def test_a_store_credit_may_be_worth_more_than_what_came_back(desk: Desk) -> None:
    line = {"name": "Wool Coat", "quantity": -1, "price_current": 100, "price_sell": 100}
    back = sale(total=-100, items=[line])
    assert desk.data("POST", "/transactions", back)["total"] == -100
    issued = desk.data("POST", f"/profiles/{ERIN}/credits", {"amount": 110, "type": "store"})
    assert issued["value_remaining"] == 110
    assert desk.balances(ERIN)["credit_balance"] == 110


def test_a_redemption_is_bounded_by_the_balance_alone(desk: Desk) -> None:
    """No basket is sent along, so the tenant can judge neither a least spend nor a largest share."""
    assert desk.redeem(25)["total"] == 25
    recorded = desk.data("POST", "/transactions", sale(total=0, redemption_id=158, items=None))
    assert recorded["redemption"]["total"] == 25


def test_products_are_listed_as_they_are_read(desk: Desk) -> None:
    listed = desk.data("GET", "/products?filter[handle]=linen-shirt")
    assert listed == [desk.data("GET", "/products/101")]
    assert len(desk.data("GET", "/products?page[size]=100")) > 15
