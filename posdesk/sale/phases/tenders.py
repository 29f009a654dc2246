"""What becomes of a tender, told in the story: the same words in every phase."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import fresh
from posdesk.sale.state import Sale, StoryKind, Tender, TenderState


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


def given_back(sale: Sale, event: ev.TenderGivenBack) -> Sale:
    """The money is back with the customer."""
    back = replace(sale.tender(event.tender), state=TenderState.GIVEN_BACK)
    return _told(fresh(sale), back, StoryKind.TENDER_GIVEN_BACK, event.at, event.proof)


def _told(sale: Sale, tender: Tender, kind: StoryKind, at: Instant, proof: str) -> Sale:
    return sale.with_tender(tender).told(
        kind,
        at,
        mark=tender.mark,
        amount=tender.amount,
        name=tender.kind.value,
        proof=proof,
    )
