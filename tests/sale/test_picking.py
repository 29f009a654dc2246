"""The pick of a return: what each press changes of it, and what it leaves for the next try."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.basket import MAX_NOTE
from posdesk.sale.errors import BadAmount, BadQuantity, IllegalEvent
from posdesk.sale.past import Original, Pick
from posdesk.sale.phases.returning import RETURNED_MEANWHILE
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Repay, RepayKind
from posdesk.sale.state import Cause, Compensation, Phase, Retry
from tests.sale.bought import after, bought, original, returning_desk
from tests.sale.build import BELT, SCARF, SHIRT, START, Desk, aud

REFERENCE = "S01-1-000659-k3f9q2"
LATER = START.plus(7)


def sold() -> Original:
    """Two shirts, a scarf and a belt, all paid by card."""
    return original(bought([(SHIRT, 2), (SCARF, 1), (BELT, 1)], card=10**6))


def picking(past: Original | None = None) -> Desk:
    """Everything picked, after a try that failed: its problem and its waits are still there."""
    made = returning_desk(past or sold())
    made.do(rev.AllPicked(made.now))
    failed = Compensation(Cause.DECLINED, Phase.PICKING, START, done=True)
    made.sale = replace(
        made.sale, problem="omneo.unreachable", retry=Retry(3, START), compensation=failed
    )
    made.now = LATER
    return made


def looked_up(past: Original | None = None) -> Desk:
    """Confirmed; the tenant is asked for other returns."""
    made = picking(past)
    made.do(ev.Confirmed(made.now))
    return made


@pytest.mark.parametrize(
    "event",
    [
        rev.ReturnPicked(LATER, 1, 1),
        rev.AllPicked(LATER),
        rev.RepayChosen(LATER, RepayKind.CASH),
        ev.Confirmed(LATER),
        ev.LineAdded(LATER, BELT),
    ],
    ids=lambda event: type(event).__name__,
)
def test_every_press_takes_the_last_problem_off_the_screen(event: ev.Event) -> None:
    made = picking()
    made.do(event)
    assert made.sale.problem == ""


@pytest.mark.parametrize("quantity", [0, 1, 2])
def test_from_none_to_all_pieces_of_a_line_can_be_picked(quantity: int) -> None:
    made = picking()
    made.do(rev.ReturnPicked(made.now, 1, quantity))
    shirts = (Pick(1, quantity),) if quantity else ()
    assert returning(made.sale).picks == (*shirts, Pick(2, 1), Pick(3, 1))


@pytest.mark.parametrize("quantity", [-1, 3])
def test_fewer_than_none_and_more_than_were_sold_cannot(quantity: int) -> None:
    made = picking()
    before = made.sale
    with pytest.raises(BadQuantity):
        made.do(rev.ReturnPicked(made.now, 1, quantity))
    assert made.sale is before


def test_picks_stand_in_the_order_of_the_sale_however_they_were_pressed() -> None:
    made = returning_desk(sold())
    for line in (3, 1, 2):
        made.do(rev.ReturnPicked(made.now, line, 1))
    assert returning(made.sale).picks == (Pick(1, 1), Pick(2, 1), Pick(3, 1))


def test_a_reason_is_kept_without_spaces_and_no_longer_than_a_note() -> None:
    made = picking()
    made.do(rev.ReturnReasonSet(made.now, "  too small "))
    assert returning(made.sale).reason == "too small"
    made.do(rev.ReturnReasonSet(made.now, "x" * (MAX_NOTE + 1)))
    assert returning(made.sale).reason == "x" * MAX_NOTE


def test_the_way_of_the_money_is_kept_with_its_extra() -> None:
    made = picking()
    made.do(rev.RepayChosen(made.now, RepayKind.STORE_CREDIT, aud(1000)))
    assert returning(made.sale).repay == Repay(RepayKind.STORE_CREDIT, aud(1000))
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    assert returning(made.sale).repay == Repay(RepayKind.CASH, aud(0))


def test_enter_claims_the_pieces_and_asks_for_other_returns_of_the_sale() -> None:
    made = picking()
    before = made.sale
    assert made.do(ev.Confirmed(made.now)) == (ef.ReadReturns(REFERENCE),)
    claimed = replace(returning(before), confirmed=True)
    assert made.sale == replace(
        before, returning=claimed, problem="", retry=Retry(), compensation=None
    )


def test_a_way_that_the_pick_has_outgrown_stops_the_confirmation() -> None:
    """A store credit with an extra, then less is picked than the extra."""
    made = picking()
    made.do(rev.RepayChosen(made.now, RepayKind.STORE_CREDIT, aud(9000)))
    for line in (1, 2):
        made.do(rev.ReturnPicked(made.now, line, 0))
    before = made.sale
    with pytest.raises(BadAmount, match=r"an extra of AUD 90\.00"):
        made.do(ev.Confirmed(made.now))
    assert made.sale is before


def test_what_is_gone_meanwhile_is_taken_off_the_pick_and_nothing_is_claimed() -> None:
    made = looked_up()
    past = returning(made.sale).original
    other = after(past, [Pick(1, 1), Pick(2, 1)], 1)
    before = made.sale
    assert made.do(rev.ReturnsRead(made.now, (other,))) == ()
    left = replace(
        returning(before),
        original=replace(past, returns=(other,)),
        picks=(Pick(1, 1), Pick(3, 1)),
        confirmed=False,
    )
    assert made.sale == replace(before, returning=left, problem=RETURNED_MEANWHILE)
    assert returning(made.sale).confirmed is False


def test_returns_that_were_known_before_stop_nothing() -> None:
    past = sold()
    known = after(past, [Pick(1, 1)], 1)
    made = looked_up(replace(past, returns=(known,)))
    made.do(rev.ReturnsRead(made.now, (known,)))
    assert made.sale.phase is Phase.REPAYING


def test_only_the_returns_nobody_knew_are_added() -> None:
    past = sold()
    known, other = after(past, [Pick(1, 1)], 1), after(past, [Pick(2, 1)], 2)
    made = looked_up(replace(past, returns=(known,)))
    made.do(rev.ReturnsRead(made.now, (known, other)))
    assert returning(made.sale).original.returns == (known, other)


def test_a_tenant_that_cannot_say_leaves_the_pick_open_as_it_was() -> None:
    made = looked_up()
    before = made.sale
    assert made.do(ev.ReadFailed(made.now, "ReadReturns", "omneo.throttled")) == ()
    again = replace(returning(before), confirmed=False)
    assert made.sale == replace(before, returning=again, problem="omneo.throttled")
    assert returning(made.sale).confirmed is False


def test_a_return_is_dated_when_it_is_given_back_not_when_it_was_opened() -> None:
    made = looked_up()
    made.do(rev.ReturnsRead(made.now.plus(3), ()))
    assert (made.sale.phase, made.sale.paid_at) == (Phase.REPAYING, made.now.plus(3))


def test_an_even_exchange_is_as_good_as_paid_and_goes_on_at_once() -> None:
    made = picking()
    for product in (SHIRT, SHIRT, SCARF, BELT):
        made.do(ev.LineAdded(made.now, product))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now.plus(3), ()))
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now.plus(3))
    assert made.effects == (ef.LookUpTransaction(),)


def test_a_return_that_was_confirmed_takes_no_press_until_it_was_looked_up() -> None:
    presses: list[ev.Event] = [
        rev.AllPicked(LATER),
        rev.ReturnReasonSet(LATER, "too small"),
        rev.RepayChosen(LATER, RepayKind.CASH),
        ev.Confirmed(LATER),
    ]
    made = looked_up()
    before = made.sale
    for press in presses:
        with pytest.raises(IllegalEvent, match="was confirmed"):
            made.do(press)
    assert made.sale is before
