"""``posdesk journal audit``: its words, and its exit codes: 0 clean, 1 asked wrongly, 2 a file could not be read,
4 violations. A sandbox that does not answer is the caller's to tell.

What it takes to check is imported when the command is called: to list the commands costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.sale.errors import PosError

if TYPE_CHECKING:
    from posdesk.till.audit_home import SandboxBooks

CLEAN, USAGE, UNREADABLE, VIOLATIONS = 0, 1, 2, 4


def audit_command(sandbox_books: SandboxBooks) -> Callable[..., int]:
    """The command; ``sandbox_books`` asks a running sandbox, which this room does not know."""

    def audit_journal(
        *,
        home: Path | None = None,
        books: Path | None = None,
        sandbox: Path | None = None,
        tenant: str = "",
        history: Path | None = None,
        at_rest: bool = False,
        json: bool = False,
    ) -> int:
        """Prove that nothing was lost, doubled or left unexplained. Exit code 4: something was.

        Parameters
        ----------
        home
            The home folder whose journal and terminal log are read; POSDESK_HOME does the same.
        books
            A file with the tenant's books, to compare with (docs/files.md).
        sandbox
            A file with the line that posdesk sandbox printed: compare with its books.
        tenant
            The tenant id whose sales the books are about, where the journal has several.
        history
            Check this history of operations (docs/files.md) in place of a journal.
        at_rest
            Everything is over: also complain of what is still under way.
        json
            Answer with one line of JSON.
        """
        from posdesk.till.audit_home import AuditWish, WhichBooks, audited, report_lines
        from posdesk.till.books import BooksUnreadable

        wish = AuditWish(home, books, sandbox, tenant, history, at_rest)
        try:
            report = audited(wish, sandbox_books)
        except WhichBooks as error:
            return _complain(error, USAGE)
        except BooksUnreadable as error:
            return _complain(error, UNREADABLE)
        for line in report_lines(report, as_json=json):
            sys.stdout.write(f"{line}\n")
        return CLEAN if report.clean else VIOLATIONS

    return audit_journal


def _complain(error: PosError, code: int) -> int:
    sys.stderr.write(f"{error}\n{error.user_message}\n")
    return code
