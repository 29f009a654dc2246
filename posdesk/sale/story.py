"""What a cashier is told of a sale's course: one entry for each thing that happened, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money


class StoryKind(StrEnum):
    """What a cashier is told of a sale's course, one entry each."""

    SNAPSHOT = "snapshot"
    REDEEM_SENT = "redeem_sent"
    REDEEMED = "redeemed"
    ADOPTED = "adopted"
    REDEEM_REFUSED = "redeem_refused"
    REDEEM_UNKNOWN = "redeem_unknown"
    REDEEM_ABSENT = "redeem_absent"
    GRANTED_LESS = "granted_less"
    TENDER_SENT = "tender_sent"
    TENDER_APPROVED = "tender_approved"
    TENDER_DECLINED = "tender_declined"
    TENDER_UNKNOWN = "tender_unknown"
    PUTTING_BACK = "putting_back"
    HAND_BACK = "hand_back"
    TENDER_GIVEN_BACK = "tender_given_back"
    UNDO_SENT = "undo_sent"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    UNDO_REFUSED = "undo_refused"
    UNDO_UNKNOWN = "undo_unknown"
    PROOF_SENT = "proof_sent"
    PROVED = "proved"
    NOT_PROVED = "not_proved"
    RECORD_SENT = "record_sent"
    RECORDED = "recorded"
    RECORD_WAITING = "record_waiting"
    RECORD_REFUSED = "record_refused"
    ATTENTION = "attention"
    RESUMED = "resumed"
    VOIDED = "voided"
    REFUND_SENT = "refund_sent"
    REFUND_GIVEN = "refund_given"
    REFUND_REFUSED = "refund_refused"
    REFUND_UNKNOWN = "refund_unknown"
    REFUND_ABSENT = "refund_absent"
    HAND_OVER = "hand_over"
    RECORD_EDITED = "record_edited"
    TWIN_FOUND = "twin_found"
    TWIN_UNDO_SENT = "twin_undo_sent"
    TWIN_UNDO_OPEN = "twin_undo_open"
    TWIN_REVERSED = "twin_reversed"
    TWIN_REFUNDED = "twin_refunded"
    TWIN_LEFT = "twin_left"
    TWIN_POSSIBLE = "twin_possible"


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """``mark`` names the leg or tender; ``proof`` is the call, its answer and how it was read."""

    kind: StoryKind
    at: Instant
    mark: str = ""
    amount: Money | None = None
    name: str = ""
    proof: str = ""
