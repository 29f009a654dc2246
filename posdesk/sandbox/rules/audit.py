"""The tenant's own bookkeeping, for proofs: what was issued, is left, and was spent.

For every profile: issued = left + spent, where spent is live redemptions plus credit payments. Rewards and
credits count minor units of their own currency, points hundredths, benefits uses. Sums are exact. What was
spent stands with whoever holds the incentive now: a gift card keeps its history when it changes hands.
"""

from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.store import Store

# What never was spendable here (an import's earlier use) or came by a correction is no issue of these books.
_HELD = {
    "reward": "SELECT profile_id, sum(initial - outside) AS issued, sum(remaining) AS left FROM reward GROUP BY profile_id",
    "point": "SELECT profile_id, sum(initial - outside) AS issued, sum(remaining) AS left FROM point GROUP BY profile_id",
    "credit": "SELECT profile_id, sum(initial - outside) AS issued, sum(remaining) AS left FROM credit GROUP BY profile_id",
    "benefit": "SELECT profile_id, sum(used - used_before) AS issued, 0 AS left FROM benefit GROUP BY profile_id",
}
_LIVE = "r.type = 'redeem' AND r.reversed_at IS NULL"
_SPENT = {
    kind: (
        "SELECT h.profile_id, sum(i.units) AS units FROM redemption_item i"  # noqa: S608  constants
        f" JOIN redemption r ON r.id = i.redemption_id JOIN {kind} h ON h.id = i.incentive_id"
        f" WHERE i.type = '{kind}' AND {_LIVE} GROUP BY h.profile_id"
    )
    for kind in _HELD
}
_PAID = (
    "SELECT c.profile_id, sum(p.units) AS units FROM credit_payment p"
    " JOIN credit c ON c.id = p.credit_id GROUP BY c.profile_id"
)


def ledger_of(store: Store) -> dict[str, JSON]:
    """``{"profiles": {id: {kind: {issued, left, redeemed, paid}}}, "redemptions": {type: {count, total}},
    "transactions": {count, total}}``; whole numbers."""
    profiles: dict[str, dict[str, JSON]] = {}
    for kind, statement in _HELD.items():
        redeemed = {row["profile_id"]: row["units"] for row in store.all(_SPENT[kind])}
        paid = (
            {row["profile_id"]: row["units"] for row in store.all(_PAID)}
            if kind == "credit"
            else {}
        )
        for row in store.all(statement):
            owner = row["profile_id"]
            profiles.setdefault(owner or "", {})[kind] = {
                "issued": row["issued"],
                "left": row["left"],
                "redeemed": redeemed.get(owner, 0),
                "paid": paid.get(owner, 0),
            }
    redemptions = store.all(
        "SELECT type, count(*) AS n, sum(total) AS total FROM redemption GROUP BY type ORDER BY type"
    )
    sales = store.one(
        "SELECT count(*) AS n, coalesce(sum(total), 0) AS total FROM sale WHERE deleted_at IS NULL"
    )
    return {
        "profiles": profiles,
        "redemptions": {
            row["type"]: {"count": row["n"], "total": row["total"]} for row in redemptions
        },
        "transactions": {
            "count": sales["n"] if sales else 0,
            "total": sales["total"] if sales else 0,
        },
    }
