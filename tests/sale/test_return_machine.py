"""The course of a return: every outcome of every write, and what a cashier may press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import BadQuantity, IllegalEvent, ReturnClaimed
from posdesk.sale.past import Pick, RefundKind, SaleKind
from posdesk.sale.phases.returning import RETURNED_MEANWHILE
from posdesk.sale.repayment import claimed, returning
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase
from tests.sale.bought import after, bought, original, returning_desk
from tests.sale.build import aud
from tests.sale.return_steps import ENTER, GUIDE, answer, at, press, whole_by, world
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import Fate, calm


def test_a_return_opens_as_one_and_belongs_to_the_sales_customer() -> None:
    made = world()
    assert (at(made), made.sale.kind) == (Phase.PICKING, SaleKind.RETURN)
    assert made.sale.customer is not None
    assert made.sale.at_rest


def test_the_whole_return() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    assert claimed(made.sale) == "S01-1-000659-k3f9q2"
    seen = []
    while made.out:
        seen.append(type(made.out[0].effect).__name__)
        answer(made, Fate.FINE)
    give = ["ReadSnapshot", "GiveRefund"]
    assert seen == [
        "ReadReturns", *give, *give, "GiveRefund", "LookUpTransaction", "RecordTransaction", "ReadWallet",
    ]  # fmt: skip
    assert at(made) is Phase.RECORDED
    assert made.amounts(RefundKind.REWARDS) == 2500
    assert made.amounts(RefundKind.BENEFIT) == 0
    assert made.amounts(RefundKind.CARD) == 25000 - 2500 - 2000


def test_the_record_says_what_came_back_and_what_was_given() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    calm(made)
    (record,) = made.recorded
    assert record.original == "S01-1-000659-k3f9q2"
    assert record.purchase.total == aud(-20500)
    assert sum(item.quantity * item.price_sell.minor for item in record.purchase.items) == -20500
    assert {each.kind for each in record.refunds} == {
        RefundKind.REWARDS, RefundKind.BENEFIT, RefundKind.CARD,
    }  # fmt: skip
    assert sum(each.amount.minor for each in record.undone) == 4500
    assert [each.redemption_id for each in record.refunds] == ["159", "158", ""]


def test_a_cancelled_pick_leaves_nothing_behind() -> None:
    made = world()
    press(made, rev.AllPicked)
    press(made, ev.VoidRequested)
    assert (at(made), made.out, claimed(made.sale)) == (Phase.VOIDED, [], "")


def test_nothing_picked_is_not_returned_and_more_than_sold_is_refused() -> None:
    made = world()
    with pytest.raises(IllegalEvent):
        press(made, ENTER)
    with pytest.raises(BadQuantity):
        press(made, rev.ReturnPicked, 1, 3)
    with pytest.raises(IllegalEvent):
        press(made, rev.ReturnPicked, 9, 1)


def test_while_it_is_looked_up_nothing_is_picked() -> None:
    made = world()
    whole_by(made, RepayKind.CASH)
    with pytest.raises(IllegalEvent):
        press(made, rev.ReturnPicked, 1, 1)


def test_another_return_under_way_is_waited_for() -> None:
    past = original(bought(GUIDE))
    other = replace(after(past, [Pick(1, 1)], 1), settled=False)
    made = ReturnWorld(returning_desk(replace(past, returns=(other,))))
    press(made, rev.AllPicked)
    with pytest.raises(ReturnClaimed):
        press(made, ENTER)


def test_what_another_till_took_back_meanwhile_is_gone() -> None:
    made = world()
    past = returning(made.sale).original
    made.others = (after(past, [Pick(1, 1), Pick(2, 1)], 1),)
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE)
    assert (at(made), made.sale.problem) == (Phase.PICKING, RETURNED_MEANWHILE)
    assert returning(made.sale).picks == (Pick(1, 1), Pick(3, 1), Pick(4, 1))
    assert claimed(made.sale) == ""
    press(made, ENTER)
    calm(made)
    assert at(made) is Phase.RECORDED


def test_nothing_leaves_while_the_tenant_cannot_say_what_is_back() -> None:
    made = world()
    whole_by(made, RepayKind.CASH)
    answer(made, Fate.NOT_SENT)
    assert (at(made), made.sale.problem) == (Phase.PICKING, "omneo.unreachable")
    assert (made.given, claimed(made.sale)) == ({}, "")


def test_its_own_record_is_no_other_return() -> None:
    made = world()
    past = returning(made.sale).original
    own = replace(after(past, [Pick(1, 1)], 0), reference=made.sale.reference)
    made.others = (own,)
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE)
    assert at(made) is Phase.REFUNDING


# Refusals and lost answers


def refused_first() -> ReturnWorld:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.REFUSED)
    assert (at(made), made.given) == (Phase.ATTENTION, {})
    return made


def test_when_the_first_refund_is_refused_the_return_can_be_changed() -> None:
    made = refused_first()
    press(made, ev.AttentionSettled, ev.Choice.PICK_AGAIN)
    assert (at(made), claimed(made.sale)) == (Phase.PICKING, "")
    press(made, ENTER)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert {each.mark for each in returning(made.sale).given} == {"F3", "F4", "F5"}


def test_when_the_first_refund_is_refused_the_goods_can_still_come_back() -> None:
    made = refused_first()
    press(made, ev.AttentionSettled, ev.Choice.GO_ON)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert made.amounts(RefundKind.REWARDS) == 0
    assert made.amounts(RefundKind.CARD) == 20500


def test_a_tenant_out_of_reach_leads_back_to_the_pick_while_nothing_was_given() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.NOT_SENT)
    assert (at(made), made.sale.problem) == (Phase.PICKING, "omneo.unreachable")


def test_a_tenant_that_stays_out_of_reach_after_that_is_for_a_person() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, *[Fate.FINE] * 4)
    for _ in range(600):
        if at(made) is not Phase.REFUNDING:
            break
        if made.out:
            answer(made, Fate.NOT_SENT)
        else:
            made.pass_time(5.0)
    assert at(made) is Phase.ATTENTION
    press(made, ev.AttentionSettled, ev.Choice.TRY_AGAIN)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert made.twice == []


def test_a_later_refusal_is_for_a_person_and_goes_on_without() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.FINE, Fate.FINE, Fate.REFUSED)
    assert at(made) is Phase.ATTENTION
    press(made, ev.AttentionSettled, ev.Choice.GO_ON)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert [each.kind for each in made.recorded[0].refunds] == [RefundKind.REWARDS, RefundKind.CARD]


def test_a_person_may_try_a_refused_refund_again() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.FINE, Fate.FINE, Fate.REFUSED)
    press(made, ev.AttentionSettled, ev.Choice.TRY_AGAIN)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert len(made.recorded[0].refunds) == 3
    assert made.twice == []


@pytest.mark.parametrize("fate", [Fate.ANSWER_LOST, Fate.REQUEST_LOST, Fate.LATE])
@pytest.mark.parametrize("nth", [3, 5, 6])
def test_a_lost_answer_is_read_back_and_nothing_is_given_twice(fate: Fate, nth: int) -> None:
    made = world()
    whole_by(made, RepayKind.STORE_CREDIT, 1000)
    press_on = [Fate.FINE] * (nth - 1)
    answer(made, *press_on, fate)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert made.twice == []
    assert made.amounts(RefundKind.REWARDS) == 2500
    assert made.amounts(RefundKind.STORE_CREDIT) == 20500 + 1000


def test_a_refund_that_stays_absent_is_sent_twice_and_then_for_a_person() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.REQUEST_LOST)
    while at(made) is Phase.REFUNDING:
        if made.out:
            lost = isinstance(made.out[0].effect, ef.GiveRefund)
            answer(made, Fate.REQUEST_LOST if lost else Fate.FINE)
        else:
            made.pass_time(1.0)
    assert at(made) is Phase.ATTENTION
    assert returning(made.sale).refund(1).sends == 2
    assert made.given == {}


def test_an_unclear_refund_is_a_persons_word() -> None:
    for word, given in ((ev.Choice.WAS_GIVEN, 0), (ev.Choice.WAS_NOT_GIVEN, 2500)):
        made = world()
        whole_by(made, RepayKind.CARD)
        answer(made, Fate.FINE, Fate.FINE, Fate.REQUEST_LOST, Fate.REFUSED)
        assert at(made) is Phase.ATTENTION
        press(made, ev.AttentionSettled, word)
        calm(made)
        assert at(made) is Phase.RECORDED
        assert made.amounts(RefundKind.REWARDS) == given


def test_a_lost_answer_that_comes_while_a_person_is_asked_needs_nobody() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE, Fate.REQUEST_LOST, Fate.REFUSED)
    press(made, rev.RefundGiven, 1, aud(2500), "901")
    assert at(made) is Phase.REFUNDING
