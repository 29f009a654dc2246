"""``posdesk journal forget``: a person, or a tenant's customers, leave this till's own files."""

from __future__ import annotations

import json
import time
from contextlib import closing

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


def forget(home: Home, *, tenant: str = "", customer: str = "") -> str:
    """Forget ``customer`` (a profile id), or all customers of ``tenant``, or without either what is 30 days old.

    ``tenant`` is its name; of the sandbox every one that ever was. One line of JSON: ``sales`` that were emptied
    of their person, and ``kept``, which are not closed yet. Raises JournalFailed, DirectoryFailed.
    """
    now_ms = time.time_ns() // 1_000_000
    with Journal(home.journal) as journal:
        if customer:
            done = forget_customer(journal, customer)
        elif tenant:
            each = [
                forget_tenant(journal, found)
                for found in tenants_of(journal)
                if found == tenant or found.startswith(f"{tenant}:")
            ]
            done = Forgotten(sum(one.sales for one in each), sum(one.kept for one in each))
        else:
            done = forget_old(journal, now_ms)
    if customer and home.directory.exists():
        with closing(Directory(home.directory, tenant or "sandbox")) as directory:
            directory.forget(customer, now_ms)
    return json.dumps({"sales": done.sales, "kept": done.kept})
