"""Which test was answered by which route: the evidence behind docs/coverage.md.

Every client of the sandbox's tests notes its calls here; ``conftest`` compares them with the rows. Only an
answer of 2xx proves a route.
"""

from __future__ import annotations

import os
from collections import defaultdict

from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.router import BOTH, Router
from posdesk.sandbox.rules.routes import ROUTES

_ROUTER = Router(ROUTES)
# Test (``path::name``, without parameters) → routes as the table of rows names them.
ANSWERED: defaultdict[str, set[str]] = defaultdict(set)


def note(method: str, path: str, status: int) -> None:
    """Remember that the running test was answered. ``path`` is the whole one; its query may stand in it."""
    if not 200 <= status < 300:
        return
    try:
        route, _ = _ROUTER.find(method, path.partition("?")[0], BOTH)
    except Refusal:  # a control route, or a HEAD: none of the table's rows
        return
    ANSWERED[running_test()].add(f"{route.method} {route.path}")


def running_test() -> str:
    """The test that pytest is at, without its parameters; empty between tests."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return name.partition("[")[0]
