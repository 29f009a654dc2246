"""Questions to a tenant of which the refusal is the answer: is this path there? Reads only (omneo-api.md 0.2).

A GET of a path that takes only a POST is 405 where the path exists and 404 where it does not, whatever ids
stand in it. So every id here is made up, unless a caller has a better one.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import Answer, Applied, Call, Outcome, Query, fill
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.rows import unwrap
from posdesk.omneo.wire import Json

NO_PROFILE = "00000000-0000-4000-8000-000000000000"
NO_ID = "0"
NO_REFERENCE = "posdesk-asks-whether"
# What a tenant answers about a path; anything else is about the token, the network or its own trouble.
_TELLING = frozenset({*range(200, 300), 400, 404, 405, 422})


@dataclass(frozen=True, slots=True)
class Sighting:
    """What stands at a path. ``is_json`` is False for a web page, an empty body and garbage; then ``payload`` is None."""

    status: int
    is_json: bool
    payload: Json

    @property
    def rows(self) -> tuple[Json, ...] | None:
        """The rows of a list; None for anything else."""
        found = unwrap(self.payload) if self.is_json else None
        if self.status >= 300 or not isinstance(found, list | tuple):
            return None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Probe(Call[Sighting]):
    """A read that is *applied* by every answer about the path, also by 404 and 405."""

    def read(self, answer: Answer) -> Outcome[Sighting]:
        if answer.status not in _TELLING:
            return Call.read(self, answer)
        is_page = "html" in answer.headers.get("content-type", "")
        try:
            payload = None if is_page else answer.json
        except BadPayload:
            payload = None
        return Applied(Sighting(answer.status, payload is not None, payload), answer.status)


def probe(route: str, query: Query = (), **ids: object) -> Probe:
    """A GET of ``route``, whose names are filled from ``ids``. Raises NotFound for an impossible id."""
    path = fill(route, **ids)
    return Probe("GET", route, path, query, None, lambda found: Sighting(200, True, found), False)
