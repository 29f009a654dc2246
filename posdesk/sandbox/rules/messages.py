"""Requests and answers as the rules see them: no framework, no socket, no clock.

The HTTP server and the simulation make the same ``Request`` and read the same ``Response``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``path`` is below the host and still percent-encoded (``/api/v3/profiles/...``);
    ``query`` is decoded, in order; ``headers`` have lower-case names; ``body`` is raw."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. ``body`` is JSON in UTF-8, or empty; ``headers`` are only what the rules add."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
