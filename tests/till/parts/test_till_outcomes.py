"""Outcomes of card payments, what decides which is in force, and the cards that are accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.outcome_choice import AmountProfile, Source, choose
from posdesk.till.outcomes import (
    ANSWER_LOST,
    APPROVED,
    DECLINED,
    LATE_DECLINE,
    OFFLINE,
    OUTCOMES,
    PARTIAL_APPROVAL,
    TIMED_OUT,
    Charged,
    Kind,
    Outcome,
    UnknownOutcome,
    outcome_named,
)
from posdesk.till.test_cards import (
    TEST_CARDS,
    CardRefused,
    TestCard,
    card_numbered,
    looks_like_a_payment_card,
)


def test_every_kind_of_outcome_can_be_chosen() -> None:
    assert {outcome.kind for outcome in OUTCOMES} == set(Kind)


def test_names_titles_are_unique_and_codes_are_two_digits() -> None:
    for texts in ([each.name for each in OUTCOMES], [each.title for each in OUTCOMES]):
        assert len(set(texts)) == len(texts)
    assert all(len(each.code) == 2 and each.code.isdigit() for each in OUTCOMES)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda each: each.name)
def test_the_words_say_whether_money_moved(outcome: Outcome) -> None:
    said = {
        Charged.YES: "is taken",
        Charged.NO: "Nothing was charged",
        Charged.UNKNOWN: "nothing is lost",
    }
    assert said[outcome.charged] in outcome.words


def test_what_leaves_the_till_in_doubt_is_unknown_and_nothing_else_is() -> None:
    doubtful = {each for each in OUTCOMES if each.charged is Charged.UNKNOWN}
    assert doubtful == {TIMED_OUT, ANSWER_LOST, LATE_DECLINE}


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda each: each.name)
def test_an_outcome_takes_money_exactly_when_its_end_says_so(outcome: Outcome) -> None:
    assert (outcome.approves(1_000) > 0) is (outcome.end.charged is Charged.YES)
    assert outcome.end.end is outcome.end


@given(st.integers(1, 10**9))
def test_a_partial_approval_takes_something_and_never_too_much(minor: int) -> None:
    taken = PARTIAL_APPROVAL.approves(minor)
    assert 0 < taken <= minor
    assert minor == 1 or taken < minor


def test_an_outcome_is_found_by_its_name() -> None:
    assert all(outcome_named(each.name) is each for each in OUTCOMES)
    with pytest.raises(UnknownOutcome):
        outcome_named("maybe")


def test_a_forced_outcome_is_stronger_than_a_card_and_an_amount() -> None:
    choice = choose(10_051, OFFLINE, card_numbered("4000000000000002"), AmountProfile.ISO_CENTS)
    assert (choice.outcome, choice.source) == (OFFLINE, Source.FORCED)
    assert choice.why == "Forced: Terminal offline."


def test_a_test_card_is_stronger_than_an_amount() -> None:
    choice = choose(10_051, card=card_numbered("4000000000000002"), profile=AmountProfile.ISO_CENTS)
    assert (choice.outcome, choice.source) == (DECLINED, Source.TEST_CARD)
    assert choice.why == "Test card •••• 0002: Declined."


@given(st.integers(0, 10**9))
def test_no_amount_decides_anything_unless_asked_to(minor: int) -> None:
    choice = choose(minor)
    assert (choice.outcome, choice.source) == (APPROVED, Source.DEFAULT)


@pytest.mark.parametrize(
    ("minor", "name"),
    [
        (10_001, "call_issuer"),
        (10_005, "do_not_honour"),
        (3_751, "insufficient_funds"),
        (43, "stolen_card"),
        (1_010, "partial_approval"),
        (2_000, "approved"),
        (2_068, "timed_out"),
    ],
)
def test_cents_are_iso_codes_under_that_profile(minor: int, name: str) -> None:
    choice = choose(minor, profile=AmountProfile.ISO_CENTS)
    assert (choice.outcome.name, choice.source) == (name, Source.AMOUNT)


def test_an_amount_that_is_no_code_is_approved_by_default() -> None:
    choice = choose(1_099, profile=AmountProfile.ISO_CENTS)
    assert (choice.outcome, choice.source) == (APPROVED, Source.DEFAULT)


@pytest.mark.parametrize(
    ("minor", "name"),
    [(5_123, "do_not_honour"), (124, "insufficient_funds"), (10_154, "cancelled_by_buyer")],
)
def test_the_last_three_digits_decide_under_adyen_s_profile(minor: int, name: str) -> None:
    choice = choose(minor, profile=AmountProfile.ADYEN)
    assert (choice.outcome.name, choice.source) == (name, Source.AMOUNT)
    assert str(minor)[-3:] in choice.why


def test_adyen_s_profile_knows_no_iso_cents() -> None:
    assert choose(10_051, profile=AmountProfile.ADYEN).source is Source.DEFAULT


@pytest.mark.parametrize("card", TEST_CARDS, ids=lambda each: each.masked)
def test_a_documented_test_card_is_accepted_however_it_is_spaced(card: TestCard) -> None:
    spaced = " ".join(card.number[at : at + 4] for at in range(0, len(card.number), 4))
    assert card_numbered(spaced) is card
    assert looks_like_a_payment_card(spaced)


def test_a_card_shows_no_more_than_four_digits_of_its_number() -> None:
    for card in TEST_CARDS:
        assert card.number not in repr(card) + card.masked
        assert card.masked == f"•••• {card.number[-4:]}"


@pytest.mark.parametrize(
    "text", ["4111111111111111", "6011 0009 9013 9424", "", "60011234", "4242424242424243"]
)
def test_any_other_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(CardRefused) as refused:
        card_numbered(text)
    digits = text.replace(" ", "")
    told = f"{refused.value!r} {refused.value} {refused.value.user_message}"
    assert not digits or digits not in told
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.parametrize("text", ["60011234", "9300605000018", "4111111111111112", "S01-1-000659"])
def test_loyalty_cards_products_and_wrong_digits_are_no_payment_cards(text: str) -> None:
    assert not looks_like_a_payment_card(text)


def test_a_diners_card_of_fourteen_digits_is_a_payment_card() -> None:
    assert looks_like_a_payment_card("3056 930902 5904")
