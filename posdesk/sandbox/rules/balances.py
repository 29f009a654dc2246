"""Balances: one statement, because every step of a checkout reads them (omneo-api.md 2.3).

Credits never count into ``combined_balance_dollars`` (rule 6). Money comes out of minor units only here.
"""

from decimal import Decimal

from posdesk.sandbox.rules import amounts, benefits, credits, facts, points
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import invalid, not_found
from posdesk.sandbox.rules.store import Store

# Usable at ``?`` (UTC text, twice).
REWARDS_USABLE = "deleted_at IS NULL AND remaining > 0 AND issued_at <= ? AND (expires_at IS NULL OR expires_at > ?)"


def _numbered(condition: str) -> str:
    """The instant is bound once for the whole statement."""
    return condition.replace("?", "?2")


_BALANCES = f"""
SELECT
  (SELECT coalesce(sum(remaining), 0) FROM reward WHERE profile_id = ?1 AND {_numbered(REWARDS_USABLE)})
    AS rewards,
  (SELECT coalesce(sum(remaining), 0) FROM point WHERE profile_id = ?1 AND {_numbered(points.SPENDABLE)})
    AS points,
  (SELECT count(*) FROM benefit WHERE profile_id = ?1 AND {_numbered(benefits.REDEEMABLE)}) AS benefits,
  (SELECT group_concat(currency || ' ' || remaining) FROM credit
    WHERE profile_id = ?1 AND {_numbered(credits.USABLE)}) AS credits,
  ({facts.POINT_RATE_SETTING}) AS point_rate
FROM profile WHERE id = ?1 AND profile_type <> 'deleted' AND merged_into IS NULL
"""  # noqa: S608  joined from constants


def read(context: Context) -> Response:
    """GET /profiles/{p}/balances; ``currency`` localises. 422 for a currency without a rate."""
    wanted = context.query("currency")
    return ok(of(context, context.params["p"], wanted or context.currency))


def of(context: Context, profile_id: str, currency: str | None = None) -> dict[str, JSON]:
    """The balances object of a profile, localised to ``currency``. Raises Refusal 404, 422."""
    store = context.store
    row = store.one(_BALANCES, profile_id, context.at)
    if row is None:
        raise not_found()
    dollars = int(row["points"] * facts.read_point_rate(row["point_rate"]))
    found: dict[str, JSON] = {
        "reward_balance": number(row["rewards"]),
        "point_balance": number(row["points"]),
        "point_balance_dollars": number(dollars),
        "combined_balance_dollars": number(row["rewards"] + dollars),
        "benefit_balance": row["benefits"],
        "credit_balance": number(_credits(store, row["credits"], context.currency)),
    }
    rate, shown = Decimal(1), None
    if currency is not None and currency != context.currency:
        rate, shown = _rate(store, context.currency, currency)
    found["currency"] = shown
    local = {
        "reward_balance": row["rewards"],
        "point_balance_dollars": dollars,
        "combined_balance_dollars": row["rewards"] + dollars,
    }
    code = currency or context.currency
    found["localised"] = {
        name: number(minor if shown is None else amounts.converted(minor, rate, code))
        for name, minor in local.items()
    }
    return found


def _credits(store: Store, listed: str | None, currency: str) -> int:
    """Each credit in the tenant's currency, then the sum (U20)."""
    total = 0
    for entry in (listed or "").split(",") if listed else ():
        code, _, minor = entry.partition(" ")
        if code == currency:
            total += int(minor)
            continue
        rate = facts.rate(store, currency, code)
        if rate is not None:
            total += amounts.converted_back(int(minor), rate)
    return total


def _rate(store: Store, source: str, target: str) -> tuple[Decimal, JSON]:
    rate = facts.rate(store, source, target)
    if rate is None:
        raise invalid("currency", "The selected currency is invalid.")
    row = store.one(
        "SELECT * FROM currency WHERE from_code = ? AND to_code = ?", source, target
    ) or {"id": None, "is_system": 0, "created_at": None, "updated_at": None}
    shown = {
        "id": row["id"],
        "from": source,
        "to": target,
        "rate": rate,
        "is_system": bool(row["is_system"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    return rate, shown
