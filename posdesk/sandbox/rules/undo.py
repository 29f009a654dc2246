"""Taking a redemption back: reversed within ten minutes, refunded later (omneo-api.md 2.8.3, 2.8.4).

A reversal puts every incentive back as it was: same id, value, expiry. A refund leaves the old ones spent
and makes new ones. A redemption is reversed once, or refunded up to its worth; never both (U7).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import (
    benefits,
    credit_issuing,
    credits,
    dates,
    definitions,
    people,
    points,
    purses,
    redemptions,
    rewards,
)
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.purses import Take
from posdesk.sandbox.rules.redemptions import Refs
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row

WINDOW_S = 600  # the guide's ten minutes, in seconds; the last one counts (U6)
TOO_LATE = "Redemptions can only be reversed within 10 minutes."
_TYPES = {"rewards": "reward", "points": "point", "benefits": "benefit", "credits": "credit"}


def reversed_(context: Context) -> Response:
    """POST /profiles/{p}/redemptions/{r}/reverse = POST /redemptions/{r}/reversal."""
    row = redemptions.addressed(context)
    people.find(context.store, row["profile_id"])
    _require_untouched(context, row, "reversed")
    age = context.now - dates.from_utc_text(row["created_at"])
    if context.switches.reversal_window_enforced and int(age.total_seconds()) > WINDOW_S:
        raise invalid("redemption", TOO_LATE)
    takes = [_take(item) for item in redemptions.items_of(context.store, row["id"])]
    for take in takes:
        purses.give_back(context, take)
    context.store.write(
        "UPDATE redemption SET reversed_at = ?, updated_at = ? WHERE id = ?",
        context.at,
        context.at,
        row["id"],
    )
    named = context.switches.reversal_names_original
    refs = Refs(
        transaction_external_id=row["transaction_external_id"],
        transaction_receipt_ref=row["transaction_receipt_ref"],
        location_id=row["location_id"],
        currency=row["currency"],
        meta={"reversed_redemption_id": row["id"]} if named else None,
    )
    made = redemptions.record(
        context, row["profile_id"], "reversal", takes, refs,
        localised=row["total_localised"], origin_id=row["id"],
    )  # fmt: skip
    return ok(redemptions.successful(context, made))


def _take(item: Row) -> Take:
    return Take(item["type"], item["incentive_id"], item["value"], item["units"])


def _require_untouched(context: Context, row: Row, verb: str) -> None:
    """422 for a row that is no redemption, is reversed, or (to reverse) has been refunded (U7)."""
    if row["type"] != "redeem":
        raise invalid("redemption", f"Only redemptions can be {verb}.")
    if row["reversed_at"] is not None:
        raise invalid("redemption", "The redemption has already been reversed.")
    refunds = context.store.count(
        "SELECT count(*) FROM redemption WHERE origin_id = ? AND type = 'return'", row["id"]
    )
    if refunds and verb == "reversed":
        raise invalid("redemption", "The redemption has already been refunded.")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is given back of one item: ``value`` minor units, ``units`` of the incentive's own."""

    item: Row
    value: int
    units: int


def refunded(context: Context) -> Response:
    """POST /profiles/{p}/redemptions/{r}/refund = POST /redemptions/{r}/return; no body is all of it."""
    return _refund(context, tuple(_TYPES.values()))


def refunded_benefit(context: Context) -> Response:
    """POST /redemptions/{r}/benefit/return: its benefits only, ``count`` of them."""
    return _refund(context, ("benefit",))


def _refund(context: Context, types: tuple[str, ...]) -> Response:
    row = redemptions.addressed(context)
    people.find(context.store, row["profile_id"])
    _require_untouched(context, row, "refunded")
    form = context.form()
    amount = form.money("amount", low=1)
    count = form.integer("count", low=1, high=1000)
    wanted = _wanted_types(form, types)
    refs = Refs.read(form, context.store)
    form.check()
    items = [
        item for item in redemptions.items_of(context.store, row["id"]) if item["type"] in wanted
    ]
    parts = _parts(context, row, items, amount, count)
    takes = [_give_anew(context, row, part) for part in parts]
    made = redemptions.record(
        context, row["profile_id"], "return", takes,
        replace(refs, location_id=refs.location_id or row["location_id"]), origin_id=row["id"],
    )  # fmt: skip
    return ok(redemptions.successful(context, made))


