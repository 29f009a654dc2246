"""``paying``: tenders are taken until nothing is due; then the sale records itself.

One tender is in flight at a time, so a double click cannot charge twice. An unknown tender is asked for
until the terminal knows; nothing is put back before that.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.effects import AskTerminal, Charge
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.phases import compensating, credit_tenders, tenders
from posdesk.sale.phases.steps import ASK_TERMINAL_S, Step, wait
from posdesk.sale.replacing import replace
from posdesk.sale.state import Cause, Phase, Sale, cash_due, due
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import Tender, TenderKind, TenderState

IN_FLIGHT = frozenset({TenderState.SENT, TenderState.UNKNOWN})


def entered(sale: Sale, at: Instant) -> Step:
    """Covered already (everything was redeemed): straight to the record."""
    return tenders.go_on(sale, at)


def tender_taken(sale: Sale, event: ev.TenderTaken) -> Step:
    """Raises IllegalEvent while another tender is in flight, BadAmount beyond what is due."""
    if any(each.state in IN_FLIGHT for each in sale.tenders):
        raise IllegalEvent("a tender is being taken already")
    if event.amount < sale.zero or not (event.amount or _rounds_to_nothing(sale, event)):
        raise BadAmount(f"a tender of {event.amount}")
    if event.kind is TenderKind.CASH:
        return _cash(sale, event)
    if event.amount > due(sale):
        raise BadAmount(f"{event.amount} is more than is due; change is given from cash only")
    tender = _tender(sale, event, TenderState.SENT)
    if event.kind is TenderKind.CREDIT:
        return credit_tenders.take(sale, event, tender)
    if event.kind is TenderKind.CARD:
        return tenders.taken(sale, tender), (Charge(tender.number, tender.mark, tender.amount),)
    return _approved(tenders.taken(sale, tender), tender, event.at)


def _rounds_to_nothing(sale: Sale, event: ev.TenderTaken) -> bool:
    """A cent or two left to pay in cash is settled by handing over nothing."""
    return event.kind is TenderKind.CASH and not cash_due(sale)


def _tender(sale: Sale, event: ev.TenderTaken, state: TenderState) -> Tender:
    number = len(sale.tenders) + 1
    return Tender(number, event.kind, event.amount, state, event.at, name=event.name)


def _cash(sale: Sale, event: ev.TenderTaken) -> Step:
    """Cash that covers the rounded due settles it, with change; less is a part, without rounding.

    Raises BadAmount between the two: no coin is that small, and a part cannot be more than the whole.
    """
    rounded, exact = cash_due(sale), due(sale)
    if exact < event.amount < rounded:
        raise BadAmount(f"{event.amount} of {rounded} in cash")
    tender = replace(_tender(sale, event, TenderState.SENT), handed=event.amount)
    if event.amount >= rounded:
        tender = replace(tender, amount=rounded, rounding=rounded - exact)
    return _approved(tenders.taken(sale, tender), tender, event.at)


def _approved(sale: Sale, tender: Tender, at: Instant) -> Step:
    return tenders.go_on(tenders.approved(sale, tender, at), at)


def approved(sale: Sale, event: ev.TenderApproved) -> Step:
    """A partial approval leaves the rest due."""
    return tenders.go_on(tenders.charged(sale, event), event.at)


def declined(sale: Sale, event: ev.TenderDeclined) -> Step:
    """Not charged: everything of the sale goes back, at once."""
    told = tenders.declined(sale, event)
    return compensating.begin(told, event.at, Cause.DECLINED, _choice(sale), event.code)


def unknown(sale: Sale, event: ev.TenderUnknown) -> Step:
    """Ask the terminal again, without end: neither record nor put back what may be paid."""
    tender = sale.tender(event.tender)
    if tender.state is not TenderState.UNKNOWN:
        sale = sale.with_tender(replace(tender, state=TenderState.UNKNOWN)).told(
            StoryKind.TENDER_UNKNOWN, event.at, mark=tender.mark, proof=event.proof
        )
    return wait(sale, event.at, (ASK_TERMINAL_S,))


def time_passed(sale: Sale, event: ev.TimePassed) -> Step:
    waiting = [
        each for each in sale.tenders if each.state is TenderState.UNKNOWN and each.is_of_terminal
    ]
    if waiting:
        return sale, tuple(AskTerminal(each.number) for each in waiting)
    return credit_tenders.next_step(sale, event.at)


def went_back(sale: Sale, event: ev.WentBack) -> Step:
    """Back to the choice; what was taken or redeemed is put back on the way."""
    if any(each.state in IN_FLIGHT for each in sale.tenders):
        raise IllegalEvent("a tender is being taken")
    return compensating.begin(sale, event.at, Cause.CANCELLED, _choice(sale))


def _choice(sale: Sale) -> Phase:
    """Where the cashier decides anew."""
    if sale.returning is not None:
        return Phase.PICKING
    return Phase.CHOOSING if sale.customer else Phase.OPEN


def voided(sale: Sale, event: ev.VoidRequested) -> Step:
    return compensating.begin(sale, event.at, event.cause, Phase.VOIDED)
