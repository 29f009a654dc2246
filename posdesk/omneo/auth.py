"""Whether the tenant accepts the token (omneo-api.md 1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.rows import unwrap
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """The token is valid. ``user_name`` is None where the tenant says nothing more, the documented case."""

    user_name: str | None = None


def verify() -> Call[TokenCheck]:
    """Check the token. Its success has no documented body; Unauthenticated otherwise."""
    return reading("/auth/verify", _read_check, reads_body=False)


def _read_check(payload: Json) -> TokenCheck:
    body = unwrap(payload)
    name = body.get("name") if isinstance(body, Mapping) else None
    return TokenCheck(name if isinstance(name, str) else None)
