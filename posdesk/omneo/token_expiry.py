"""When a token ends, where it says so itself: a JSON web token's ``exp`` (RFC 7519), read and never believed.

Omneo's tokens look like those of Laravel Passport, which are such (ASSUMED, omneo-api.md 1.8); an opaque one
says nothing. The tenant alone decides: this only lets the till warn in time.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from posdesk.omneo.errors import BadPayload
from posdesk.omneo.wire import load


def expiry_of(token: str) -> datetime | None:
    """The instant (aware UTC) after which ``token`` is worthless; None where it does not say."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = load(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (BadPayload, binascii.Error, ValueError):
        return None
    until = claims.get("exp") if isinstance(claims, Mapping) else None
    if isinstance(until, bool) or not isinstance(until, int | Decimal):
        return None
    try:
        return datetime.fromtimestamp(int(until), UTC)
    except (OverflowError, ValueError, OSError):
        return None
