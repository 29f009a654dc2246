"""Profiles in numbers: availability, sync, batch (omneo-api.md 2.2)."""

import pytest

from tests.sandbox.rules.rule_desk import ASHA, BEN, ERIN, GRACE_BEFORE, Desk

NADIA = {"first_name": "Nadia", "last_name": "Haddad", "email": "nadia@example.test"}


def test_availability_says_what_is_free_and_whose_the_rest_is(desk: Desk) -> None:
    body = {"email": "ASHA@example.test", "mobile_phone": "+61400000009"}
    assert desk.data("POST", "/profiles/availability", body) == {
        "email": {"available": False, "profile": {"id": ASHA}},
        "mobile_phone": {"available": True, "profile": None},
    }
    assert desk.data("POST", "/profiles/availability", {"email": "new@example.test"}) == {
        "email": {"available": True, "profile": None},
        "mobile_phone": None,
    }


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "mobile_phone"}),
        ({"email": "x"}, {"email"}),
        ({"email": 5}, {"email"}),
        ({"email": "a@example.test", "mobile_phone": "12"}, {"mobile_phone"}),
    ],
)
def test_availability_of_nonsense_is_422(
    desk: Desk, body: dict[str, object], fields: set[str]
) -> None:
    assert set(desk.errors("POST", "/profiles/availability", body)) == fields


def test_what_the_deleted_and_merged_had_is_free(desk: Desk) -> None:
    merged = desk.tenant._store.one("SELECT email FROM profile WHERE id = ?", GRACE_BEFORE) or {}
    desk.send("DELETE", f"/profiles/{ASHA}")
    for email in ("asha@example.test", merged["email"]):
        found = desk.data("POST", "/profiles/availability", {"email": email})
        assert found["email"]["available"], email


def test_a_sync_makes_a_profile_once(desk: Desk) -> None:
    first = desk.call("POST", "/profiles/sync", NADIA)
    again = desk.call("POST", "/profiles/sync", {"email": "NADIA@example.test", "company": "Loom"})
    assert (first[0], again[0]) == (201, 200)
    assert first[1]["data"]["id"] == again[1]["data"]["id"]
    assert (again[1]["data"]["company"], again[1]["data"]["first_name"]) == ("Loom", "Nadia")


def test_a_sync_finds_by_mobile_too(desk: Desk) -> None:
    body = {"mobile_phone": "+61411222333", "email": "asha.new@example.test"}
    found = desk.data("POST", "/profiles/sync", body)
    assert (found["id"], found["email"]) == (ASHA, "asha.new@example.test")


def test_a_sync_of_two_peoples_data_is_refused(desk: Desk) -> None:
    ben = desk.data("GET", f"/profiles/{BEN}")
    body = {"email": ben["email"], "mobile_phone": "+61411222333"}
    assert list(desk.errors("POST", "/profiles/sync", body)) == ["mobile_phone"]
    assert desk.data("GET", f"/profiles/{BEN}") == ben


def test_a_sync_without_either_is_only_queued(desk: Desk) -> None:
    body = {"updated_at": "2026-03-01 00:00:00"}
    status, answer = desk.call("POST", "/profiles/sync", body)
    assert (status, answer) == (200, {"data": {"message": "Profiles queued for sync."}})


def test_a_sync_of_somebody_new_needs_a_name(desk: Desk) -> None:
    body = {"mobile_phone": "+61400000009"}
    assert set(desk.errors("POST", "/profiles/sync", body)) == {"first_name", "last_name", "email"}


def test_a_batch_makes_and_changes_profiles(desk: Desk) -> None:
    rows = [NADIA, {"email": "asha@example.test", "company": "Loom"}]
    status, answer = desk.call(
        "POST", "/profiles/batch", {"match_criteria": "email", "profiles": rows}
    )
    assert (status, answer["data"]["message"]) == (200, "Profiles queued for batch import.")
    assert set(answer["data"]) == {"message", "batch_id"}
    assert desk.data("GET", f"/profiles/{ASHA}")["company"] == "Loom"
    assert len(desk.data("GET", "/profiles?search=nadia haddad")) == 1
    again = desk.data("POST", "/profiles/batch", {"profiles": rows})
    assert again["batch_id"] != answer["data"]["batch_id"]
    assert len(desk.data("GET", "/profiles?search=nadia haddad")) == 1


def test_a_batch_matches_by_an_identity(desk: Desk) -> None:
    def row(number: str, **more: object) -> dict[str, object]:
        return {"identities": [{"handle": "loyalty-card", "identifier": number}], **more}

    rows = [row("60011275", company="Loom"), row("60019999", **NADIA)]
    desk.data("POST", "/profiles/batch", {"match_criteria": "loyalty-card", "profiles": rows})
    assert desk.data("GET", f"/profiles/{ERIN}")["company"] == "Loom"
    assert desk.data("GET", "/identities/search-profile/60019999")[0]["first_name"] == "Nadia"


def test_a_wrong_row_is_named_and_the_good_ones_are_in(desk: Desk) -> None:
    rows: list[object] = [
        {**NADIA, "first_name": ""},
        NADIA,
        "nobody",
        {**NADIA, "mobile_phone": "+61411222333"},
        {**NADIA, "email": "b@example.test", "identities": [{"handle": "pos"}]},
        {**NADIA, "email": "c@example.test"},
    ]
    found = desk.data("POST", "/profiles/batch", {"profiles": rows})
    assert set(found["errors"]) == {
        "profiles.0.first_name",
        "profiles.2",
        "profiles.3.mobile_phone",
        "profiles.4.identities.0.identifier",
    }
    rows_in = desk.data("GET", "/profiles?search=nadia haddad")
    assert {row["email"] for row in rows_in} == {"nadia@example.test", "c@example.test"}


def test_a_batch_without_a_good_row_is_422(desk: Desk) -> None:
    rows = [{"email": "x"}, 5]
    found = desk.errors("POST", "/profiles/batch", {"profiles": rows})
    assert {"profiles.0.email", "profiles.1"} <= set(found)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "profiles"),
        ({"profiles": []}, "profiles"),
        ({"profiles": {}}, "profiles"),
        ({"profiles": [NADIA] * 501}, "profiles"),
        ({"profiles": [NADIA], "match_criteria": 5}, "match_criteria"),
    ],
)
def test_a_batch_that_is_none_is_422(desk: Desk, body: dict[str, object], field: str) -> None:
    assert list(desk.errors("POST", "/profiles/batch", body)) == [field]
    assert desk.data("GET", "/profiles?search=nadia haddad") == []
