"""What a person decides about a sale, field by field: where it goes on, why, and what the next question starts from."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.corrections import LONGEST
from posdesk.sale.state import Cause, LegState, Phase
from posdesk.sale.tender import TenderKind
from tests.sale.build import Desk, aud, declined, paying, redeeming, wallet
from tests.sale.test_corrections import BY, edit, refused
from tests.sale.test_story_in_full import story

NO_ANSWER = "omneo.no_answer"


def settle(made: Desk, choice: ev.Choice) -> tuple[ef.Effect, ...]:
    return made.do(ev.AttentionSettled(made.now, choice, "Kim"))


def redemption_unclear() -> Desk:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    return made


def undo_unclear() -> Desk:
    """Going back; whether leg 2 was taken back nothing tells."""
    made = declined()
    made.ask_of_undo(2, ("two alike",))
    return made


def test_what_was_not_taken_is_put_back_for_want_of_an_answer_and_says_which() -> None:
    made = redemption_unclear()
    settle(made, ev.Choice.WAS_NOT_TAKEN)
    back = made.sale.putting_back
    assert (back.cause, back.target, back.detail) == (Cause.NO_ANSWER, Phase.CHOOSING, NO_ANSWER)
    assert (back.since, made.sale.leg(1).state) == (made.now, LegState.ABSENT)
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, NO_ANSWER)


def test_a_benefit_of_the_same_try_goes_back_when_the_other_was_not_taken() -> None:
    made = declined()
    made.do(ev.UndoConfirmed(made.now, 2))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.confirm()
    made.grant(3, "160", 0)
    made.do(ev.RedemptionUnknown(made.now, 4, NO_ANSWER))
    made.wait_out(4)
    made.do(ev.RedemptionSought(made.now, 4, ev.Finding.UNCLEAR))
    assert settle(made, ev.Choice.WAS_NOT_TAKEN) == (ef.ReverseRedemption(3, "B3"),)
    assert [leg.state for leg in made.sale.legs[2:]] == [LegState.UNDOING, LegState.ABSENT]


@pytest.mark.parametrize(
    ("choice", "state", "effect"),
    [
        (ev.Choice.TRY_AGAIN, LegState.UNDO_UNKNOWN, ef.FindUndo(2)),
        (ev.Choice.WAS_TAKEN_BACK, LegState.REVERSED, ef.ReverseRedemption(1, "B1")),
        (ev.Choice.WAS_REFUNDED, LegState.REFUNDED, ef.ReverseRedemption(1, "B1")),
    ],
)
def test_a_decision_is_told_with_its_leg_and_who_made_it_and_nothing_is_asked_any_more(
    choice: ev.Choice, state: LegState, effect: ef.Effect
) -> None:
    made = undo_unclear()
    first = len(made.sale.story)
    assert settle(made, choice) == (effect,)
    assert story(made, first)[0] == f"65 resumed R2 {choice.value}; Kim"
    assert (made.sale.leg(2).state, made.sale.attention) == (state, None)


def test_a_second_try_has_as_many_refusals_as_the_first() -> None:
    made = declined()
    for _ in range(2):
        refusals = 0
        while made.sale.phase is not Phase.ATTENTION:
            made.do(ev.UndoRefused(made.now, 2, "omneo.invalid"))
            made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
            refusals += 1
            made.later(15)
            if made.sale.retry.wake_at is not None:
                made.do(ev.TimePassed(made.now))
        assert refusals == 3
        settle(made, ev.Choice.TRY_AGAIN)
        assert made.sale.leg(2).refusals == 0
        made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
        made.later(15)
        made.do(ev.TimePassed(made.now))


def test_cash_that_was_handed_back_is_told_when_the_person_says_so() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.do(ev.Resumed(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert made.sale.attention is not None
    assert (made.sale.attention.mark, made.sale.attention.evidence) == ("T1", (str(aud(5000)),))
    made.later(60)
    first = len(made.sale.story)
    settle(made, ev.Choice.HANDED_BACK)
    made.do(ev.WalletRead(made.now, wallet(at=made.now), proof="balances"))
    assert story(made, first) == [
        "60 tender_given_back T1 5000 cash",
        "60 resumed T1 handed_back; Kim",
        "60 proof_sent",
        "60 proved 2500; balances",
        "60 voided crashed",
    ]


# A transaction that the tenant refused


def test_an_edited_transaction_is_no_problem_and_no_question_any_more() -> None:
    made = refused("location_id: invalid")
    assert made.sale.problem == "omneo.invalid"
    edit(made, location_id="4")
    assert (made.sale.problem, made.sale.attention) == ("", None)


def test_every_correction_is_told_in_one_entry_at_its_time() -> None:
    made = refused("staff_id: unknown", "items.0.sku: unknown")
    made.later(30)
    first = len(made.sale.story)
    edit(made, staff_id="1994", items__0__sku="LS-02")
    told = f"30 record_edited staff_id: {made.sale.terms.staff_id} → 1994; items.0.sku: LS-01 → LS-02; {BY}"
    assert story(made, first) == [told]


def test_the_longest_value_is_sent() -> None:
    made = refused("location_id: invalid")
    edit(made, location_id="x" * LONGEST)
    assert made.sale.corrections == {"location_id": "x" * LONGEST}
