"""Late twins in words: what was redeemed a second time, and what became of it. One sentence each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import title_of
from posdesk.desktop.screens import figures, sources
from posdesk.sale.state import LegKind, Sale
from posdesk.sale.story import StoryEntry, StoryKind

translate = QCoreApplication.translate

FAILED = frozenset({StoryKind.TWIN_LEFT})
OPEN = frozenset({StoryKind.TWIN_FOUND, StoryKind.TWIN_UNDO_OPEN, StoryKind.TWIN_POSSIBLE})


def twin_words(sale: Sale, entry: StoryEntry) -> dict[StoryKind, str]:
    """The sentence of each kind of a look's entries."""
    what = _what(sale, entry)
    return {
        StoryKind.TWIN_FOUND: translate("Screen", "Redeemed twice by one request: {0}").format(
            what
        ),
        StoryKind.TWIN_UNDO_SENT: translate("Screen", "Putting back the second {0}").format(what),
        StoryKind.TWIN_UNDO_OPEN: translate("Screen", "The second is not put back yet: {0}").format(
            title_of(entry.name).lower()
        ),
        StoryKind.TWIN_REVERSED: translate("Screen", "The second {0} was reversed").format(what),
        StoryKind.TWIN_REFUNDED: translate(
            "Screen", "The second {0} was refunded as something new"
        ).format(what),
        StoryKind.TWIN_LEFT: translate(
            "Screen", "The second {0} could not be put back: tell the office"
        ).format(what),
        StoryKind.TWIN_POSSIBLE: translate(
            "Screen", "May be of this sale, and was not touched: {0}"
        ).format(entry.name),
    }


def _what(sale: Sale, entry: StoryEntry) -> str:
    """What the leg took, for it was taken twice."""
    mark = entry.mark.partition("-")[0]
    leg = next((each for each in sale.legs if each.mark == mark), None)
    if leg is None or entry.amount is None:
        return ""
    match leg.kind:
        case LegKind.BENEFIT:
            return leg.name
        case LegKind.CREDIT:
            return translate("Screen", "{0} of credit").format(figures.money(entry.amount))
        case LegKind.REWARDS:
            return sources.value_of(leg, figures.money(entry.amount))
