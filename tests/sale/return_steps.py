"""What a cashier does in a return, step by step, for the tests of the machine."""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, CARD, SCARF, SHIRT, aud
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import Fate

GUIDE = [(SHIRT, 2), (SCARF, 1), (BELT, 1), (CARD, 1)]
ENTER = ev.Confirmed


def at(made: ReturnWorld) -> Phase:
    return made.phase


def world(*, partial_refund: bool = True) -> ReturnWorld:
    """A return of a sale of 250.00 with 25.00 of rewards and ten per cent off, paid by card."""
    past = original(bought(GUIDE, rewards=2500, benefits=["4021"], card=10**6))
    return ReturnWorld(returning_desk(past, partial_refund=partial_refund))


def press(made: ReturnWorld, event: type[ev.Event], *args: object) -> None:
    made.tell(event(made.desk.now, *args))


def whole_by(made: ReturnWorld, kind: RepayKind, extra: int = 0) -> None:
    """Everything back, and confirmed."""
    press(made, rev.AllPicked)
    press(made, rev.RepayChosen, kind, aud(extra))
    press(made, ENTER)


def answer(made: ReturnWorld, *fates: Fate) -> None:
    """The calls one after the other."""
    for fate in fates:
        made.answer(made.out.pop(0), fate)


def cash_given(made: ReturnWorld) -> None:
    (refund,) = [each for each in returning(made.sale).refunds if each.kind is RefundKind.CASH]
    press(made, rev.CashHandedOver, refund.number)
