"""What a person says of a refund, cash, the way back to the pick, and a till that starts again in a return."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.past import RefundKind
from posdesk.sale.phases import refunding as machine
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Refund, RefundState, RepayKind
from posdesk.sale.state import Attention, Phase, Retry
from posdesk.sale.story import StoryEntry, StoryKind
from tests.sale.bought import bought, original
from tests.sale.build import ASHA, BELT, START, Desk, aud, wallet
from tests.sale.refund_steps import (
    LOST,
    OFFLINE,
    begun,
    confirmed,
    last,
    out,
    refund,
    repaying,
    second_out,
    wake,
)

# A person's word


def asked_about() -> Desk:
    """The use of the benefit, the second refund, is unclear."""
    made = second_out()
    made.do(rev.RefundUnknown(made.now, 2, LOST))
    made.do(rev.RefundSought(made.now, 2, ev.Finding.UNCLEAR))
    made.later(60)
    return made


def word(made: Desk, choice: ev.Choice) -> None:
    made.do(ev.AttentionSettled(made.now, choice, "Kim"))


def test_what_a_person_says_was_given_is_given_as_asked_and_then() -> None:
    made = asked_about()
    first = refund(made, 1)
    word(made, ev.Choice.WAS_GIVEN)
    given = refund(made, 2)
    assert (given.state, given.given, refund(made, 1)) == (RefundState.GIVEN, aud(0), first)
    told = [each for each in made.sale.story if each.kind is StoryKind.REFUND_GIVEN]
    assert (told[-1].mark, told[-1].at) == ("F2", made.now)
    assert made.sale.phase is Phase.REPAYING


def test_what_a_person_says_was_not_given_goes_out_again() -> None:
    made = asked_about()
    word(made, ev.Choice.WAS_NOT_GIVEN)
    assert made.effects == (ef.GiveRefund(2, "F2"),)
    assert refund(made, 2).sends == 2


def test_an_unclear_one_that_is_tried_again_is_looked_for_again() -> None:
    made = asked_about()
    word(made, ev.Choice.TRY_AGAIN)
    assert made.effects == (ef.FindRefund(2),)
    assert refund(made, 2).state is RefundState.UNKNOWN


def test_a_refused_one_that_is_tried_again_starts_afresh_and_is_believed_the_next_time() -> None:
    made = second_out()
    for _ in range(2):
        made.do(rev.RefundRefused(made.now, 2, "omneo.invalid"))
        assert refund(made, 2).state is RefundState.REFUSED
        word(made, ev.Choice.TRY_AGAIN)
        assert made.effects == (ef.GiveRefund(2, "F2"),)
        assert refund(made, 2).sends == 1


def test_a_refused_one_that_is_left_out_stays_refused() -> None:
    made = second_out()
    made.do(rev.RefundRefused(made.now, 2, "omneo.invalid"))
    before = refund(made, 2)
    word(made, ev.Choice.GO_ON)
    assert (refund(made, 2), made.sale.phase) == (before, Phase.REPAYING)


# Cash, and the way back


def test_cash_is_asked_for_with_its_time_and_waits_for_the_hand() -> None:
    made = repaying()
    made.later(30)
    assert made.do(rev.RepayChosen(made.now, RepayKind.CASH)) == ()
    assert refund(made, 3) == Refund(
        3,
        RefundKind.CASH,
        aud(15500),
        state=RefundState.SENT,
        rounding=aud(0),
        sent_at=made.now,
    )
    assert last(made) == StoryEntry(StoryKind.HAND_OVER, made.now, "F3", aud(15500))
    made.later(8)
    made.do(rev.CashHandedOver(made.now, 3))
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)
    assert refund(made, 3).given == aud(15500)


def test_a_card_on_its_way_is_not_handed_over_as_cash() -> None:
    made = repaying(RepayKind.CARD)
    before = made.sale
    with pytest.raises(IllegalEvent, match="no cash is asked for by F3"):
        made.do(rev.CashHandedOver(made.now, 3))
    assert made.sale is before


def test_a_coin_that_is_none_is_settled_when_it_was_chosen() -> None:
    sweet = replace(BELT, price=aud(2))
    made = confirmed(original(bought([(sweet, 1)], card=2)), RepayKind.CASH)
    made.later(5)
    made.do(rev.ReturnsRead(made.now, ()))
    assert last(made) == StoryEntry(StoryKind.REFUND_GIVEN, made.now, "F1", aud(0), "cash")


def test_going_back_opens_the_pick_with_nothing_claimed_and_nothing_planned() -> None:
    made = begun(original(bought([(BELT, 1)], card=10**6)))
    assert made.sale.phase is Phase.REPAYING
    made.sale = replace(made.sale, problem=OFFLINE, retry=Retry(2, START))
    before = made.sale
    assert made.do(ev.WentBack(made.now)) == ()
    assert made.sale == replace(
        before,
        phase=Phase.PICKING,
        returning=replace(returning(before), confirmed=False),
        retry=Retry(),
        paid_at=None,
        problem="",
    )


def test_picking_again_plans_anew_under_new_numbers_from_a_new_reading() -> None:
    made = out()
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    word(made, ev.Choice.PICK_AGAIN)
    back = returning(made.sale)
    assert (made.sale.phase, made.sale.problem, made.sale.paid_at) == (Phase.PICKING, "", None)
    assert (back.confirmed, back.before) == (False, None)
    assert {each.state for each in back.refunds} == {RefundState.REFUSED}
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    assert made.effects == (ef.ReadSnapshot(ASHA.profile_id),)
    assert [each.number for each in returning(made.sale).refunds] == [1, 2, 3, 4]


# A till that starts again


def test_a_till_that_starts_again_knows_nobody_stands_there_until_somebody_decides() -> None:
    made = repaying()
    made.later(100)
    made.do(ev.Resumed(made.now))
    assert returning(made.sale).left_alone is True
    assert made.sale.attention == Attention(machine.REPAY_OPEN, "", Phase.REPAYING, ("AUD 155.00",))
    assert last(made) == StoryEntry(
        StoryKind.ATTENTION, made.now, "", None, machine.REPAY_OPEN, "AUD 155.00"
    )
    word(made, ev.Choice.TRY_AGAIN)
    assert returning(made.sale).left_alone is False
    assert made.sale.phase is Phase.REPAYING


def test_cash_that_was_asked_for_when_it_died_is_a_persons_to_tell_with_its_amount() -> None:
    made = repaying(RepayKind.CASH)
    made.later(100)
    assert made.do(ev.Resumed(made.now)) == ()
    assert refund(made, 3).state is RefundState.SENT
    assert made.sale.attention == Attention(
        machine.CASH_UNCLEAR, "F3", Phase.REPAYING, ("AUD 155.00",)
    )
    assert last(made).at == made.now
    word(made, ev.Choice.WAS_NOT_GIVEN)
    assert refund(made, 3).state is RefundState.SENT
    assert last(made).kind is StoryKind.HAND_OVER


def test_cash_that_comes_up_where_nobody_stands_is_a_persons_to_tell() -> None:
    """Chosen before the till died, due only after it has started again."""
    made = out(repay=RepayKind.CASH)
    made.do(ev.Resumed(made.now))
    made.do(rev.RefundSought(made.now, 1, ev.Finding.FOUND, aud(2500), "901"))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.later(2)
    assert made.do(rev.RefundGiven(made.now, 2, None, "902")) == ()
    assert made.sale.attention == Attention(
        machine.CASH_UNCLEAR, "F3", Phase.REPAYING, ("AUD 155.00",)
    )
    assert last(made).at == made.now


def test_a_card_that_refuses_where_nobody_stands_leaves_the_choice_to_a_person() -> None:
    made = repaying(RepayKind.CARD)
    made.do(ev.Resumed(made.now))
    made.do(rev.RefundSought(made.now, 3, ev.Finding.ABSENT))
    wake(made)
    made.later(3)
    made.do(rev.RefundRefused(made.now, 3, "terminal.back_refused"))
    assert made.sale.attention == Attention(machine.REPAY_OPEN, "", Phase.REPAYING, ("AUD 155.00",))
    assert last(made).at == made.now


def test_what_was_on_its_way_when_it_died_is_looked_for_first() -> None:
    made = second_out()
    given, sent = refund(made, 1), refund(made, 2)
    made.later(100)
    assert made.do(ev.Resumed(made.now)) == (ef.FindRefund(2),)
    assert refund(made, 1) == given
    assert refund(made, 2) == replace(sent, state=RefundState.UNKNOWN)
