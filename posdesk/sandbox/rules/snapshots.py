"""The whole tenant as one JSON value, and back.

    {"format": 1, "schema": tables' version, "taken_at": UTC text, "sha256": hex of the tables' JSON,
     "tables": {name: {"columns": [...], "rows": [[...]]}}}

What it holds are the rows as they stand, card numbers and their codes included; of secrets only what is
stored of tokens (a hash), and not the one that signs webhooks. It is put back whole or not at all.
"""

import hashlib
import hmac
from collections.abc import Mapping

import apsw

from posdesk.sandbox.errors import BadSnapshot
from posdesk.sandbox.rules import schema, webhooks
from posdesk.sandbox.rules.json_text import JSON, encode
from posdesk.sandbox.rules.store import Store, Value

FORMAT = 1
_COUNTERS = "sqlite_sequence"
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY name"
_FIELDS = {"format", "schema", "taken_at", "sha256", "tables"}


def taken(store: Store, at: str) -> dict[str, JSON]:
    """Everything there is; ``at`` is UTC text."""
    tables = {name: _rows(store, name) for name in _names(store)}
    facts = tables["fact"]
    facts["rows"] = [row for row in facts["rows"] if row[0] != webhooks.SECRET_FACT]
    return {
        "format": FORMAT,
        "schema": schema.VERSION,
        "taken_at": at,
        "sha256": _digest(tables),
        "tables": tables,
    }


def put_back(store: Store, snapshot: JSON) -> None:
    """Replace everything by ``snapshot``. Inside a write transaction, which the caller rolls back on BadSnapshot."""
    tables = _checked(store, snapshot)
    store.empty()
    store.run("PRAGMA defer_foreign_keys = 1")  # rows come table by table
    for name, table in tables.items():
        if name != _COUNTERS:
            _fill(store, name, table)
    store.run("DELETE FROM sqlite_sequence")  # the rows have moved the counters
    _fill(store, _COUNTERS, tables[_COUNTERS])
    broken = store.one("PRAGMA foreign_key_check")
    if broken is not None:
        raise BadSnapshot(f"{broken['table']}: a row names one that is not there")


def _names(store: Store) -> list[str]:
    return [row["name"] for row in store.all(_TABLES)]


def _columns(store: Store, table: str) -> list[str]:
    return [row["name"] for row in store.all("SELECT name FROM pragma_table_info(?)", table)]


def _rows(store: Store, table: str) -> dict[str, JSON]:
    columns = _columns(store, table)
    rows = store.all(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608  a table's own name
    return {
        "columns": columns,
        "rows": [[_shown(row[column]) for column in columns] for row in rows],
    }


def _shown(value: Value) -> JSON:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _digest(tables: JSON) -> str:
    return hashlib.sha256(encode(tables)).hexdigest()


def _checked(store: Store, snapshot: JSON) -> dict[str, JSON]:
    """The tables of a snapshot of this version, as it was taken. Raises BadSnapshot."""
    if not isinstance(snapshot, Mapping) or set(snapshot) != _FIELDS:
        raise BadSnapshot("not a snapshot of a sandbox")
    if snapshot["format"] != FORMAT or snapshot["schema"] != schema.VERSION:
        raise BadSnapshot("taken by another version of posdesk")
    tables = snapshot["tables"]
    if not hmac.compare_digest(_digest(tables).encode(), str(snapshot["sha256"]).encode()):
        raise BadSnapshot("cut short, or changed since it was taken")
    if not isinstance(tables, dict) or set(tables) != set(_names(store)):
        raise BadSnapshot("its tables are not those of this version")
    return tables


def _fill(store: Store, name: str, table: JSON) -> None:
    columns = _columns(store, name)
    if not isinstance(table, dict) or table.get("columns") != columns:
        raise BadSnapshot(f"{name}: its columns are not those of this version")
    statement = f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  a table's own name
    rows = table.get("rows")
    if not isinstance(rows, list):
        raise BadSnapshot(f"{name}: no rows")
    for row in rows:
        try:
            store.insert(statement, *(_value(each) for each in row))
        except (apsw.Error, TypeError, ValueError, KeyError, OverflowError) as error:
            raise BadSnapshot(f"{name}: {error}") from error


def _value(shown: JSON) -> Value:
    if isinstance(shown, dict):
        return bytes.fromhex(shown["hex"])
    if shown is None or isinstance(shown, str | int):
        return shown
    raise TypeError(f"no value of a table: {type(shown).__name__}")
