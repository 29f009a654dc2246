"""The rows of docs/coverage.md: read from coverage_rows.toml, checked against the tree, written as a document.

Tests are named by their file below ``tests/`` and their name, without parameters.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from posdesk.sandbox.rules.router import BOTH, Route

TESTS = Path(__file__).resolve().parent
HEAD = """# What is proved, and by which test

The embedded tenant against the vendor's guides and reference: one row per endpoint and per rule, with the tests
that prove it. This file is made from `tests/coverage_rows.toml` and the table of routes
(`POSDESK_UPDATE_DOCS=1 .venv/bin/python -m pytest tests/test_coverage_table.py`), and it cannot lie: every
route has a row, every test is in the tree, and a run of the tests fails when an endpoint's test was not answered
by it with 2xx. Tests are below `tests/`. Numbers are those of `omneo-api.md`, which the code cites.
"""


@dataclass(frozen=True)
class Rule:
    """Something the tenant or the till must do. ``switch`` turns an assumption into its opposite, or is empty."""

    source: str
    says: str
    tests: tuple[str, ...]
    switch: str = ""


@dataclass(frozen=True)
class Rows:
    """``endpoints`` maps a route (``GET /rewards/{id}``) to its test, ``shown`` a guide to the routes in it."""

    endpoints: Mapping[str, str]
    shown: Mapping[str, Collection[str]]
    guides: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    assumed: tuple[Rule, ...]

    def tests(self) -> Iterator[str]:
        """Every test that some row names."""
        yield from self.endpoints.values()
        for rule in (*self.guides, *self.rules, *self.assumed):
            yield from rule.tests


def read_rows() -> Rows:
    """The rows as they stand in the file."""
    found = tomllib.loads((TESTS / "coverage_rows.toml").read_text(encoding="utf-8"))
    rows = found["rows"]
    return Rows(
        found["endpoints"],
        found["shown"],
        tuple(Rule(guide, says, tuple(tests)) for guide, says, *tests in rows["guides"]),
        tuple(Rule(number, says, tuple(tests)) for number, says, *tests in rows["rules"]),
        tuple(Rule(mark, says, tuple(tests), switch) for mark, says, switch, *tests in rows["assumed"]),
    )  # fmt: skip


def is_in_the_tree(test: str, root: Path = TESTS) -> bool:
    """Whether the file defines a test of that name; parameters and the inside of classes do not count."""
    place, _, name = test.partition("::")
    path = root / place
    if not name.startswith("test_") or not path.is_file():
        return False
    module = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(node, kinds) and node.name == name for node in module.body)


def unproven(
    endpoints: Mapping[str, str],
    module: str,
    has_run: Callable[[str], bool],
    answered: Mapping[str, Collection[str]],
) -> list[str]:
    """The routes whose test stands in ``module``, has run, and was not answered by them."""
    return [
        f"{route}: {test}"
        for route, test in endpoints.items()
        if test.partition("::")[0] == module
        and has_run(test)
        and route not in answered.get(test, ())
    ]


def document(rows: Rows, routes: Collection[Route]) -> str:
    """The whole of docs/coverage.md."""
    return "\n".join([HEAD, *_endpoints(rows, routes), *_rules(rows)]) + "\n"


def _endpoints(rows: Rows, routes: Collection[Route]) -> Iterator[str]:
    yield f"## Endpoints ({len(routes)})\n"
    yield (
        "Source: the guide that shows it, else the reference. Where the two have a path each for one operation,"
        " the row says whose it is.\n"
    )
    yield "| Endpoint | What it does | Source | Proved by |"
    yield "|---|---|---|---|"
    for route in routes:
        name = f"{route.method} {route.path}"
        test = rows.endpoints[name]
        yield f"| `{name}` | {route.title} | {_source(rows, route, name)} | `{test}` |"


def _source(rows: Rows, route: Route, name: str) -> str:
    guides = [guide for guide, shown in rows.shown.items() if name in shown]
    if guides:
        return f"{' and '.join(guides)} guide"
    return "reference" if route.dialect == BOTH else f"{route.dialect}'s path"


def _rules(rows: Rows) -> Iterator[str]:
    yield f"\n## The guides, sentence by sentence ({len(rows.guides)})\n"
    yield "| Guide | What it says, in our words | Proved by |"
    yield "|---|---|---|"
    for rule in rows.guides:
        yield f"| {rule.source} | {rule.says} | {_tests(rule)} |"
    yield f"\n## Rules ({len(rows.rules)})\n"
    yield "| No. | Rule | Proved by |"
    yield "|---|---|---|"
    for rule in rows.rules:
        yield f"| {rule.source} | {rule.says} | {_tests(rule)} |"
    yield f"\n## What nobody documents ({len(rows.assumed)})\n"
    yield "How this tenant decides, and the switch that makes it decide otherwise.\n"
    yield "| No. | Assumed | Switch | Proved by |"
    yield "|---|---|---|---|"
    for rule in rows.assumed:
        switch = f"`{rule.switch}`" if rule.switch else ""
        yield f"| {rule.source} | {rule.says} | {switch} | {_tests(rule)} |"


def _tests(rule: Rule) -> str:
    return "<br>".join(f"`{test}`" for test in rule.tests)
