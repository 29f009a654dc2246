"""One tenant: its database, its switches, and the one function that answers requests.

Deterministic but for new identities and new tokens' secrets: the same requests at the same instants on the
same seed give the same answers. Not thread-safe; the server handles one request at a time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from posdesk.sandbox.errors import BadSwitch
from posdesk.sandbox.rules import access, dates, facts, gifts, seeding, snapshots, webhooks
from posdesk.sandbox.rules.audit import ledger_of
from posdesk.sandbox.rules.books import books_of
from posdesk.sandbox.rules.context import Context, Token
from posdesk.sandbox.rules.json_text import JSON, encode, restored, stored
from posdesk.sandbox.rules.messages import Request, Response
from posdesk.sandbox.rules.outbox import Outbox
from posdesk.sandbox.rules.refusals import Refusal, bad_request
from posdesk.sandbox.rules.router import Route, Router
from posdesk.sandbox.rules.routes import ROUTES
from posdesk.sandbox.rules.store import Store
from posdesk.sandbox.rules.switches import Switches
from posdesk.sandbox.rules.webhook_events import Watch
from posdesk.sandbox.rules.webhook_samples import Sample, put_sample
from posdesk.sandbox.seed import Seed

if TYPE_CHECKING:
    from posdesk.sandbox.rules.faults import Faults

_ROUTER = Router(ROUTES)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What is read once per opening or reset."""

    identity: str
    zone: ZoneInfo
    currency: str


