"""The endpoints of docs/coverage.md are proved while the tests run: a row's test must be answered by its route.

It is judged at the end of each file and only for tests that have run with all their parameters in this process,
so any part of the tests may be run alone and on any number of workers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.coverage_rows import read_rows, unproven
from tests.sandbox import hits

_ENDPOINTS = read_rows().endpoints
_FOLDER = "tests/"
_ran: set[str] = set()


@pytest.fixture(autouse=True)
def _noted_as_run(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    _ran.add(request.node.nodeid)


@pytest.fixture(autouse=True, scope="module")
def _rows_are_proved(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if _is_a_choice(request.config):
        return

    def has_run(test: str) -> bool:
        mine = [item.nodeid for item in request.session.items if _name(item.nodeid) == test]
        return bool(mine) and _ran.issuperset(mine)

    answered = {_name(test): routes for test, routes in hits.ANSWERED.items()}
    wrong = unproven(_ENDPOINTS, _name(request.node.nodeid), has_run, answered)
    assert wrong == [], "rows of docs/coverage.md that their tests do not prove"


def _is_a_choice(config: pytest.Config) -> bool:
    """Whether single parameters may have been left out: then a test has not shown all that it can."""
    options = config.option
    chosen = options.keyword or getattr(options, "lf", False) or options.deselect
    return bool(chosen) or any("[" in argument for argument in config.args)


def _name(nodeid: str) -> str:
    return nodeid.partition("[")[0].removeprefix(_FOLDER)
