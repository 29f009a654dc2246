"""``posdesk journal``: list, show, recover, export, audit, forget. The words of the command line; the work is the till's.

Exit codes: 0 done, or all at rest; 1 wrong usage; 2 there is no journal; 3 the journal is in use, the tenant
cannot be asked, or there is no such sale; 4 something waits for a person or for more time.
"""

from __future__ import annotations

import json as jsons
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from posdesk.home.paths import Home
from posdesk.home.secrets import Place, Tokens
from posdesk.home.tenant import TenantFile
from posdesk.home.tenants import Tenants
from posdesk.till.audit_command import audit_command
from posdesk.till.journal import Journal
from posdesk.till.journal_commands import (
    Format,
    list_lines,
    listed,
    save,
    show_json,
    show_lines,
)
from posdesk.till.journal_commands import export as lines_of
from posdesk.till.journal_errors import JournalInUse
from posdesk.till.journal_export import Wanted
from posdesk.usage import sandbox_books

if TYPE_CHECKING:
    from posdesk.till.journal_recover import Errand

USAGE, UNREADABLE = 1, 2
app = App(
    name="journal",
    help="What the till has written down: list, show, recover, export, audit, forget.",
)
app.command(audit_command(sandbox_books), name="audit")


@app.command(name="list")
def list_sales(
    *, tenant: str = "", limit: int = 50, json: bool = False, home: Path | None = None
) -> int:
    """List sales, those that are not finished first.

    Parameters
    ----------
    tenant
        Only this tenant's, by the name of its file; sandbox is the embedded one.
    limit
        The most sales to list.
    json
        Answer with a JSON array.
    home
        The home folder; POSDESK_HOME does the same.
    """
    with _reading(_home(home)) as journal:
        if journal is None:
            return UNREADABLE
        sales = listed(journal, tenant, max(0, limit))
    if json:
        _print([jsons.dumps([each.as_json() for each in sales])])
    else:
        _print(list_lines(sales))
    return 0


@app.command
def show(reference: str, /, *, json: bool = False, home: Path | None = None) -> int:
    """Show everything that happened to a sale, in the lanes of till, tenant and terminal.

    Parameters
    ----------
    reference
        The code on the receipt, like S01-1-000659-k3f9q2.
    json
        Answer with a JSON array of the journal's rows, without people's data.
    home
        The home folder; POSDESK_HOME does the same.
    """
    with _reading(_home(home)) as journal:
        if journal is None:
            return UNREADABLE
        if json:
            _print([show_json(journal, reference)])
        else:
            _print(show_lines(journal, reference))
    return 0


@app.command
def recover(
    *,
    tenant: str = "sandbox",
    url: str | None = None,
    wait_s: float = 180.0,
    moved: bool = False,
    json: bool = False,
    home: Path | None = None,
) -> int:
    """Bring every unfinished sale of a tenant to rest, as the next start of the till would.

    Exit code 4: a sale waits for a person, or did not come to rest in time.

    Parameters
    ----------
    tenant
        The tenant, by the name of its file; its token is in POSDESK_TOKEN, the keyring or a token file.
    url
        The tenant's address, in place of the one in its file; its token is in POSDESK_TOKEN alone.
    wait_s
        The most seconds that it may take.
    moved
        This journal was copied here and the computer it came from is gone for good: its sales are ours now.
    json
        Answer with one line of JSON.
    home
        The home folder; POSDESK_HOME does the same.
    """
    from posdesk.till.journal_recover import recover as run

    place = _home(home)
    if not place.journal.exists():
        return _no_journal(place)
    known = Tenants(place.tenants).load(tenant)
    known = replace(known, url=url) if url else known
    try:
        journal = Journal(place.journal, program="posdesk journal recover")
    except JournalInUse as error:
        sys.stderr.write(f"{error.holder or 'another process'}\n")
        raise
    try:
        if moved:
            journal.move_here()
        with _errand(place, known, wait_s, elsewhere=bool(url)) as errand:
            if errand is None:
                sys.stderr.write(
                    "which tenant: --tenant NAME, or --url URL with the token in POSDESK_TOKEN\n"
                )
                return USAGE
            found = run(journal, place, errand, _hint)
            _hint("")
    finally:
        journal.close()
    _print([found.as_json()] if json else found.lines())
    return found.code


