"""Issuing a credit to a profile, the guides' way (omneo-api.md 2.7.1): a store credit for what came back.

Not safe to repeat: without an answer the profile's credits are read, where ``external_id`` may be echoed.
"""

from __future__ import annotations

from posdesk.omneo.calls import Call, writing
from posdesk.omneo.credits import Credit, read_credit
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Money

# The guide names the type "Store Credit" and shows only the word of another; ASSUMED (2.7.3).
STORE_CREDIT = "store_credit"


def issue(
    profile_id: str,
    *,
    amount: Money,
    external_id: str,
    note: str = "",
    kind: str = STORE_CREDIT,
    location_id: int | None = None,
) -> Call[Credit]:
    """A new credit of ``amount``; ``external_id`` is our mark (reference), which a tenant may ignore."""
    body: dict[str, Json] = {
        "amount": amount.amount,
        "type": kind,
        "external_id": external_id,
    }
    if note:
        body["note"] = note
    if location_id is not None:
        body["location_id"] = location_id

    def read_answer(payload: Json) -> Credit:
        return read_credit(Row.one(payload, "credit"), amount.currency)

    return writing("/profiles/{profile_id}/credits", read_answer, body, profile_id=profile_id)
