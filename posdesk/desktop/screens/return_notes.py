"""What a return says beside its figures: what is back already, all or nothing, what a line's shares were. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import NoticeScreen, Tone
from posdesk.desktop.screens.office import Block, Words
from posdesk.sale import repayment
from posdesk.sale.past import PastLine, RefundKind
from posdesk.sale.returning import everything_left
from posdesk.sale.returns import Refund, RefundState
from posdesk.sale.state import Sale

translate = QCoreApplication.translate
_OPEN = frozenset({RefundState.PLANNED, RefundState.SENT, RefundState.UNKNOWN})


def notes(sale: Sale, marked: str) -> tuple[Block, ...]:
    """The sentences of the pick, one block each; ``marked`` is a line's id, or empty."""
    original = repayment.returning(sale).original
    found = []
    if not everything_left(original):
        words = translate("Office", "All of this sale is back already: nothing is left to return.")
        found.append(Words("nothing_left", words))
    elif not sale.terms.partial_refund and original.legs:
        words = translate(
            "Office",
            "This tenant refunds a redemption all or nothing: it goes back with the last piece that it touched.",
        )
        found.append(Words("all_or_nothing", words))
    line = next((each for each in original.lines if str(each.id) == marked), None)
    if line is not None and line.shares:
        found.append(Words("shares", _shares(line)))
    return tuple(found)


def _shares(line: PastLine) -> str:
    """Each discount of the line as the sale had it."""
    parts = (f"{share.name} {figures.less(share.amount)}" for share in line.shares)
    return translate("Office", "{0} was sold with: {1}").format(line.name, " · ".join(parts))


def one_at_a_time() -> NoticeScreen:
    """Another receipt was scanned while a return is open."""
    text = translate(
        "Office", "Finish it or drop it, then scan the other receipt. Nothing changed."
    )
    return NoticeScreen(translate("Office", "A return is open"), text, Tone.WARN)


def not_picked(name: str, *, sold: bool) -> NoticeScreen:
    """A product was scanned that cannot come back; ``sold``: it was in the sale, and none is left."""
    text = translate("Office", "To take it instead of what comes back, press Exchange first.")
    if sold:
        title = translate("Office", "Nothing left of {0}").format(name)
    else:
        title = translate("Office", "{0} was not in this sale").format(name)
    return NoticeScreen(title, text, Tone.WARN)


def cash_asked(sale: Sale | None) -> Refund | None:
    """The cash that a person has to hand over now."""
    refunds = sale.returning.refunds if sale is not None and sale.returning else ()
    found = (
        each for each in refunds if each.kind is RefundKind.CASH and each.state is RefundState.SENT
    )
    return next(found, None)


def under_way(sale: Sale) -> bool:
    """Whether anything is still to be given, or on its way."""
    return any(each.state in _OPEN for each in repayment.returning(sale).refunds)
