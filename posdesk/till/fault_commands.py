"""``posdesk faults``: what can be made to go wrong, and whether a file of it is good (docs/faults.md).

``list`` writes every kind with its parameters, ``check`` a line for a good file. Exit codes: 0 passed, 2 a file that
cannot be read, with the reason on standard error.
"""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Iterator
from pathlib import Path

from cyclopts import App

from posdesk.home.faults import files
from posdesk.home.faults.kinds import KINDS, Kind, Parameter, Side
from posdesk.home.faults.operations import SETS, operations, routes_of
from posdesk.home.faults.plan import BadFaults

UNREADABLE = 2
_WIDE = 24


def commands() -> App:
    """``faults`` and the commands below it."""
    app = App(name="faults", help="What can be made to go wrong on purpose.")
    app.command(check)
    app.command(listed, name="list")
    return app


def check(file: Path, /) -> int:
    """Say whether a file of faults is good; exit code 2 and the reason when it is not.

    Parameters
    ----------
    file
        The file, TOML or JSON by its name.
    """
    try:
        plan = files.load(file)
    except BadFaults as error:
        sys.stderr.write(f"{error}\n{error.user_message}\n")
        return UNREADABLE
    on = sum(fault.on for fault in plan.faults)
    sys.stdout.write(f"{file.name} is good. Faults: {len(plan.faults)}, of them on: {on}.\n")
    return 0


def listed(*, json: bool = False) -> int:
    """List every kind of fault with its parameters, and every operation.

    Parameters
    ----------
    json
        Answer with one line of JSON.
    """
    lines = (json_text.dumps(_table()),) if json else _lines()
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def bounds(parameter: Parameter) -> str:
    """What a parameter may be, in words."""
    if isinstance(parameter.default, bool):
        return "true, false"
    return ", ".join(parameter.choices) or f"{parameter.low} to {parameter.high}"


def shown(value: object) -> str:
    """A default as a file writes it."""
    return json_text.dumps(value)


def _lines() -> Iterator[str]:
    headings = {
        Side.TRANSPORT: "On the way (against any tenant):",
        Side.BUSINESS: "At the tenant (the sandbox alone):",
    }
    for side, heading in headings.items():
        yield heading
        for kind in (each for each in KINDS.values() if each.side is side):
            yield f"  {kind.name:<{_WIDE}} {kind.sentence}"
            for each in kind.parameters:
                said = f"{each.name} = {shown(each.default)}"
                yield f"  {'':<{_WIDE}}   {said:<20} {each.sentence} ({bounds(each)})"
        yield ""
    yield "Operations: " + ", ".join(SETS)
    for name in operations():
        routes = ", ".join(f"{method} {route}" for method, route in routes_of(name))
        yield f"  {name:<{_WIDE}} {routes}"


def _table() -> dict[str, object]:
    return {
        "kinds": [_kind(kind) for kind in KINDS.values()],
        "operations": [*SETS, *operations()],
    }


def _kind(kind: Kind) -> dict[str, object]:
    parameters = [
        {
            "name": each.name,
            "default": each.default,
            "may_be": bounds(each),
            "sentence": each.sentence,
        }
        for each in kind.parameters
    ]
    return {
        "name": kind.name,
        "side": kind.side.value,
        "sentence": kind.sentence,
        "parameters": parameters,
    }
