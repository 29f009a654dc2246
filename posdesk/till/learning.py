"""What a till's own calls show of its tenant: the capabilities that no mere reading can find out (design.md 5).

``Lessons`` is shown every outcome and keeps what must be remembered between two calls (which redemptions were
ours, and how much they took); it says what an outcome proves. It asks the tenant nothing.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from posdesk.home.tenant import CapabilityName
from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome, Page
from posdesk.omneo.errors import Invalid
from posdesk.omneo.redemptions import Redemption, RedemptionResult
from posdesk.omneo.transactions import Transaction
from posdesk.till.capabilities import Found

_MOST_REMEMBERED = 500
_WRONG_METHOD = 405
_READINGS: Mapping[str, CapabilityName] = {
    "/profiles/{profile_id}/redemptions": "redemptions_listed",
    "/transactions/external/{external_id}": "lookup_by_external_id",
}


class Lessons:
    """What outcomes prove. One for each tenant; forgets the oldest of 500 redemptions."""

    def __init__(self) -> None:
        self._ours: OrderedDict[int, Decimal] = OrderedDict()
        self._refunded: set[int] = set()

    def learn(self, call: Call[Any], outcome: Outcome[Any]) -> Found:
        """What this outcome shows, most often nothing."""
        if call.method == "GET":
            return self._of_reading(call, outcome)
        if call.route.startswith("/transactions"):
            return _of_recording(call, outcome)
        if call.route.endswith(("/refund", "/return")) and not call.route.endswith(
            "benefit/return"
        ):
            return self._of_refund(call, outcome)
        if isinstance(outcome, Applied) and isinstance(outcome.value, RedemptionResult):
            self._remember(call, outcome.value)
        return {}

    def _remember(self, call: Call[Any], made: RedemptionResult) -> None:
        """A redemption that was sent with a mark of ours; a reversal or a benefit's return has none."""
        body = call.body or {}
        if "meta" in body or "external_id" in body:
            self._ours[made.id] = made.total.amount
            while len(self._ours) > _MOST_REMEMBERED:
                self._refunded.discard(self._ours.popitem(last=False)[0])

    def _of_reading(self, call: Call[Any], outcome: Outcome[Any]) -> Found:
        name = _READINGS.get(call.route)
        if isinstance(outcome, Applied):
            seen: Found = {} if name is None else {name: True}
            return {**seen, **self._of_page(outcome.value)}
        return {name: False} if name and outcome.error.status == _WRONG_METHOD else {}

    def _of_page(self, value: object) -> Found:
        if not isinstance(value, Page):
            return {}
        taken = [row for row in value.items if isinstance(row, Redemption)]
        sold = [row for row in value.items if isinstance(row, Transaction)]
        return {**self._of_taken(taken), **_of_sold(sold)}

    def _of_taken(self, rows: list[Redemption]) -> Found:
        found: dict[CapabilityName, bool] = {}
        ours = [row for row in rows if row.id in self._ours]
        if ours:
            found["leg_echoed"] = all(row.meta_leg or row.external_id for row in ours)
        kinds = [{item.type for item in row.items} for row in rows if row.type == "redeem"]
        if any("benefit" in each and len(each) > 1 for each in kinds):
            found["combined_redemption"] = True
        return found

    def _of_refund(self, call: Call[Any], outcome: Outcome[Any]) -> Found:
        """Asked for a part of a redemption of ours that nothing was given back of before."""
        body = call.body if isinstance(call.body, Mapping) else {}
        number, asked = _redemption_of(call), body.get("amount")
        worth = self._ours.get(number)
        is_first = number not in self._refunded
        if isinstance(outcome, Applied):
            self._refunded.add(number)
        if worth is None or not isinstance(asked, Decimal) or asked >= worth or not is_first:
            return {}
        if isinstance(outcome, Applied):
            given: RedemptionResult = outcome.value
            return {"partial_refund": given.total.amount == asked}
        error = outcome.error
        if isinstance(error, Invalid) and "amount" in error.fields:
            return {"partial_refund": False}
        return {}


def _of_sold(rows: list[Transaction]) -> Found:
    """Two rows of one external id, neither voided: a second one was taken as another."""
    names = Counter(row.external_id for row in rows if row.external_id and not row.is_void)
    return {"duplicates_allowed": True} if any(times > 1 for times in names.values()) else {}


def _of_recording(call: Call[Any], outcome: Outcome[Any]) -> Found:
    if call.route == "/transactions/update-create":
        if isinstance(outcome, Applied):
            return {"upsert": True}
        return {"upsert": False} if outcome.error.status == _WRONG_METHOD else {}
    is_plain = call.route == "/transactions"
    if is_plain and isinstance(outcome, NotApplied) and isinstance(outcome.error, Invalid):
        # The one field of a sale that two sales can share.
        return {"duplicates_allowed": False} if "external_id" in outcome.error.fields else {}
    return {}


def _redemption_of(call: Call[Any]) -> int:
    """The redemption that stands in the path; 0 for none."""
    parts = dict(zip(call.route.split("/"), call.path.split("/"), strict=False))
    found = parts.get("{redemption_id}", "")
    return int(found) if found.isdecimal() else 0
