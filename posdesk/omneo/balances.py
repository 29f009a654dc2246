"""What a profile can spend (omneo-api.md 2.3). Only the first four keys are promised by the guides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Balances:
    """Spendable amounts. ``points`` are points, ``points_money`` their worth; ``combined`` is rewards + points.

    ``credit`` is None and ``benefit_count`` is None where the tenant does not say.
    """

    reward: Money
    points: Decimal
    points_money: Money
    combined: Money
    credit: Money | None = None
    benefit_count: int | None = None


def read(profile_id: str, *, currency: Currency) -> Call[Balances]:
    """The balances in ``currency``, the tenant's own."""

    def read_answer(payload: Json) -> Balances:
        return read_balances(Row.one(payload, "balances"), currency)

    return reading("/profiles/{profile_id}/balances", read_answer, profile_id=profile_id)


def read_balances(row: Row, currency: Currency) -> Balances:
    """Balances, in an answer of their own, a profile, or a redemption. A null is zero. Raises BadPayload."""
    reward = _amount(row, "reward_balance", currency)
    points_money = row.maybe_money("point_balance_dollars", currency) or Money.zero(currency)
    combined = row.maybe_money("combined_balance_dollars", currency)
    return Balances(
        reward=reward,
        points=row.maybe_decimal("point_balance") or Decimal(0),
        points_money=points_money,
        combined=reward + points_money if combined is None else combined,
        credit=row.maybe_money("credit_balance", currency),
        benefit_count=row.maybe_number("benefit_balance"),
    )


def _amount(row: Row, key: str, currency: Currency) -> Money:
    if key not in row:
        raise row.bad(key, "is missing")
    return row.maybe_money(key, currency) or Money.zero(currency)
