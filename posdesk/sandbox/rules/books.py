"""The tenant's books, for a checker: every row of what was spent, given back and recorded, as plain values.

What really happened, whatever the API shows of it: a switch that hides the till's marks (``leg_echoed``) hides
nothing here. Amounts are minor units, points hundredths, uses single ones; instants are UTC milliseconds.
"""

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.audit import ledger_of
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.store import Row, Store

FORMAT = 1
_REDEMPTIONS = (
    "SELECT id, profile_id, type, total, external_id, meta, transaction_external_id AS reference,"
    " transaction_id, origin_id, reversed_at, created_at FROM redemption ORDER BY id"
)
_OWNED = " UNION ALL ".join(
    f"SELECT i.id AS item, i.redemption_id, i.type, i.incentive_id, i.value, i.units, h.profile_id"  # noqa: S608  constants
    f" FROM redemption_item i JOIN {kind} h ON h.id = i.incentive_id WHERE i.type = '{kind}'"
    for kind in ("reward", "point", "credit", "benefit")
)
_ITEMS = _OWNED + " ORDER BY item"
_TRANSACTIONS = (
    "SELECT id, external_id, profile_id, redemption_id, total, is_void, deleted_at, meta"
    " FROM sale ORDER BY id"
)
_PAYMENTS = (
    "SELECT p.sale_id, p.credit_id, p.value, p.units, c.profile_id"
    " FROM credit_payment p JOIN credit c ON c.id = p.credit_id ORDER BY p.sale_id, p.credit_id"
)
_CREDITS = "SELECT id, profile_id, external_id, initial FROM credit WHERE external_id IS NOT NULL ORDER BY id"


def books_of(store: Store) -> dict[str, JSON]:
    """``{"format": 1, "balances", "redemptions", "transactions", "payments", "credits"}``, each a list of rows.

    Read by ``till.books``, which documents every field. An id is text; what is not there is an empty one.
    """
    return {
        "format": FORMAT,
        "balances": _balances(store),
        "redemptions": _redemptions(store),
        "transactions": [_transaction(row) for row in store.all(_TRANSACTIONS)],
        "payments": [
            {
                "transaction_id": str(row["sale_id"]),
                "credit_id": str(row["credit_id"]),
                "profile_id": row["profile_id"] or "",
                "value": row["value"],
                "units": row["units"],
            }
            for row in store.all(_PAYMENTS)
        ],
        "credits": [
            {
                "id": str(row["id"]),
                "profile_id": row["profile_id"] or "",
                "tag": row["external_id"],
                "amount": row["initial"],
            }
            for row in store.all(_CREDITS)
        ],
    }


def _balances(store: Store) -> list[JSON]:
    """Nothing was there before these books: what a seed holds counts as issued."""
    return [
        {
            "profile_id": profile_id,
            "kind": kind,
            "opening": 0,
            "issued": sums["issued"],
            "left": sums["left"],
        }
        for profile_id, kinds in ledger_of(store)["profiles"].items()
        for kind, sums in kinds.items()
    ]


def _redemptions(store: Store) -> list[JSON]:
    items: dict[int, list[JSON]] = {}
    for row in store.all(_ITEMS):
        items.setdefault(row["redemption_id"], []).append(
            {
                "kind": row["type"],
                "id": str(row["incentive_id"]),
                "profile_id": row["profile_id"] or "",
                "value": row["value"],
                "units": row["units"],
            }
        )
    return [
        {
            "id": str(row["id"]),
            "profile_id": row["profile_id"],
            "type": row["type"],
            "total": row["total"],
            "tag": _tag(row),
            "reference": row["reference"] or "",
            "transaction_id": _id(row["transaction_id"]),
            "origin_id": _id(row["origin_id"]),
            "reversed_ms": _ms(row["reversed_at"]),
            "created_ms": _ms(row["created_at"]),
            "items": items.get(row["id"], []),
        }
        for row in store.all(_REDEMPTIONS)
    ]


def _tag(row: Row) -> str:
    """What the till called it: the value's in its meta, a benefit's use in its own reference."""
    meta = restored(row["meta"])
    found = meta.get("posdesk_leg") if isinstance(meta, dict) else None
    return found if isinstance(found, str) else row["external_id"] or ""


def _transaction(row: Row) -> JSON:
    return {
        "id": str(row["id"]),
        "external_id": row["external_id"] or "",
        "profile_id": row["profile_id"] or "",
        "redemption_id": _id(row["redemption_id"]),
        "total": row["total"],
        "void": bool(row["is_void"]),
        "deleted": row["deleted_at"] is not None,
        "carried": _carried(restored(row["meta"])),
    }


def _carried(meta: JSON) -> list[JSON]:
    """The redemptions that the till has named in the transaction's meta, linked or not."""
    told = meta.get("posdesk") if isinstance(meta, dict) else None
    legs = told.get("legs") if isinstance(told, dict) else None
    return [
        str(leg["redemption_id"])
        for leg in (legs if isinstance(legs, list) else [])
        if isinstance(leg, dict) and "redemption_id" in leg
    ]


def _id(number: int | None) -> str:
    return "" if number is None else str(number)


def _ms(text: str | None) -> int | None:
    return None if text is None else round(dates.from_utc_text(text).timestamp() * 1000)
