"""Webhooks for tests of the till: signed bodies, and events as the inbox would hand them on."""

import json
from typing import Any

from posdesk.till.webhook_inbox import Secrets, WebhookEvent, signature_of, verified

SECRET = "shared-secret"
SECRETS = Secrets((SECRET,))
ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
BEN = "5b1c6a52-6c0e-4a52-9a35-000000000002"
NOW_MS = 1_790_000_000_000


def card(identifier: str = "60011234", at: str = "2026-03-10 02:00:00", **more: object) -> Any:
    return {
        "id": 31,
        "handle": "loyalty-card",
        "identifier": identifier,
        "is_primary": True,
        "is_active": True,
        "merged_from": None,
        "updated_at": at,
        **more,
    }


def profile(profile_id: str = ASHA, at: str = "2026-03-10 02:00:00", **more: object) -> Any:
    """A profile as a webhook brings it: Asha, unless told otherwise."""
    return {
        "id": profile_id,
        "first_name": "Asha",
        "last_name": "Nguyen",
        "email": "asha@example.test",
        "mobile_phone": "+61411222333",
        "mobile_phone_national_prefix": "0411222333",
        "tier_handle": "silver",
        "tier": {"name": "Silver"},
        "profile_type": "active",
        "identities": [],
        "reward_balance": 25,
        "created_at": "2024-03-02 01:00:00",
        "updated_at": at,
        **more,
    }


def delivery(name: str, body: object, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Raw body and headers as the tenant sends them."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"x-omneo-event": name, "x-omneo-hmac-sha256": signature_of(raw, secret)}
    return raw, headers


def event(name: str, body: object) -> WebhookEvent:
    raw, headers = delivery(name, body)
    return verified(raw, headers, SECRETS)
