"""Everything a tenant's database holds, to be compared before and after: what was refused left nothing behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from posdesk.sandbox.rules import Tenant

Contents = dict[str, list[tuple[Any, ...]]]
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"


def contents_of(tenant: Tenant) -> Contents:
    """Every row of every table, by table."""
    store = tenant._store
    return _contents(lambda statement: (tuple(row.values()) for row in store.all(statement)))


def contents_of_file(path: Path) -> Contents:
    """The same, read beside the server that holds the file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return _contents(connection.execute)


def _contents(select: Callable[[str], Iterable[tuple[Any, ...]]]) -> Contents:
    names = [str(name) for (name,) in list(select(_TABLES))]
    return {name: sorted(select(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608  names of tables
