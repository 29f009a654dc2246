"""Step 6: the transaction, on its way or written, and the receipt; and what a person must decide."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import sentence_of
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import AttentionScreen, NoticeScreen, RecordScreen, Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.desktop.screens.return_words import attention_titles, choice_words
from posdesk.desktop.screens.story import words
from posdesk.sale.events import Choice
from posdesk.sale.phases.attention import CHOICES
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


def attention_screen(sale: Sale) -> AttentionScreen:
    """What is known, what is not, the evidence, the choices."""
    attention = sale.attention
    why = attention.why if attention else ""
    code = f"sale.{why}"
    title = {
        "redemption_unclear": translate("Screen", "Was it redeemed?"),
        "recovery_by_hand": translate("Screen", "Recovery is by hand"),
        "undo_unclear": translate("Screen", "Was it put back?"),
        "transaction_refused": translate("Screen", "The tenant refused the transaction"),
        "cash_owed": translate("Screen", "Hand the cash back"),
        **attention_titles(),
    }.get(why, translate("Screen", "A person must decide"))
    return AttentionScreen(
        title=title,
        text=sentence_of(code),
        known=tuple(words(sale, entry) for entry in sale.story[-5:]),
        unknown=attention.evidence if attention else (),
        choices=attention_choices(sale),
    )


def attention_choices(sale: Sale) -> tuple[tuple[str, str], ...]:
    """What a person may decide, and the words for it."""
    why = sale.attention.why if sale.attention else ""
    return tuple((choice.value, _choice(choice)) for choice in CHOICES.get(why, ()))


def _choice(choice: Choice) -> str:
    return {
        Choice.TRY_AGAIN: translate("Screen", "Look again"),
        Choice.WAS_TAKEN_BACK: translate("Screen", "It was put back"),
        Choice.WAS_NOT_TAKEN: translate("Screen", "It was not redeemed"),
        Choice.HANDED_BACK: translate("Screen", "The cash was handed back"),
        **choice_words(),
    }[choice]
