"""What a handler gets: the store, the request, one instant, and how this tenant decides.

All of a request happens at one instant. Handlers return a ``Response`` or raise a ``Refusal``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, body_limit, decode_body, encode
from posdesk.sandbox.rules.messages import Request, Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Store
from posdesk.sandbox.rules.switches import Switches


@dataclass(frozen=True, slots=True)
class Token:
    """Who calls: the token's row, without its secret."""

    id: int
    scopes: frozenset[str]
    expires_at: str


@dataclass(frozen=True, slots=True)
class Context:
    """One request. ``now`` is aware UTC and ``at`` the same as UTC text; ``params`` are the path's values
    by name, decoded; ``zone`` and ``currency`` are the tenant's own."""

    store: Store
    request: Request
    params: Mapping[str, str]
    now: datetime
    at: str
    switches: Switches
    zone: ZoneInfo
    currency: str
    token: Token | None = None
    _decoded: list[JSON] = field(default_factory=list, repr=False)

    def form(self) -> Form:
        """The body's fields. Raises Refusal 400, 413, or 422 when it is no object."""
        return self.form_of(self.body())

    def form_of(self, body: JSON) -> Form:
        """Every body is read by the form made here. Raises Refusal 422 when it is no object."""
        return Form(body)

    def filters_by(self, fields: Mapping[str, object], handled: Collection[str]) -> None:
        """Said by every list before it filters: a description of the API listens here."""

    def body(self) -> JSON:
        """The body's value, decoded once. Raises Refusal 400, 413."""
        if not self._decoded:
            self._decoded.append(decode_body(self.request.body, body_limit(self.request.path)))
        return self._decoded[0]

    def query(self, name: str) -> str | None:
        """The first query value of that name."""
        for key, value in self.request.query:
            if key == name:
                return value
        return None

    def number(self, name: str) -> int:
        """A path value that is a row's number. Raises Refusal 404 for anything else."""
        text = self.params[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise not_found()
        return int(text)


Handler = Callable[[Context], Response]
_TYPE = (("Content-Type", "application/json"),)


def answer(status: int, body: JSON) -> Response:
    """A bare JSON answer, without the envelope."""
    return Response(status, encode(body), _TYPE)


def ok(data: JSON) -> Response:
    """200 ``{"data": ...}``."""
    return answer(200, {"data": data})


def created(data: JSON) -> Response:
    """201 ``{"data": ...}`` (creates; ASSUMED, 1.9)."""
    return answer(201, {"data": data})


def deleted() -> Response:
    """204, empty (1.2)."""
    return Response(204)
