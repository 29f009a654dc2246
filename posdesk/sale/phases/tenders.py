"""What becomes of a tender, told in the story: the same words in every phase."""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.credits import by_payment
from posdesk.sale.moments import Instant
from posdesk.sale.phases import recording, refunding
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.replacing import replace
from posdesk.sale.state import Sale, due
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import Tender, TenderKind, TenderState

_NEVER_DEDUCTED = "not deducted: the transaction was never sent"
_PAYS = frozenset({TenderState.SENT, TenderState.UNKNOWN, TenderState.APPROVED})


def taken(sale: Sale, tender: Tender) -> Sale:
    """It is being taken: the first entry of its story."""
    begun = replace(fresh(sale), tenders=(*sale.tenders, tender), problem="")
    return begun.told(
        StoryKind.TENDER_SENT,
        tender.sent_at,
        mark=tender.mark,
        amount=tender.amount,
        name=tender.kind.value,
    )


def go_on(sale: Sale, at: Instant) -> Step:
    """Covered: the sale records itself. Else the next tender."""
    return (sale, ()) if due(sale) else paid(sale, at)


def paid(sale: Sale, at: Instant) -> Step:
    """On to the record; an exchange gives back first what it owes of the redemptions."""
    return refunding.begin(sale, at) if sale.returning else recording.begin(sale, at)


def approved(sale: Sale, tender: Tender, at: Instant, proof: str = "") -> Sale:
    """The money is taken."""
    taken = replace(tender, state=TenderState.APPROVED)
    return _told(fresh(sale), taken, StoryKind.TENDER_APPROVED, at, proof)


def charged(sale: Sale, event: ev.TenderApproved) -> Sale:
    """The terminal approved, perhaps less than was asked."""
    tender = replace(sale.tender(event.tender), amount=event.amount, code=event.code)
    return approved(sale, tender, event.at, event.proof)


def declined(sale: Sale, event: ev.TenderDeclined) -> Sale:
    """Nothing was charged. The entry carries the terminal's code."""
    refused = replace(sale.tender(event.tender), state=TenderState.DECLINED, code=event.code)
    told = fresh(sale.with_tender(refused))
    return told.told(
        StoryKind.TENDER_DECLINED,
        event.at,
        mark=refused.mark,
        amount=refused.amount,
        name=event.code,
        proof=event.proof,
    )


def not_taken(sale: Sale, tender: Tender, at: Instant, problem: str, proof: str) -> Sale:
    """A credit that cannot pay: nothing happened but words. ``problem`` is an error code."""
    refused = replace(tender, state=TenderState.DECLINED, code=problem)
    told = fresh(sale.with_tender(refused)).told(
        StoryKind.TENDER_DECLINED,
        at,
        mark=refused.mark,
        amount=refused.amount,
        name=problem,
        proof=proof,
    )
    return replace(told, problem=problem)


def given_back(sale: Sale, event: ev.TenderGivenBack) -> Sale:
    """The money is back with the customer."""
    back = replace(sale.tender(event.tender), state=TenderState.GIVEN_BACK)
    return _told(fresh(sale), back, StoryKind.TENDER_GIVEN_BACK, event.at, event.proof)


def released(sale: Sale, at: Instant) -> Sale:
    """Credits that only the transaction would have deducted: nothing was taken, so nothing is given back."""
    for tender in reversed(sale.tenders):
        if not by_payment(tender):
            continue
        if tender.state is TenderState.SENT:
            sale = sale.with_tender(replace(tender, state=TenderState.DECLINED))
        elif tender.state is TenderState.APPROVED:
            sale = given_back(sale, ev.TenderGivenBack(at, tender.number, _NEVER_DEDUCTED))
    return sale


def credits_settled(sale: Sale) -> Sale:
    """No redemption of a credit is live any more, so none of them pays."""
    for tender in sale.tenders:
        if tender.kind is TenderKind.CREDIT and tender.state in _PAYS:
            back = tender.state is TenderState.APPROVED
            state = TenderState.GIVEN_BACK if back else TenderState.DECLINED
            sale = sale.with_tender(replace(tender, state=state))
    return sale


def _told(sale: Sale, tender: Tender, kind: StoryKind, at: Instant, proof: str) -> Sale:
    return sale.with_tender(tender).told(
        kind,
        at,
        mark=tender.mark,
        amount=tender.amount,
        name=tender.kind.value,
        proof=proof,
    )
