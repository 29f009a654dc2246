"""Gift cards between people (omneo-api.md 2.7, U31): handed on, waiting for a recipient, going back unused."""

import pytest

from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, ERIN, GRACE_BEFORE, Desk

NEW = "tane@example.test"
SMART = {
    "name": "Smart card", "handle": "smart-card", "type": "gift_card", "is_releasable": True, "release_period": 10,
    "require_security_code": True, "period": 365,
}  # fmt: skip


def _buy(desk: Desk, **more: object) -> int:
    """A gift that Ben buys; its number."""
    body = {
        "credit_definition_handle": "gift-card",
        "value_initial": 50,
        "creator_profile_id": BEN,
        **more,
    }
    return int(desk.data("POST", "/credits", body)["id"])


def _smart(desk: Desk, **more: object) -> int:
    made = desk.data("POST", "/credits/definitions", SMART)
    return _buy(desk, credit_definition_handle=None, credit_definition_id=made["id"], **more)


def _holder(desk: Desk, number: int) -> object:
    return desk.data("GET", f"/credits/{number}")["profile_id"]


def _join(desk: Desk, email: str = NEW, staff_id: str = "2001") -> str:
    """A new profile with that e-mail; its id."""
    body = {"staff_id": staff_id, "first_name": "Tane", "last_name": "Hill", "email": email}
    return str(desk.data("POST", "/staff", body)["id"])


@pytest.mark.parametrize("path", ["/credits/77", f"/profiles/{ASHA}/credits/77"])
def test_a_gift_card_changes_hands_with_what_is_left(desk: Desk, path: str) -> None:
    made = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 20})
    assert desk.data("PUT", path, {"profile_id": ERIN})["profile_id"] == ERIN
    assert (desk.balances()["credit_balance"], desk.balances(ERIN)["credit_balance"]) == (0, 30)
    assert desk.call("GET", f"/profiles/{ASHA}/credits/77")[0] == 404
    desk.data("POST", f"/profiles/{ERIN}/credits/77/redeem", {"amount": 30})
    # What Asha spent before goes back onto the card, wherever that is now (U46).
    desk.reverse(made["id"])
    assert desk.balances(ERIN)["credit_balance"] == 20
    entry = desk.tenant.ledger()["profiles"][ERIN]["credit"]
    assert (entry["issued"], entry["left"], entry["redeemed"]) == (5000, 2000, 3000)


@pytest.mark.parametrize("number", [81, 82, 84, 85])
def test_only_gift_cards_change_hands(desk: Desk, number: int) -> None:
    errors = desk.errors("PUT", f"/credits/{number}", {"profile_id": ERIN, "note": "changed"})
    assert errors == {"profile_id": ["Only gift cards can be transferred."]}
    row = desk.data("GET", f"/credits/{number}")
    assert (row["profile_id"], row["note"] != "changed") == (DANIEL, True)
    assert desk.data("PUT", f"/credits/{number}", {"profile_id": DANIEL})["profile_id"] == DANIEL


@pytest.mark.parametrize(
    "change",
    [{"is_void": True}, {"locked": True}, {"expires_at": "2026-01-01"}, {"value_remaining": 0}],
)
def test_a_card_that_cannot_be_spent_stays_where_it_is(
    desk: Desk, change: dict[str, object]
) -> None:
    desk.data("PUT", "/credits/77", change)
    assert desk.errors("PUT", "/credits/77", {"profile_id": ERIN}) == {
        "profile_id": ["The credit is not transferable."]
    }


@pytest.mark.parametrize("nobody", ["x", 5, GRACE_BEFORE, {}])
def test_a_card_goes_only_to_somebody(desk: Desk, nobody: object) -> None:
    assert list(desk.errors("PUT", "/credits/77", {"profile_id": nobody})) == ["profile_id"]
    assert _holder(desk, 77) == ASHA


def test_a_gift_waits_with_its_buyer_until_the_recipient_has_a_profile(desk: Desk) -> None:
    number = _buy(desk, recipient_email=NEW, recipient_first_name="Tane")
    assert _holder(desk, number) == BEN
    assert desk.balances(BEN)["credit_balance"] == 50
    _join(desk, "somebody@else.test", "2000")
    assert _holder(desk, number) == BEN
    desk.advance(days=1)
    joined = _join(desk, NEW.upper())
    assert _holder(desk, number) == joined
    assert desk.data("GET", f"/credits/{number}")["updated_at"] == "2026-03-11 02:00:00"
    assert (desk.balances(BEN)["credit_balance"], desk.balances(joined)["credit_balance"]) == (
        0,
        50,
    )


