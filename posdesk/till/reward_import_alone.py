"""Importing a list of rewards without a till around it, for a terminal or a script.

What is told are lines: the first wrong rows, what was found, what became of it; or, asked for, one line of JSON
``{"good", "wrong", "issued", "accepted", "there", "refused", "unclear", "not_sent", "error", "report"}``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from posdesk.home.tenant import TenantFile
from posdesk.omneo.definitions import Kind
from posdesk.omneo.http import AsyncSender
from posdesk.till.cashier import talk
from posdesk.till.incentives import read_definitions
from posdesk.till.reward_import import Checked, check
from posdesk.till.reward_import_run import Finished, State, run_import
from posdesk.till.reward_report import report_path, save_report, words_of
from posdesk.till.scripts import Script
from posdesk.till.sheets import read_list, read_sheet
from posdesk.till.stopping import on_stop

MOST_TOLD = 20
PASSED, COULD_NOT_RUN, WRONG, INTERRUPTED = 0, 3, 4, 130


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be imported and how. ``name`` marks the rows; ``skip_wrong``: send the good rows although there
    are wrong ones; ``report`` is a file or a folder, None for none."""

    file: Path
    name: str
    skip_wrong: bool = False
    only_check: bool = False
    as_json: bool = False
    report: Path | None = None
    token: str = field(default="", repr=False)


T = TypeVar("T")
Write = Callable[[str], None]


def import_file(wish: Wish, tenant: TenantFile, say: Write, hint: Write) -> int:
    """Import; the exit code. ``say`` takes the lines of the answer, ``hint`` the progress.

    Raises BadSheet for the file, OmneoError when the definitions cannot be read, FileNotSaved.
    """
    return asyncio.run(_import(wish, tenant, say, hint))


async def _import(wish: Wish, tenant: TenantFile, say: Write, hint: Write) -> int:
    sheet = read_sheet(read_list(wish.file))
    stopped = asyncio.Event()
    async with AsyncSender(tenant.url, wish.token) as sender:

        async def ask(script: Script[T]) -> T:
            return await talk(script, sender)

        known = await talk(read_definitions(Kind.REWARD, tenant), sender)
        checked = check(sheet, wish.name, known, tenant, datetime.now(UTC))
        finished: Finished | None = None
        if not wish.only_check and (wish.skip_wrong or not checked.mistakes):
            on_stop(stopped.set)
            total = len(checked.entries)
            finished = await run_import(
                checked.entries,
                tenant,
                ask,
                on_progress=lambda rows: hint(f"{rows} of {total} rows"),
                stopped=stopped.is_set,
            )
    path = _save(wish, tenant, checked, finished)
    _tell(wish, checked, finished, path, say)
    return _code(wish, checked, finished, interrupted=stopped.is_set())


def _save(
    wish: Wish, tenant: TenantFile, checked: Checked, finished: Finished | None
) -> Path | None:
    if wish.report is None:
        return None
    path = wish.report
    if path.is_dir():
        path = report_path(path, wish.name, datetime.now(UTC), tenant.timezone)
    save_report(path, checked.mistakes, finished or Finished(()))
    return path


def _tell(
    wish: Wish, checked: Checked, finished: Finished | None, path: Path | None, say: Write
) -> None:
    counts = {state.value: finished.count(state) if finished else 0 for state in State}
    if wish.as_json:
        error = finished.error.code if finished and finished.error else None
        found = {"good": len(checked.entries), "wrong": len(checked.mistakes), **counts}
        say(json.dumps({**found, "error": error, "report": None if path is None else str(path)}))
        return
    for each in checked.mistakes[:MOST_TOLD]:
        say(f"row {each.row}: {each.column or 'row'}: {words_of(each)}")
    say(f"{len(checked.entries)} good rows, {len(checked.mistakes)} wrong")
    if finished is None:
        say("nothing was sent")
    else:
        say(", ".join(f"{count} {name}" for name, count in counts.items() if count))
        if finished.error is not None:
            say(finished.error.user_message)
    if path is not None:
        say(f"report: {path}")


def _code(wish: Wish, checked: Checked, finished: Finished | None, *, interrupted: bool) -> int:
    if finished is not None and finished.error is not None:
        return COULD_NOT_RUN
    if interrupted:
        return INTERRUPTED
    if checked.mistakes or (finished is not None and finished.count(State.REFUSED)):
        return WRONG
    return PASSED
