"""TOML files that people edit: read strictly, say where they are wrong, keep their comments when saved.

A file has ``format = 1``. Binary floats are refused everywhere: whatever needs decimals is a text.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import tomlkit
from pydantic import BaseModel, ConfigDict, ValidationError
from tomlkit.exceptions import ParseError, TOMLKitError
from tomlkit.items import AbstractTable

from posdesk.home.errors import BadFile
from posdesk.home.files import MAX_BYTES, read_limited, write_private

FORMAT = 1
M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A table of a file: every key is known, nothing is converted by guessing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read(path: Path, error: type[BadFile]) -> tomlkit.TOMLDocument | None:
    """The document at ``path``, or None when there is none. Raises ``error`` naming file and line."""
    try:
        raw = read_limited(path)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise error(path.name, exc.strerror or str(exc)) from exc
    if len(raw) > MAX_BYTES:
        raise error(path.name, "larger than 1 MiB")
    try:
        return tomlkit.parse(raw.decode("utf-8"))
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise error(f"{path.name}, line {line}", "not UTF-8 text") from exc
    except ParseError as exc:
        raise error(f"{path.name}, line {exc.line}", str(exc)) from exc
    except (TOMLKitError, ValueError, RecursionError) as exc:
        raise error(path.name, f"not TOML: {exc}") from exc


def checked(model: type[M], data: Mapping[str, object], path: Path, error: type[BadFile]) -> M:
    """``data`` without its ``format`` as ``model``. Raises ``error`` naming file and key."""
    found = data.get("format")
    if type(found) is not int or found != FORMAT:
        problem = "is missing" if found is None else f"is {found!r}"
        raise error(f"{path.name}, format", f"{problem}; this posdesk reads format = {FORMAT}")
    try:
        return model.model_validate({key: value for key, value in data.items() if key != "format"})
    except ValidationError as exc:
        first, *others = exc.errors(include_url=False, include_input=False)
        key = ".".join(str(part) for part in first["loc"])
        more = f" (and {len(others)} more)" if others else ""
        raise error(f"{path.name}, {key}", f"{first['msg']}{more}") from exc


def save(
    path: Path, model: type[BaseModel], values: Mapping[str, object], error: type[BadFile]
) -> None:
    """Write ``values`` into the file, keeping its comments and order; mode 0600, in one step.

    Raises ``error`` when the file that is there is no good ``model``: it is left as it is, for what it
    holds may be a newer posdesk's, or one slip of the pen away from good. Raises FileNotSaved too.
    """
    document = read(path, error)
    if document is not None:
        checked(model, document.unwrap(), path, error)
    write(path, document, values)


def write(path: Path, before: tomlkit.TOMLDocument | None, values: Mapping[str, object]) -> None:
    """Write ``values`` over the document that was read, or a new one. Raises FileNotSaved."""
    document = tomlkit.document() if before is None else before
    _merge(document, {"format": FORMAT, **values})
    write_private(path, tomlkit.dumps(document))


def save_entries(
    path: Path,
    model: type[BaseModel],
    table: str,
    entries: Mapping[str, object],
    error: type[BadFile],
) -> None:
    """Set ``entries`` in the file's ``table`` and leave every other line as it is; mode 0600, in one step.

    A file that has gone stays gone. Raises ``error`` when what is there, or what it would become, is no good
    ``model``; then nothing is written. Raises FileNotSaved too.
    """
    document = read(path, error)
    if document is None:
        return
    checked(model, document.unwrap(), path, error)
    kept: dict[str, object] = document.unwrap().get(table, {})
    if not isinstance(document.get(table), AbstractTable):
        document[table] = tomlkit.table()
    _merge(document[table], {**kept, **entries})
    checked(model, document.unwrap(), path, error)
    write_private(path, tomlkit.dumps(document))


def _merge(table: AbstractTable | tomlkit.TOMLDocument, values: Mapping[str, object]) -> None:
    """Bring ``table`` to ``values``, touching only what differs: an untouched key keeps its comment."""
    for key in [key for key in table if key not in values]:
        table.remove(key)
    before = table.unwrap()
    # Plain values first: in TOML a key after a table would belong to that table.
    for key, value in sorted(values.items(), key=lambda item: isinstance(item[1], Mapping)):
        if isinstance(value, Mapping):
            found = table.get(key)
            if not isinstance(found, AbstractTable):
                table[key] = found = tomlkit.table()
            _merge(table[key], value)
        elif key not in before or _differ(before[key], value):
            table[key] = value


def _differ(one: object, other: object) -> bool:
    """Whether two plain values are different in TOML, where true is not 1."""
    return one != other or isinstance(one, bool) != isinstance(other, bool)
