"""Business faults: what happens to a customer at the tenant in the last moment before a request is handled.

Design section 7. They are real changes, made in a transaction of their own and told by webhooks like any other: a
balance that was spent elsewhere is a redemption of another till, and stays so when the request is refused. Only
requests about one customer are befallen, and counted. The plan is this process's, never in the database.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from posdesk.home.faults.injector import Due, Injector
from posdesk.home.faults.kinds import Side
from posdesk.home.faults.plan import FaultPlan
from posdesk.sandbox.rules import dates, purses, redemptions
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.redemptions import Refs
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.store import Row
from posdesk.sandbox.rules.undo import WINDOW_S

ELSEWHERE = "ELSEWHERE"  # how the other till's redemptions begin their reference
_ALL = 10**12  # minor units: more than anybody has


class Faults:
    """The business faults of a plan at work, with their counters."""

    def __init__(self) -> None:
        self._injector = Injector()

    @property
    def injector(self) -> Injector:
        """The faults in force, to read and to switch; of a whole plan use ``set``."""
        return self._injector

    def set(self, plan: FaultPlan) -> None:
        """The business faults of ``plan`` in place of these; its others are not the tenant's."""
        self._injector.replace(plan.of(Side.BUSINESS))

    def due(self, context: Context) -> tuple[Due, ...]:
        """What befalls this request now; it is counted."""
        if not self._injector.any_on or _customer(context) is None:
            return ()
        return self._injector.due(context.request.method, context.request.path)

    def happen(self, context: Context, due: tuple[Due, ...]) -> Context:
        """Do what is due, inside a write transaction; the context in which the request is handled then."""
        customer = _customer(context)
        for each in due:
            if each.fault.kind == "less_granted":
                percent = each.fault.number("percent")
                switches = replace(context.switches, partial_grant_percent=percent)
                context = replace(context, switches=switches)
            elif customer is not None:
                _DEEDS[each.fault.kind](context, customer, each)
        return context


def _customer(context: Context) -> str | None:
    """Whom the request is about: by the path's profile or redemption, the card that is asked for, or the body."""
    row = None
    if "p" in context.params:
        row = context.store.one("SELECT id FROM profile WHERE id = ?", context.params["p"])
    elif "r" in context.params:
        with suppress(Refusal):
            row = {"id": redemptions.find(context.store, context.number("r"))["profile_id"]}
    elif identifier := context.params.get("identifier") or context.query("identifier"):
        row = context.store.one(
            "SELECT profile_id AS id FROM identity WHERE identifier = ?", identifier
        )
    elif context.request.body:
        with suppress(Refusal):
            body = context.body()
            named = body.get("profile_id") if isinstance(body, Mapping) else None
            if isinstance(named, str):
                row = context.store.one("SELECT id FROM profile WHERE id = ?", named)
    return None if row is None else str(row["id"])


def _balance_spent(context: Context, customer: str, due: Due) -> None:
    takes = []
    for strategy in ("rewards", "points"):
        there = sum(take.value for take in purses.plan(context, customer, strategy, _ALL))
        wanted = there * due.fault.number("percent") // 100
        takes += purses.plan(context, customer, strategy, wanted) if wanted else []
    for take in takes:
        purses.remove(context, take)
    if takes:
        reference = f"{ELSEWHERE}-{context.now:%Y%m%d%H%M%S}-{due.at}"
        refs = Refs(transaction_external_id=reference, transaction_receipt_ref=reference)
        redemptions.record(context, customer, "redeem", takes, refs)


def _benefit_expired(context: Context, customer: str, _due: Due) -> None:
    for row in _benefits(context, customer):
        ended = context.now.astimezone(ZoneInfo(row["timezone"])).strftime(dates.WIRE)
        context.store.write(
            "UPDATE benefit SET expires_at = ?1, expires_utc = ?2, updated_at = ?2 WHERE id = ?3",
            ended,
            context.at,
            row["id"],
        )


def _identity_deactivated(context: Context, customer: str, _due: Due) -> None:
    context.store.write(
        "UPDATE identity SET is_active = 0, updated_at = ? WHERE profile_id = ? AND is_active",
        context.at,
        customer,
    )


def _definition_unpublished(context: Context, customer: str, _due: Due) -> None:
    for row in _benefits(context, customer):
        context.store.write(
            "UPDATE definition SET is_published = 0, updated_at = ?"
            " WHERE kind = 'benefits' AND id = ? AND is_published",
            context.at,
            row["definition_id"],
        )


def _window_passed(context: Context, customer: str, _due: Due) -> None:
    past = dates.utc_text(context.now - timedelta(seconds=WINDOW_S + 1))
    context.store.write(
        "UPDATE redemption SET created_at = ?1 WHERE profile_id = ?2 AND type = 'redeem'"
        " AND created_at > ?1",
        past,
        customer,
    )


def _benefits(context: Context, customer: str) -> list[Row]:
    """The benefit that the path names, or all that can still be used."""
    return context.store.all(
        "SELECT id, timezone, definition_id FROM benefit WHERE profile_id = ?1 AND deleted_at IS NULL"
        " AND (?2 IS NULL OR CAST(id AS TEXT) = ?2) AND (expires_utc IS NULL OR expires_utc > ?3)",
        customer,
        context.params.get("b"),
        context.at,
    )


_DEEDS: dict[str, Callable[[Context, str, Due], None]] = {
    "balance_spent": _balance_spent,
    "benefit_expired": _benefit_expired,
    "identity_deactivated": _identity_deactivated,
    "definition_unpublished": _definition_unpublished,
    "window_passed": _window_passed,
}
