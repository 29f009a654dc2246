"""From raw bytes and headers to an event that can be believed. Pure: no socket, no file, no clock.

The tenant signs the raw body: ``X-Omneo-Hmac-SHA256`` is the lower-case hex HMAC-SHA256 of it under the
shared secret, ``X-Omneo-Event`` the event's name (omneo-api.md 2.15). Neither the name nor a time is signed,
and there is no delivery id, so there is no tolerance to check a time against: a replay is known by the digest
of name, signature and body, which the directory remembers, and old news by its own dates. The name is in it
because one body may rightly come under two names; who replays a body under another one can at worst make
this till forget a local record, which is then read live. Two secrets may hold at
once while one replaces the other (reliability.md 9).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from posdesk.omneo.errors import BadPayload
from posdesk.omneo.wire import Json, load
from posdesk.till.webhook_errors import BadEvent, BadSignature, TooLarge

EVENT_HEADER = "x-omneo-event"
SIGNATURE_HEADER = "x-omneo-hmac-sha256"
BODY_LIMIT = 1024 * 1024  # bytes
DEPTH_LIMIT = 32
_NAME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+", re.ASCII)
_NAME_LIMIT = 100
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A signed event. ``digest`` knows the delivery again; ``body`` names people and is in no repr."""

    name: str
    digest: bytes = field(repr=False)
    body: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The shared secrets that hold now, the newest first; one, or two while one replaces the other."""

    values: tuple[str, ...] = field(repr=False)

    def signed(self, body: bytes, signature: str) -> bool:
        """Whether any of them made ``signature`` over ``body``. Every one is tried, in constant time."""
        matches = [
            hmac.compare_digest(signature_of(body, secret), signature) for secret in self.values
        ]
        return any(matches)


def signature_of(body: bytes, secret: str) -> str:
    """The signature of ``body`` under ``secret``: 64 lower-case hexadecimal digits."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verified(body: bytes, headers: Mapping[str, str], secrets: Secrets) -> WebhookEvent:
    """The event of a delivery; ``headers`` have lower-case names.

    The signature comes first: nothing of an unsigned body is read. Raises TooLarge, BadSignature, BadEvent.
    """
    if len(body) > BODY_LIMIT:
        raise TooLarge(f"{len(body)} bytes")
    signature = headers.get(SIGNATURE_HEADER, "")
    if not _HEX.fullmatch(signature) or not secrets.signed(body, signature):
        raise BadSignature("no signature" if not signature else "another signature")
    name = headers.get(EVENT_HEADER, "")
    if len(name) > _NAME_LIMIT or not _NAME.fullmatch(name):
        raise BadEvent("the event has no name that could be one")
    digest = hashlib.sha256(f"{name}\n{signature}\n".encode("ascii") + body).digest()
    return WebhookEvent(name, digest, _object(name, body))


def _object(name: str, body: bytes) -> Mapping[str, Json]:
    try:
        value = load(body)
    except BadPayload as exc:
        raise BadEvent(f"{name}: {exc}") from exc
    if not isinstance(value, Mapping):
        raise BadEvent(f"{name}: the body is no object")
    if _too_deep(value):
        raise BadEvent(f"{name}: nested deeper than {DEPTH_LIMIT}")
    return value


def _too_deep(value: Json) -> bool:
    level: Sequence[Json] = [value]
    for _ in range(DEPTH_LIMIT):
        level = [part for each in level for part in _parts(each)]
        if not level:
            return False
    return True


def _parts(value: Json) -> list[Json]:
    """What stands directly inside an object or a list."""
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []
