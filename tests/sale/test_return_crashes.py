"""A till that dies anywhere in a return gives everything once; a second return finds what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.past import PastReturn, RefundKind
from posdesk.sale.past_of import return_of
from posdesk.sale.repayment import returning
from posdesk.sale.return_record import return_record_of
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import Phase
from tests.sale.bought import bought, returning_desk
from tests.sale.build import BELT, Desk, wallet
from tests.sale.return_steps import ENTER, answer, at, cash_given, press, whole_by, world
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import Fate, calm

# A till that dies


@pytest.mark.parametrize("fate", [Fate.FINE, Fate.REQUEST_LOST, Fate.LATE])
@pytest.mark.parametrize("steps", range(9))
def test_a_till_that_dies_anywhere_gives_everything_once(steps: int, fate: Fate) -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, *[Fate.FINE] * steps)
    made.die((fate,))
    made.pass_time(70.0)
    finished = at(made) is Phase.RECORDED
    if not finished:
        press(made, ev.Resumed)
    calm(made)
    assert made.twice == []
    assert made.replayed()
    if steps == 0:
        assert (at(made), made.given) == (Phase.VOIDED, {})
    else:
        assert (at(made), made.amounts(RefundKind.REWARDS)) == (Phase.RECORDED, 2500)
        assert made.amounts(RefundKind.CARD) == 20500
    assert len(made.recorded) <= 1


def test_cash_that_was_being_handed_over_in_a_crash_is_a_persons_to_tell() -> None:
    for word in (ev.Choice.WAS_GIVEN, ev.Choice.WAS_NOT_GIVEN):
        made = world()
        whole_by(made, RepayKind.CASH)
        answer(made, *[Fate.FINE] * 5)
        assert returning(made.sale).refunds[-1].state is RefundState.SENT
        made.die(())
        press(made, ev.Resumed)
        assert at(made) is Phase.ATTENTION
        press(made, ev.AttentionSettled, word)
        if word is ev.Choice.WAS_NOT_GIVEN:
            assert at(made) is Phase.REPAYING
            cash_given(made)
        calm(made)
        assert at(made) is Phase.RECORDED


def test_a_choice_that_nobody_made_before_the_crash_is_for_a_person() -> None:
    made = world()
    press(made, rev.AllPicked)
    press(made, ENTER)
    answer(made, *[Fate.FINE] * 3)
    made.die(())
    press(made, ev.Resumed)
    calm(made)
    assert at(made) is Phase.ATTENTION
    press(made, ev.AttentionSettled, ev.Choice.TRY_AGAIN)
    assert at(made) is Phase.REPAYING
    press(made, rev.RepayChosen, RepayKind.CARD)
    calm(made)
    assert at(made) is Phase.RECORDED


def test_a_return_is_no_return_of_another_sale() -> None:
    made = world()
    assert return_of(made.sale, "S01-1-000659-k3f9q2") is None
    whole_by(made, RepayKind.CARD)
    found = return_of(made.sale, "S01-1-000659-k3f9q2")
    assert found is not None
    assert not found.settled
    calm(made)
    assert return_of(made.sale, "S01-1-000001-k3f9q2") is None
    done = return_of(made.sale, "S01-1-000659-k3f9q2")
    assert done is not None
    assert done.settled
    assert {each.of for each in done.refunds} == {"R2", "B1", "T1"}


def test_a_second_return_of_everything_finds_nothing_left() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    calm(made)
    past = returning(made.sale).original
    first = return_of(made.sale, past.reference)
    assert isinstance(first, PastReturn)
    again = ReturnWorld(returning_desk(replace(past, returns=(first,))))
    press(again, rev.AllPicked)
    with pytest.raises(IllegalEvent):
        press(again, ENTER)


def test_the_wallet_is_read_after_it_and_shown() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    calm(made)
    assert made.sale.wallet is not None
    late = wallet((7,), 1, made.desk.now)
    press(made, ev.WalletRead, late)
    assert made.sale.wallet == late


def test_the_record_of_an_ordinary_sale_is_none_of_a_return() -> None:
    with pytest.raises(IllegalEvent):
        return_record_of(Desk(bought([(BELT, 1)]).sale).sale)
