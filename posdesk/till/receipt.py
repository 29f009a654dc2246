"""A receipt as text, line by line, for paper of 32, 42 or 48 characters.

The same grid is shown on the screen and printed, so what the preview shows is what comes out. Every
receipt says SIMULATION at its top and its bottom; there is no switch for that. The order of its blocks
follows the practice notes, 4.3: head, items, discounts, tax, total, payments, loyalty, reference, foot.
"""

from collections.abc import Iterator

from posdesk.till.receipt_draft import (
    ItemRow,
    LoyaltyRow,
    Mark,
    Paper,
    ReceiptDraft,
    ReceiptWords,
    TenderRow,
)
from posdesk.till.receipt_grid import centred, joined, row, wrap

SIMULATION = "SIMULATION"
_INDENT = 2


def receipt_lines(draft: ReceiptDraft, paper: Paper = Paper.MEDIUM) -> tuple[str, ...]:
    """The receipt, top to bottom; no line is wider than the paper, none ends in a space."""
    width = int(paper)
    lines = (
        *_banner(SIMULATION, width),
        *_head(draft, width),
        *_rule(width),
        *_items(draft, width),
        *_totals(draft, width),
        *_payments(draft, width),
        *_refunds(draft, width),
        *_loyalty(draft, width),
        *_foot(draft, width),
        *_banner(SIMULATION, width),
    )
    return tuple(line.rstrip() for line in lines)


def receipt_text(draft: ReceiptDraft, paper: Paper = Paper.MEDIUM) -> str:
    """The lines of ``receipt_lines``, each ended by a line feed."""
    return "".join(f"{line}\n" for line in receipt_lines(draft, paper))


def _banner(word: str, width: int) -> list[str]:
    return [f" {word} ".center(width, "*")]


def _rule(width: int) -> list[str]:
    return ["-" * width]


def _marks(draft: ReceiptDraft, width: int) -> Iterator[str]:
    words = draft.words
    marks = {Mark.REFUSED: words.refused, Mark.VOIDED: words.voided}
    if draft.mark in marks:
        yield from centred(f"*** {marks[draft.mark]} ***", width)
    if draft.reprint > 0:
        yield from centred(f"*** {words.reprint} {draft.reprint} ***", width)


def _head(draft: ReceiptDraft, width: int) -> Iterator[str]:
    words = draft.words
    yield from _marks(draft, width)
    for text in (draft.shop, *draft.address, draft.tax_number, draft.title):
        yield from centred(text, width)
    yield from centred(draft.link, width)
    yield ""
    yield from row(f"{words.receipt} {draft.number}", draft.printed_at, width)
    staff = f"{words.served_by} {draft.staff}" if draft.staff else ""
    yield from wrap(joined((f"{words.register} {draft.register}", staff), " · "), width)


def _items(draft: ReceiptDraft, width: int) -> Iterator[str]:
    for item in draft.items:
        yield from _item(item, width)
    if draft.items:
        yield from _rule(width)


def _item(item: ItemRow, width: int) -> Iterator[str]:
    if item.quantity == "1":
        yield from row(item.name, item.amount, width)
    else:
        yield from row(item.name, "", width)
        yield from row(f"{item.quantity} × {item.unit_price}", item.amount, width, _INDENT)
    if item.note:
        yield from row(item.note, "", width, _INDENT)
    for discount in item.discounts:
        yield from row(discount.name, discount.amount, width, _INDENT)


def _totals(draft: ReceiptDraft, width: int) -> Iterator[str]:
    words = draft.words
    if draft.subtotal:
        yield from row(words.subtotal, draft.subtotal, width)
    for each in (*draft.discounts, *draft.taxes):
        yield from row(each.name, each.amount, width)
    yield from row(words.total, draft.total, width)
    if draft.rounding is not None:
        yield from row(draft.rounding.name, draft.rounding.amount, width)


def _payments(draft: ReceiptDraft, width: int) -> Iterator[str]:
    if draft.tenders:
        yield ""
    for tender in draft.tenders:
        yield from _tender(tender, draft.words, width)
    if draft.change:
        yield from row(draft.words.change, draft.change, width)


def _tender(tender: TenderRow, words: ReceiptWords, width: int) -> Iterator[str]:
    yield from row(joined((tender.name, tender.detail), " "), tender.amount, width)
    if tender.left:
        yield from row(words.left, tender.left, width, _INDENT)


def _refunds(draft: ReceiptDraft, width: int) -> Iterator[str]:
    """What went into the wallet is no payment, so it stands apart."""
    if draft.refunds:
        yield ""
        yield from wrap(draft.words.refunded, width)
    for each in draft.refunds:
        yield from row(each.name, each.amount, width, _INDENT)


def _loyalty(draft: ReceiptDraft, width: int) -> Iterator[str]:
    if not draft.loyalty and not draft.customer:
        return
    yield from _rule(width)
    yield from wrap(joined((draft.words.loyalty, draft.customer), ": "), width)
    for each in draft.loyalty:
        yield from _value(each, draft.words, width)


def _value(value: LoyaltyRow, words: ReceiptWords, width: int) -> Iterator[str]:
    yield from row(value.name, "", width)
    for word, amount in ((words.used, value.used), (words.left, value.left)):
        if amount:
            yield from row(word, amount, width, _INDENT)


def _foot(draft: ReceiptDraft, width: int) -> Iterator[str]:
    yield from _rule(width)
    yield from wrap(f"{draft.words.reference} {draft.reference}", width)
    yield from wrap(joined((draft.link, draft.link_reference), " · "), width)
    for text in draft.footers:
        yield from centred(text, width)
    yield from _marks(draft, width)
