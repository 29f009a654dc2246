"""What a return does, in words: a refund is something new, never what was put back. One sentence each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import title_of
from posdesk.desktop.screens import figures
from posdesk.sale.events import Choice
from posdesk.sale.past import RefundKind
from posdesk.sale.state import Sale
from posdesk.sale.story import StoryEntry, StoryKind

translate = QCoreApplication.translate

FAILED = frozenset({StoryKind.REFUND_REFUSED})
OPEN = frozenset({StoryKind.REFUND_UNKNOWN, StoryKind.HAND_OVER})


def refund_words(sale: Sale, entry: StoryEntry) -> dict[StoryKind, str]:
    """The sentence of each kind of a return's entries."""
    what = _what(sale, entry)
    amount = figures.money(entry.amount) if entry.amount is not None else ""
    return {
        StoryKind.REFUND_SENT: translate("Screen", "Giving back {0}").format(what),
        StoryKind.REFUND_GIVEN: translate("Screen", "Given back: {0}").format(what),
        StoryKind.REFUND_REFUSED: translate("Screen", "Not given back: {0}").format(
            title_of(entry.name).lower()
        ),
        StoryKind.REFUND_UNKNOWN: translate("Screen", "No clear answer for {0}").format(what),
        StoryKind.REFUND_ABSENT: translate("Screen", "Looked up: it was not given back"),
        StoryKind.HAND_OVER: translate("Screen", "Hand over {0} in cash").format(amount),
    }


def _what(sale: Sale, entry: StoryEntry) -> str:
    refunds = sale.returning.refunds if sale.returning else ()
    refund = next((each for each in refunds if each.mark == entry.mark), None)
    if refund is None:
        return ""
    amount = figures.money(entry.amount or refund.amount)
    return {
        RefundKind.REWARDS: translate("Screen", "{0} as a new reward").format(amount),
        RefundKind.BENEFIT: translate("Screen", "a new use of {0}").format(refund.name),
        RefundKind.CREDIT: translate("Screen", "{0} as new credit").format(amount),
        RefundKind.STORE_CREDIT: translate("Screen", "{0} as store credit").format(amount),
        RefundKind.CARD: translate("Screen", "{0} to the card").format(amount),
        RefundKind.CASH: translate("Screen", "{0} in cash").format(amount),
    }[refund.kind]


def choice_words() -> dict[Choice, str]:
    """What a person may decide about a return, on the buttons."""
    return {
        Choice.WAS_GIVEN: translate("Screen", "It was given back"),
        Choice.WAS_NOT_GIVEN: translate("Screen", "It was not given back"),
        Choice.GO_ON: translate("Screen", "Go on without it"),
        Choice.PICK_AGAIN: translate("Screen", "Change the return"),
    }


def attention_titles() -> dict[str, str]:
    """Why a return waits for a person, as headings."""
    return {
        "first_refund_refused": translate("Screen", "This was not given back"),
        "refund_refused": translate("Screen", "This was not given back"),
        "refund_unclear": translate("Screen", "Was it given back?"),
        "cash_unclear": translate("Screen", "Was the cash handed over?"),
        "repay_open": translate("Screen", "Choose how the money goes back"),
    }
