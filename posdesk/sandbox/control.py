"""The control client: how tests, the window and commands steer a sandbox from outside.

Synchronous and small; a window calls it off its thread. Only this module of the room knows the HTTP client.
"""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import httpx
import simplejson

from posdesk.home.faults.injector import Counted
from posdesk.home.faults.plan import BadFaults, FaultPlan
from posdesk.home.faults.tables import counters_of, table_of
from posdesk.sandbox.child import Endpoint
from posdesk.sandbox.errors import SandboxError

JSON = Any  # a JSON value; numbers are int or Decimal
TIMEOUT_S = 5.0

logging.getLogger("httpx").setLevel(
    logging.WARNING
)  # at INFO it writes whole URLs, names of customers included


class ControlFailed(SandboxError):
    """The sandbox could not be steered: not reachable, refused, or an answer that cannot be read."""

    code = "sandbox.control_failed"
    user_message = "The sandbox did not do that. Nothing of it was changed. Check that it runs, and the value, then try again."

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class SandboxTime:
    """The sandbox's clock. ``now`` is aware UTC; ``offset_s`` is how far it is ahead of real time."""

    now: datetime
    offset_s: Decimal
    frozen: bool


@dataclass(frozen=True, slots=True)
class Health:
    """Which sandbox answers. ``identity`` is the UUID in its database: a reset makes a new one."""

    identity: str
    version: str
    ready: bool
    time: SandboxTime


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request the tenant answered, masked. ``at`` is the sandbox's time (UTC), ``took_ms`` milliseconds."""

    number: int
    at: datetime
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    took_ms: Decimal


@dataclass(frozen=True, slots=True)
class Delivered:
    """One webhook delivery and what became of it. ``state`` is pending, delivered, failed or refused;
    ``status`` the receiver's last answer, ``reason`` why there was none."""

    number: int
    webhook_id: int | None
    event: str
    url: str
    state: str
    attempts: int
    status: int | None
    reason: str | None


