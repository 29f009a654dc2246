"""Giving, changing and taking away identities (omneo-api.md 2.1, section 8)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.rules.rule_desk import ASHA, BEN, ERIN, FRANK, Desk

CARDS = f"/profiles/{ASHA}/identities"


def give(desk: Desk, handle: str = "pos", identifier: object = "A1", **more: object) -> Any:
    return desk.data("POST", CARDS, {"handle": handle, "identifier": identifier, **more})


def test_an_identity_is_given_and_finds_its_profile(desk: Desk) -> None:
    status, answer = desk.call("POST", CARDS, {"handle": "pos", "identifier": 7001})
    found = answer["data"]
    assert (status, found["identifier"]) == (201, "7001")
    assert (found["is_active"], found["is_primary"], found["merged_from"]) == (True, False, None)
    for path in (f"{CARDS}/pos", f"{CARDS}/{found['id']}", f"{CARDS}/id/{found['id']}"):
        assert desk.data("GET", path) == found
    search = "/identities/search?handle=pos&identifier=7001"
    assert desk.data("GET", search)["profile_id"] == ASHA
    assert [row["id"] for row in desk.data("GET", "/profiles?search=7001")] == [ASHA]


@pytest.mark.parametrize("path", [CARDS, f"/profiles/{BEN}/identities"])
def test_a_pair_that_somebody_has_is_422(desk: Desk, path: str) -> None:
    body = {"handle": "loyalty-card", "identifier": "60011234"}
    assert desk.errors("POST", path, body) == {
        "identifier": ["The identifier has already been taken."]
    }
    assert len(desk.data("GET", f"/profiles/{BEN}/identities")) == 1


def test_the_same_number_of_another_system_is_free(desk: Desk) -> None:
    assert give(desk, "shopify", "60011242")["identifier"] == "60011242"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"handle": None}, "handle"),
        ({"handle": "a b"}, "handle"),
        ({"handle": "h" * 256}, "handle"),
        ({"handle": 5}, "handle"),
        ({"identifier": ""}, "identifier"),
        ({"identifier": "  "}, "identifier"),
        ({"identifier": None}, "identifier"),
        ({"identifier": 1.5}, "identifier"),
        ({"identifier": True}, "identifier"),
        ({"identifier": []}, "identifier"),
        ({"is_active": "yes"}, "is_active"),
        ({"is_primary": 2}, "is_primary"),
    ],
)
def test_a_wrong_identity_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    found = desk.errors("POST", CARDS, {"handle": "pos", "identifier": "A1", **wrong})
    assert {name: len(reasons) for name, reasons in found.items()} == {field: 1}
    assert len(desk.data("GET", CARDS)) == 1


def test_one_identity_is_primary_and_is_the_external_id(desk: Desk) -> None:
    new = give(desk, "pos", "A1", is_primary=True)
    primaries = {row["id"]: row["is_primary"] for row in desk.data("GET", CARDS)}
    assert primaries == {31: False, new["id"]: True}
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] == "A1"
    desk.data("PUT", f"{CARDS}/31", {"is_primary": True})
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] == "60011234"
    desk.data("PUT", f"{CARDS}/31", {"is_primary": False})
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] is None


def test_a_handle_means_the_newest_active_one(desk: Desk) -> None:
    first = give(desk, "pos", "A1")
    second = give(desk, "pos", "A2")
    assert desk.data("GET", f"{CARDS}/pos") == second
    desk.data("PUT", f"{CARDS}/pos", {"is_active": False})
    assert desk.data("GET", f"{CARDS}/pos") == first
    desk.data("PUT", f"{CARDS}/pos", {"is_active": False})
    assert desk.data("GET", f"{CARDS}/pos")["id"] == second["id"]


def test_digits_mean_an_id_of_the_profile_before_a_handle(desk: Desk) -> None:
    new = give(desk, "31", "A1")
    assert desk.data("GET", f"{CARDS}/31")["identifier"] == "60011234"
    assert desk.data("GET", f"{CARDS}/id/{new['id']}")["handle"] == "31"
    other = desk.data("POST", f"/profiles/{BEN}/identities", {"handle": "31", "identifier": "B1"})
    assert desk.data("GET", f"/profiles/{BEN}/identities/31") == other


def test_a_lost_card_is_replaced(desk: Desk) -> None:
    desk.advance(minutes=1)
    found = desk.data("PUT", f"{CARDS}/loyalty-card", {"identifier": "60017777"})
    assert (found["id"], found["is_primary"], found["updated_at"]) == (
        31,
        True,
        "2026-03-10 02:01:00",
    )
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] == "60017777"
    assert desk.data("GET", "/identities/search-profile/60011234") == []
    assert desk.data("GET", "/profiles?search=60011234") == []


def test_a_blocked_card_says_so_and_comes_back(desk: Desk) -> None:
    path = f"/profiles/{FRANK}/identities/loyalty-card"
    assert desk.data("GET", path)["is_active"] is False
    assert desk.data("PUT", path, {"is_active": True})["is_active"] is True
    search = "/identities/search?handle=loyalty-card&identifier=60011283"
    assert desk.data("GET", search)["is_active"] is True


@pytest.mark.parametrize(
    "wrong",
    [{"identifier": "60011242"}, {"identifier": None}, {"identifier": ""}, {"identifier": {}}],
)
def test_a_wrong_change_is_422_and_changes_nothing(desk: Desk, wrong: dict[str, object]) -> None:
    before = desk.data("GET", CARDS)
    assert list(desk.errors("PUT", f"{CARDS}/31", {"is_active": False, **wrong})) == ["identifier"]
    assert desk.data("GET", CARDS) == before


def test_a_deleted_identity_is_gone_and_free(desk: Desk) -> None:
    assert desk.send("DELETE", f"{CARDS}/loyalty-card").status == 204
    assert desk.data("GET", CARDS) == []
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] is None
    assert desk.data("GET", "/profiles?search=60011234") == []
    body = {"handle": "loyalty-card", "identifier": "60011234"}
    assert desk.data("POST", f"/profiles/{ERIN}/identities", body)["profile_id"] == ERIN


@pytest.mark.parametrize(
    "place", ["none", "32", "id/32", "id/none", "id/999", "9999999999999999", "id", "%00"]
)
def test_an_identity_that_is_not_the_profiles_is_404(desk: Desk, place: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, f"{CARDS}/{place}", {})[0] == 404, method
    assert len(desk.data("GET", f"/profiles/{BEN}/identities")) == 1


def test_a_staff_member_with_two_numbers_is_renumbered_by_the_newest(desk: Desk) -> None:
    person = desk.data("GET", "/staff/1993")["id"]
    desk.data("POST", f"/profiles/{person}/identities", {"handle": "staff", "identifier": "2000"})
    assert list(desk.errors("PUT", "/staff/1993", {"staff_id": "1994"})) == ["staff_id"]
    assert list(desk.errors("PUT", "/staff/2000", {"staff_id": "1993"})) == ["staff_id"]
    found = desk.data("PUT", "/staff/2000", {"staff_id": "2001"})
    assert [card["identifier"] for card in found["identities"]] == ["1993", "2001"]


_MOVES = st.lists(
    st.tuples(
        st.sampled_from((ASHA, BEN, ERIN)),
        st.sampled_from(("give", "change", "take")),
        st.sampled_from(("pos", "loyalty-card")),
        st.sampled_from(("1", "2", "60011234")),
        st.booleans(),
    ),
    max_size=12,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=_MOVES)
def test_a_pair_is_one_profiles_and_a_profile_has_one_primary(
    desk: Desk, moves: list[tuple[str, str, str, str, bool]]
) -> None:
    for who, what, handle, identifier, flag in moves:
        path = f"/profiles/{who}/identities"
        body = {"handle": handle, "identifier": identifier, "is_primary": flag}
        method = {"give": "POST", "change": "PUT", "take": "DELETE"}[what]
        below = "" if what == "give" else f"/{handle}"
        assert desk.call(method, path + below, body)[0] in (200, 201, 204, 404, 422)
    rows = desk.data("GET", "/identities?page[size]=100")
    pairs = [(row["handle"], row["identifier"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    owners = [row["profile_id"] for row in rows if row["is_primary"]]
    assert len(owners) == len(set(owners))
