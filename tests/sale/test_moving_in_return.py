"""A profile that was merged away since the sale that comes back: the refund is asked of the other one, once (W30)."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RefundState
from posdesk.sale.state import Phase
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import ASHA, BELT, CARD, SCARF, SHIRT, Desk, wallet

NEW = "9e0c1f52-6c0e-4a52-9a35-0b7f6c1d2e99"
GUIDE = [(SHIRT, 2), (SCARF, 1), (BELT, 1), (CARD, 1)]


def confirmed() -> Desk:
    """Everything back, and nothing of it given yet: the wallet before the refund is being read."""
    made = returning_desk(original(bought(GUIDE, rewards=2500, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    assert made.do(rev.ReturnsRead(made.now, ())) == (ef.ReadSnapshot(ASHA.profile_id),)
    return made


def under_way() -> Desk:
    """The rewards' refund is out."""
    made = confirmed()
    assert made.do(ev.SnapshotRead(made.now, wallet(), 200)) == (ef.GiveRefund(1, "F1"),)
    assert state(made) == (RefundState.SENT, 1)
    return made


def state(made: Desk) -> tuple[RefundState, int]:
    refund = returning(made.sale).refund(1)
    return refund.state, refund.sends


def move(made: Desk, purpose: str, intention: str = "") -> tuple[ef.Effect, ...]:
    return made.do(ProfileMoved(made.now, ASHA.profile_id, NEW, purpose, intention))


def test_the_wallet_before_the_refund_is_that_of_the_other_one() -> None:
    made = confirmed()
    assert move(made, "ReadSnapshot") == (ef.ReadSnapshot(NEW),)
    assert made.do(ev.SnapshotRead(made.now, wallet(), 200)) == (ef.GiveRefund(1, "F1"),)
    assert made.sale.former == (ASHA.profile_id,)


def test_a_refund_that_met_it_was_not_made_and_is_planned_anew() -> None:
    made = under_way()
    assert move(made, "GiveRefund", "F1.give") == (ef.ReadSnapshot(NEW),)
    assert state(made) == (RefundState.PLANNED, 0)
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert state(made) == (RefundState.SENT, 1)


def test_another_ones_intention_leaves_a_refund_that_is_out() -> None:
    made = under_way()
    assert move(made, "GiveRefund", "F10.give") == ()
    assert state(made) == (RefundState.SENT, 1)


def test_a_refund_without_an_answer_is_looked_for_and_an_old_wallet_is_no_proof() -> None:
    made = under_way()
    assert made.do(rev.RefundUnknown(made.now, 1, "omneo.no_answer")) == (ef.FindRefund(1),)
    assert move(made, "FindRefund") == (ef.FindRefund(1),)
    assert state(made) == (RefundState.UNKNOWN, 1)
    assert returning(made.sale).before is None


def test_a_return_that_waits_for_a_person_goes_on_waiting() -> None:
    made = under_way()
    made.do(rev.RefundUnknown(made.now, 1, "omneo.no_answer"))
    made.do(rev.RefundSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    assert made.sale.phase is Phase.ATTENTION
    assert move(made, "FindRefund") == ()
    assert made.sale.phase is Phase.ATTENTION
    assert made.sale.customer is not None
    assert made.sale.customer.profile_id == NEW
