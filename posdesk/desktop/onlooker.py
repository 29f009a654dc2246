"""The window while another posdesk has the journal: it sells nothing, and shows what stands there.

Recent sales (F12), each with its receipt, its course and its rows, as they are on the disk just now. The journal
is opened to be read, anew each time, so that the other till is in nobody's way and this one sees what it writes.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Self

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QObject, Slot

from posdesk.desktop.screens import figures, lists
from posdesk.desktop.screens.desk import Desk, Problem
from posdesk.desktop.screens.model import NoticeScreen, RecordScreen, Tone
from posdesk.desktop.screens.notices import notice
from posdesk.desktop.screens.rows import RecentRow
from posdesk.desktop.screens.story import timeline
from posdesk.desktop.views.present_view import PresentView
from posdesk.desktop.views.record_view import RecordView
from posdesk.desktop.views.shell import ShellWindow
from posdesk.home.settings import Columns
from posdesk.sale.errors import PosError
from posdesk.sale.state import Phase, Sale
from posdesk.till.catalogue import Shop
from posdesk.till.history import PastSale, past_sales
from posdesk.till.journal import Journal, Row, fold
from posdesk.till.journal_errors import Holder, JournalInUse
from posdesk.till.receipt import receipt_text
from posdesk.till.receipt_draft import Paper
from posdesk.till.receipt_of import receipt_of
from posdesk.till.tasks import TaskScope

translate = QCoreApplication.translate

log = logging.getLogger(__name__)
SHOWN = 50
PRINTED = frozenset({Phase.RECORDING, Phase.RECORDED, Phase.VOIDED})
UTC_ZONE = "UTC"


def in_use(error: JournalInUse) -> NoticeScreen:
    """Who has the journal, and what can be done."""
    return notice(Problem(error.code, holder_words(error.holder)), Tone.WARN)


def holder_words(holder: Holder | None) -> str:
    """``process 4711 on till-2, since 21/11/2026 14:35``, in this computer's time; empty where nobody knows."""
    if holder is None:
        return ""
    since = QDateTime.fromMSecsSinceEpoch(holder.since_ms)
    time = QLocale().toString(since, QLocale.FormatType.ShortFormat)
    text = translate("Screen", "process {0} on {1}, since {2}")
    return text.format(holder.pid, holder.host, time)


class Onlooker(QObject):
    """Answers the window's lists as long as its block lasts; then the welcome stands there as before."""

    def __init__(
        self,
        window: ShellWindow,
        welcome: PresentView,
        journal: Path,
        why: NoticeScreen,
        columns: Columns,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._welcome = welcome
        self._path = journal
        self._why = why
        self._columns = columns
        self._view: RecordView | None = None
        self._scope = TaskScope("onlooker", self._on_error)

    async def __aenter__(self) -> Self:
        await self._scope.__aenter__()
        self._window.recent_requested.connect(self._on_recent_requested)
        self._window.sale_opened.connect(self._on_sale_opened)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._window.recent_requested.disconnect(self._on_recent_requested)
        self._window.sale_opened.disconnect(self._on_sale_opened)
        await self._scope.__aexit__()
        self._window.dock.render_timeline(())
        self._window.dock.render_journal(())
        self._window.set_body(self._welcome)
        if self._view is not None:
            self._view.deleteLater()
        self.deleteLater()

    @Slot()
    def _on_recent_requested(self) -> None:
        self._scope.latest("recent", self._show_recent())

    @Slot(str)
    def _on_sale_opened(self, reference: str) -> None:
        self._scope.latest("sale", self._show_sale(reference))

    async def _show_recent(self) -> None:
        sales = await asyncio.to_thread(read_recent, self._path)
        rows = lists.recent_rows(sales, UTC_ZONE)
        # Nothing is recalled here: there is no basket to recall it into.
        self._window.render_recent([each._replace(can_recall=False) for each in rows])

    async def _show_sale(self, reference: str) -> None:
        rows = await asyncio.to_thread(read_rows, self._path, reference)
        sale, _ = fold(rows)
        zone = sale.terms.timezone
        self._window.dock.render_timeline(timeline(sale, Desk("", sale.opened_at, zone)))
        self._window.dock.render_journal(lists.journal_rows(rows, zone))
        if self._view is None:
            self._view = RecordView(self._window)
        self._view.render_screen(self._screen(sale))
        self._window.set_body(self._view)
        self._window.area.close_sheet()

    def _screen(self, sale: Sale) -> RecordScreen:
        row = row_of(sale)
        return RecordScreen(
            title=translate("Screen", "A sale of the other till"),
            text=translate("Screen", "It can only be looked at."),
            busy=False,
            facts=(
                (translate("Screen", "Reference"), row.reference),
                (translate("Screen", "Time"), row.time),
                (translate("Screen", "State"), row.state),
                (translate("Screen", "Total"), row.total),
            ),
            receipt=self._receipt(sale) if sale.phase in PRINTED else "",
            tone=row.tone,
            notice=self._why,
        )

    def _receipt(self, sale: Sale) -> str:
        paid_at = sale.paid_at or sale.opened_at
        printed_at = figures.local(paid_at.utc_ms, sale.terms.timezone)
        draft = receipt_of(sale, Shop(), printed_at=printed_at, amount=figures.money)
        return receipt_text(draft, Paper(self._columns))

    def _on_error(self, error: PosError) -> None:
        """A journal that cannot be read just now: what is shown stays, and says why."""
        log.warning("%s: %s", error.code, error)
        self._why = notice(Problem(error.code))
        if self._view is None:
            self._view = RecordView(self._window)
        title = translate("Screen", "This sale cannot be shown")
        self._view.render_screen(RecordScreen(title, "", False, (), "", Tone.DANGER, self._why))
        self._window.set_body(self._view)
        self._window.area.close_sheet()


def row_of(sale: Sale) -> RecentRow:
    """A sale as the list of recent sales has it."""
    (row,) = lists.recent_rows([PastSale.of(sale)], sale.terms.timezone)
    return row


def read_recent(path: Path) -> tuple[PastSale, ...]:
    """The latest sales of every tenant, newest first. Blocks; raises JournalFailed."""
    with Journal(path, read_only=True) as journal:
        return past_sales(journal, journal.every()[: -SHOWN - 1 : -1])


def read_rows(path: Path, reference: str) -> tuple[Row, ...]:
    """Blocks; raises JournalFailed."""
    with Journal(path, read_only=True) as journal:
        return journal.rows(reference)