@app.command
def export(
    *,
    format: Format = Format.JSONL,
    to: Path | None = None,
    reference: str = "",
    since: str = "",
    with_personal_data: bool = False,
    home: Path | None = None,
) -> int:
    """Write the journal as text. The same journal gives the same bytes, as jsonl.

    People's names, addresses and words are hidden, and every number that could be a card's.

    Parameters
    ----------
    format
        jsonl, one line of JSON an event; csv for a spreadsheet; or history, for posdesk journal audit --history.
    to
        Write to this file, which only you can read; without it, to standard output.
    reference
        Only this sale.
    since
        Only sales opened since then, like 2026-11-21 or 2026-11-21T13:00:00+11:00; UTC where no zone is said.
    with_personal_data
        Leave people's data in, this once.
    home
        The home folder; POSDESK_HOME does the same.
    """
    try:
        since_ms = _moment(since)
    except ValueError:
        sys.stderr.write("since is a day or a time, like 2026-11-21\n")
        return USAGE
    with _reading(_home(home)) as journal:
        if journal is None:
            return UNREADABLE
        wanted = Wanted(reference, since_ms, with_personal_data)
        lines = lines_of(journal, wanted, format)
        if to is None:
            _print(lines)
        else:
            save(lines, to)
    return 0


@app.command
def forget(
    *, tenant: str = "", customer: str = "", copies: bool = False, home: Path | None = None
) -> int:
    """Take customers' names and e-mail addresses out of closed sales; without a choice, of those 30 days old.

    One line of JSON says of how many, and which copies of the journal are still there. Sales that are not closed
    are left as they are.

    Parameters
    ----------
    tenant
        All customers of this tenant, however new the sale.
    customer
        This one, by the profile id.
    copies
        Also remove the journals that were kept aside, damaged or from before an upgrade.
    home
        The home folder; POSDESK_HOME does the same.
    """
    from posdesk.till.retention_alone import forget as forgotten

    _print([forgotten(_home(home), tenant=tenant, customer=customer, copies=copies)])
    return 0


@contextmanager
def _reading(place: Home) -> Iterator[Journal | None]:
    """The journal beside whoever has it; None, and told, when there is none."""
    if not place.journal.exists():
        _no_journal(place)
        yield None
        return
    with Journal(place.journal, read_only=True) as journal:
        yield journal


def _no_journal(place: Home) -> int:
    sys.stderr.write(f"there is no journal in {place.root}: no till has sold here\n")
    return UNREADABLE


@contextmanager
def _errand(
    place: Home, tenant: TenantFile, wait_s: float, *, elsewhere: bool
) -> Iterator[Errand | None]:
    """Where the tenant is: the home's own sandbox, which is started for it, or what its file and token say."""
    from posdesk.till.journal_recover import Errand
    from posdesk.till.register import sandbox_id

    if tenant.is_sandbox and not elsewhere:
        from posdesk.sandbox.child import SandboxChild

        with SandboxChild.start(place.sandbox_db) as child:
            here = child.ready_blocking()
            yield Errand(tenant, sandbox_id(here.identity), here.url, here.token, wait_s)
        return
    token = Tokens(place, os.environ, started_for=tenant.name).read(tenant.name)
    # What is kept for one tenant must not travel to another address.
    if token is None or not tenant.url or (elsewhere and token.place is not Place.ENVIRONMENT):
        yield None
        return
    yield Errand(tenant, tenant.name, tenant.url, token.value, wait_s)


def _moment(text: str) -> int:
    """UTC milliseconds; 0 for none. Raises ValueError."""
    if not text:
        return 0
    found = datetime.fromisoformat(text)
    return round((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def _home(flag: Path | None) -> Home:
    return Home.locate(flag, os.environ)


def _print(lines: Iterable[str]) -> None:
    try:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough (``| head``); Python's own last flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hint(line: str) -> None:
    """How far it is, for a person at a terminal; a pipe gets nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}\x1b[K")
        sys.stderr.flush()
