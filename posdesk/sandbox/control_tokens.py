"""The control route about tokens: one ends while the till is selling, or is good again.

    GET  tokens    {tokens: [{name, revoked, expires_at}, ...]}
    POST tokens    {"name": a token's name} and one of "revoked": true or false, "expires_in_s": whole seconds
                   from the sandbox's now, negative for the past: {tokens: ...}

No secret is answered: those that a sandbox is opened with are known, one that a request made was shown then.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from posdesk.sandbox.control_bodies import answer, object_of, refused
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.rules.json_text import JSON

_LONGEST_S = 10 * 366 * 86400


class TokenRoutes:
    """What the routes below ``/tokens`` do, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._tenant = desk.tenant
        self._clock = desk.clock

    async def state(self, _request: Request) -> Response:
        """Every token, without its secret."""
        return answer({"tokens": self._tenant.tokens()})

    async def change(self, request: Request) -> Response:
        """Let a token end, or be good again; unknown names are 422."""
        match await object_of(request):
            case {"name": str() as name, "revoked": bool() as revoked, **rest} if not rest:
                known = self._tenant.revoke_token(name, revoked=revoked)
            case {"name": str() as name, "expires_in_s": int() as seconds, **rest} if not rest:
                known = self._tenant.end_token(name, self._clock.now() + _duration(seconds))
            case _:
                raise refused("tokens takes a name, and one of revoked and expires_in_s.")
        if not known:
            raise refused(f"There is no token {name[:64]}.")
        return await self.state(request)


def _duration(seconds: JSON) -> timedelta:
    if type(seconds) is not int or abs(seconds) > _LONGEST_S:
        raise refused("expires_in_s is a whole number of seconds, at most ten years.")
    return timedelta(seconds=seconds)
