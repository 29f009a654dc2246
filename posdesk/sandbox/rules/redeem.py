"""Redeeming: value by strategies, a benefit by its id, a credit by its id (omneo-api.md 2.8.1, 2.5, 2.7).

All or nothing inside one transaction. What is asked above the balance is refused, or granted for less,
by ``strict`` and the switch ``over_ask`` (U1).
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from posdesk.sandbox.rules import (
    amounts,
    benefits,
    credits,
    dates,
    facts,
    people,
    purses,
    redemptions,
)
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.purses import Take
from posdesk.sandbox.rules.redemptions import Refs
from posdesk.sandbox.rules.refusals import Refusal, invalid, not_found
from posdesk.sandbox.rules.store import Row

VALUE_STRATEGIES = ("rewards", "points", "credits")
DEFAULT_STRATEGIES = ("rewards", "points")  # U4
_OLD_SPELLINGS = {"rewards_points": ("rewards", "points"), "points_rewards": ("points", "rewards")}
EXCEEDED = "The amount exceeds the available balance."
NOT_REDEEMABLE = "The benefit is not redeemable."
MAX_USES = 1000
_PRESENTED = (
    "SELECT * FROM credit WHERE deleted_at IS NULL AND ((profile_id = ?2 AND CAST(id AS TEXT) = ?1)"
    " OR (credit_number = ?1 AND (profile_id = ?2 OR security_code IS NOT NULL)))"
    " ORDER BY profile_id = ?2 AND CAST(id AS TEXT) = ?1 DESC"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """``amount`` in minor units of ``currency``; ``base`` the same in the tenant's at ``rate``."""

    amount: int
    base: int
    currency: str | None
    rate: Decimal


def spender(context: Context) -> Row:
    """The profile ``p`` of the path, of a type that may spend. Raises Refusal 404, 422 (U45)."""
    profile = people.find(context.store, context.params["p"])
    if profile["profile_type"] not in people.SPENDING_TYPES:
        raise invalid("profile", "The profile may not redeem.")
    return profile


def by_strategies(context: Context) -> Response:
    """POST /profiles/{p}/redemptions = POST /profiles/{p}/redeem."""
    profile = spender(context)
    form = context.form()
    strategies = _strategies(form, context)
    asked = _asked(form, context, strategies)
    strict = form.flag("strict")
    refs = Refs.read(form, context.store)
    wanted = _wanted_benefits(form, context, profile["id"]) if "benefits" in strategies else []
    form.check()
    values = [strategy for strategy in strategies if strategy in VALUE_STRATEGIES]
    paying = (
        _granted(context, profile["id"], values, asked, strict) if values and asked.base else []
    )
    granted = sum(take.value for take in paying)
    takes = [*wanted, *paying]
    for take in takes:
        purses.remove(context, take)
    localised = (
        asked.amount
        if granted == asked.base
        else amounts.converted(granted, asked.rate, asked.currency or context.currency)
    )
    row = redemptions.record(
        context, profile["id"], "redeem", takes, replace(refs, currency=asked.currency),
        localised=localised,
    )  # fmt: skip
    return ok(redemptions.successful(context, row))


def _strategies(form: Form, context: Context) -> list[str]:
    """In the order of consumption. ``strategy``, as text or array, is the older spelling."""
    name = "strategy" if form.given("strategy") and not form.given("strategies") else "strategies"
    given = form.raw(name)
    if given is None:
        return list(DEFAULT_STRATEGIES)
    if isinstance(given, str):
        given = list(_OLD_SPELLINGS.get(given, (given,)))
    if not isinstance(given, list) or not given:
        form.fail(name, f"The {name} must be a filled array.")
        return []
    for index, strategy in enumerate(given):
        if not isinstance(strategy, str) or strategy not in _allowed(context):
            form.fail(f"{name}.{index}", f"The selected {name}.{index} is invalid.")
    return list(dict.fromkeys(given)) if not form.errors else []


def _allowed(context: Context) -> tuple[str, ...]:
    if context.switches.credits_spent == "payments":
        return ("rewards", "points", "benefits")
    return (*VALUE_STRATEGIES, "benefits")


def _asked(form: Form, context: Context, strategies: list[str]) -> _Asked:
    needs_amount = any(strategy in VALUE_STRATEGIES for strategy in strategies)
    amount = form.need_money("amount", low=1) if needs_amount else form.money("amount", low=0)
    currency = form.text("currency")
    rate = facts.rate(context.store, context.currency, currency or context.currency)
    if rate is None:
        form.fail("currency", "The selected currency is invalid.")
        rate = Decimal(1)
    if not needs_amount:
        return _Asked(0, 0, currency, rate)
    base = amounts.converted_back(amount or 0, rate)
    if amount and not base:
        form.fail("amount", "The amount must be greater than 0.")
    return _Asked(amount or 0, base, currency, rate)


