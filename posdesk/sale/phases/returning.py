"""``picking``: which pieces of a past sale come back, what they are exchanged for, and how the money goes back.

The rules
- Nothing has been given yet, so everything here can be changed, and a cancelled return leaves nothing behind.
- With a basket of its own the return is an exchange: what comes back pays the new basket first. Nothing is
  redeemed in an exchange; what the return gives back can be redeemed with the next sale.
- Enter confirms: from then on the pieces are this return's (the journal refuses a second claim), and the tenant
  is asked once more for returns of the sale on other tills. Another one: back to the pick, with what is left.
- An exchange that costs more is paid first, for a payment can be undone and a refund cannot; a declined one
  comes back here. Only then is anything given: ``refunding``, which goes forward only.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale import repayment
from posdesk.sale import return_events as rev
from posdesk.sale.basket import MAX_NOTE
from posdesk.sale.effects import ReadReturns
from posdesk.sale.errors import BadQuantity, IllegalEvent, ReturnClaimed
from posdesk.sale.past import Original, PastReturn, Pick
from posdesk.sale.phases import paying, refunding
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.replacing import replace
from posdesk.sale.returning import everything_left
from posdesk.sale.returns import Repay, Returning
from posdesk.sale.state import Phase, Sale, due

RETURNED_MEANWHILE = "sale.returned_meanwhile"


def picked(sale: Sale, event: rev.ReturnPicked) -> Step:
    """Raises BadQuantity for more than is left, IllegalEvent for a line that was not sold."""
    back = _open(sale)
    if not 0 <= event.quantity <= back.original.left(event.line_id):
        raise BadQuantity(f"{event.quantity} of line {event.line_id}")
    kept = {pick.line_id: pick.quantity for pick in back.picks}
    kept[event.line_id] = event.quantity
    return _picked(sale, back, kept)


def all_picked(sale: Sale, event: rev.AllPicked) -> Step:
    back = _open(sale)
    wanted = {pick.line_id: pick.quantity for pick in everything_left(back.original)}
    return _picked(sale, back, wanted)


def _picked(sale: Sale, back: Returning, wanted: dict[int, int]) -> Step:
    """In the order in which the lines were sold."""
    picks = tuple(
        Pick(line.id, wanted[line.id]) for line in back.original.lines if wanted.get(line.id)
    )
    return replace(sale, returning=replace(back, picks=picks), problem=""), ()


def reason_set(sale: Sale, event: rev.ReturnReasonSet) -> Step:
    back = replace(_open(sale), reason=event.reason.strip()[:MAX_NOTE])
    return replace(sale, returning=back), ()


def repay_chosen(sale: Sale, event: rev.RepayChosen) -> Step:
    """Raises IllegalEvent for a way that this return has not, BadAmount for an extra that no shop adds."""
    back, repay = _open(sale), Repay(event.kind, event.extra or sale.zero)
    repayment.check(sale, repay)
    return replace(sale, returning=replace(back, repay=repay), problem=""), ()


def confirmed(sale: Sale, event: ev.Confirmed) -> Step:
    """Raises IllegalEvent with nothing picked, ReturnClaimed while another return of the sale is under way."""
    back = _open(sale)
    if not back.picks:
        raise IllegalEvent("nothing was picked")
    if not all(each.settled for each in back.original.returns):
        raise ReturnClaimed("another return of this sale is under way")
    if back.repay is not None and repayment.rest(sale):
        repayment.check(sale, back.repay)
    going = replace(fresh(sale), returning=replace(back, confirmed=True), problem="")
    return replace(going, compensation=None), (ReadReturns(back.original.reference),)


def returns_read(sale: Sale, event: rev.ReturnsRead) -> Step:
    """Nobody else has taken anything back: pay what an exchange costs more, else give back."""
    back = repayment.returning(sale)
    if not back.confirmed:
        return sale, ()
    known = {each.reference for each in back.original.returns}
    others = [each for each in event.returns if each.reference not in {*known, sale.reference}]
    if others:
        return _taken_meanwhile(sale, back, others), ()
    if sale.basket and due(sale) >= sale.zero:
        return paying.entered(replace(sale, phase=Phase.PAYING), event.at)
    return refunding.begin(sale, event.at)


def _taken_meanwhile(sale: Sale, back: Returning, others: list[PastReturn]) -> Sale:
    original = replace(back.original, returns=(*back.original.returns, *others))
    changed = replace(back, original=original, picks=_still_there(original, back), confirmed=False)
    return replace(sale, returning=changed, problem=RETURNED_MEANWHILE)


def _still_there(original: Original, back: Returning) -> tuple[Pick, ...]:
    kept = (
        Pick(pick.line_id, min(pick.quantity, original.left(pick.line_id))) for pick in back.picks
    )
    return tuple(pick for pick in kept if pick.quantity)


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """Nothing leaves the drawer while it cannot be known whether it has left already."""
    back = repayment.returning(sale)
    if event.purpose != ReadReturns.__name__ or not back.confirmed:
        return sale, ()
    return replace(sale, returning=replace(back, confirmed=False), problem=event.problem), ()


def _open(sale: Sale) -> Returning:
    """Raises IllegalEvent while what was confirmed is being looked up."""
    back = repayment.returning(sale)
    if back.confirmed:
        raise IllegalEvent("the return was confirmed")
    return back
