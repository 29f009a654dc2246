"""What a return writes into its transaction's ``meta.posdesk``, so that any till can go on from there.

Beside what every sale writes: whose return it is (``original``), the pieces (``returned``), the shares that came
back (``undone``), and each refund: what it was for (``of``, a mark of the original), the old redemption and the
new row. ``amount`` is what was really given, so the returns of a sale add up whatever a tenant granted.
"""

from __future__ import annotations

from posdesk.omneo.wire import Json
from posdesk.sale.past import RefundKind
from posdesk.sale.return_record import ReturnRecord
from posdesk.sale.returns import Refund
from posdesk.sale.state import Sale

# How money that goes out is written in ``payments``: plain words, which never deduct (U9).
REFUND_NAMES = {
    RefundKind.CASH: "CASH",
    RefundKind.CARD: "EFTPOS",
    RefundKind.CREDIT: "CREDIT",
    RefundKind.STORE_CREDIT: "CREDIT",
}


def return_meta(sale: Sale, record: ReturnRecord) -> dict[str, Json]:
    """Amounts are decimals in major units."""
    returned: list[Json] = [
        {"line": each.line.id, "quantity": each.quantity, "net": each.net.amount}
        for each in record.lines
    ]
    undone: list[Json] = [
        {"line": each.line_id, "discount": each.discount, "amount": each.amount.amount}
        for each in record.undone
    ]
    refunds: list[Json] = [_refund(sale, each) for each in record.refunds]
    return {
        "kind": sale.kind.value,
        "original": record.original,
        "original_receipt": record.original_receipt,
        "reason": record.reason or None,
        "returned": returned,
        "undone": undone,
        "refunds": refunds,
        "rounding_back": record.rounding.amount,
    }


def _refund(sale: Sale, refund: Refund) -> dict[str, Json]:
    given = refund.amount if refund.given is None else refund.given
    return {
        "mark": f"{sale.reference}-{refund.mark}",
        "of": refund.of or None,
        "kind": refund.kind.value,
        "redemption_id": refund.redemption_id or None,
        "row_id": refund.row_id or None,
        "amount": given.amount,
        "extra": refund.extra.amount if refund.extra else None,
    }