def _granted(
    context: Context, profile_id: str, strategies: list[str], asked: _Asked, strict: bool | None
) -> list[Take]:
    """What is given of the asked base amount, and out of what. Raises Refusal 422 on ``amount`` (U1)."""
    takes = _planned(context, profile_id, strategies, asked.base)
    available = sum(take.value for take in takes)  # of what was asked: a plan takes no more
    if asked.base > available:
        is_partial = strict is False or (strict is None and context.switches.over_ask == "partial")
        if not is_partial or available == 0:
            raise invalid("amount", EXCEEDED)
    share = max(available * context.switches.partial_grant_percent // 100, 1)
    return takes if share == available else _planned(context, profile_id, strategies, share)


def _planned(context: Context, profile_id: str, strategies: list[str], amount: int) -> list[Take]:
    takes: list[Take] = []
    for strategy in strategies:
        if amount > 0:
            found = purses.plan(context, profile_id, strategy, amount)
            amount -= sum(take.value for take in found)
            takes += found
    return takes


def _wanted_benefits(form: Form, context: Context, profile_id: str) -> list[Take]:
    """``benefits: [{id | handle, quantity}]``: each a usable benefit of the profile."""
    entries = form.forms("benefits")
    if not entries and not form.errors:
        form.require("benefits")
    takes = []
    for index, entry in enumerate(entries or ()):
        quantity = entry.integer("quantity", low=1, high=MAX_USES) or 1
        benefit_id, handle = entry.integer("id", low=1), entry.text("handle")
        row = _usable_benefit(context, profile_id, benefit_id, handle)
        if row is None or not _has_uses(context, row, quantity):
            form.fail(f"benefits.{index}", NOT_REDEEMABLE)
        else:
            takes.append(Take("benefit", row["id"], 0, quantity))
    return takes


def _usable_benefit(
    context: Context, profile_id: str, benefit_id: int | None, handle: str | None
) -> Row | None:
    """By id, else the soonest to expire of the definition's handle."""
    return context.store.one(
        "SELECT * FROM benefit WHERE profile_id = ? AND (id = ? OR (? IS NULL AND definition_id ="  # noqa: S608  constant text
        " (SELECT id FROM definition WHERE kind = 'benefits' AND handle = ?))) AND "
        + benefits.REDEEMABLE
        + " ORDER BY expires_utc IS NULL, expires_utc, id",
        profile_id, benefit_id, benefit_id, handle, context.at, context.at,
    )  # fmt: skip


def _has_uses(context: Context, row: Row, count: int) -> bool:
    """Whether the benefit, and its definition over all profiles, allow ``count`` more uses (U12, U13)."""
    if not benefits.is_redeemable(context.store, row, context.at):
        return False
    left = benefits.left(row)
    definition = context.store.one(
        "SELECT max_global_redemptions AS cap, (SELECT sum(used) FROM benefit WHERE definition_id = ?1) AS used"
        " FROM definition WHERE kind = 'benefits' AND id = ?1",
        row["definition_id"],
    )
    cap = None if definition is None else definition["cap"]
    globally = definition is None or cap is None or definition["used"] + count <= cap
    return globally and (left is None or count <= left)


def benefit(context: Context) -> Response:
    """POST /profiles/{p}/benefits/{b}/redemptions = .../redeem; ``count`` uses, one by default."""
    profile = spender(context)
    row = benefits.of_profile(context)
    form = context.form()
    count = form.integer("count", low=1, high=MAX_USES) or 1
    zone = form.zone("timezone", context.zone)
    when = form.when("issued_at")
    refs = Refs.read(form, context.store)
    form.check()
    if not benefits.is_redeemable(context.store, row, context.at):
        raise invalid("benefit", NOT_REDEEMABLE)
    if not _has_uses(context, row, count):
        raise invalid("count", "The count exceeds the redemptions remaining.")
    if when is not None:
        refs = replace(refs, redeem_at=dates.utc_text(dates.to_utc(when, zone)))
    take = Take("benefit", row["id"], 0, count)
    purses.remove(context, take)
    recorded = redemptions.record(context, profile["id"], "redeem", [take], refs)
    return ok(redemptions.full(context, recorded))


def credit(context: Context) -> Response:
    """POST /profiles/{p}/credits/{c}/redeem: ``amount`` in the tenant's currency, or in ``currency`` (U20).

    ``c`` is one of the profile's own, or the number of a card with a code: who has both may spend it."""
    if context.switches.credits_spent == "payments":
        raise not_found()
    profile = spender(context)
    row = _presented_credit(context)
    form = context.form()
    asked = _asked(form, context, ["credits"])
    code = form.reference("security_code")
    refs = Refs.read(form, context.store)
    form.check()
    units = asked.amount if asked.currency == row["currency"] else None
    fault = credit_fault(context, row, asked.base, code, units)
    if fault is not None:
        raise Refusal(422, "The given data was invalid.", {fault[0]: [fault[1]]})
    take = purses.credit_take(context, row, asked.base, units)
    purses.remove(context, take)
    recorded = redemptions.record(
        context, profile["id"], "redeem", [take], replace(refs, currency=asked.currency),
        localised=asked.amount,
    )  # fmt: skip
    return ok(redemptions.full(context, recorded))


def _presented_credit(context: Context) -> Row:
    """By its id among the profile's own, else by its card number (ASSUMED). Raises Refusal 404."""
    row = context.store.one(_PRESENTED, context.params["c"], context.params["p"])
    if row is None:
        raise not_found()
    return row


def credit_fault(
    context: Context, row: Row, amount: int, code: str | None, units: int | None = None
) -> tuple[str, str] | None:
    """Why ``amount`` cannot come off the credit: (field, reason), or None (U10). ``units`` is the same in the
    credit's own currency, when it was said in that."""
    if row["security_code"] is not None and code != row["security_code"]:
        return "security_code", "The security code is invalid."
    if credits.status_of(row, context.at) in ("void", "expired") or credits.is_locked(
        row, context.at
    ):
        return "credit", "The credit is not redeemable."
    left = purses.credit_worth(context, row) if units is None else row["remaining"]
    if (amount if units is None else units) > left:
        return "amount", EXCEEDED
    return None