def _wanted_types(form: Form, types: tuple[str, ...]) -> tuple[str, ...]:
    given = form.texts("strategies")
    if not given:
        return types
    for index, name in enumerate(given):
        if name not in _TYPES:
            form.fail(f"strategies.{index}", f"The selected strategies.{index} is invalid.")
    return tuple(_TYPES.get(name, "") for name in given)


def _parts(
    context: Context, row: Row, items: list[Row], amount: int | None, count: int | None
) -> list[_Part]:
    """What to give back of each item, in the order they were spent. Raises Refusal 422 (U14)."""
    left = sum(item["value"] - item["refunded"] for item in items)
    uses = sum(
        item["units"] - item["refunded_units"] for item in items if item["type"] == "benefit"
    )
    if left == 0 and uses == 0:
        raise invalid("redemption", "Nothing of the redemption is left to refund.")
    if amount is not None and amount > left:
        raise invalid("amount", "The amount exceeds what is left of the redemption.")
    if count is not None and count > uses:
        raise invalid("count", "The count exceeds what is left of the redemption.")
    whole_only = not context.switches.refund_takes_amount
    if whole_only and amount is not None and amount != row["total"]:
        raise invalid("amount", "Only the whole redemption can be refunded.")
    # An amount asks for value only; the benefits of a combined redemption go back with all of it.
    money = left if amount is None else amount
    benefit_uses = count if count is not None else (uses if amount is None or amount == left else 0)
    return list(_shared_out(items, money, benefit_uses))


def _shared_out(items: list[Row], money: int, uses: int) -> list[_Part]:
    parts = []
    for item in items:
        if item["type"] == "benefit":
            units = min(uses, item["units"] - item["refunded_units"])
            uses -= units
            if units:
                parts.append(_Part(item, 0, units))
            continue
        value = min(money, item["value"] - item["refunded"])
        money -= value
        if value:
            # Cumulative, so that several part refunds add up to exactly the units once spent.
            through = item["units"] * (item["refunded"] + value) // item["value"]
            parts.append(_Part(item, value, through - item["refunded_units"]))
    return parts


def _give_anew(context: Context, row: Row, part: _Part) -> Take:
    """The new incentive for ``part``, as an item of the return."""
    context.store.write(
        "UPDATE redemption_item SET refunded = refunded + ?, refunded_units = refunded_units + ?,"
        " updated_at = ? WHERE id = ?",
        part.value,
        part.units,
        context.at,
        part.item["id"],
    )
    kind = part.item["type"]
    new_id, units = _NEW[kind](context, row["profile_id"], part)
    return Take(kind, new_id, part.value, units)


def _new_reward(context: Context, profile_id: str, part: _Part) -> tuple[int, int]:
    old = rewards.find(context.store, part.item["incentive_id"])
    definition = definitions.find(context.store, "rewards", old["definition_id"])
    made = rewards.insert(context, definition, profile_id, ZoneInfo(old["timezone"]), part.value)
    return int(made["id"]), part.value


def _new_benefit(context: Context, profile_id: str, part: _Part) -> tuple[int, int]:
    old = benefits.find(context.store, part.item["incentive_id"])
    definition = definitions.find(context.store, "benefits", old["definition_id"])
    made = benefits.insert(context, definition, profile_id, ZoneInfo(old["timezone"]), part.units)
    return int(made["id"]), part.units


def _new_points(context: Context, profile_id: str, part: _Part) -> tuple[int, int]:
    old = points.find(context.store, part.item["incentive_id"])
    definition = definitions.find(context.store, "points", old["definition_id"])
    made = points.insert(context, profile_id, definition, part.units, "Refund")
    return int(made["id"]), part.units


def _new_credit(context: Context, profile_id: str, part: _Part) -> tuple[int, int]:
    """A store credit in the tenant's currency, whatever the old credit's was."""
    definition = definitions.by_handle(context.store, "credits", credits.TYPES["store"])
    if definition is None:
        old = credits.find(context.store, part.item["incentive_id"])
        definition = definitions.find(context.store, "credits", old["definition_id"])
    made = credit_issuing.insert(context, definition, profile_id, part.value, {"note": "Refund"})
    return int(made["id"]), part.value


_NEW: dict[str, Callable[[Context, str, _Part], tuple[int, int]]] = {
    "reward": _new_reward,
    "benefit": _new_benefit,
    "point": _new_points,
    "credit": _new_credit,
}
