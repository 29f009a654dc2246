"""``recording``: the transaction is written, at most once, whatever is repeated.

It is looked up by the sale's reference before every send; after an unknown answer, until the late
window has passed. A refusal after payment is for a person; no network only makes it wait.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.credits import by_payment
from posdesk.sale.effects import LookUpTransaction, ReadWallet, RecordTransaction
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import (
    LOOK_AGAIN,
    SEND_AGAIN,
    Step,
    absence_proves,
    fresh,
    to_attention,
    wait,
)
from posdesk.sale.record import is_unlinked, linked_leg
from posdesk.sale.replacing import replace
from posdesk.sale.state import Phase, Recorded, Sale
from posdesk.sale.story import StoryKind


def begin(sale: Sale, at: Instant) -> Step:
    """Paid: from here on the sale is queued, and only forward."""
    return next_step(replace(fresh(sale), phase=Phase.RECORDING, paid_at=at, problem=""), at)


def next_step(sale: Sale, at: Instant) -> Step:
    return sale, (LookUpTransaction(),)


def sought(sale: Sale, event: ev.TransactionSought) -> Step:
    if event.transaction_id:
        return _recorded(sale, event, Recorded(event.transaction_id, event.linked, found=True))
    if not absence_proves(sale, sale.record_sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    return sale, (RecordTransaction(),)


def recorded(sale: Sale, event: ev.TransactionRecorded) -> Step:
    return _recorded(sale, event, Recorded(event.transaction_id, event.linked))


def _recorded(
    sale: Sale, event: ev.TransactionSought | ev.TransactionRecorded, result: Recorded
) -> Step:
    told = fresh(sale).told(
        StoryKind.RECORDED, event.at, name=result.transaction_id, proof=event.proof
    )
    done = replace(told, phase=Phase.RECORDED, recorded=result, problem="")
    done = _remarked(done, event)
    changes = done.returning is not None or any(by_payment(each) for each in done.approved)
    if done.customer is None or not changes:
        return done, ()
    # The transaction has deducted credits just now, or a return has made new ones: read what is left.
    return done, (ReadWallet(done.customer.profile_id),)


def _remarked(sale: Sale, event: ev.TransactionSought | ev.TransactionRecorded) -> Sale:
    """What is not as it was asked for: told, and nothing is reversed for it (W29, W27)."""
    if is_unlinked(sale):
        asked = linked_leg(sale)
        mark = asked.mark if asked else ""
        sale = sale.told(StoryKind.NOT_LINKED, event.at, mark=mark, name=event.linked)
    if isinstance(event, ev.TransactionSought) and event.others:
        ids = ", ".join((event.transaction_id, *event.others))
        sale = sale.told(StoryKind.RECORDED_TWICE, event.at, name=ids, proof=event.proof)
    return sale


def refused(sale: Sale, event: ev.TransactionRefused) -> Step:
    """Not applied. Judged: a person corrects it; not judged: the same again later."""
    told = replace(sale, record_sent_at=None, problem=event.problem).told(
        StoryKind.RECORD_REFUSED if event.judged else StoryKind.RECORD_WAITING,
        event.at,
        name=event.problem,
        proof=event.proof,
    )
    if event.judged:
        return to_attention(
            told,
            event.at,
            why="transaction_refused",
            mark="",
            back_to=Phase.RECORDING,
            evidence=event.fields,
        )
    return wait(told, event.at, SEND_AGAIN, event.retry_after_s)


def unknown(sale: Sale, event: ev.TransactionUnknown) -> Step:
    told = replace(fresh(sale), problem=event.problem).told(
        StoryKind.RECORD_WAITING, event.at, name=event.problem, proof=event.proof
    )
    return wait(told, event.at, LOOK_AGAIN)


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """The look-up could not be made: again later. Another read's failure is none of the record's business."""
    if event.purpose != LookUpTransaction.__name__:
        return sale, ()
    told = sale
    if sale.problem != event.problem:
        told = replace(sale, problem=event.problem).told(
            StoryKind.RECORD_WAITING, event.at, name=event.problem, proof=event.proof
        )
    return wait(told, event.at, SEND_AGAIN, event.retry_after_s)


def time_passed(sale: Sale, event: ev.TimePassed) -> Step:
    return next_step(sale, event.at)
