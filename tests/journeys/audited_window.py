"""Everything that the window's till did, audited from its files beside it, against the sandbox's own books."""

from __future__ import annotations

from posdesk.till.audit import audit
from posdesk.till.audit_files import journal_sales, terminal_kept
from posdesk.till.audit_report import Report
from posdesk.till.books import TenantBooks
from posdesk.till.journal import fold
from tests.journeys.clerk import Clerk
from tests.sandbox.server.running import Sandbox


def audited_window(clerk: Clerk, sandbox: Sandbox) -> Report:
    """The report on all sales of the till's home; whatever was going wrong is over."""
    sales = [fold(rows)[0] for _, rows in journal_sales(clerk.home.journal)]
    assert sales
    books = TenantBooks.parse(sandbox.control.books())
    return audit(sales, books, terminal_kept(clerk.home.terminal), finished=True)
