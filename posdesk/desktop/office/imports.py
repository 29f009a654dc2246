"""Many rewards from a list: chosen, checked, issued in batches with progress, and a report of every row.

The rules stand in ``till.sheets``, ``till.reward_import`` and ``till.reward_import_run``. Reading and checking run
on a thread: ten thousand rows must not hold the window up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.import_words import (
    answers_table,
    fault_words,
    mistakes_table,
    name_of,
    state_words,
)
from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.desktop.screens.office import (
    LONGEST_TEXT,
    Bar,
    Block,
    Fact,
    Facts,
    Field,
    FieldKind,
    Form,
    Press,
    Progress,
)
from posdesk.omneo.definitions import Kind
from posdesk.till.incentives import read_definitions
from posdesk.till.reward_import import Checked, check
from posdesk.till.reward_import_run import Finished, State, run_import
from posdesk.till.reward_report import report_path, save_report
from posdesk.till.sheets import BadSheet, read_list, read_sheet

translate = QCoreApplication.translate
SOURCE, REPORT = "source", "report"
GO, FORGET = "go", "forget"


class Page(Subject):
    """Goes from the list to what was found in it, and from there to what became of it."""

    _name = ""
    _checked: Checked | None = None
    _done_rows: int | None = None
    _before = 0
    _stopping = False
    _finished: Finished | None = None
    _unclear_ms = 0

    def text(self) -> str:
        return translate(
            "Office",
            "Columns: email, profile_id or card; definition; and if need be value, expires_at, issued_at, "
            "external_id. Under the same name the same row is issued once, however often it is imported.",
        )

    def blocks(self) -> tuple[Block, ...]:
        checked = self._checked
        if checked is None:
            return (self._source(),)
        if self._done_rows is not None:
            return (self._found(checked), self._progress(checked, self._done_rows))
        if self._finished is not None:
            return (
                self._became(checked, self._finished),
                self._report(),
                self._bar(checked),
                answers_table(self._finished),
                mistakes_table(checked),
            )
        return (self._found(checked), self._bar(checked), mistakes_table(checked))

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        if form == SOURCE:
            await self._check(values)
        else:
            await self._save(values["folder"])

    async def press(self, name: str, key: str) -> None:
        if name == FORGET:
            self._checked = self._finished = None
            self.renew()
        elif name == GO and self._checked is not None:
            await self._run(self._checked)

    def stop(self) -> None:
        self._stopping = True

    # What it does

    async def _check(self, values: Mapping[str, str]) -> None:
        """Raises BadFields, OmneoError."""
        typed, pasted = values["path"], values["pasted"]
        field = "path" if typed else "pasted"
        path = Path(typed).expanduser() if typed else None
        name = values["name"] or (name_of(path) if path is not None else self._today)
        tenant = self.tools.register.tenant
        if bool(typed) == bool(pasted.strip()):
            raise BadFields({"path": translate("Office", "Either a file, or a text below.")})
        if len(pasted) > LONGEST_TEXT:
            raise BadFields(
                {"pasted": translate("Office", "Too long to paste. Save it as a file.")}
            )
        known = await self.tools.ask(read_definitions(Kind.REWARD, tenant))
        now = self._now

        def work() -> Checked:
            data = pasted.encode() if path is None else read_list(path)
            return check(read_sheet(data), name, known, tenant, now)

        try:
            self._checked = await asyncio.to_thread(work)
        except BadSheet as error:
            raise BadFields({field: fault_words(error)}) from error
        self._name, self._finished = name, None
        self.renew()

    async def _run(self, checked: Checked) -> None:
        """Issue what has no answer yet, or one that nobody knows."""
        before = self._finished
        wait = self._still_to_wait_s
        if wait > 0:
            self.say(
                translate("Office", "Wait {0} seconds").format(wait),
                translate("Office", "What was sent last may still arrive. Then look again."),
                Tone.WARN,
            )
            return
        open_rows = {
            each.row
            for each in (before.answers if before else ())
            if each.state in {State.UNCLEAR, State.NOT_SENT}
        }
        entries = [each for each in checked.entries if before is None or each.row in open_rows]
        self._stopping = False
        self._before = self._done_rows = len(checked.entries) - len(entries)
        self.tools.changed()
        try:
            finished = await run_import(
                entries,
                self.tools.register.tenant,
                self.tools.ask,
                on_progress=self._on_progress,
                stopped=lambda: self._stopping,
            )
        finally:
            self._done_rows = None
        told = {each.row: each for each in (*(before.answers if before else ()), *finished.answers)}
        self._finished = Finished(tuple(told[each.row] for each in checked.entries), finished.error)
        self._tell(self._finished)
        await self.tools.refresh_wallet()

    def _tell(self, finished: Finished) -> None:
        if finished.count(State.UNCLEAR):
            self._unclear_ms = self.tools.register.clock.now().utc_ms
        if finished.error is not None:
            self.notice = notice_of(finished.error.code)
        elif finished.count(State.NOT_SENT):
            self.say(
                translate("Office", "Stopped"),
                translate("Office", "What was issued stays. The rest can be imported later."),
                Tone.WARN,
            )
        else:
            issued, refused = finished.count(*_GIVEN), finished.count(State.REFUSED)
            self.say(
                translate("Office", "{0} issued, {1} refused").format(
                    _count(issued), _count(refused)
                ),
                tone=Tone.WARN if refused else Tone.SUCCESS,
            )

    async def _save(self, folder: str) -> None:
        """Raises BadFields, FileNotSaved."""
        if self._checked is None or self._finished is None:
            return
        if not folder:
            raise BadFields({"folder": translate("Office", "A folder.")})
        zone = self.tools.register.tenant.timezone
        path = report_path(Path(folder).expanduser().absolute(), self._name, self._now, zone)
        await asyncio.to_thread(save_report, path, self._checked.mistakes, self._finished)
        self.say(translate("Office", "The report is saved"), str(path))

    def _on_progress(self, rows: int) -> None:
        self._done_rows = self._before + rows
        self.tools.changed()

    # What it shows

    @property
    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.tools.register.clock.now().utc_ms / 1000, UTC)

    @property
    def _today(self) -> str:
        """The name of a pasted list that is given none."""
        return translate("Office", "pasted {0}").format(f"{self._now:%Y-%m-%d}")

    @property
    def _still_to_wait_s(self) -> int:
        """How long a write whose answer was lost may still arrive."""
        if self._finished is None or not self._finished.count(State.UNCLEAR):
            return 0
        passed_ms = self.tools.register.clock.now().utc_ms - self._unclear_ms
        return self.tools.register.tenant.late_window_s - passed_ms // 1000

    def _source(self) -> Form:
        return Form(
            SOURCE,
            translate("Office", "The list"),
            (
                Field(
                    "path",
                    translate("Office", "CSV or JSON file"),
                    hint=translate("Office", "drop the file here, or type its path"),
                    error=self.error("path"),
                    wide=True,
                ),
                Field(
                    "pasted",
                    translate("Office", "Or the text itself"),
                    FieldKind.LONG,
                    hint="email;definition;value;expires_at",
                    error=self.error("pasted"),
                    wide=True,
                ),
                Field(
                    "name",
                    translate("Office", "Name of this import"),
                    hint=translate("Office", "the file's name"),
                    error=self.error("name"),
                ),
            ),
            translate("Office", "Check"),
            self.form_key,
        )

    def _found(self, checked: Checked) -> Facts:
        good, wrong = len(checked.entries), len(checked.mistakes)
        total = figures.money(checked.total(self.tools.register.tenant))
        facts = [
            Fact(translate("Office", "Name"), self._name),
            Fact(
                translate("Office", "Good rows"),
                _count(good),
                Tone.SUCCESS if good else Tone.PLAIN,
                translate("Office", "{0} in all, where a row says its value").format(total),
            ),
            Fact(
                translate("Office", "Wrong rows"),
                _count(wrong),
                Tone.DANGER if wrong else Tone.PLAIN,
                translate("Office", "Nothing is sent of them.") if wrong else "",
            ),
            Fact(translate("Office", "Read as"), checked.encoding),
        ]
        if checked.unused:
            facts.append(
                Fact(translate("Office", "Columns not used"), ", ".join(checked.unused)[:200])
            )
        return Facts("found", translate("Office", "What is in it"), tuple(facts))

    def _became(self, checked: Checked, finished: Finished) -> Facts:
        tones = {State.ISSUED: Tone.SUCCESS, State.REFUSED: Tone.DANGER, State.UNCLEAR: Tone.DANGER}
        facts = [
            Fact(state_words(state), _count(count), tones.get(state, Tone.PLAIN))
            for state in State
            if (count := finished.count(state))
        ]
        if checked.mistakes:
            wrong = _count(len(checked.mistakes))
            facts.append(Fact(translate("Office", "wrong, not sent"), wrong, Tone.WARN))
        return Facts("became", self._name, tuple(facts))

    def _bar(self, checked: Checked) -> Bar:
        finished = self._finished
        left = len(checked.entries)
        words = translate("Office", "Import the {0} good rows")
        if finished is not None:
            left = finished.count(State.UNCLEAR, State.NOT_SENT)
            words = translate("Office", "Go on with the {0} rows left")
        go = (Press(GO, words.format(_count(left)), tone=Tone.PAYMENT),) if left else ()
        return Bar("import", (*go, Press(FORGET, translate("Office", "Another list"))))

    def _progress(self, checked: Checked, rows: int) -> Progress:
        text = (
            translate("Office", "Stopping after this batch")
            if self._stopping
            else translate("Office", "{0} of {1} rows").format(
                _count(rows), _count(len(checked.entries))
            )
        )
        stop = "" if self._stopping else translate("Office", "Stop")
        return Progress("progress", text, rows, len(checked.entries), stop)

    def _report(self) -> Form:
        folder = Field(
            "folder",
            translate("Office", "Folder of the report"),
            value=str(self.tools.home.reports),
            error=self.error("folder"),
            wide=True,
        )
        return Form(
            REPORT,
            translate("Office", "A report of every row, as CSV"),
            (folder,),
            translate("Office", "Save the report"),
            self.form_key,
        )


_GIVEN = (State.ISSUED, State.ACCEPTED, State.THERE)


def _count(count: int) -> str:
    return figures.number(Decimal(count))
