"""Whether the tenant accepts the token (omneo-api.md 1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.rows import unwrap
from posdesk.omneo.wire import Json, read_moment


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """The token is valid. Both are None where the tenant says nothing more, the documented case.

    ``expires_at`` is aware UTC: a token's own field has that name (1.8), so its check may say it too (ASSUMED)."""

    user_name: str | None = None
    expires_at: datetime | None = None


def verify() -> Call[TokenCheck]:
    """Check the token. Its success has no documented body; Unauthenticated otherwise."""
    return reading("/auth/verify", _read_check, reads_body=False)


def _read_check(payload: Json) -> TokenCheck:
    body = unwrap(payload)
    if not isinstance(body, Mapping):
        return TokenCheck()
    name, until = body.get("name"), body.get("expires_at")
    return TokenCheck(
        name if isinstance(name, str) else None,
        read_moment(until) if isinstance(until, str) and until.strip() else None,
    )
