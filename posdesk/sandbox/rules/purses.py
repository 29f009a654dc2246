"""What a profile can spend, by strategy, and the taking of it: rewards, points, credits.

Amounts are minor units of the tenant's currency; ``units`` are what leaves the incentive itself: minor
units of a reward or of a credit's own currency, hundredths of a point. Soonest expiry first, then earlier
issue, then lower number; what never expires comes last (rule 3, U5). Every taking is a conditional update
that must hit: two racing redemptions cannot overdraw, whatever was read before (U39).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING

from posdesk.sandbox.rules import amounts, balances, credits, facts, points
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row

SOONEST = "expires_at IS NULL, expires_at, issued_at, id"
_REWARDS = f"SELECT id, remaining FROM reward WHERE profile_id = ? AND {balances.REWARDS_USABLE} ORDER BY {SOONEST}"  # noqa: S608  constants
_POINTS = f"SELECT id, remaining FROM point WHERE profile_id = ? AND {points.SPENDABLE} ORDER BY {SOONEST}"  # noqa: S608  constants
# A credit with a code is never spent without it, so no strategy reaches it.
_CREDITS = f"SELECT id, remaining, currency FROM credit WHERE profile_id = ? AND security_code IS NULL AND {credits.USABLE} ORDER BY {SOONEST}"  # noqa: S608  constants
_TAKE = {
    "reward": "UPDATE reward SET remaining = remaining - ?1, updated_at = ?2 WHERE id = ?3 AND remaining >= ?1",
    "point": "UPDATE point SET remaining = remaining - ?1, updated_at = ?2 WHERE id = ?3 AND remaining >= ?1",
    "credit": "UPDATE credit SET remaining = remaining - ?1, updated_at = ?2 WHERE id = ?3 AND remaining >= ?1",
    "benefit": "UPDATE benefit SET used = used + ?1, updated_at = ?2 WHERE id = ?3"
    " AND (max_redemptions IS NULL OR used + ?1 <= max_redemptions)"
    " AND (SELECT d.max_global_redemptions IS NULL OR d.max_global_redemptions >= ?1 +"
    " (SELECT sum(g.used) FROM benefit g WHERE g.definition_id = d.id)"
    " FROM definition d WHERE d.kind = 'benefits' AND d.id = benefit.definition_id)",
}
_GIVE_BACK = {
    "reward": "UPDATE reward SET remaining = remaining + ?, updated_at = ? WHERE id = ?",
    "point": "UPDATE point SET remaining = remaining + ?, updated_at = ? WHERE id = ?",
    "credit": "UPDATE credit SET remaining = remaining + ?, updated_at = ? WHERE id = ?",
    "benefit": "UPDATE benefit SET used = used - ?, updated_at = ? WHERE id = ?",
}


@dataclass(frozen=True, slots=True)
class Take:
    """A part of a redemption: ``value`` minor units of money out of one incentive's ``units``."""

    type: str
    incentive_id: int
    value: int
    units: int


def remove(context: Context, take: Take) -> None:
    """Take ``take.units`` from the incentive. Raises Refusal 422 when they are not there."""
    if context.store.write(_TAKE[take.type], take.units, context.at, take.incentive_id) != 1:
        field = "benefit" if take.type == "benefit" else "amount"
        raise invalid(field, "The amount exceeds the available balance.")


def give_back(context: Context, take: Take) -> None:
    """Put ``take.units`` back where they came from; the expiry never moved (rule 8)."""
    context.store.write(_GIVE_BACK[take.type], take.units, context.at, take.incentive_id)


def plan(context: Context, profile_id: str, strategy: str, amount: int) -> list[Take]:
    """What the strategy gives towards ``amount``, soonest expiry first; less when there is less."""
    return _PLANS[strategy](context, profile_id, amount)


def _from_rewards(context: Context, profile_id: str, amount: int) -> list[Take]:
    takes = []
    for row in context.store.all(_REWARDS, profile_id, context.at, context.at):
        value = min(amount, row["remaining"])
        if value <= 0:
            break
        takes.append(Take("reward", row["id"], value, value))
        amount -= value
    return takes


def _from_points(context: Context, profile_id: str, amount: int) -> list[Take]:
    """Burns whole points for the dollars asked, rounded up (U21); the dollars are spread over the rows."""
    rate = facts.point_rate(context.store)
    rows = context.store.all(_POINTS, profile_id, context.at, context.at, context.at)
    owned = sum(row["remaining"] for row in rows)
    value = min(amount, int(owned * rate))
    if value <= 0:
        return []
    whole_points = int((value / rate / 100).to_integral_value(ROUND_CEILING))
    burnt = min(whole_points * 100, owned)
    takes, taken = [], 0
    for row in rows:
        units = min(row["remaining"], burnt - taken)
        if units <= 0:
            break
        before, taken = taken, taken + units
        share = value * taken // burnt - value * before // burnt
        takes.append(Take("point", row["id"], share, units))
    return takes


def _from_credits(context: Context, profile_id: str, amount: int) -> list[Take]:
    takes = []
    for row in context.store.all(_CREDITS, profile_id, context.at, context.at):
        value = min(amount, credit_worth(context, row))
        if value > 0:
            takes.append(credit_take(context, row, value))
            amount -= value
    return takes


def credit_worth(context: Context, row: Row) -> int:
    """What is left on a credit in the tenant's currency, half up (U20); 0 without a rate."""
    rate = facts.rate(context.store, context.currency, row["currency"])
    return 0 if rate is None else amounts.converted_back(row["remaining"], rate)


def credit_take(context: Context, row: Row, value: int, units: int | None = None) -> Take:
    """``value`` out of a credit; all that it is worth takes all that is left, rounding or not. ``units``
    when the amount was said in the credit's own currency: then exactly those."""
    if units is not None:
        return Take("credit", row["id"], value, units)
    if value == credit_worth(context, row):
        return Take("credit", row["id"], value, row["remaining"])
    rate = facts.rate(context.store, context.currency, row["currency"])
    converted = 0 if rate is None else amounts.converted(value, rate, row["currency"])
    return Take("credit", row["id"], value, min(max(converted, 1), row["remaining"]))


_PLANS: dict[str, Callable[[Context, str, int], list[Take]]] = {
    "rewards": _from_rewards,
    "points": _from_points,
    "credits": _from_credits,
}
