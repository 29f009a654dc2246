"""A transaction of the tenant as the original of a return, or as a return of one, by what our tills wrote into it.

What is needed and not there, or does not add up, raises NotReturnable: nothing is guessed and nothing is spread
anew. A sale of another system has no ``meta.posdesk``, so it is returned where it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from posdesk.omneo.errors import BadPayload
from posdesk.omneo.recorded import Recorded, RecordedItem
from posdesk.omneo.rows import Row
from posdesk.sale.allocation import Rule
from posdesk.sale.money import Currency, Money
from posdesk.sale.past import (
    Original,
    Parcel,
    PastLeg,
    PastLine,
    PastRefund,
    PastReturn,
    PastTender,
    Pick,
    RefundKind,
    Share,
)
from posdesk.sale.wallet import Customer
from posdesk.till.return_errors import NotReturnable


def posdesk_of(row: Recorded) -> Row | None:
    """What a till of ours wrote into ``meta``; None for any other's."""
    found = row.meta.get("posdesk")
    return Row(found, "meta.posdesk") if isinstance(found, Mapping) else None


def original_from(
    row: Recorded, customer: Customer | None, returns: Iterable[PastReturn] = ()
) -> Original:
    """What the transaction sold. Raises NotReturnable."""
    meta, head = posdesk_of(row), row.head
    currency = head.total.currency
    if meta is None or head.is_void or not head.external_id:
        raise NotReturnable(f"transaction {head.id}")
    try:
        lines = _lines(row.items, meta, currency)
        tenders = _tenders(meta, currency)
        legs = tuple(_leg(each, currency) for each in meta.rows("legs"))
        rule = Rule(meta.text("rule"))
    except (BadPayload, ValueError) as exc:
        raise NotReturnable(f"transaction {head.id}: {exc}") from exc
    if not lines:
        raise NotReturnable(f"transaction {head.id} sold nothing")
    net = Money.total((line.net for line in lines), currency)
    paid = Money.total((each.amount for each in tenders), currency)
    return Original(
        reference=head.external_id,
        receipt_ref=head.receipt_ref or "",
        sold_at_ms=round(row.transacted_at.timestamp() * 1000) if row.transacted_at else 0,
        total=net,
        rounding=paid - net,
        lines=lines,
        legs=legs,
        tenders=tenders,
        customer=customer,
        rule=rule,
        returns=tuple(returns),
    )


def returns_among(
    rows: Iterable[Recorded], reference: str, currency: Currency
) -> tuple[PastReturn, ...]:
    """The rows that say of themselves that they are returns of the sale ``reference``, each once."""
    found: dict[str, PastReturn] = {}
    for row in rows:
        meta, own = posdesk_of(row), row.head.external_id
        if meta is None or row.head.is_void or meta.maybe_text("original") != reference:
            continue
        if own and own not in found:
            found[own] = _return(own, meta, currency)
    return tuple(found.values())


def _return(reference: str, meta: Row, currency: Currency) -> PastReturn:
    return PastReturn(
        reference,
        tuple(Pick(each.number("line"), each.number("quantity")) for each in meta.rows("returned")),
        tuple(
            PastRefund(
                each.maybe_text("of") or "",
                _refund_kind(each),
                each.money("amount", currency),
            )
            for each in meta.rows("refunds")
        ),
        meta.maybe_money("rounding_back", currency) or Money.zero(currency),
    )


def _refund_kind(row: Row) -> RefundKind:
    try:
        return RefundKind(row.text("kind"))
    except ValueError as exc:
        raise row.bad("kind", "is no kind of refund") from exc


def _lines(items: Sequence[RecordedItem], meta: Row, currency: Currency) -> tuple[PastLine, ...]:
    """Items of one line together, in the order in which they were sent; what came back is no line."""
    sold: dict[int, list[RecordedItem]] = {}
    for item in items:
        if item.quantity > 0:
            line = Row(item.meta, "item.meta").maybe_number("posdesk_line")
            if line is None:
                raise NotReturnable(f"an item without a line: {item.sku}")
            sold.setdefault(line, []).append(item)
    shares: dict[int, list[Share]] = {}
    for each in meta.rows("shares"):
        key = each.text("discount")
        share = Share(key, each.maybe_text("name") or key, each.money("amount", currency))
        shares.setdefault(each.number("line"), []).append(share)
    return tuple(
        _line(line_id, parts, tuple(shares.get(line_id, ()))) for line_id, parts in sold.items()
    )


def _line(line_id: int, parts: Sequence[RecordedItem], shares: tuple[Share, ...]) -> PastLine:
    """Raises NotReturnable when price, shares and net do not agree (invariant 1)."""
    first = parts[0]
    price = first.price_current or first.price_sell
    taken = sum(each.quantity * (price - each.price_sell).minor for each in parts)
    if taken != sum(share.amount.minor for share in shares):
        raise NotReturnable(f"line {line_id}: its shares are not what was taken off it")
    return PastLine(
        line_id,
        first.sku or "",
        first.name,
        price,
        first.price_original or price,
        tuple(Parcel(each.quantity, each.price_sell) for each in parts),
        Money.total((each.price_tax for each in parts if each.price_tax), price.currency),
        shares,
    )


def _leg(row: Row, currency: Currency) -> PastLeg:
    kind = RefundKind(row.text("kind"))
    return PastLeg(
        _mark(row.text("leg")),
        kind,
        row.text("redemption_id"),
        row.money("total", currency),
        row.maybe_text("benefit_id") or "",
        row.maybe_text("name") or "",
    )


def _tenders(meta: Row, currency: Currency) -> tuple[PastTender, ...]:
    """A sale of an earlier posdesk names no marks: they are told apart by their place, which no terminal knows."""
    return tuple(
        PastTender(
            row.maybe_text("mark") or f"place {place}",
            row.text("kind"),
            row.money("amount", currency),
            row.maybe_text("leg") or "",
        )
        for place, row in enumerate(meta.rows("tenders"), start=1)
    )


def _mark(leg: str) -> str:
    """``R2`` of ``S01-1-000659-k3f9q2-R2``."""
    return leg.rpartition("-")[2]
