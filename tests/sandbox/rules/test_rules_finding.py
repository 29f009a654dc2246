"""Finding people by card, text and id; staff (omneo-api.md 2.1, 2.2, 2.11)."""

from dataclasses import replace

import pytest

from posdesk.sandbox.seed import Seed
from posdesk.sandbox.seed_records import Card
from tests.sandbox.rules.rule_desk import ASHA, FRANK, GRACE, GRACE_BEFORE, Desk, person


def test_a_card_leads_to_its_profile(desk: Desk) -> None:
    found = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60011234")
    assert (found["profile_id"], found["is_active"], found["is_primary"]) == (ASHA, True, True)


def test_an_unknown_card_is_404(desk: Desk) -> None:
    assert desk.call("GET", "/identities/search?handle=loyalty-card&identifier=1")[0] == 404


def test_a_search_without_its_parts_names_them(desk: Desk) -> None:
    assert set(desk.errors("GET", "/identities/search")) == {"handle", "identifier"}
    assert set(desk.errors("GET", "/identities/search?handle=x")) == {"identifier"}


def test_an_inactive_card_is_found_and_says_so(desk: Desk) -> None:
    found = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60011283")
    assert (found["profile_id"], found["is_active"]) == (FRANK, False)


def test_the_card_of_a_merged_profile_finds_the_one_that_stayed(desk: Desk) -> None:
    found = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60018880")
    assert (found["profile_id"], found["merged_from"]) == (GRACE, GRACE_BEFORE)
    assert desk.call("GET", f"/profiles/{GRACE_BEFORE}")[0] == 404
    assert desk.call("GET", f"/profiles/{GRACE_BEFORE}/balances")[0] == 404


def test_search_profile_answers_a_list_that_may_be_empty(desk: Desk) -> None:
    assert [row["id"] for row in desk.data("GET", "/identities/search-profile/60011234")] == [ASHA]
    assert desk.data("GET", "/identities/search-profile/none") == []


def test_the_other_systems_id_finds_the_profile_by_post(desk: Desk) -> None:
    body = {"type": "loyalty-card", "id": "60011234"}
    assert desk.data("POST", "/profiles/search-id", body)["id"] == ASHA
    assert desk.data("POST", "/profiles/exists", body) == {"id": ASHA}
    assert desk.data("POST", "/profiles/exists", {"type": "profile_id", "id": ASHA}) == {"id": ASHA}
    assert desk.call("POST", "/profiles/search-id", {"type": "loyalty-card", "id": "0"})[0] == 404
    assert set(desk.errors("POST", "/profiles/search-id", {})) == {"type"}


def test_a_profile_is_read_by_another_systems_id(desk: Desk) -> None:
    assert desk.data("GET", "/profiles/60011234?identity[handle]=loyalty-card")["id"] == ASHA


@pytest.mark.parametrize(
    "text",
    [
        "asha",
        "ASHA nguyen",
        "nguyen asha",
        "asha@example.test",
        "60011234",
        "0411 222 333",
        "%2B61411222333",
        ASHA,
    ],
)
def test_search_finds_by_name_mail_phone_card_and_id(desk: Desk, text: str) -> None:
    assert [row["id"] for row in desk.data("GET", f"/profiles?search={text}")] == [ASHA]
    assert [row["id"] for row in desk.data("GET", f"/profiles?filter[search]={text}")] == [ASHA]


def test_two_people_of_one_name_are_both_found(desk: Desk) -> None:
    rows = desk.data("GET", "/profiles?search=sam taylor")
    assert {row["email"] for row in rows} == {"sam.taylor@example.test", "s.taylor@example.test"}


def test_a_right_to_left_name_is_found(desk: Desk) -> None:
    assert [row["id"] for row in desk.data("GET", "/profiles?search=الهاشمي")] == [person(15)]


def test_nobody_found_is_an_empty_list(desk: Desk) -> None:
    assert desk.data("GET", "/profiles?search=zzzz") == []


def test_a_percent_sign_searches_for_itself(desk: Desk) -> None:
    assert desk.data("GET", "/profiles?search=%25") == []


def test_profiles_are_filtered_by_mail_and_card(desk: Desk) -> None:
    for query in ("filter[email]=ASHA@example.test", "filter[identities.identifier]=60011234"):
        assert [row["id"] for row in desk.data("GET", f"/profiles?{query}")] == [ASHA], query


def test_a_profile_carries_identities_tier_and_balances(desk: Desk) -> None:
    found = desk.data("GET", f"/profiles/{ASHA}")
    assert (found["full_name"], found["external_id"], found["tier"]["name"]) == (
        "Asha Nguyen",
        "60011234",
        "Silver",
    )
    assert (
        found["reward_balance"],
        found["combined_balance_dollars"],
        found["credit_balance"],
    ) == (25, 40, 50)
    assert found["mobile_phone_national_prefix"] == "0411222333"
    assert [card["identifier"] for card in found["identities"]] == ["60011234"]


