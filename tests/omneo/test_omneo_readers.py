"""Customers and balances as the public descriptions show them, and what tenants may do differently."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.omneo import (
    balances,
    identities,
    profiles,
)
from posdesk.omneo.balances import Balances
from posdesk.omneo.calls import Applied, NotApplied
from posdesk.omneo.errors import BadPayload, NotFound
from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.samples import (
    BALANCES,
    IDENTITY,
    PROFILE,
    P,
    answered,
    aud,
    changed,
    error_in,
    listed,
    value_of,
    without,
)

FIND = identities.search(handle="loyalty-card", identifier="60011234")
READ_BALANCES = balances.read(P, currency=AUD)
BALANCE = Balances(aud("25"), Decimal(1500), aud("15"), aud("40"), aud("50"), 2)
CARD = Identity(31, "loyalty-card", "60011234", True, True, P)


def value_applied(value: object) -> object:
    return Applied(value, 200)


def test_a_card_leads_to_its_profile() -> None:
    assert value_of(FIND, {"data": IDENTITY}) == CARD


def test_an_inactive_card_is_found_and_says_so() -> None:
    found = value_of(FIND, {"data": changed(IDENTITY, is_active=False)})
    assert not found.is_active


@pytest.mark.parametrize(
    "body",
    [
        {"profile_id": P},
        {"data": {"profile_id": P}},
        {"data": [{"profile_id": P}]},
        {"data": {"profile_id": P, "is_active": None, "handle": None}},
    ],
)
def test_a_card_lookup_needs_no_more_than_the_profile_the_guide_promises(body: object) -> None:
    assert value_of(FIND, body) == Identity(None, "loyalty-card", "60011234", True, False, P)


def test_an_empty_list_of_cards_means_that_nobody_has_it() -> None:
    outcome = FIND.read(answered({"data": []}))
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, NotFound)


def test_one_card_with_two_owners_is_not_guessed_at() -> None:
    outcome = FIND.read(answered({"data": [IDENTITY, IDENTITY]}))
    assert isinstance(error_in(outcome), BadPayload)


def test_a_profile_is_read_with_its_cards_and_balances() -> None:
    assert value_of(profiles.read(P, currency=AUD), {"data": PROFILE}) == Profile(
        id=P,
        first_name="Asha",
        last_name="Nguyen",
        full_name="Asha Nguyen",
        email="asha@example.test",
        phone="+61411222333",
        tier="Silver",
        profile_type="active",
        identities=(CARD,),
        balances=BALANCE,
        updated_at=datetime(2024, 3, 2, 1, tzinfo=UTC),
    )


def test_a_profile_is_as_new_as_the_newest_of_its_cards() -> None:
    card = {**IDENTITY, "updated_at": "2026-03-10 02:00:00"}
    body = {**PROFILE, "updated_at": "2025-01-01 00:00:00", "identities": [card, IDENTITY]}
    profile = value_of(profiles.read(P, currency=AUD), {"data": body})
    assert profile.updated_at == datetime(2026, 3, 10, 2, tzinfo=UTC)


def test_nobody_is_sent_away_for_a_date_that_is_none() -> None:
    body = {**PROFILE, "updated_at": "soon", "identities": []}
    assert value_of(profiles.read(P, currency=AUD), {"data": body}).updated_at is None


def test_a_profile_needs_no_more_than_its_id() -> None:
    profile = value_of(profiles.read(P, currency=AUD), {"data": {"id": P, "identities": None}})
    assert profile == Profile(P, "", "", "", None, None, None, "active", (), None)


def test_a_name_is_put_together_where_the_tenant_does_not() -> None:
    row = without(PROFILE, "full_name", "tier")
    profile = value_of(profiles.read(P, currency=AUD), {"data": row})
    assert (profile.full_name, profile.tier) == ("Asha Nguyen", "silver")


def test_a_search_gives_every_match_of_its_page() -> None:
    found = value_of(
        profiles.search("nguyen", currency=AUD), listed(PROFILE, PROFILE, current=2, last=7)
    )
    assert (len(found.items), found.current, found.last) == (2, 2, 7)


def test_balances_are_money_and_points_are_points() -> None:
    assert value_of(READ_BALANCES, {"data": BALANCES}) == BALANCE


def test_the_four_promised_balances_are_enough() -> None:
    few = without(BALANCES, "benefit_balance", "credit_balance", "currency", "localised")
    assert value_of(READ_BALANCES, {"data": few}) == Balances(
        aud("25"), Decimal(1500), aud("15"), aud("40")
    )


@pytest.mark.parametrize("sent", ["24.95", Decimal("24.95"), Decimal("24.950"), "24.9500"])
def test_money_may_be_a_number_or_a_text(sent: object) -> None:
    found = value_of(READ_BALANCES, {"data": changed(BALANCES, reward_balance=sent)})
    assert found.reward == aud("24.95")


def test_a_null_balance_is_zero_and_a_missing_one_is_not() -> None:
    found = value_of(READ_BALANCES, {"data": changed(BALANCES, reward_balance=None)})
    assert found.reward == aud("0")
    outcome = READ_BALANCES.read(answered({"data": without(BALANCES, "reward_balance")}))
    assert "balances.reward_balance is missing" in str(error_in(outcome))


def test_a_huge_amount_is_exact() -> None:
    raw = b'{"data":{"reward_balance":999999999999999.99,"point_balance":12345678901234567.89}}'
    found = READ_BALANCES.read(answered(raw))
    assert found == value_applied(
        Balances(
            Money(99999999999999999, AUD),
            Decimal("12345678901234567.89"),
            aud("0"),
            Money(99999999999999999, AUD),
        )
    )


@given(st.integers(0, 10**15 - 1), st.sampled_from(["AUD", "JPY", "KWD"]))
def test_every_amount_survives_the_wire(minor: int, code: str) -> None:
    money = Money(minor, Currency(code))
    row = changed(BALANCES, reward_balance=money.amount)
    found = value_of(balances.read(P, currency=money.currency), {"data": row})
    assert found.reward == money


@pytest.mark.parametrize("sent", ["many", True, {}, [], "NaN", "1e30", "Infinity"])
def test_an_amount_that_is_none_is_refused_without_its_text(sent: object) -> None:
    outcome = READ_BALANCES.read(answered({"data": changed(BALANCES, reward_balance=sent)}))
    error = error_in(outcome)
    assert isinstance(error, BadPayload)
    assert "balances.reward_balance" in str(error)
    assert "many" not in str(error)
