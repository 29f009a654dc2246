"""Which machine each installation of a journal is on. A journal that was copied is a new installation there.

What the old one has not finished it may still be working on, so here that is only looked at (reliability W40).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from posdesk.till.references import new_installation
from posdesk.till.sqlite_file import SqliteFile

TABLE = """
CREATE TABLE IF NOT EXISTS machine (
    installation TEXT PRIMARY KEY, mark TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_NOTE = "INSERT INTO machine VALUES (?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Installations:
    """``own`` is what new references end with; a reference that ends with one of ``others`` is another machine's."""

    own: str
    others: frozenset[str] = frozenset()

    def is_here(self, reference: str) -> bool:
        return reference.rpartition("-")[2] not in self.others


def read_installations(file: SqliteFile, mark: str) -> Installations:
    """As the journal has them, on the machine ``mark``. Raises JournalFailed."""
    known = _known(file)
    others = frozenset(each for each, where in known.items() if where != mark)
    return Installations(str(file.all("SELECT id FROM installation")[0][0]), others)


def settle(file: SqliteFile, mark: str, *, anew: bool = False) -> None:
    """Note that the journal is on the machine ``mark``; on another than before, or ``anew``, it gets a new id.

    Never an earlier one again: what was given elsewhere under it since is not known here. In the caller's
    transaction. Raises JournalFailed.
    """
    own = read_installations(file, mark).own
    if anew or _known(file).get(own, mark) != mark:
        file.write(_NOTE, own, mark)
        own = new_installation(secrets.randbits)
        file.write("UPDATE installation SET id = ?", own)
    file.write(_NOTE, own, mark)


def move_here(file: SqliteFile, mark: str) -> None:
    """A person says that the old machine is gone: its sales are this one's. In the caller's transaction."""
    file.write("UPDATE machine SET mark = ?", mark)


def _known(file: SqliteFile) -> dict[str, str]:
    return {
        str(each): str(mark) for each, mark in file.all("SELECT installation, mark FROM machine")
    }
