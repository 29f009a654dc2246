"""The window's faults: from the panel and from ``--faults``, to the till's own transport and to the sandbox.

Nothing is imported or wrapped until the first fault is there: a till without any pays nothing for them. While one is
on the window says so, in the tab and at the top.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.sale.errors import PosError
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.desktop.fault_line import FaultLine
    from posdesk.desktop.screens.faults import Note
    from posdesk.desktop.views.dock import Dock
    from posdesk.home.faults.plan import FaultPlan
    from posdesk.sandbox.child import Endpoint
    from posdesk.till.faults import TillFaults

# Counters of the sandbox are asked for once a burst of requests.
GATHER_MS = 120


class FaultPresenter(QObject):
    """``changed`` carries a ``FaultsScreen``. ``where`` is the sandbox that can be steered, None for a real tenant."""

    changed = Signal(object)

    def __init__(
        self,
        sale: SalePresenter,
        scope: TaskScope,
        line: FaultLine,
        where: Callable[[], Endpoint | None],
    ) -> None:
        super().__init__(sale)
        self._sale = sale
        self._scope = scope
        self._line = line
        self._where = where
        self._note: Note | None = None
        self._round = 0
        self._marked = 0
        self._told: FaultPlan | None = None
        # A fault happens inside a request, which must not wait for a picture, let alone fail by one.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_soon)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._on_gathered)
        if line.faults is not None:
            self._follow(line.faults)

    @property
    def faults(self) -> TillFaults:
        """The faults of this till; from now on they befall its requests."""
        if self._line.faults is None:
            self._follow(self._line.ready())
        return self._line.ready()

    def watch(self, dock: Dock) -> None:
        """Show in ``dock`` what there is, and hear its panel once it is made."""
        self.changed.connect(dock.render_faults)
        dock.panel_made.connect(self._on_panel_made)

    @Slot()
    def observe(self) -> None:
        """A request was answered: the sandbox may have counted it."""
        told = self._told.faults if self._told is not None else ()
        if any(fault.on for fault in told) and not self._gather.isActive():
            self._gather.start()

    @Slot()
    def show_state(self) -> None:
        """Show every fault and its counters."""
        from posdesk.desktop.screens.faults import Note, faults_screen, mark_text

        counted = self.faults.counters()
        on = self.faults.on_count
        if on != self._marked:
            self._marked = on
            self._sale.place(status=mark_text(on), online=not on)
        self.changed.emit(faults_screen(counted, self._note or Note(), self._round))

    def tell(self, error: PosError) -> None:
        """Say below the form that the sandbox could not be steered."""
        from posdesk.desktop.screens.faults import trouble

        self._say(trouble(error))

    @Slot(object)
    def add(self, typed: Mapping[str, str]) -> None:
        """One more fault, as it was typed."""
        from posdesk.desktop.screens.faults import trouble
        from posdesk.home.faults.plan import BadFaults
        from posdesk.till.fault_form import FaultForm, read_form

        taken = {each.fault.name for each in self.faults.counters()}
        try:
            fault = read_form(FaultForm(**typed), taken)
            self._note, self._round = None, self._round + 1
            self.faults.add(fault)
        except BadFaults as error:
            self._say(trouble(error, field=error.where, detail=f"{error.problem}."))

    @Slot(str)
    def toggle(self, name: str) -> None:
        """On, or off."""
        self._note = None
        on = {each.fault.name: each.fault.on for each in self.faults.counters()}
        if name in on:
            self.faults.switch(name, on=not on[name])

    @Slot(str)
    def remove(self, name: str) -> None:
        """Take a fault away."""
        self._note = None
        if name in {each.fault.name for each in self.faults.counters()}:
            self.faults.remove(name)

    @Slot()
    def turn_all_off(self) -> None:
        self._note = None
        self.faults.all_off()

    @Slot(str)
    def load(self, path: str) -> None:
        """The faults of a file in place of these."""
        self._scope.once("faults.file", self._load(path))

    @Slot(str)
    def save(self, path: str) -> None:
        """These faults into a file."""
        self._scope.once("faults.file", self._save(path))

    async def _load(self, path: str) -> None:
        from posdesk.desktop.screens.faults import loaded, nowhere, trouble
        from posdesk.home.faults import files
        from posdesk.home.faults.plan import BadFaults

        if not path:
            self._say(nowhere())
            return
        try:
            plan = await asyncio.to_thread(files.load, Path(path).expanduser())
        except BadFaults as error:
            self._say(trouble(error, field="path", detail=f"{error}."))
            return
        self._note = loaded(path, len(plan.faults))
        self.faults.replace(plan)

    async def _save(self, path: str) -> None:
        from posdesk.desktop.screens.faults import nowhere, saved, trouble, unsaved
        from posdesk.home.faults import files
        from posdesk.home.faults.plan import BadFaults

        if not path:
            self._say(nowhere())
            return
        try:
            await asyncio.to_thread(files.save, Path(path).expanduser(), self.faults.plan)
        except BadFaults as error:
            self._say(trouble(error, field="path", detail=f"{error}. {unsaved()}"))
        except PosError as error:
            self._say(trouble(error, field="path"))
        else:
            self._say(saved(path))

    def _say(self, note: Note) -> None:
        self._note = note
        self.show_state()

    def _follow(self, faults: TillFaults) -> None:
        faults.listen(self._soon.start)
        self._soon.start()

    @Slot()
    def _on_soon(self) -> None:
        self.show_state()
        if self._told != self.faults.tenant_plan and (
            self._told is not None or self.faults.tenant_plan.faults
        ):
            self._scope.once("faults.told", self._tell())

    async def _tell(self) -> None:
        """Bring the sandbox to what is wanted, one change after the other."""
        from posdesk.desktop.screens.faults import sandbox_only, trouble
        from posdesk.desktop.steering import set_faults

        while (plan := self.faults.tenant_plan) != self._told:
            self._told = plan
            endpoint = self._where()
            if endpoint is None:
                self._say(sandbox_only())
                return
            try:
                counted = await asyncio.to_thread(set_faults, endpoint, plan)
            except PosError as error:
                # Nobody knows what is in force there: the next change tells all of it again.
                self._told = None
                self._say(trouble(error))
                return
            self.faults.take(counted)

    @Slot()
    def _on_gathered(self) -> None:
        self._scope.once("faults.asked", self._ask())

    async def _ask(self) -> None:
        from posdesk.desktop.screens.faults import trouble
        from posdesk.desktop.steering import read_faults

        endpoint = self._where()
        if endpoint is None:
            return
        try:
            counted = await asyncio.to_thread(read_faults, endpoint)
        except PosError as error:
            self._say(trouble(error))
            return
        self.faults.take(counted)

    @Slot(object)
    def _on_panel_made(self, panel: QObject) -> None:
        if panel.objectName() != "faults":
            return
        from posdesk.desktop.views.faults_view import FaultsView

        if isinstance(panel, FaultsView):
            panel.toggled.connect(self.toggle)
            panel.removed.connect(self.remove)
            panel.added.connect(self.add)
            panel.off_requested.connect(self.turn_all_off)
            panel.load_requested.connect(self.load)
            panel.save_requested.connect(self.save)
            self.show_state()
