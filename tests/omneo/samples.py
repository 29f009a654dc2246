"""Answers of a tenant, as the public descriptions show them, and the short ways of the omneo tests."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import simplejson

from posdesk.omneo.calls import Answer, Applied, Call, NotApplied, Outcome, Unknown
from posdesk.omneo.errors import OmneoError
from posdesk.sale.money import AUD, Money

T = TypeVar("T")
P = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"

IDENTITY: dict[str, Any] = {
    "id": 31,
    "handle": "loyalty-card",
    "identifier": "60011234",
    "is_primary": True,
    "is_active": True,
    "profile_id": P,
    "merged_from": None,
    "created_at": "2024-03-02 01:00:00",
    "updated_at": "2024-03-02 01:00:00",
}
PROFILE: dict[str, Any] = {
    "id": P,
    "external_id": "60011234",
    "first_name": "Asha",
    "last_name": "Nguyen",
    "full_name": "Asha Nguyen",
    "email": "asha@example.test",
    "currency": "AUD",
    "mobile_phone": "+61411222333",
    "tier_handle": "silver",
    "tier": {"id": 7, "profile_id": P, "name": "Silver", "handle": "silver"},
    "identities": [IDENTITY],
    "custom_attributes": [],
    "reward_balance": 25,
    "point_balance": 1500,
    "point_balance_dollars": 15,
    "combined_balance_dollars": 40,
    "benefit_balance": 2,
    "credit_balance": 50,
    "profile_type": "active",
}
BALANCES: dict[str, Any] = {
    "reward_balance": 25,
    "point_balance": 1500,
    "point_balance_dollars": 15,
    "combined_balance_dollars": 40,
    "benefit_balance": 2,
    "credit_balance": 50,
    "currency": None,
    "localised": {"reward_balance": 25, "point_balance_dollars": 15},
}
REWARD: dict[str, Any] = {
    "id": 812,
    "profile_id": P,
    "timezone": "Australia/Melbourne",
    "value_initial": 10,
    "value_remaining": 10,
    "issued_at": "2025-06-14 14:00:00",
    "issued_local_at": "2025-06-15 00:00:00",
    "expires_at": "2025-07-15 13:59:59",
    "expires_local_at": "2025-07-15 23:59:59",
    "is_expired": False,
    "is_active": True,
    "meta": None,
    "definition": {"id": 6, "name": "Birthday Reward", "handle": "birthday-reward", "value": 10},
}
BENEFIT: dict[str, Any] = {
    "id": 4021,
    "profile_id": P,
    "timezone": "Australia/Melbourne",
    "issued_at": "2025-06-15 09:00:00",
    "expires_at": "2025-06-22 09:00:00",
    "is_expired": False,
    "is_redeemable": True,
    "redemptions_remaining": 1,
    "redeem_code_pos": None,
    "definition": {
        "id": 94,
        "name": "First Spend Discount",
        "handle": "first-spend",
        "description": "10% off first purchase for new members",
        "short_description": "Get 10% off your first spend with us!",
        "long_description": "<p>Valid for 7 days from issue date.</p>",
        "terms_conditions": "Terms and conditions apply",
        "redeem_instructions_store": "Show to staff at checkout",
        "period": 7,
        "max_redemptions": 1,
        "redeem_code_pos": "FS10",
    },
}
CREDIT: dict[str, Any] = {
    "id": 77,
    "profile_id": P,
    "type": "gift_card",
    "status": "active",
    "is_void": False,
    "amount": 60,
    "balance": 50,
    "value_initial": 60,
    "value_remaining": 50,
    "note": None,
    "currency": "AUD",
    "name": None,
    "credit_number": "6300123456784417",
    "security_code": "8064",
    "definition": {"id": 3, "name": "Gift card", "handle": "gift-card", "type": "gift_card"},
    "expires_at": "2026-01-01 00:00:00",
}
REDEEMED: dict[str, Any] = {
    "id": 158,
    "profile_id": P,
    "total": 25,
    "total_localised": 25,
    "transaction_external_id": "POS-1-000659",
    "balances": {
        "reward_balance": 0,
        "credit_balance": 50,
        "point_balance": 1500,
        "point_balance_dollars": 15,
        "benefit_balance": 2,
        "combined_balance_dollars": 15,
        "currency": None,
    },
    "created_at": "2025-06-15 04:30:00",
}
REDEMPTION: dict[str, Any] = {
    "id": 158,
    "profile_id": P,
    "type": "redeem",
    "total": 25,
    "redeem_at": "2025-06-15 04:30:00",
    "meta": {"posdesk_leg": "S01-1-000659-k3f9q2-R1"},
    "transaction_external_id": "S01-1-000659-k3f9q2",
    "transaction_receipt_ref": "000659",
    "transaction_id": 64,
    "items": [
        {"id": 301, "type": "reward", "value": 10, "count": None, "type_attributes": {"id": 811}},
        {"id": 302, "type": "reward", "value": 15, "count": None, "type_attributes": {"id": 812}},
    ],
    "created_at": "2025-06-15 04:30:00",
}
TRANSACTION: dict[str, Any] = {
    "id": 64,
    "external_id": "ORDER-10334",
    "profile_id": P,
    "redemption": {"id": 158, "type": "redeem", "total": 25, "items": []},
    "reversed_redemptions": [],
    "total": 175,
    "total_original": 200,
    "rounding": None,
    "is_void": False,
    "receipt_ref": "659",
    "items": [{"id": 701, "transaction_id": 64}],
}


def aud(text: str) -> Money:
    return Money.parse(text, AUD)


def changed(row: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(row), **fields}


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def listed(*rows: dict[str, Any], current: int = 1, last: int = 1) -> dict[str, Any]:
    return {"data": [*rows], "links": {}, "meta": {"current_page": current, "last_page": last}}


def answered(
    body: object = None, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})
) -> Answer:
    """An answer with ``body`` as its JSON; bytes are taken as they are."""
    raw = body if isinstance(body, bytes) else simplejson.dumps(body, use_decimal=True).encode()
    return Answer(status, {"content-type": "application/json", **headers}, raw)


def value_of(call: Call[T], body: object) -> T:
    outcome = call.read(answered(body))
    assert isinstance(outcome, Applied), outcome
    return outcome.value


def error_in(outcome: Outcome[object]) -> OmneoError:
    assert isinstance(outcome, NotApplied | Unknown), outcome
    return outcome.error
