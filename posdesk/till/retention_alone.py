"""``posdesk journal forget``: a person, or a tenant's customers, leave this till's own files."""

from __future__ import annotations

import json
import logging
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from posdesk.home.paths import Home
from posdesk.till.directory import Directory
from posdesk.till.journal import Journal
from posdesk.till.retention import (
    Forgotten,
    forget_customer,
    forget_old,
    forget_tenant,
    tenants_of,
)

log = logging.getLogger(__name__)

_COPIES: Final = (".backup-v*", ".corrupt-*")
"""What journal_schema and journal_mend keep beside the journal, with their write-ahead logs."""


def forget(home: Home, *, tenant: str = "", customer: str = "", copies: bool = False) -> str:
    """Forget ``customer`` (a profile id), or all customers of ``tenant``, or without either what is 30 days old.

    ``tenant`` is its name; of the sandbox every one that ever was. ``copies`` also removes the journals that
    were kept aside: nobody can be taken out of a damaged file. One line of JSON: ``sales`` that were emptied of
    their person, ``kept``, which are not closed yet, and the names of the ``copies`` that are still there, also
    because the system would not let one go. Raises JournalFailed, DirectoryFailed.
    """
    now_ms = time.time_ns() // 1_000_000
    with Journal(home.journal) as journal:
        done = _from_journal(journal, tenant, customer, now_ms)
    if (tenant or customer) and home.directory.exists():
        with closing(Directory(home.directory, tenant or "sandbox")) as directory:
            if customer:
                directory.forget(customer, now_ms)
            else:
                directory.forget_everybody()
    if copies:
        _remove_copies(home.journal)
    names = [copy.name for copy in _copies(home.journal)]
    return json.dumps({"sales": done.sales, "kept": done.kept, "copies": names})


def _from_journal(journal: Journal, tenant: str, customer: str, now_ms: int) -> Forgotten:
    if customer:
        return forget_customer(journal, customer)
    if not tenant:
        return forget_old(journal, now_ms)
    each = [
        forget_tenant(journal, found)
        for found in tenants_of(journal)
        if found == tenant or found.startswith(f"{tenant}:")
    ]
    return Forgotten(sum(one.sales for one in each), sum(one.kept for one in each))


def _copies(journal: Path) -> tuple[Path, ...]:
    found = (journal.parent.glob(f"{journal.name}{ending}") for ending in _COPIES)
    return tuple(sorted(copy for each in found for copy in each))


def _remove_copies(journal: Path) -> None:
    for copy in _copies(journal):
        try:
            copy.unlink()
        except OSError as error:
            log.warning("not removed", extra={"file": copy.name, "error": str(error.strerror)})
