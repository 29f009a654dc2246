"""Recording the sale: the look-up before every send, and the send (guides' transaction, upserted where it can be)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from posdesk.omneo import transactions
from posdesk.omneo.calls import Applied, Call, NotApplied, Page, Unknown
from posdesk.omneo.drafts import DiscountDraft, ItemDraft, TransactionDraft
from posdesk.omneo.errors import Invalid, NotFound, OmneoError
from posdesk.omneo.transactions import Transaction
from posdesk.omneo.wire import Json
from posdesk.sale import events as ev
from posdesk.sale.corrections import STAFF, STORE, corrected
from posdesk.sale.past_of import GOODS
from posdesk.sale.record import Purchase, SoldItem, SoldTender, purchase_of
from posdesk.sale.return_record import return_record_of
from posdesk.sale.state import Sale
from posdesk.till.capabilities import GUIDES, Ways
from posdesk.till.redemption_scripts import utc
from posdesk.till.return_meta import REFUND_NAMES, return_meta
from posdesk.till.scripts import NOT_JUDGED, Reply, Script, all_items, proof, retry_after, value

# How a tender is written in ``payments``: a plain word never deducts a credit (U9).
PAYMENT_NAMES = {
    "cash": "CASH",
    "card": "EFTPOS",
    "credit": "CREDIT",
    "other": "OTHER",
    GOODS: "GOODS",
}


def look_up(sale: Sale, ways: Ways = GUIDES) -> Script[Reply]:
    """Whether the tenant has a transaction under the sale's reference."""
    if not ways.looks_up:
        return (yield from _search(sale, ways))
    call = transactions.find_external(sale.reference, currency=sale.terms.currency)
    (outcome,) = yield (call,)
    told = proof(call, outcome)
    if isinstance(outcome, Applied):
        found: Transaction = outcome.value
        # A voided one is history, not this sale; and the row's own reference is the evidence.
        if found.external_id == sale.reference and not found.is_void:
            return partial(
                ev.TransactionSought,
                transaction_id=str(found.id),
                linked=str(found.redemption_id or ""),
                proof=told,
            )
        return partial(ev.TransactionSought, proof=told)
    if isinstance(outcome.error, NotFound):
        return partial(ev.TransactionSought, proof=told)
    return _not_read(outcome.error, told)


def _search(sale: Sale, ways: Ways) -> Script[Reply]:
    """The same where there is no look-up (W25): among the customer's transactions, by the rows' own reference.

    An anonymous sale is asked for by a filter, which proves an absence only if it was honoured. Where it was
    not, a sale that may have arrived is sent again only by an upsert, which makes no second one.
    """
    try:
        rows, whole = yield from _rows(sale)
    except OmneoError as error:
        return _not_read(error, str(error.status or "no answer"))
    told = f"GET …/transactions · {len(rows)} rows"
    mine = [row for row in rows if row.external_id == sale.reference and not row.is_void]
    if mine:
        found = mine[0]
        return partial(
            ev.TransactionSought,
            transaction_id=str(found.id),
            linked=str(found.redemption_id or ""),
            proof=f"{told} · found",
        )
    if sale.record_sent_at is not None and not whole and not ways.upserts:
        return partial(
            ev.ReadFailed, purpose="LookUpTransaction", problem=NotFound.code, proof=told
        )
    return partial(ev.TransactionSought, proof=f"{told} · none is this sale's")


def _rows(sale: Sale) -> Script[tuple[tuple[Transaction, ...], bool]]:
    """Where the sale would stand, and whether that is all there is. Raises OmneoError."""
    customer, currency = sale.customer, sale.terms.currency
    if customer is None:
        (outcome,) = yield (transactions.list_by_reference(sale.reference, currency=currency),)
        page: Page[Transaction] = value(outcome)
        strangers = [row for row in page.items if row.external_id != sale.reference]
        return page.items, not strangers

    def read(number: int) -> Call[Page[Transaction]]:
        return transactions.list_for_profile(customer.profile_id, currency=currency, page=number)

    (outcome,) = yield (read(1),)
    return (yield from all_items(value(outcome), read)), True


def _not_read(error: OmneoError, told: str) -> Reply:
    return partial(
        ev.ReadFailed,
        purpose="LookUpTransaction",
        problem=error.code,
        retry_after_s=retry_after(error),
        proof=told,
    )


def record(sale: Sale, ways: Ways = GUIDES) -> Script[Reply]:
    """Write the transaction."""
    call = transactions.record(draft_of(sale), currency=sale.terms.currency, upsert=ways.upserts)
    (outcome,) = yield (call,)
    told = proof(call, outcome)
    match outcome:
        case Applied(value=Transaction() as written):
            return partial(
                ev.TransactionRecorded,
                transaction_id=str(written.id),
                linked=str(written.redemption_id or ""),
                proof=told,
            )
        case NotApplied(error):
            return _refused(error, told)
        case Unknown(error):
            return partial(ev.TransactionUnknown, problem=error.code, proof=told)
    raise TypeError(f"no reading of {outcome!r}")