def test_a_gift_goes_to_a_known_recipient_at_once(desk: Desk) -> None:
    number = _buy(desk, recipient_email="ASHA@example.test")
    assert _holder(desk, number) == ASHA


def test_the_guide_buys_a_gift_on_the_buyers_own_path(desk: Desk) -> None:
    body = {"amount": 20, "type": "gift_card", "recipient_email": NEW}
    made = desk.data("POST", f"/profiles/{BEN}/credits", body)
    assert (made["profile_id"], made["creator_profile_id"]) == (BEN, BEN)
    joined = _join(desk)
    assert _holder(desk, made["id"]) == joined


def test_a_waiting_gift_follows_a_changed_address_too(desk: Desk) -> None:
    joined = _join(desk, "old@example.test")
    number = _buy(desk, recipient_email=NEW)
    desk.data("PUT", "/staff/2001", {"email": NEW})
    assert _holder(desk, number) == joined
    other = _buy(desk, recipient_email="wrong@example.test")
    assert desk.data("PUT", f"/credits/{other}", {"recipient_email": NEW})["profile_id"] == joined


def test_a_gift_that_was_handed_on_by_hand_waits_for_nobody(desk: Desk) -> None:
    number = _buy(desk, recipient_email=NEW)
    desk.data("PUT", f"/credits/{number}", {"profile_id": ERIN})
    _join(desk)
    assert _holder(desk, number) == ERIN


def test_a_recipient_may_give_a_card_back_to_who_bought_it(desk: Desk) -> None:
    number = _buy(desk, recipient_email="asha@example.test")
    desk.data("PUT", f"/credits/{number}", {"profile_id": BEN})
    desk.data("PUT", f"/credits/{number}", {"note": "thanks"})
    assert _holder(desk, number) == BEN


def test_a_card_of_nobody_is_given_to_somebody(desk: Desk) -> None:
    body = {"credit_definition_handle": "store-credit", "value_initial": 5}
    number = desk.data("POST", "/credits", body)["id"]
    assert _holder(desk, number) is None
    assert desk.data("PUT", f"/credits/{number}", {"profile_id": ERIN})["profile_id"] == ERIN


def test_a_smart_card_goes_back_when_it_was_not_used_in_time(desk: Desk) -> None:
    number = _smart(desk, profile_id=ERIN)
    # Ten days on, to the end of the local day.
    assert desk.data("GET", f"/credits/{number}")["released_at"] == "2026-03-20 12:59:59"
    desk.advance(days=10, hours=10, minutes=59, seconds=58)
    assert _holder(desk, number) == ERIN
    desk.advance(seconds=1)
    assert desk.balances(ERIN)["credit_balance"] == 0
    assert desk.balances(BEN)["credit_balance"] == 50
    row = desk.data("GET", f"/credits/{number}")
    assert (row["profile_id"], row["updated_at"]) == (BEN, "2026-03-20 12:59:59")
    desk.data("PUT", f"/credits/{number}", {"profile_id": ASHA})
    desk.advance(days=30)
    assert _holder(desk, number) == ASHA  # it went back once


def test_a_smart_card_that_was_used_stays_unless_the_use_is_undone(desk: Desk) -> None:
    number = _smart(desk, profile_id=ERIN, security_code="1")
    desk.advance(days=10, hours=10, minutes=55)
    path = f"/profiles/{ERIN}/credits/{number}/redeem"
    made = desk.data("POST", path, {"amount": 1, "security_code": "1"})
    desk.advance(minutes=9)
    assert _holder(desk, number) == ERIN
    desk.reverse(made["id"], ERIN)
    assert _holder(desk, number) == BEN


@pytest.mark.parametrize(
    "change",
    [{"is_void": True}, {"released_at": None}, {"released_at": "2027-01-01 00:00:00"}],
)
def test_a_void_or_prolonged_smart_card_does_not_go_back(
    desk: Desk, change: dict[str, object]
) -> None:
    number = _smart(desk, profile_id=ERIN)
    desk.data("PUT", f"/credits/{number}", change)
    desk.advance(days=30)
    assert _holder(desk, number) == ERIN


def test_a_smart_gift_nobody_claimed_stops_waiting(desk: Desk) -> None:
    number = _smart(desk, recipient_email=NEW)
    desk.advance(days=11)
    assert _holder(desk, number) == BEN
    _join(desk)
    assert _holder(desk, number) == BEN


def test_an_ordinary_card_never_goes_back(desk: Desk) -> None:
    number = _buy(desk, profile_id=ERIN, released_at="2026-03-11 00:00:00")
    desk.advance(days=30)
    assert _holder(desk, number) == ERIN
