"""Health, the token's own check, the machine user, and tokens (omneo-api.md 1.1, 1.8).

A token can only hand on scopes that it has itself. Its secret is shown once, when it is made.
"""

import secrets
from datetime import timedelta

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.access import EVERY_SCOPE
from posdesk.sandbox.rules.context import Context, Token, answer, deleted
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found, unauthenticated
from posdesk.sandbox.rules.seeding import secret_hash
from posdesk.sandbox.rules.store import Row

LIFETIME = timedelta(days=365)
USER_ID = 1
MAX_SCOPES = 200


def health(_context: Context) -> Response:
    """GET /api/health, without a token."""
    return answer(200, {"status": "ok"})


def verified(context: Context) -> Response:
    """GET /auth/verify: 200 with nothing to read (1.3), or by switch when the token ends."""
    if context.switches.token_end_told:
        return answer(200, {"expires_at": _caller(context).expires_at})
    return Response(200)


def me(context: Context) -> Response:
    """GET /users/me: the bare user, without the envelope."""
    limit = context.switches.throttle_per_minute
    began = context.store.one("SELECT min(created_at) AS at FROM token") or {"at": context.at}
    body = {
        "id": USER_ID,
        "name": "Sandbox till",
        "email": "till@sandbox.invalid",
        "throttle": limit or None,
        "roles": [],
        "permissions": [],
        "created_at": began["at"],
        "updated_at": began["at"],
    }
    return answer(200, body)


def _shape(row: Row) -> dict[str, JSON]:
    return {
        "id": row["id"],
        "user_id": USER_ID,
        "client_id": 1,
        "name": row["name"],
        "scopes": restored(row["scopes"]),
        "revoked": bool(row["revoked"]),
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
        "expires_at": row["expires_at"],
    }


def created_token(context: Context) -> Response:
    """POST /auth/api-tokens ``{name, scopes}``: bare ``{accessToken, token}``."""
    form = context.form()
    name = form.need_text("name")
    scopes = form.texts("scopes")
    form.require("scopes")
    form.check()
    _require_own_scopes(context, form, scopes or [])
    secret = secrets.token_urlsafe(32)
    token_id = context.store.insert(
        "INSERT INTO token (name, secret_hash, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        name,
        secret_hash(secret),
        stored(scopes),
        context.at,
        dates.utc_text(context.now + LIFETIME),
    )
    row = context.store.one("SELECT * FROM token WHERE id = ?", token_id) or {}
    return answer(201, {"accessToken": secret, "token": _shape(row)})


def _require_own_scopes(context: Context, form: Form, scopes: list[str]) -> None:
    own = _caller(context).scopes
    if len(scopes) > MAX_SCOPES:
        form.fail("scopes", f"The scopes may not have more than {MAX_SCOPES} items.")
    for index, scope in enumerate(scopes[:MAX_SCOPES]):
        if EVERY_SCOPE not in own and scope not in own:
            form.fail(f"scopes.{index}", f"The selected scopes.{index} is invalid.")
    form.check()


def _caller(context: Context) -> Token:
    if context.token is None:
        raise unauthenticated()
    return context.token


def listed_tokens(context: Context) -> Response:
    """GET /auth/access-tokens?type=current|expired: a bare array."""
    sign = "<=" if context.query("type") == "expired" else ">"
    statement = {
        "<=": "SELECT * FROM token WHERE NOT revoked AND expires_at <= ? ORDER BY id",
        ">": "SELECT * FROM token WHERE NOT revoked AND expires_at > ? ORDER BY id",
    }[sign]
    return answer(200, [_shape(row) for row in context.store.all(statement, context.at)])


def deleted_token(context: Context) -> Response:
    """DELETE /auth/api-tokens/{id}: 204; the secret is dead at once."""
    if not context.store.write("DELETE FROM token WHERE id = ?", context.number("id")):
        raise not_found()
    return deleted()