def test_birthdays_are_counted_on_the_tenants_calendar(desk: Desk) -> None:
    found = desk.data("GET", f"/profiles/{ASHA}")
    assert (found["birth_date"], found["next_birthday"], found["birth_days"]) == (
        "1990-07-04",
        "2026-07-04",
        116,
    )
    assert found["birth_days"] + found["birth_days_past"] == 365
    leapling = desk.data("GET", f"/profiles/{person(2)}")
    assert leapling["next_birthday"] == "2027-02-28"


def test_identities_are_listed_with_their_people_on_request(desk: Desk) -> None:
    row = desk.data("GET", "/identities?filter[identifier]=60011234&include=profile")[0]
    assert row["profile"]["id"] == ASHA
    assert "profile" not in desk.data("GET", "/identities?filter[identifier]=60011234")[0]
    inactive = desk.data("GET", "/identities?filter[is_active]=0")
    assert [row["profile_id"] for row in inactive] == [FRANK]


def test_the_identities_of_a_profile_have_no_pages(desk: Desk) -> None:
    _, answer = desk.call("GET", f"/profiles/{GRACE}/identities")
    assert list(answer) == ["data"]
    assert [row["identifier"] for row in answer["data"]] == ["60011317", "60018880"]


def test_a_tier_says_what_the_next_one_takes(desk: Desk) -> None:
    tier = desk.data("GET", f"/profiles/{ASHA}/tiers")
    assert (tier["current_tier"]["name"], tier["next_tier"]["name"], tier["prev_tier"]["name"]) == (
        "Silver", "Gold", "Bronze",
    )  # fmt: skip
    assert (tier["next_remain"], tier["next_progress"]) == (1160, 42)


def test_staff_are_added_read_changed_and_removed(desk: Desk) -> None:
    body = {
        "staff_id": "2001",
        "first_name": "Noa",
        "last_name": "Berg",
        "email": "noa@example.test",
    }
    made = desk.data("POST", "/staff", {**body, "joined_at": "2026-03-01 09:00:00"})
    assert (made["full_name"], made["identities"][0]["handle"]) == ("Noa Berg", "staff")
    assert desk.data("GET", "/staff/2001")["id"] == made["id"]
    assert desk.data("GET", f"/staff/{made['id']}")["id"] == made["id"]
    changed = desk.data("PUT", "/staff/2001", {"last_name": "Berger", "staff_id": "2002"})
    assert (changed["full_name"], changed["email"]) == ("Noa Berger", "noa@example.test")
    assert desk.call("GET", "/staff/2001")[0] == 404
    assert desk.call("DELETE", "/staff/2002") == (204, None)
    assert desk.call("GET", "/staff/2002")[0] == 404
    assert desk.call("GET", f"/profiles/{made['id']}")[0] == 404


def test_staff_need_a_free_number_mail_and_phone(desk: Desk) -> None:
    body = {"staff_id": 1993, "first_name": "A", "last_name": "B", "email": "asha@example.test"}
    errors = desk.errors("POST", "/staff", {**body, "mobile_phone": "+61411222333"})
    assert errors["mobile_phone"] == ["The phone number exists"]
    assert set(errors) == {"staff_id", "email", "mobile_phone"}
    assert set(desk.errors("POST", "/staff", {})) == {
        "staff_id",
        "first_name",
        "last_name",
        "email",
    }


@pytest.mark.parametrize(
    "birth",
    [
        {"birth_day": 4},
        {"birth_month": 4},
        {"birth_year": 1990},
        {"birth_day": 31, "birth_month": 2},
    ],
)
def test_birth_parts_go_together(desk: Desk, birth: dict[str, int]) -> None:
    assert "birth_day" in desk.errors("PUT", "/staff/1993", birth)


def test_a_customer_who_is_staff_stays_a_customer(desk: Desk, seed: Seed) -> None:
    asha, *others = seed.people
    badge = Card(900, "staff", "2003", is_primary=False, is_active=True, merged_from=None)
    working = replace(asha, cards=(*asha.cards, badge))
    desk.tenant.reset(replace(seed, people=(working, *others)), desk.now)
    assert desk.data("GET", "/staff/2003")["id"] == ASHA
    assert desk.call("DELETE", "/staff/2003")[0] == 204
    assert desk.call("GET", "/staff/2003")[0] == 404
    assert desk.data("GET", f"/profiles/{ASHA}")["external_id"] == "60011234"