class Tenant:
    """An Omneo tenant. Make one with ``open``."""

    def __init__(self, store: Store, seed: Seed, token: str) -> None:
        self._store = store
        self._seed = seed
        self._token = token
        self._gate = access.Gate(store)
        self._outbox = Outbox(store)
        self._watch = Watch(store, self._outbox)
        self._switches = Switches()
        self._faults: Faults | None = None
        self._settled = _Settled("", ZoneInfo("UTC"), "AUD")

    @classmethod
    def open(cls, path: str, seed: Seed, token: str, *, now: datetime | None = None) -> Self:
        """The tenant in the database at ``path`` (``:memory:`` or a file).

        A new file is filled from ``seed`` with its days counted from ``now`` (aware UTC; default: the real
        time); an existing one is kept as it is. ``token`` becomes the secret of the seed's full token; the
        other tokens' secrets are it with their suffixes. Raises WrongDatabase.
        """
        store, is_new = Store.open(path)
        tenant = cls(store, seed, token)
        moment = now or datetime.now(UTC)
        with store.writing():
            if is_new:
                store.create_tables()
            store.add_tables()
            if is_new:
                tenant._sow(moment)
            else:
                seeding.sow_tokens(store, seed, token, moment)
            tenant._outbox.secret = webhooks.secret(store)
        tenant._settle()
        return tenant

    @property
    def identity(self) -> str:
        """A UUID in the database; a reset makes a new one."""
        return self._settled.identity

    @property
    def outbox(self) -> Outbox:
        """The deliveries of webhooks that are owed."""
        return self._outbox

    @property
    def switches(self) -> Switches:
        return self._switches

    def set_switches(self, values: Mapping[str, object]) -> Switches:
        """Change switches by name and keep them in the database. Raises BadSwitch; then none changed."""
        changed = self._switches.changed(values)
        with self._store.writing():
            facts.put(self._store, "switches", stored(changed.as_json()) or "{}")
        self._switches = changed
        return changed

    @property
    def faults(self) -> Faults:
        """The business faults in force."""
        # Here: a tenant without faults is served without them.
        from posdesk.sandbox.rules.faults import Faults

        if self._faults is None:
            self._faults = Faults()
        return self._faults

    def reset(self, seed: Seed | None, now: datetime) -> None:
        """Empty everything, fill it anew from ``seed`` (None: the last one) as of ``now`` (aware UTC).

        Switches go back to their defaults, the identity is new, webhooks and faults are gone; the shared secret
        stays, like the tokens' secrets."""
        self._faults = None
        with self._store.writing():
            self._store.empty()
            self._seed = seed or self._seed
            self._sow(now)
            webhooks.secret(self._store, self._outbox.secret)
        self._settle()

    def snapshot(self, now: datetime) -> dict[str, JSON]:
        """Everything the tenant holds, as of ``now`` (``rules.snapshots``)."""
        return snapshots.taken(self._store, dates.utc_text(now))

    def restore(self, snapshot: JSON) -> None:
        """Put a snapshot back, whole or not at all. Raises BadSnapshot; then nothing changed.

        As after a reset the identity is new, since what happened after the snapshot has not; tokens of the
        seed have this process's secrets, and the shared secret of webhooks stays."""
        with self._store.writing():
            snapshots.put_back(self._store, snapshot)
            facts.put(self._store, "identity", str(uuid.uuid4()))
            seeding.renew_secrets(self._store, self._token)
            webhooks.secret(self._store, self._outbox.secret)
        self._settle()

    def send_event(self, sample: Sample, now: datetime) -> list[int]:
        """Owe deliveries of an event that nothing caused; their numbers. Raises Refusal 404, 422."""
        context = self._context(Request("POST", "/"), {}, now, dates.utc_text(now), None)
        with self._store.writing():
            return put_sample(context, self._outbox, sample)

    def tokens(self) -> list[JSON]:
        """Every token, without its secret."""
        rows = self._store.all("SELECT name, revoked, expires_at FROM token ORDER BY id")
        return [{**row, "revoked": bool(row["revoked"])} for row in rows]

    def revoke_token(self, name: str, *, revoked: bool) -> bool:
        """Revoke the tokens of that name, or make them good again; False when there is none."""
        statement = "UPDATE token SET revoked = ? WHERE name = ?"
        return self._change_token(statement, int(revoked), name)

    def end_token(self, name: str, at: datetime) -> bool:
        """Let the tokens of that name end at ``at`` (aware UTC); False when there is none."""
        statement = "UPDATE token SET expires_at = ? WHERE name = ?"
        return self._change_token(statement, dates.utc_text(at), name)

    def _change_token(self, statement: str, *values: str | int) -> bool:
        with self._store.writing():
            known = self._store.write(statement, *values)
        self._gate.forget_tokens()
        return bool(known)

    def webhooks(self) -> list[JSON]:
        """Every webhook, as its route shows it."""
        return [webhooks.shape(row) for row in self._store.all("SELECT * FROM webhook ORDER BY id")]

    def ledger(self) -> dict[str, JSON]:
        """What was issued, is left and was spent, by kind and for every profile, in minor units."""
        return ledger_of(self._store)

    def books(self) -> dict[str, JSON]:
        """Every row of what was spent, given back and recorded, for a checker (``rules.books``)."""
        return books_of(self._store)

    def close(self) -> None:
        self._store.close()

    def handle(self, request: Request, now: datetime) -> Response:
        """Answer one request at the instant ``now`` (aware UTC). A refusal leaves everything unchanged."""
        try:
            return self._answer(request, now)
        except Refusal as refusal:
            body: dict[str, JSON] = {"message": refusal.message}
            if refusal.errors is not None:
                body["errors"] = refusal.errors
            headers = (("Content-Type", "application/json"), *refusal.headers)
            return Response(refusal.status, encode(body), headers)

    def _answer(self, request: Request, now: datetime) -> Response:
        is_head = request.method == "HEAD"
        method = "GET" if is_head else request.method
        route, params = _ROUTER.find(method, request.path, self._switches.dialects)
        _require_unicode(request, params)
        at = dates.utc_text(now)
        token = None if route.is_open else self._admitted(request, route, now, at)
        context = self._context(request, params, now, at, token)
        if gifts.is_any_due(self._store, at):
            with self._store.writing():
                gifts.revert(self._store, at)
        if self._faults is not None:
            context = self._befallen(self._faults, context)
        if not route.writes:
            response = route.handler(context)
            return Response(response.status, b"", response.headers) if is_head else response
        with self._store.writing():
            response = route.handler(context)
            context.body()  # what no handler has read must be JSON all the same
            self._watch.gather(context)
        if route.scope is None:  # the only writes without a scope are those of tokens
            self._gate.forget_tokens()
        if route.scope == webhooks.SCOPE:
            self._watch.settle()
        return response

    def _befallen(self, faults: Faults, context: Context) -> Context:
        """What is due happens first, and stays whatever becomes of the request."""
        due = faults.due(context)
        if not due:
            return context
        with self._store.writing():
            changed = faults.happen(context, due)
            self._watch.gather(context)
        return changed

    def _context(
        self,
        request: Request,
        params: Mapping[str, str],
        now: datetime,
        at: str,
        token: Token | None,
    ) -> Context:
        return Context(
            self._store, request, params, now, at, self._switches,
            self._settled.zone, self._settled.currency, token,
        )  # fmt: skip

    def _admitted(self, request: Request, route: Route, now: datetime, at: str) -> Token:
        token = self._gate.token_of(request, at)
        self._gate.count(token, now, self._switches.throttle_per_minute)
        access.require(token, route.scope)
        return token

    def _sow(self, now: datetime) -> None:
        facts.put(self._store, "identity", str(uuid.uuid4()))
        seeding.sow(self._store, self._seed, now)
        seeding.sow_tokens(self._store, self._seed, self._token, now)

    def _settle(self) -> None:
        identity = facts.get(self._store, "identity") or ""
        self._settled = _Settled(identity, facts.zone(self._store), facts.currency(self._store))
        self._gate.forget()
        self._watch.settle()
        try:
            self._switches = Switches().changed(restored(facts.get(self._store, "switches")) or {})
        except BadSwitch:  # written by another version: the documented behaviour is the safe one
            self._switches = Switches()


def _require_unicode(request: Request, params: Mapping[str, str]) -> None:
    """SQLite takes no lone surrogates; percent-decoding may have made some, and a path is ASCII otherwise."""
    if not request.query and "%" not in request.path:
        return
    try:
        for name, value in (*request.query, *params.items()):
            name.encode()
            value.encode()
    except UnicodeEncodeError as exc:
        raise bad_request() from exc
