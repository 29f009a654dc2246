"""Who may call what: bearer tokens, scopes, and the calls a token may make in a minute.

Only SHA-256 of a secret is stored; what was looked up is kept in memory until a token changes.
"""

from datetime import datetime

from posdesk.sandbox.rules.context import Token
from posdesk.sandbox.rules.json_text import restored
from posdesk.sandbox.rules.messages import Request
from posdesk.sandbox.rules.refusals import forbidden, throttled, unauthenticated
from posdesk.sandbox.rules.seeding import secret_hash
from posdesk.sandbox.rules.store import Store

EVERY_SCOPE = "*"
MINUTE_S = 60
MAX_REMEMBERED = 1000


class Gate:
    """Lets a request in, or raises Refusal 401, 403 or 429."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tokens: dict[str, Token] = {}
        self._calls: dict[int, tuple[int, int]] = {}

    def forget_tokens(self) -> None:
        """After any change of tokens."""
        self._tokens.clear()

    def forget(self) -> None:
        """After a reset."""
        self._tokens.clear()
        self._calls.clear()

    def token_of(self, request: Request, at: str) -> Token:
        """The valid token of the request; ``at`` is UTC text."""
        header = request.headers.get("authorization", "")
        token = self._tokens.get(header) or self._look_up(header)
        if token.expires_at <= at:
            raise unauthenticated()
        return token

    def _look_up(self, header: str) -> Token:
        scheme, _, secret = header.partition(" ")
        row = self._store.one(
            "SELECT id, scopes, revoked, expires_at FROM token WHERE secret_hash = ?",
            secret_hash(secret.strip()),
        )
        if scheme.lower() != "bearer" or row is None or row["revoked"]:
            raise unauthenticated()
        token = Token(row["id"], frozenset(restored(row["scopes"])), row["expires_at"])
        if len(self._tokens) < MAX_REMEMBERED:
            self._tokens[header] = token
        return token

    def count(self, token: Token, now: datetime, limit: int) -> None:
        """Count a call in the minute of ``now``; above ``limit`` (0: none) it is refused."""
        if not limit:
            return
        second = int(now.timestamp())
        minute, calls = self._calls.get(token.id, (0, 0))
        calls = calls + 1 if minute == second // MINUTE_S else 1
        self._calls[token.id] = (second // MINUTE_S, calls)
        if calls > limit:
            raise throttled(limit, MINUTE_S - second % MINUTE_S)


def require(token: Token, scope: str | None) -> None:
    """Raise Refusal 403 when the token lacks the route's scope."""
    if scope is not None and EVERY_SCOPE not in token.scopes and scope not in token.scopes:
        raise forbidden()
