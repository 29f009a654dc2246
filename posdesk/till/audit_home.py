"""The checker over a home's files, beside the till or without one. Nothing is written but the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from posdesk.home.paths import Home
from posdesk.sale.errors import PosError
from posdesk.sale.state import Sale
from posdesk.till.audit import audit
from posdesk.till.audit_files import journal_sales, read_json, terminal_kept
from posdesk.till.audit_history import audit_history
from posdesk.till.audit_report import Findings, Report
from posdesk.till.audit_rows import read_sale
from posdesk.till.books import BooksUnreadable, TenantBooks
from posdesk.till.values import Json

SANDBOX_PREFIX = "sandbox:"
# (identity, books) of the sandbox whose ready line is in the file. Raises PosError.
SandboxBooks = Callable[[Path], tuple[str, Json]]


class WhichBooks(PosError):
    """It was not said of which tenant the books are, or two kinds of books were named."""

    code = "till.which_books"
    user_message = (
        "It is not clear whose books these are. Nothing was checked. Name one tenant with --tenant, "
        "and give --books or --sandbox, not both."
    )


@dataclass(frozen=True, slots=True)
class AuditWish:
    """What is to be audited, and beside which books; ``tenant`` is a tenant id of the journal, empty for its only one."""

    home: Path | None = None
    books: Path | None = None
    sandbox: Path | None = None
    tenant: str = ""
    history: Path | None = None
    at_rest: bool = False


@dataclass(frozen=True, slots=True)
class _Books:
    """The books of one tenant, by the id that the journal's sales have."""

    tenant_id: str
    books: TenantBooks


def audited(wish: AuditWish, ask: SandboxBooks) -> Report:
    """The report. Raises WhichBooks, BooksUnreadable, and what ``ask`` raises."""
    if wish.history is not None:
        return _of_history(wish.history, at_rest=wish.at_rest)
    books = _books(wish, ask)
    return _of_home(Home.locate(wish.home, os.environ), books, at_rest=wish.at_rest)


def report_lines(report: Report, *, as_json: bool) -> Iterable[str]:
    """For a person a line for each violation and one for their number; else one line of JSON."""
    if as_json:
        counts = {
            "sales": report.sales,
            "lost": report.lost,
            "doubled": report.doubled,
            "unexplained": report.unexplained,
        }
        violations = [asdict(each) for each in report.violations]
        return [json.dumps({**counts, "violations": violations})]
    return [
        *map(str, report.violations),
        (
            f"{report.sales} sales: {report.lost} lost, {report.doubled} doubled, "
            f"{report.unexplained} unexplained"
        ),
    ]


def _books(wish: AuditWish, ask: SandboxBooks) -> _Books | None:
    if wish.books is not None and wish.sandbox is not None:
        raise WhichBooks("--books and --sandbox")
    if wish.books is not None:
        return _Books(wish.tenant, TenantBooks.parse(read_json(wish.books)))
    if wish.sandbox is None:
        return None
    identity, value = ask(wish.sandbox)
    return _Books(wish.tenant or f"{SANDBOX_PREFIX}{identity}", TenantBooks.parse(value))


def _of_history(path: Path, *, at_rest: bool) -> Report:
    try:
        with path.open("rb") as lines:
            return audit_history(lines, finished=at_rest)
    except OSError as exc:
        raise BooksUnreadable(f"{path.name}: {exc.strerror}") from exc


def _of_home(home: Home, books: _Books | None, *, at_rest: bool) -> Report:
    """Every sale by itself and beside the terminal; those of the books' tenant beside the books, too."""
    found = Findings()
    sales: dict[str, list[Sale]] = {}
    count, installations = 0, set[str]()
    for tenant_id, rows in journal_sales(home.journal):
        count += 1
        installations.add(rows[0].reference.rpartition("-")[2])
        sale = read_sale(rows, found)
        sales.setdefault(tenant_id, [])
        if sale is not None:
            sales[tenant_id].append(sale)
    kept = terminal_kept(home.terminal) if home.terminal.exists() else None
    every = [sale for each in sales.values() for sale in each]
    found.add(audit(every, None, kept, finished=at_rest, installations=installations).violations)
    if books is not None:
        mine = sales.get(_tenant(books, sales), [])
        beside = audit(mine, books.books, finished=at_rest, installations=installations)
        found.add(beside.violations)
    return Report(count, found.all)


def _tenant(books: _Books, tenants: Iterable[str]) -> str:
    known = list(tenants)
    if books.tenant_id:
        return books.tenant_id
    if len(known) > 1:
        raise WhichBooks(f"the journal has sales of {', '.join(sorted(known))}")
    return known[0] if known else ""
