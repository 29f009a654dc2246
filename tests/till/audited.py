"""Everything that a till of a test did, audited: its journal, the sandbox's own books, the terminal's money."""

from __future__ import annotations

from posdesk.sale.state import Sale
from posdesk.till.audit import audit
from posdesk.till.audit_report import Report
from posdesk.till.books import TenantBooks
from posdesk.till.journal import fold
from tests.sandbox.server.running import Sandbox
from tests.till.headless import Till


async def sales_of(till: Till) -> tuple[Sale, ...]:
    """Every sale of the till's journal, folded anew."""
    entries = await till.register.recent(1000)
    rows = [await till.register.journal_rows(each.reference) for each in entries]
    return tuple(fold(each)[0] for each in rows)


async def audited(till: Till, sandbox: Sandbox, *, finished: bool = True) -> Report:
    """The report on all of them; ``finished``: the test is over."""
    sales = await sales_of(till)
    books = TenantBooks.parse(sandbox.control.books())
    return audit(sales, books, await till.terminal.kept(), finished=finished)
