"""Two profiles become one, and no worth is lost or made (omneo-api.md 2.2, U42)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import (
    ASHA,
    BEN,
    CHLOE,
    DANIEL,
    GRACE,
    GRACE_BEFORE,
    IVY,
    JAMES,
    Desk,
    sale,
)

_SEED = Seed.builtin()
MONEY = ("reward_balance", "point_balance", "benefit_balance", "credit_balance")


def merge(desk: Desk, source: str, destination: str) -> Any:
    body = {"source_profile_id": source, "destination_profile_id": destination}
    return desk.data("POST", "/profiles/merge", body)


def test_what_the_source_had_is_the_destinations(desk: Desk) -> None:
    first, second = desk.balances(ASHA), desk.balances(JAMES)
    found = merge(desk, ASHA, JAMES)
    assert found == desk.data("GET", f"/profiles/{JAMES}")
    for name in MONEY:
        assert found[name] == first[name] + second[name], name
    for path in ("", "/balances", "/rewards", "/identities", "/ledgers"):
        assert desk.call("GET", f"/profiles/{ASHA}{path}")[0] == 404
    assert (found["full_name"], found["tier_handle"]) == ("James Whitlam", "gold")
    assert found["tier"]["name"] == "Gold"


def test_the_sources_cards_find_the_one_that_stays(desk: Desk) -> None:
    merge(desk, ASHA, BEN)
    card = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60011234")
    assert (card["profile_id"], card["merged_from"], card["is_primary"]) == (BEN, ASHA, False)
    assert desk.data("GET", f"/profiles/{BEN}")["external_id"] == "60011242"
    assert [row["id"] for row in desk.data("GET", "/profiles?search=60011234")] == [BEN]


def test_a_card_stays_primary_where_there_was_none(desk: Desk) -> None:
    desk.send("DELETE", f"/profiles/{BEN}/identities/loyalty-card")
    assert merge(desk, ASHA, BEN)["external_id"] == "60011234"


def test_gaps_are_filled_and_the_rest_is_kept(desk: Desk) -> None:
    desk.data("PUT", f"/profiles/{ASHA}", {"company": "Loom", "tags": ["vip"], "title": "Dr"})
    desk.data("PUT", f"/profiles/{BEN}", {"title": "Mr", "tags": ["press"], "mobile_phone": None})
    ben = desk.data("GET", f"/profiles/{BEN}")
    found = merge(desk, ASHA, BEN)
    assert (found["company"], found["title"], found["email"]) == ("Loom", "Mr", ben["email"])
    assert (found["mobile_phone"], found["tags"]) == ("+61411222333", ["press", "vip"])
    assert found["joined_at"] == min(ben["joined_at"], "2024-06-21 02:00:00")


def test_the_spend_of_both_counts_towards_the_tier(desk: Desk) -> None:
    assert desk.data("GET", f"/profiles/{ASHA}")["tier_handle"] == "silver"
    found = merge(desk, ASHA, IVY)
    spent = desk.data("GET", f"/profiles/{IVY}/tiers")["current_credit"]
    assert (spent, found["tier_handle"]) == (2070, "gold")


def test_a_redemption_moves_and_is_still_reversed_to_the_cent(desk: Desk) -> None:
    made = desk.redeem(20)
    sold = desk.data("POST", "/transactions", sale(redemption_id=made["id"], external_id="X"))
    before = desk.balances(BEN)["reward_balance"]
    merge(desk, ASHA, BEN)
    found = desk.data("GET", f"/transactions/{sold['id']}")
    assert (found["profile_id"], found["redemption"]["id"]) == (BEN, made["id"])
    assert desk.data("PUT", f"/transactions/{sold['id']}", {"is_void": True})["is_void"]
    assert desk.reverse(made["id"], BEN)["total"] == 20
    assert desk.balances(BEN)["reward_balance"] == before + 25


def test_those_merged_earlier_follow(desk: Desk) -> None:
    found = merge(desk, GRACE, BEN)
    assert {card["merged_from"] for card in found["identities"]} == {None, GRACE}
    row = desk.tenant._store.one("SELECT merged_into FROM profile WHERE id = ?", GRACE_BEFORE)
    assert row == {"merged_into": BEN}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"source_profile_id", "destination_profile_id"}),
        ({"source_profile_id": ASHA}, {"destination_profile_id"}),
        ({"source_profile_id": ASHA, "destination_profile_id": ASHA}, {"destination_profile_id"}),
        ({"source_profile_id": "x", "destination_profile_id": BEN}, {"source_profile_id"}),
        ({"source_profile_id": GRACE_BEFORE, "destination_profile_id": BEN}, {"source_profile_id"}),
        ({"source_profile_id": BEN, "destination_profile_id": 5}, {"destination_profile_id"}),
    ],
)
def test_a_merge_of_nobody_is_422(desk: Desk, body: dict[str, object], fields: set[str]) -> None:
    books = desk.tenant.ledger()
    assert set(desk.errors("POST", "/profiles/merge", body)) == fields
    assert desk.tenant.ledger() == books


_PEOPLE = (ASHA, BEN, CHLOE, DANIEL, IVY, JAMES)
_CENTS = st.integers(1, 4000).map(lambda minor: Decimal(minor) / 100)
_SPENT = st.lists(st.tuples(st.sampled_from(_PEOPLE), _CENTS), max_size=5)
_MERGES = st.lists(
    st.tuples(st.sampled_from(_PEOPLE), st.sampled_from(_PEOPLE)), min_size=1, max_size=6
)


def _sums(ledger: Any) -> dict[str, list[int]]:
    """By kind: issued, left, redeemed and paid of all profiles."""
    found: dict[str, list[int]] = {}
    for kinds in ledger["profiles"].values():
        for kind, entry in kinds.items():
            assert entry["issued"] == entry["left"] + entry["redeemed"] + entry["paid"]
            before = found.get(kind, [0, 0, 0, 0])
            found[kind] = [a + b for a, b in zip(before, entry.values(), strict=True)]
    return found


@settings(max_examples=40, deadline=None)
@given(spent=_SPENT, merges=_MERGES)
def test_merges_conserve_worth_in_any_order(
    spent: list[tuple[str, Decimal]], merges: list[tuple[str, str]]
) -> None:
    desk = Desk(_SEED)
    for who, amount in spent:
        body = {"strategies": ["rewards", "points", "credits"], "amount": amount}
        desk.call("POST", f"/profiles/{who}/redemptions", body)
    before = _sums(desk.tenant.ledger())
    worth = {name: sum(desk.balances(who)[name] for who in _PEOPLE) for name in MONEY}
    for source, destination in merges:
        body = {"source_profile_id": source, "destination_profile_id": destination}
        assert desk.call("POST", "/profiles/merge", body)[0] in (200, 422)
    assert _sums(desk.tenant.ledger()) == before
    left = [who for who in _PEOPLE if desk.call("GET", f"/profiles/{who}")[0] == 200]
    assert {name: sum(desk.balances(who)[name] for who in left) for name in MONEY} == worth
    desk.tenant.close()
