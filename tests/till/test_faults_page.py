"""docs/faults.md: its example loads, its tables are those of the code, its lines of Python work.

``POSDESK_UPDATE_DOCS=1`` writes the tables anew.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from posdesk.home.faults import files
from posdesk.home.faults.kinds import KINDS, Side
from posdesk.home.faults.operations import operations, routes_of
from posdesk.home.faults.tables import _OWN
from posdesk.omneo.calls import Unknown, writing
from posdesk.omneo.http import AsyncSender
from posdesk.till.fault_commands import bounds, shown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
BLOCK = "<!-- {}: written by tests/till/test_faults_page.py -->\n"
SIDES = {Side.TRANSPORT: "on the way", Side.BUSINESS: "at the tenant"}


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def kinds() -> str:
    rows: list[tuple[str, ...]] = [
        (
            f"`{kind.name}`",
            SIDES[kind.side],
            kind.sentence,
            "<br>".join(
                f"`{each.name} = {shown(each.default)}` {each.sentence} ({bounds(each)})"
                for each in kind.parameters
            ),
        )
        for kind in KINDS.values()
    ]
    return table(("kind", "where", "what happens", "parameters"), rows)


def named_operations() -> str:
    rows: list[tuple[str, ...]] = [
        (f"`{name}`", "<br>".join(f"`{method} {route}`" for method, route in routes_of(name)))
        for name in operations()
    ]
    return table(("operation", "requests"), rows)


@pytest.mark.parametrize(("name", "made"), [("kinds", kinds), ("operations", named_operations)])
def test_the_tables_are_the_codes(name: str, made: Callable[[], str]) -> None:
    text, block, expected = PAGE.read_text(encoding="utf-8"), BLOCK.format(name), made()
    before, _, rest = text.partition(block)
    written, _, after = rest.partition("<!-- end -->")
    if os.environ.get("POSDESK_UPDATE_DOCS") == "1":
        PAGE.write_text(f"{before}{block}{expected}<!-- end -->{after}", encoding="utf-8")
        written = expected
    assert written == expected


def test_the_example_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    plan = files.load(path)
    assert [fault.kind for fault in plan.faults] == ["answer_lost", "jitter", "balance_spent"]
    assert files.written(plan) == example


def test_every_key_of_a_fault_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [key for key in sorted(_OWN) if f"`{key}`" not in text] == []


def test_the_lines_of_python_do_what_they_say() -> None:
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    begin, end = lines.split("...\n")
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"data": {}})

    async def run() -> None:
        transport = httpx.MockTransport(answer)
        async with AsyncSender("https://a.test/api/v3", "token", transport=transport) as sender:
            known: dict[str, object] = {"sender": sender}
            exec(begin, known)  # noqa: S102 - the documentation's own lines
            call = writing("/profiles/{p}/redemptions", lambda payload: payload, {}, p="5b1c")
            assert isinstance(await sender.send(call), Unknown)
            exec(end, known)  # noqa: S102 - as above

    asyncio.run(run())
    assert asked == ["/api/v3/profiles/5b1c/redemptions"]
