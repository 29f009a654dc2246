"""Schemathesis over the API's description: every phase, against the whole server but its socket.

No server error, no status or shape that is not described, no request taken that the description forbids. Whether
what it allows is taken is not asked: ids that do not exist are 404 or 422, however well they are written.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from posdesk.sandbox.clock import Clock, DateHeader
from posdesk.sandbox.control_routes import control_app
from posdesk.sandbox.description import PATH
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.http_guard import Guard
from posdesk.sandbox.request_log import RequestLog
from posdesk.sandbox.rules import Tenant
from posdesk.sandbox.rules.openapi import operation_id
from posdesk.sandbox.rules.routes import ROUTES
from posdesk.sandbox.seed import Seed
from posdesk.sandbox.server import CONTROL_ROOT, SandboxApp

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

TOKEN = "full-token"
# What a refusal's words seem to say is no part of the description.
LITERAL = {"fuzzing": {"error-feedback": {"enabled": False}}}
PHASES = ("examples", "coverage", "fuzzing", "stateful")


class Served:
    """The server as an ASGI application under the name that the test's client calls it by."""

    def __init__(self, tenant: Tenant) -> None:
        desk = Desk(tenant, Clock(), RequestLog(), DateHeader())
        self._tenant = tenant
        self._app = SandboxApp(desk, Guard(80), control_app(desk, "control", CONTROL_ROOT))
        self.calls = 0

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        self.calls += 1
        headers = [
            (name, b"127.0.0.1" if name == b"host" else value) for name, value in scope["headers"]
        ]
        await self._app({**scope, "headers": headers}, receive, send)
        if "/api-tokens/" in scope["path"]:  # the caller's own token may be gone
            self._tenant.reset(None, datetime.now(UTC))


@pytest.fixture
def served() -> Iterator[Served]:
    with closing(Tenant.open(":memory:", Seed.builtin(), TOKEN)) as tenant:
        yield Served(tenant)


def _faults(served: Served, phase: str, options: dict[str, Any], *, is_quick: bool) -> list[str]:
    """What Schemathesis has to say against the server after one phase."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {TOKEN}"},
            "generation": {"deterministic": True, "no-shrink": True, "database": "none", **options},
            "phases": {
                name: {"enabled": name == phase, **LITERAL.get(name, {})} for name in PHASES
            },
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "cache": {"enabled": False},  # every run begins alike, and leaves nothing behind
            "continue-on-failure": True,
            "workers": 1,
        }
    )
    schema: schemathesis.BaseSchema = schemathesis.openapi.from_asgi(PATH, served, config=config)
    if is_quick:
        schema = schema.include(operation_id=list(_one_of_each()))
    found = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            found += _failures(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
    return found


def _one_of_each() -> dict[str, None]:
    """One path of each operation: both dialects' paths do the same."""
    routes = {(route.method, route.title): operation_id(route) for route in ROUTES}
    return dict.fromkeys(routes.values())


def _failures(recorder: Any) -> list[str]:
    return [
        f"{recorder.label}: {check.name}: {check.failure_info.failure.message} {recorder.cases[case].value.body!r:.500}"
        for case, checks in recorder.checks.items()
        for check in checks
        if check.failure_info is not None
    ]


@pytest.mark.parametrize(
    ("phase", "options", "least"),
    [
        ("examples", {"max-examples": 1}, 200),
        ("coverage", {"max-examples": 1, "mode": "positive"}, 3000),
        ("fuzzing", {"max-examples": 1}, 100),
        ("stateful", {"max-examples": 2}, 10),
    ],
)
def test_a_few_requests_an_operation(
    served: Served, phase: str, options: dict[str, Any], least: int
) -> None:
    assert _faults(served, phase, options, is_quick=True) == []
    assert served.calls > least  # the phase has run


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("phase", PHASES)
def test_many_requests_an_operation(served: Served, phase: str) -> None:
    assert _faults(served, phase, {"max-examples": 60}, is_quick=False) == []
