"""docs/sandbox.md: its tables are those of the code, its routes those that are served.

``POSDESK_UPDATE_DOCS=1`` writes the tables anew.
"""

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from posdesk.sandbox import control_routes
from posdesk.sandbox.clock import Clock, DateHeader
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.personas import builtin_personas
from posdesk.sandbox.request_log import RequestLog
from posdesk.sandbox.rules import Tenant
from posdesk.sandbox.rules.switches import CHOICES, RANGES, Switches
from posdesk.sandbox.seed import Seed

PAGE = Path(__file__).parents[3] / "docs" / "sandbox.md"
BLOCK = "<!-- {}: written by tests/sandbox/rules/test_sandbox_page.py -->\n"
_MEANING = re.compile(r"^    (\w+): (.+?)(?=\n    \w+: |\n    $|\Z)", re.MULTILINE | re.DOTALL)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _meanings() -> dict[str, str]:
    text = Switches.__doc__ or ""
    return {
        name: " ".join(said.split()).replace("``", "`") for name, said in _MEANING.findall(text)
    }


def _values(name: str, default: object) -> str:
    if isinstance(default, bool):
        return "`true`, `false`"
    if name in RANGES:
        low, high = RANGES[name]
        return f"{low} to {high:,}"
    return ", ".join(f"`{choice}`" for choice in CHOICES[name])


def _switches() -> str:
    meanings = _meanings()
    rows: list[tuple[str, ...]] = []
    for field in fields(Switches):
        shown = (
            str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        )
        values = _values(field.name, field.default)
        rows.append((f"`{field.name}`", f"`{shown}`", values, meanings[field.name]))
    return _table(("switch", "default", "values", "meaning"), rows)


def _tokens() -> str:
    rows: list[tuple[str, ...]] = []
    for token in Seed.builtin().tokens:
        scopes = token.fields["scopes"]
        what = "everything" if scopes == ["*"] else ", ".join(f"`{scope}`" for scope in scopes)
        state = "nothing: it is revoked" if token.fields.get("revoked") else what
        rows.append((token.fields["name"], f"`{token.fields.get('suffix') or '(none)'}`", state))
    return _table(("token", "suffix", "may"), rows)


def _people() -> str:
    rows: list[tuple[str, ...]] = [
        (person.name, f"`{person.card}`", person.story) for person in builtin_personas()
    ]
    return _table(("name", "card", "story"), rows)


@pytest.mark.parametrize(
    ("name", "made"), [("switches", _switches), ("tokens", _tokens), ("people", _people)]
)
def test_a_table_is_the_one_that_the_code_makes(name: str, made: object) -> None:
    assert callable(made)
    table, text = str(made()), PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BLOCK.format(name))
    found, end, after = rest.partition("<!-- end -->")
    assert end
    if os.environ.get("POSDESK_UPDATE_DOCS"):
        PAGE.write_text(f"{before}{BLOCK.format(name)}{table}{end}{after}", encoding="utf-8")
    else:
        assert found == table, f"the {name} are out of date: POSDESK_UPDATE_DOCS=1 rewrites them"


def test_every_control_route_is_on_the_page() -> None:
    tenant = Tenant.open(":memory:", Seed.builtin(), "token")
    desk = Desk(tenant, Clock(), RequestLog(), DateHeader())
    gate = control_routes.control_app(desk, "control", "/_sandbox")
    (mount,) = gate._app.routes  # type: ignore[attr-defined]  # the gate hides its routes
    tenant.close()
    assert isinstance(mount, Mount)
    served = {
        f"{method} {route.path}"
        for route in mount.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    text = PAGE.read_text(encoding="utf-8")
    told = set(
        re.findall(
            r"`((?:GET|POST) /(?:health|log|ledger|books|switches|clock|snapshot|restore|webhooks|reset|faults|tokens)[a-z/]*)`",
            text,
        )
    )
    assert served == told
