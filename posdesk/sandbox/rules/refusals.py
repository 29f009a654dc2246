"""Requests that are turned down: raised by handlers, turned into answers by the tenant.

Bodies follow omneo-api.md 1.9: ``{"message": ...}``, and for 422 also ``errors`` keyed by field. Whatever is
refused has changed nothing: the tenant rolls the request's transaction back.
"""

from collections.abc import Mapping, Sequence

from posdesk.sandbox.errors import SandboxError

INVALID = "The given data was invalid."
Errors = Mapping[str, Sequence[str]]


class Refusal(SandboxError):
    """An answer of 4xx. ``status``, ``message`` and ``errors`` are the wire's; ``headers`` are added."""

    code = "sandbox.refused"
    user_message = "The sandbox refused this request. Nothing was changed. The answer says why."

    def __init__(
        self,
        status: int,
        message: str,
        errors: Errors | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers


def not_found() -> Refusal:
    """404 for an unknown id or route (body ASSUMED, 1.9)."""
    return Refusal(404, "Not Found.")


def bad_request() -> Refusal:
    """400 for a body that is not JSON, or nested too deep (U37)."""
    return Refusal(400, "Bad Request")


def wrong_method(method: str) -> Refusal:
    """405 in the framework's words (ASSUMED, 1.9)."""
    return Refusal(405, f"The {method} method is not supported for this route.")


def unauthenticated() -> Refusal:
    """401 for a missing, unknown, revoked or expired token (proven, 1.9)."""
    return Refusal(401, "Unauthenticated.")


def forbidden() -> Refusal:
    """403 for a token without the route's scope (text ASSUMED, 1.9)."""
    return Refusal(403, "Invalid scope(s) provided.")


def throttled(limit: int, retry_after_s: int) -> Refusal:
    """429 with the framework's headers (ASSUMED, 1.9). ``retry_after_s`` are whole seconds."""
    return Refusal(
        429,
        "Too Many Attempts.",
        headers=(
            ("Retry-After", str(retry_after_s)),
            ("X-RateLimit-Limit", str(limit)),
            ("X-RateLimit-Remaining", "0"),
        ),
    )


def invalid(field: str, *reasons: str) -> Refusal:
    """422 on one field."""
    return Refusal(422, INVALID, {field: list(reasons)})


def invalid_fields(errors: Errors) -> Refusal:
    """422 on several fields at once."""
    return Refusal(422, INVALID, errors)
