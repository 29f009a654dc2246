"""Making, changing, removing profiles, and their ledger (omneo-api.md 2.2, 2.16, U41)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.rules.rule_desk import ASHA, BEN, ERIN, GRACE, GRACE_BEFORE, Desk, sale

NADIA = {"first_name": "Nadia", "last_name": "Haddad", "email": "Nadia@Example.test"}


def made(desk: Desk, **more: object) -> Any:
    return desk.data("POST", "/profiles", {**NADIA, **more})


def test_a_profile_is_made_and_read_back(desk: Desk) -> None:
    body = {
        **NADIA, "mobile_phone": "+61400000001", "gender": "female", "birth_day": 29, "birth_month": 2, "birth_year": 1992,
        "company": "Loom", "joined_at": "2026-01-02", "joined_location_external_id": "S02", "preferred_location_id": 2,
        "identities": [{"handle": "loyalty-card", "identifier": 60019999}], "tags": ["vip", "vip", "press"],
        "statuses": ["gold-staff"], "avatar_url": "https://example.test/a.png",
    }  # fmt: skip
    status, answer = desk.call("POST", "/profiles", body)
    assert status == 201
    found = answer["data"]
    assert found == desk.data("GET", f"/profiles/{found['id']}")
    assert (found["email"], found["mobile_phone_national"]) == ("nadia@example.test", "400000001")
    assert (found["profile_type"], found["tier_handle"]) == ("active", "bronze")
    assert (found["birth_date"], found["joined_at"]) == ("1992-02-29", "2026-01-02 00:00:00")
    assert (found["joined_location_id"], found["preferred_location_id"]) == (3, 2)
    assert (found["tags"], found["statuses"]) == (["vip", "press"], ["gold-staff"])
    assert (found["external_id"], found["identities"][0]["is_primary"]) == ("60019999", True)
    assert found["reward_balance"] == 0
    assert found["id"][14] == "4"
    card = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60019999")
    assert card["profile_id"] == found["id"]
    assert [row["id"] for row in desk.data("GET", "/profiles?search=nadia 60019999")] == [
        found["id"]
    ]


def test_addresses_and_attributes_are_kept(desk: Desk) -> None:
    street = {
        "address_line_1": "1 A St",
        "city": "Perth",
        "postcode": "6000",
        "state": "WA",
        "country": "Australia",
    }
    found = made(
        desk,
        addresses=[street, {**street, "address_line_1": "2 B St", "is_default": True}],
        comms_attributes={"email_optout": True},
        attributes={"comms": {"sms_promo": False}, "appearance": {"shoe_size": 42}},
        dates_attributes=[{"handle": "wedding", "date": "2020-01-01"}],
        custom_attributes=[{"namespace": "pos", "handle": "note", "type": "string", "value": "x"}],
    )
    assert [entry["id"] for entry in found["addresses"]] == [1, 2]
    assert found["address"]["address_line_1"] == "2 B St"
    assert found["attributes"]["comms"] == {"sms_promo": False, "email_optout": True}
    assert found["attributes"]["dates"] == [{"handle": "wedding", "date": "2020-01-01"}]
    changed = desk.data(
        "PUT",
        f"/profiles/{found['id']}",
        {
            "attributes": {"comms": {"email_optout": False}},
            "custom_attributes": [
                {"namespace": "pos", "handle": "size", "type": "integer", "value": 3}
            ],
        },
    )
    assert changed["attributes"]["comms"] == {"sms_promo": False, "email_optout": False}
    assert changed["attributes"]["appearance"] == {"shoe_size": 42}
    assert [entry["handle"] for entry in changed["custom_attributes"]] == ["note", "size"]
    assert changed["addresses"] == found["addresses"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_name": None}, "first_name"),
        ({"first_name": "   "}, "first_name"),
        ({"last_name": 5}, "last_name"),
        ({"last_name": "x" * 256}, "last_name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "ASHA@example.test"}, "email"),
        ({"mobile_phone": "0411222333"}, "mobile_phone"),
        ({"mobile_phone": "+61411222333"}, "mobile_phone"),
        ({"gender": "?"}, "gender"),
        ({"birth_day": 5}, "birth_day"),
        ({"birth_day": 31, "birth_month": 2}, "birth_day"),
        ({"birth_year": 1990}, "birth_day"),
        ({"birth_month": -1, "birth_day": 1}, "birth_month"),
        ({"currency": "EUR"}, "currency"),
        ({"joined_at": "yesterday"}, "joined_at"),
        ({"joined_location_id": 99}, "joined_location_id"),
        ({"joined_location_id": -1}, "joined_location_id"),
        ({"preferred_location_external_code": "?"}, "preferred_location_external_code"),
        ({"profile_type": "deleted"}, "profile_type"),
        ({"identities": {}}, "identities"),
        ({"identities": [5]}, "identities.0"),
        ({"identities": [{"handle": "pos"}]}, "identities.0.identifier"),
        ({"identities": [{"handle": "p o s", "identifier": "1"}]}, "identities.0.handle"),
        ({"identities": [{"handle": "pos", "identifier": "1"}] * 2}, "identities.1.identifier"),
        ({"identities": [{"handle": "pos", "identifier": "1", "is_active": "no"}]}, "identities.0.is_active"),
        ({"addresses": [{"city": "Perth"}]}, "addresses.0.postcode"),
        ({"tags": [1]}, "tags.0"),
        ({"tags": [str(number) for number in range(201)]}, "tags"),
        ({"attributes": []}, None),
        ({"attributes": 5}, "attributes"),
        ({"attributes": {"comms": {"sms_optout": 1}}}, "attributes.comms.sms_optout"),
        ({"comms_attributes": {"sms_optout": "x"}}, "comms_attributes.sms_optout"),
        ({"custom_attributes": [{"namespace": "a"}]}, "custom_attributes.0.handle"),
        ({"custom_attributes": [{"namespace": "a", "handle": "b", "type": "integer", "value": "3"}]},
         "custom_attributes.0.value"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str | None
) -> None:
    body = {**NADIA, **wrong}
    if field is None:
        assert desk.call("POST", "/profiles", body)[0] == 201
        return
    assert field in desk.errors("POST", "/profiles", body)
    assert desk.data("GET", "/profiles?search=nadia haddad") == []


def test_a_taken_number_has_the_vendors_words(desk: Desk) -> None:
    found = desk.errors("POST", "/profiles", {**NADIA, "mobile_phone": "+61411222333"})
    assert found == {"mobile_phone": ["The phone number exists"]}


def test_a_card_that_somebody_has_leads_there(desk: Desk) -> None:
    body = {
        **NADIA,
        "identities": [
            {"handle": "loyalty-card", "identifier": "60011275"},
            {"handle": "pos", "identifier": "7"},
        ],
    }
    status, answer = desk.call("POST", "/profiles", body)
    assert (status, answer["data"]["id"], answer["data"]["first_name"]) == (200, ERIN, "Nadia")
    assert [card["identifier"] for card in answer["data"]["identities"]] == ["60011275", "7"]
    assert answer["data"]["external_id"] == "60011275"


def test_cards_of_two_people_are_refused(desk: Desk) -> None:
    cards = [
        {"handle": "loyalty-card", "identifier": number} for number in ("60011275", "60011234")
    ]
    assert list(desk.errors("POST", "/profiles", {**NADIA, "identities": cards})) == [
        "identities.1.identifier"
    ]
    assert desk.data("GET", f"/profiles/{ERIN}")["first_name"] == "Erin"


def test_an_update_changes_what_is_given(desk: Desk) -> None:
    before = desk.data("GET", f"/profiles/{ASHA}")
    desk.advance(hours=1)
    found = desk.data(
        "PUT", f"/profiles/{ASHA}", {"last_name": "Tran", "mobile_phone": None, "birth_day": 5}
    )
    assert (found["full_name"], found["mobile_phone"], found["birth_date"]) == (
        "Asha Tran",
        None,
        "1990-07-05",
    )
    kept = ("email", "gender", "tier_handle", "reward_balance", "identities", "created_at")
    assert {name: found[name] for name in kept} == {name: before[name] for name in kept}
    assert found["updated_at"] > before["updated_at"]
    assert desk.data("GET", "/profiles?search=tran")[0]["id"] == ASHA


def test_null_keeps_what_a_profile_must_have(desk: Desk) -> None:
    body = {
        "first_name": None,
        "last_name": None,
        "email": None,
        "profile_type": None,
        "currency": None,
    }
    before = desk.data("GET", f"/profiles/{ASHA}")
    assert desk.data("PUT", f"/profiles/{ASHA}", body) == {
        **before,
        "updated_at": "2026-03-10 02:00:00",
    }


def test_an_update_may_not_take_what_is_anothers(desk: Desk) -> None:
    before = desk.data("GET", f"/profiles/{BEN}")
    body = {
        "first_name": "Benjamin",
        "email": "asha@example.test",
        "mobile_phone": "+61411222333",
        "identities": [{"handle": "loyalty-card", "identifier": "60011234"}],
    }
    assert set(desk.errors("PUT", f"/profiles/{BEN}", body)) == {
        "email",
        "mobile_phone",
        "identities.0.identifier",
    }
    assert desk.data("GET", f"/profiles/{BEN}") == before
    own = {"email": before["email"], "mobile_phone": before["mobile_phone"]}
    assert desk.call("PUT", f"/profiles/{BEN}", own)[0] == 200


@pytest.mark.parametrize("profile_id", ["nobody", GRACE_BEFORE])
def test_nobody_is_changed_who_is_not_there(desk: Desk, profile_id: str) -> None:
    path = f"/profiles/{profile_id}"
    for method, below in (("PUT", ""), ("DELETE", ""), ("POST", "/purge"), ("DELETE", "/purge")):
        assert desk.call(method, path + below, {})[0] == 404, (method, below)
    assert desk.call("GET", f"{path}/ledgers")[0] == 404


def test_verbs_that_are_not_there_are_405(desk: Desk) -> None:
    for method, path in (("PATCH", f"/profiles/{ASHA}"), ("PUT", "/profiles"), ("GET", f"/profiles/{ASHA}/purge")):  # fmt: skip
        response = desk.send(method, path)
        assert (response.status, bool(dict(response.headers)["Allow"])) == (405, True), path


def test_a_deleted_profile_is_gone_and_its_mail_and_card_are_free(desk: Desk) -> None:
    books = desk.tenant.ledger()
    assert desk.send("DELETE", f"/profiles/{ASHA}").status == 204
    for path in (f"/profiles/{ASHA}", f"/profiles/{ASHA}/balances", f"/profiles/{ASHA}/identities"):
        assert desk.call("GET", path)[0] == 404
    search = "/identities/search?handle=loyalty-card&identifier=60011234"
    assert desk.call("GET", search)[0] == 404
    assert desk.data("GET", "/profiles?search=asha") == []
    assert desk.tenant.ledger() == books
    found = made(
        desk,
        email="asha@example.test",
        mobile_phone="+61411222333",
        identities=[{"handle": "loyalty-card", "identifier": "60011234"}],
    )
    assert desk.data("GET", search)["profile_id"] == found["id"] != ASHA


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_a_purge_erases_the_person_and_keeps_the_books(desk: Desk, method: str) -> None:
    made = desk.redeem(10)
    body = sale(redemption_id=made["id"], receipt_email="asha@example.test", external_id="X")
    sold = desk.data("POST", "/transactions", body)
    books = desk.tenant.ledger()
    assert desk.send("DELETE", f"/profiles/{ASHA}").status == 204
    assert desk.send(method, f"/profiles/{ASHA}/purge").status == 204
    assert desk.tenant.ledger() == books
    assert desk.send(method, f"/profiles/{ASHA}/purge").status == 404
    found = desk.data("GET", f"/transactions/{sold['id']}")
    assert (found["profile"]["email"], found["receipt_email"]) == (None, None)
    store = desk.tenant._store
    for table in ("profile", "identity", "credit", "sale"):
        rows = store.all(f"SELECT * FROM {table}")  # noqa: S608  the four names above
        written = " ".join(str(value) for row in rows for value in row.values())
        assert "asha" not in written.lower(), table
        assert "60011234" not in written, table
        assert "61411222333" not in written, table
    assert desk.call("GET", "/credits/77")[0] == 404


def test_a_purge_erases_who_was_merged_into_it_too(desk: Desk) -> None:
    assert desk.send("POST", f"/profiles/{GRACE}/purge").status == 204
    rows = desk.tenant._store.all("SELECT * FROM profile WHERE last_name = 'Kim'")
    assert rows == []


def test_filters_reach_tags_cards_and_stores(desk: Desk) -> None:
    first = made(
        desk,
        tags=["vip", "press"],
        preferred_location_id=2,
        identities=[{"handle": "pos", "identifier": "7"}],
    )["id"]
    second = made(desk, email="b@example.test", tags=["vip"], statuses=["new"])["id"]
    for query, expected in (
        ("filter[tags.handle]=vip", [second, first]),
        ("filter[tags][handle]=press", [first]),
        ("filter[tags.handle][in]=press,other", [first]),
        ("filter[tags.handle]=vip&filter[tags.handle][ne]=press", [second]),
        ("filter[tags.handle][nullable]=0", [second, first]),
        ("filter[statuses.handle]=new", [second]),
        ("filter[identities.handle]=pos", [first]),
        ("filter[identities][identifier]=7", [first]),
        ("filter[preferred_location_id]=2", [first]),
        ("filter[tags.handle]=vip&sort=created_at,tags.handle,-email", [first, second]),
    ):
        rows = desk.data("GET", f"/profiles?{query}")
        assert [row["id"] for row in rows] == expected, query


def test_stores_are_shown_when_they_are_asked_for(desk: Desk) -> None:
    found = made(desk, joined_location_id=2, preferred_location_id=3)
    assert (found["joined_location"], found["preferred_location"]) == (None, None)
    path = f"/profiles/{found['id']}?include=joined_location,preferred_location"
    shown = desk.data("GET", path)
    assert shown["joined_location"] == {"id": 2, "name": "Main Shop", "external_id": "S01"}
    assert shown["preferred_location"]["external_id"] == "S02"


def test_the_ledger_lists_what_was_given_and_redeemed(desk: Desk) -> None:
    desk.advance(minutes=5)
    spent = desk.redeem(10)
    rows = desk.data("GET", f"/profiles/{ASHA}/ledgers?page[size]=100")
    assert (rows[0]["type"], rows[0]["type_attributes"]["id"]) == ("redemption", spent["id"])
    assert {row["type"] for row in rows} == {"reward", "benefit", "point", "credit", "redemption"}
    assert rows[0]["profile"] == {"id": ASHA, "email": "asha@example.test"}
    for row in rows:
        assert desk.data("GET", f"/profiles/{ASHA}/ledgers/{row['id']}") == row
        assert desk.call("GET", f"/profiles/{BEN}/ledgers/{row['id']}")[0] == 404
    rewards = desk.data("GET", f"/profiles/{ASHA}/ledgers?filter[type]=reward")
    assert {row["type_attributes"]["id"] for row in rewards} == set(desk.rewards())


_NAMES = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_NAMES, last=_NAMES, number=st.integers(0, 10**9), tags=st.lists(_NAMES, max_size=4))
def test_what_is_made_is_what_is_read_in_any_script(
    desk: Desk, first: str, last: str, number: int, tags: list[str]
) -> None:
    email = f"p{number}@example.test"
    desk.data("POST", "/profiles/sync", {"first_name": first, "last_name": last, "email": email})
    found = desk.data("GET", f"/profiles?filter[email]={email}")[0]
    assert (found["first_name"], found["last_name"]) == (first, last)
    changed = desk.data("PUT", f"/profiles/{found['id']}", {"tags": tags})
    assert changed["tags"] == list(dict.fromkeys(tags))
    assert changed["full_name"] == f"{first} {last}"


def test_emoji_and_right_to_left_names_are_kept(desk: Desk) -> None:
    found = made(desk, first_name="👩🏽‍🎨 Zoë", last_name="الهاشمي‎")
    assert (found["first_name"], found["last_name"]) == ("👩🏽‍🎨 Zoë", "الهاشمي‎")
    assert [row["id"] for row in desk.data("GET", "/profiles?search=zoe")] == [found["id"]]
