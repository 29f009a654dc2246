"""A return at each point of its giving back, and a till's waits, for the tests of its steps."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import Original
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Refund, RefundState, RepayKind
from posdesk.sale.story import StoryEntry
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, SCARF, SHIRT, Desk, aud, wallet

LOST = "omneo.no_answer"
OFFLINE = "omneo.unreachable"


def sold(**how: object) -> Original:
    """Two shirts, a scarf and a belt at 200.00 with 25.00 of rewards and ten per cent off, paid by card."""
    lines = [(SHIRT, 2), (SCARF, 1), (BELT, 1)]
    return original(bought(lines, rewards=2500, benefits=["4021"], card=10**6, **how))  # type: ignore[arg-type]  # names are those of bought


def confirmed(past: Original | None = None, repay: RepayKind | None = None) -> Desk:
    """Everything picked and confirmed, twenty seconds after it was opened."""
    made = returning_desk(past or sold())
    made.do(rev.AllPicked(made.now))
    if repay is not None:
        made.do(rev.RepayChosen(made.now, repay))
    made.later(20)
    made.do(ev.Confirmed(made.now))
    return made


def begun(past: Original | None = None, repay: RepayKind | None = None) -> Desk:
    made = confirmed(past, repay)
    made.do(rev.ReturnsRead(made.now, ()))
    return made


def out(past: Original | None = None, repay: RepayKind | None = None) -> Desk:
    """The first refund, 25.00 of rewards, is on its way."""
    made = begun(past, repay)
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert made.effects == (ef.GiveRefund(1, "F1"),)
    return made


def second_out() -> Desk:
    """The rewards were given; the use of the benefit is on its way."""
    made = out()
    made.later(1)
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    made.do(ev.SnapshotRead(made.now, wallet(), 150))
    assert made.effects == (ef.GiveRefund(2, "F2"),)
    return made


def repaying(repay: RepayKind | None = None) -> Desk:
    """Both redemptions were given; the money is left, 155.00 of it."""
    made = second_out()
    made.do(rev.RefundGiven(made.now, 2, None, "902"))
    if repay is not None:
        made.do(rev.RepayChosen(made.now, repay))
    return made


def last(made: Desk) -> StoryEntry:
    return made.sale.story[-1]


def asked(made: Desk) -> list[ef.Effect]:
    """What the last event asked for."""
    return list(made.effects)


def refund(made: Desk, number: int) -> Refund:
    return returning(made.sale).refund(number)


def wake(made: Desk) -> None:
    assert made.sale.retry.wake_at is not None
    made.later(max(0.0, made.now.elapsed_s(made.sale.retry.wake_at)))
    made.do(ev.TimePassed(made.now))


def look_until_decided(made: Desk, number: int, *evidence: str) -> None:
    """Not there, until the late window is over."""
    while refund(made, number).state is RefundState.UNKNOWN:
        sought = rev.RefundSought(made.now, number, ev.Finding.ABSENT, evidence=evidence)
        made.do(sought)
        if refund(made, number).state is RefundState.UNKNOWN:
            wake(made)
