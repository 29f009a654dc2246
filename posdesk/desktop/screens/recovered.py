"""What the cashier should know of a recovery when the screen has moved on: an answer found, a window missed. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures, sources
from posdesk.desktop.screens.model import NoticeScreen, Tone
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import Leg, LegKind, Phase, Sale
from posdesk.sale.story import StoryEntry, StoryKind

translate = QCoreApplication.translate


def this_try(sale: Sale) -> tuple[StoryEntry, ...]:
    """What happened since the latest snapshot: a second try has its own story."""
    starts = [i for i, each in enumerate(sale.story) if each.kind is StoryKind.SNAPSHOT]
    return sale.story[starts[-1] :] if starts else sale.story


def found_notice(sale: Sale) -> NoticeScreen | None:
    """Step 5, after the answer of a redemption was lost and the redemption was found."""
    if sale.phase is not Phase.PAYING:
        return None
    marks = {entry.mark for entry in this_try(sale) if entry.kind is StoryKind.ADOPTED}
    found = ", ".join(_worth(leg) for leg in sale.granted if leg.mark in marks)
    if not found:
        return None
    text = translate(
        "Screen",
        "An answer got lost, so the till looked: {0} was taken, and only once. Go on to pay.",
    )
    title = translate("Screen", "Looked up and found")
    return NoticeScreen(title, text.format(found), Tone.SUCCESS)


def _worth(leg: Leg) -> str:
    """``25.00 of rewards``, or the benefit's name."""
    if leg.kind is LegKind.BENEFIT:
        return leg.name
    return sources.value_of(leg, figures.money(leg.granted or leg.requested))


def is_too_late(sale: Sale, now: Instant) -> bool:
    """Whether what went back, goes back, or would go back now, can only come as something new."""
    if any(entry.kind is StoryKind.REFUNDED for entry in this_try(sale)):
        return True
    return sale.phase in {Phase.PAYING, Phase.COMPENSATING} and any(
        leg.sent_at is not None and leg.sent_at.elapsed_s(now) > REVERSE_UNTIL_S
        for leg in sale.granted
    )