class Control:
    """One sandbox's control routes. Every method raises ControlFailed when it was not done."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = httpx.Client(
            base_url=endpoint.control_url,
            headers={"Authorization": f"Bearer {endpoint.control_token}"},
            timeout=timeout_s,
            trust_env=False,  # a proxy from the environment is not for loopback
            verify=ssl.SSLContext(
                ssl.PROTOCOL_TLS_CLIENT
            ),  # trusts nobody; loading a store costs 37 ms
        )

    def health(self) -> Health:
        """Who answers, and what time it is there."""
        facts = self._get("/health")
        try:
            return Health(facts["identity"], facts["version"], facts["ready"] is True, _time(facts))
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable("/health") from error

    def reset(self, seed: Mapping[str, JSON] | None = None) -> str:
        """Begin again from ``seed`` (a seed file's content) or the one it was opened with; the new identity."""
        answer = self._post("/reset", {} if seed is None else {"seed": dict(seed)})
        try:
            return str(answer["identity"])
        except (KeyError, TypeError) as error:
            raise _unreadable("/reset") from error

    def advance(self, seconds: int | Decimal) -> SandboxTime:
        """Move the clock on by ``seconds`` (back, when negative)."""
        return self._move({"advance_s": seconds})

    def freeze(self, at: datetime | None = None) -> SandboxTime:
        """Stop the clock at ``at`` (aware), or where it is."""
        return self._move({"freeze": True if at is None else at.astimezone(UTC).isoformat()})

    def run(self) -> SandboxTime:
        """Let a stopped clock go on from where it stands."""
        return self._move({"run": True})

    def return_to_real_time(self) -> SandboxTime:
        """Forget every move of the clock."""
        return self._move({"real": True})

    def switches(self, **values: JSON) -> dict[str, JSON]:
        """Set the named switches, if any; all switches afterwards. One wrong name or value changes none."""
        answer = self._post("/switches", values) if values else self._get("/switches")
        if not isinstance(answer, dict):
            raise _unreadable("/switches")
        return answer

    def revoke_token(self, name: str = "Full", *, revoked: bool = True) -> None:
        """Let a token of the seed, by its name, be refused from now on, or be good again."""
        self._post("/tokens", {"name": name, "revoked": revoked})

    def end_token(self, seconds: int, name: str = "Full") -> None:
        """Let a token end in so many seconds of the sandbox's clock."""
        self._post("/tokens", {"name": name, "expires_in_s": seconds})

    def log(self, limit: int | None = None) -> tuple[LoggedRequest, ...]:
        """The last requests the tenant answered, oldest first."""
        answer = self._get("/log" if limit is None else f"/log?limit={limit}")
        try:
            return tuple(_logged(entry) for entry in answer["requests"])
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable("/log") from error

    def ledger(self) -> JSON:
        """What was issued, spent and restored, as the tenant counts it (``Tenant.ledger``)."""
        answer = self._get("/ledger")
        try:
            return answer["ledger"]
        except (KeyError, TypeError) as error:
            raise _unreadable("/ledger") from error

    def books(self) -> JSON:
        """Every row of what was spent, given back and recorded (``Tenant.books``), for a checker."""
        answer = self._get("/books")
        try:
            return answer["books"]
        except (KeyError, TypeError) as error:
            raise _unreadable("/books") from error

    def snapshot(self) -> dict[str, JSON]:
        """The whole tenant, to keep in a file and give to ``restore``."""
        answer = self._get("/snapshot")
        if not isinstance(answer, dict):
            raise _unreadable("/snapshot")
        return answer

    def keep(self, name: str) -> tuple[str, ...]:
        """Keep a snapshot in the sandbox under ``name``; the names that are kept, oldest first."""
        answer = self._post("/snapshot", {"name": name})
        try:
            return tuple(str(each) for each in answer["names"])
        except (KeyError, TypeError) as error:
            raise _unreadable("/snapshot") from error

    def restore(self, snapshot: Mapping[str, JSON] | str) -> str:
        """Put back a snapshot, or the one kept under a name, whole or not at all; the new identity."""
        wanted = {"name": snapshot} if isinstance(snapshot, str) else dict(snapshot)
        answer = self._post("/restore", wanted)
        try:
            return str(answer["identity"])
        except (KeyError, TypeError) as error:
            raise _unreadable("/restore") from error

    def faults(self) -> tuple[Counted, ...]:
        """The business faults in force, with their counters."""
        return _counters(self._get("/faults"))

    def set_faults(self, plan: FaultPlan) -> tuple[Counted, ...]:
        """The business faults of ``plan`` are in force, instead of those before; an empty plan ends all. What
        stays as it was keeps its counters."""
        return _counters(self._post("/faults", table_of(plan)))

    def switch_fault(self, name: str, *, on: bool) -> tuple[Counted, ...]:
        """Turn a fault on or off."""
        return _counters(self._post("/faults", {"switch": name, "on": on}))

    def reset_fault_counters(self) -> tuple[Counted, ...]:
        """Begin to count anew."""
        return _counters(self._post("/faults", {"reset_counters": True}))

    def send_event(self, event: str, **more: JSON) -> tuple[int, ...]:
        """Have an event sent that nothing caused; the numbers of its deliveries. ``more`` are the fields of
        ``rules.webhook_samples.Sample``."""
        answer = self._post("/webhooks/send", {"event": event, **more})
        try:
            return tuple(int(number) for number in answer["deliveries"])
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable("/webhooks/send") from error

    def deliveries(self) -> tuple[Delivered, ...]:
        """The last webhook deliveries, oldest first."""
        answer = self._get("/webhooks")
        try:
            return tuple(_delivered(entry) for entry in answer["deliveries"])
        except (KeyError, TypeError) as error:
            raise _unreadable("/webhooks") from error

    def close(self) -> None:
        """Give up the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _move(self, wanted: dict[str, JSON]) -> SandboxTime:
        answer = self._post("/clock", wanted)
        try:
            return _time(answer)
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable("/clock") from error

    def _get(self, path: str) -> JSON:
        return self._call("GET", path, None)

    def _post(self, path: str, body: dict[str, JSON]) -> JSON:
        return self._call("POST", path, simplejson.dumps(body, use_decimal=True).encode("utf-8"))

    def _call(self, method: str, path: str, body: bytes | None) -> JSON:
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            answer = self._client.request(method, path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise ControlFailed(f"{method} {path}: {type(error).__name__}") from error
        if answer.status_code != 200:
            raise ControlFailed(f"{method} {path}: {_reason(answer)}", answer.status_code)
        try:
            return simplejson.loads(answer.content, use_decimal=True)
        except ValueError as error:
            raise _unreadable(path) from error


def _counters(answer: JSON) -> tuple[Counted, ...]:
    try:
        return counters_of(answer)
    except BadFaults as error:
        raise _unreadable("/faults") from error


def _reason(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code} {simplejson.loads(answer.content)['message']}"
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)


def _unreadable(path: str) -> ControlFailed:
    return ControlFailed(f"{path}: an answer that this version cannot read")


def _time(answer: JSON) -> SandboxTime:
    now = datetime.fromisoformat(answer["now"])
    return SandboxTime(now, Decimal(answer["offset_s"]), answer["frozen"] is True)


def _delivered(entry: JSON) -> Delivered:
    return Delivered(
        entry["id"],
        entry["webhook_id"],
        entry["event"],
        entry["url"],
        entry["state"],
        entry["attempts"],
        entry["status"],
        entry["reason"],
    )


def _logged(entry: JSON) -> LoggedRequest:
    return LoggedRequest(
        entry["number"],
        datetime.fromisoformat(entry["at"]),
        entry["method"],
        entry["path"],
        tuple((key, value) for key, value in entry["query"]),
        entry["status"],
        Decimal(entry["took_ms"]),
    )
