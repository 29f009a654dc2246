"""Step 6: the transaction, on its way or written, and the receipt."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import NoticeScreen, RecordScreen, Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.sale.quote import Quote
from posdesk.sale.record import is_unlinked, linked_leg
from posdesk.sale.state import Phase, Sale

translate = QCoreApplication.translate


def record_screen(sale: Sale, quote: Quote, desk: Desk) -> RecordScreen:
    done = sale.phase is Phase.RECORDED
    waiting = not done and bool(sale.retry.tries)
    if done:
        title, text = translate("Screen", "Recorded"), translate("Screen", "The sale is complete.")
    elif waiting:
        title = translate("Screen", "Paid, and waiting to be recorded")
        text = translate(
            "Screen",
            "Nothing is lost: the sale is kept here and recorded as soon as the tenant answers. "
            "The next customer can be served.",
        )
    else:
        title = translate("Screen", "Recording")
        text = translate("Screen", "The transaction is being written.")
    return RecordScreen(
        title=title,
        text=text,
        busy=not done and not waiting,
        facts=(*desk.gifts, *_facts(sale, quote)),
        receipt=desk.receipt,
        tone=Tone.SUCCESS if done else Tone.WARN,
        notice=_notice(sale),
    )


def _notice(sale: Sale) -> NoticeScreen | None:
    if sale.phase is Phase.RECORDED:
        return notice_of("sale.not_linked", Tone.WARN) if is_unlinked(sale) else None
    if not sale.retry.tries:
        return None
    return notice_of(sale.problem, Tone.WARN)


def _facts(sale: Sale, quote: Quote) -> tuple[tuple[str, str], ...]:
    facts = [
        (translate("Screen", "Total"), figures.money(quote.total)),
        (translate("Screen", "Receipt"), sale.terms.receipt_ref),
        (translate("Screen", "Reference"), sale.reference),
    ]
    if sale.recorded is not None:
        facts.append((translate("Screen", "Transaction"), sale.recorded.transaction_id))
    linked = linked_leg(sale)
    if linked is not None:
        facts.append((translate("Screen", "Linked redemption"), linked.redemption_id))
    others = [leg.redemption_id for leg in sale.granted if leg is not linked]
    if others:
        facts.append((translate("Screen", "By reference only"), ", ".join(others)))
    return tuple(facts)
