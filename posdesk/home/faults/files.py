"""A file of faults, ``*.toml`` or ``*.json`` (docs/faults.md): read strictly, written whole."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from posdesk.home.faults.plan import BadFaults, FaultPlan
from posdesk.home.faults.tables import plan_of, row_of, table_of
from posdesk.home.files import MAX_BYTES, read_limited, write_private


def load(path: Path) -> FaultPlan:
    """The plan at ``path``. Raises BadFaults naming the file, and the line or the fault and its field."""
    try:
        raw = read_limited(path)
    except OSError as error:
        raise BadFaults(path.name, error.strerror or str(error)) from error
    if len(raw) > MAX_BYTES:
        raise BadFaults(path.name, "larger than 1 MiB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFaults(f"{path.name}, line {line}", "not UTF-8 text") from error
    try:
        return plan_of(_parsed(path, text))
    except BadFaults as error:
        raise BadFaults(f"{path.name}, {error.where}", error.problem) from error


def save(path: Path, plan: FaultPlan) -> None:
    """Write ``plan`` to ``path``, over the faults that are there; comments are not kept.

    Raises FileNotSaved, and BadFaults rather than write over what is no good file of faults.
    """
    if path.exists():
        load(path)
    write_private(path, written(plan, is_json=path.suffix.lower() == ".json"))


def written(plan: FaultPlan, *, is_json: bool = False) -> str:
    """``plan`` as the text of a file."""
    if is_json:
        return json.dumps(table_of(plan), indent=2, ensure_ascii=False) + "\n"
    parts = ["format = 1\n"]
    for fault in plan.faults:
        rows = (f"{key} = {_toml(value)}" for key, value in row_of(fault).items())
        parts.append("\n".join(["[[fault]]", *rows, ""]))
    return "\n".join(parts)


def _parsed(path: Path, text: str) -> object:
    try:
        if path.suffix.lower() == ".json":
            return json.loads(text)
        return tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise BadFaults(f"line {error.lineno}", f"not JSON: {error.msg}") from error
    except tomllib.TOMLDecodeError as error:
        # It names line and column itself.
        raise BadFaults("TOML", str(error)) from error
    except (ValueError, RecursionError) as error:
        raise BadFaults("the file", f"cannot be read: {type(error).__name__}") from error


def _toml(value: object) -> str:
    """A whole number, a truth value or a text; JSON writes those as TOML reads them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
