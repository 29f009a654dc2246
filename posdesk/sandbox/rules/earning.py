"""Points for sales, by the switch ``earn_on_sale``: one a whole dollar to the definition ``purchase`` (U22).

Returns subtract points (omneo-api.md 2.6), so that nobody earns by buying and returning. A transaction that names
another's receipt continues its account: points follow the dollars of the sale and all its returns together, so
however a sale comes back, its last piece leaves none. Spent points are not taken back (ASSUMED: never below zero).
"""

from posdesk.sandbox.rules import definitions, points
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.store import Row

_PURCHASE = "purchase"
_WHOLE = 100  # minor units of a dollar, and hundredths of a point
# An exchange names a receipt and may be named itself: back to the first sale.
_CHAIN = """
WITH RECURSIVE chain (receipt) AS (
    SELECT ?3
    UNION
    SELECT sale.linked_receipt_ref FROM sale JOIN chain ON sale.receipt_ref = chain.receipt
    WHERE sale.profile_id = ?1 AND sale.linked_receipt_ref IS NOT NULL AND sale.deleted_at IS NULL
)
SELECT coalesce(sum(total), 0) AS total FROM sale WHERE profile_id = ?1 AND id <> ?2
    AND deleted_at IS NULL AND NOT is_void
    AND (receipt_ref IN (SELECT receipt FROM chain) OR linked_receipt_ref IN (SELECT receipt FROM chain))
"""


def earn(context: Context, sale: Row) -> None:
    """What the new transaction earns, or takes back."""
    if not context.switches.earn_on_sale or sale["profile_id"] is None:
        return
    definition = definitions.by_handle(context.store, "points", _PURCHASE)
    if definition is None:
        return
    before = _account(context, sale)
    change = _points(before + sale["total"]) - _points(before)
    if change > 0:
        points.insert(context, sale["profile_id"], definition, change, "Purchase")
    elif change < 0:
        _take_back(context, sale["profile_id"], definition["id"], -change)


def _points(dollars: int) -> int:
    """Hundredths of points for minor units of dollars."""
    return max(0, dollars) // _WHOLE * _WHOLE


def _account(context: Context, sale: Row) -> int:
    """What the receipt that ``sale`` names, and what named it before, came to; 0 for an ordinary sale."""
    if sale["linked_receipt_ref"] is None:
        return 0
    row = context.store.one(
        _CHAIN,
        sale["profile_id"],
        sale["id"],
        sale["linked_receipt_ref"],
    )
    return 0 if row is None else int(row["total"])


def _take_back(context: Context, profile_id: str, definition_id: int, hundredths: int) -> None:
    """Off what is left of purchase points, newest first."""
    rows = context.store.all(
        "SELECT id, remaining FROM point WHERE profile_id = ? AND definition_id = ? AND remaining > 0"
        " AND deleted_at IS NULL ORDER BY id DESC",
        profile_id,
        definition_id,
    )
    for row in rows:
        part = min(hundredths, row["remaining"])
        hundredths -= part
        if part:
            context.store.write(
                "UPDATE point SET remaining = remaining - ?1, outside = outside + ?1, updated_at = ?2"
                " WHERE id = ?3",
                part,
                context.at,
                row["id"],
            )