def _refused(error: OmneoError, told: str) -> Reply:
    fields = error.fields if isinstance(error, Invalid) else {}
    return partial(
        ev.TransactionRefused,
        problem=error.code,
        judged=not isinstance(error, NOT_JUDGED),
        retry_after_s=retry_after(error),
        fields=tuple(f"{name}: {'; '.join(reasons)}" for name, reasons in fields.items()),
        proof=told,
    )


def draft_of(sale: Sale) -> TransactionDraft:
    """The transaction to send: seeds' fields, items by unit net, the sale's legs and shares in ``meta``.

    Of a return also the receipt of the sale it belongs to, what was undone, and each refund.
    """
    back = return_record_of(sale) if sale.returning else None
    purchase, terms = back.purchase if back else purchase_of(sale), sale.terms
    purchase = corrected(purchase, sale.corrections)
    repaid = tuple(REFUND_NAMES[each.kind] for each in back.repaid) if back else ()
    meta = _meta(sale, purchase) | (return_meta(sale, back) if back else {})
    return TransactionDraft(
        external_id=sale.reference,
        receipt_ref=terms.receipt_ref,
        total=purchase.total.amount,
        total_original=purchase.total_original.amount,
        transacted_at=utc(sale.paid_at or sale.opened_at),
        timezone=terms.timezone,
        items=tuple(_item(item) for item in purchase.items),
        payments=(*(_payment(each) for each in purchase.tenders), *repaid),
        profile_id=sale.customer.profile_id if sale.customer else None,
        redemption_id=int(purchase.linked) if purchase.linked else None,
        rounding=purchase.rounding.amount if purchase.rounding else None,
        location_id=_store(sale),
        staff_id=_named(sale.corrections.get(STAFF, terms.staff_id)),
        linked_receipt_ref=back.original_receipt if back else None,
        currency_code=terms.currency.code,
        meta={"posdesk": meta},
    )


def _store(sale: Sale) -> int | str | None:
    """A number; what a person typed instead goes out as it was typed."""
    if STORE in sale.corrections:
        return _named(sale.corrections[STORE])
    return int(sale.terms.location_id) if sale.terms.location_id.isdecimal() else None


def _named(text: str) -> int | str | None:
    return int(text) if text.isdecimal() else text or None


def _payment(tender: SoldTender) -> str | Mapping[str, Json]:
    """A word, or for a credit that the tenant deducts with the sale what to take of which (guide, U9)."""
    if not tender.deducts:
        return PAYMENT_NAMES[tender.kind]
    return {
        "type": "credit",
        "credit_id": int(tender.credit_id),
        "amount": tender.amount.amount,
    }


def _item(item: SoldItem) -> ItemDraft:
    return ItemDraft(
        name=item.name,
        quantity=item.quantity,
        price_current=item.price_current.amount,
        price_sell=item.price_sell.amount,
        price_original=item.price_original.amount,
        price_tax=item.tax.amount,
        sku=item.sku,
        discounts=tuple(DiscountDraft(each.amount.amount, each.name) for each in item.discounts),
        meta={"posdesk_line": item.line_id} | ({"note": item.note} if item.note else {}),
    )


def _meta(sale: Sale, purchase: Purchase) -> dict[str, Json]:
    """What a return on any till needs: the rule, every leg, every share of every line."""
    shares: list[Json] = [
        {
            "line": each.line_id,
            "discount": each.discount,
            "name": each.name,
            "amount": each.amount.amount,
        }
        for each in purchase.shares
    ]
    tenders: list[Json] = [
        {
            "kind": each.kind,
            "amount": each.amount.amount,
            "code": each.code,
            "credit_id": each.credit_id or None,
            "mark": each.mark or None,
            "leg": each.leg or None,
        }
        for each in purchase.tenders
    ]
    legs: list[Json] = [
        {
            "leg": f"{sale.reference}-{each.mark}",
            "kind": each.kind,
            "redemption_id": each.redemption_id,
            "total": each.total.amount,
            "linked": each.linked,
            "benefit_id": each.benefit_id or None,
            **({"benefit_ids": [*each.benefit_ids]} if each.benefit_ids else {}),
        }
        for each in purchase.legs
    ]
    return {
        "v": 1,
        "reference": sale.reference,
        "rule": purchase.rule,
        "legs": legs,
        "shares": shares,
        "tenders": tenders,
    }
