"""The till behind the window: connects, recovers, sells, and ends without leaving anything taken."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Slot

from posdesk.desktop.alert_presenter import AlertPresenter
from posdesk.desktop.back_office import BackOffice
from posdesk.desktop.basket_presenter import BasketPresenter
from posdesk.desktop.card_presenter import CardPresenter
from posdesk.desktop.choice_presenter import ChoicePresenter
from posdesk.desktop.clock_presenter import ClockPresenter
from posdesk.desktop.closing import Closing
from posdesk.desktop.customer_presenter import CustomerPresenter
from posdesk.desktop.fault_line import FaultLine
from posdesk.desktop.fault_presenter import FaultPresenter
from posdesk.desktop.finder import Finder
from posdesk.desktop.first_picture import FirstPicture
from posdesk.desktop.gift_presenter import GiftPresenter
from posdesk.desktop.listening import Listening
from posdesk.desktop.looks import Looks
from posdesk.desktop.news import News, start_news
from posdesk.desktop.receipts import Receipts
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.scan_filter import ScanFilter
from posdesk.desktop.screens.desk import Desk, Problem
from posdesk.desktop.screens.first import first_screen
from posdesk.desktop.screens.model import CandidateRow, NoticeScreen, PresentScreen
from posdesk.desktop.screens.notices import notice_of
from posdesk.desktop.session import Watch, listens, open_register, sandbox_address
from posdesk.desktop.side_presenter import SidePresenter
from posdesk.desktop.stage import Stage
from posdesk.desktop.standing import standing
from posdesk.desktop.wiring import Presenters, wire
from posdesk.home.logs import Logs
from posdesk.home.paths import Home
from posdesk.home.redaction import Redactor
from posdesk.home.settings import ScannerSettings
from posdesk.home.settings_file import Loaded, load
from posdesk.home.tenant import SANDBOX_NAME
from posdesk.home.tenants import Tenants
from posdesk.sale.errors import PosError
from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.errors import SandboxError
from posdesk.till.clock import OffsetClock, SystemClock
from posdesk.till.journal_errors import JournalInUse
from posdesk.till.lease import check_free
from posdesk.till.register import Register
from posdesk.till.scanner import ScanRules
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.home.faults.plan import FaultPlan

translate = QCoreApplication.translate


log = logging.getLogger(__name__)
OK, COULD_NOT_RUN, INTERRUPTED = 0, 3, 130
# What has left has so long for its answer, when the system wants the till to end.
PATIENCE_S = 3.0


class Till(QObject):
    """One run of the window. ``serve`` is its whole life; its result is the exit code."""

    def __init__(
        self,
        home: Home,
        child: SandboxChild | None,
        picture: FirstPicture,
        plan: FaultPlan | None = None,
    ) -> None:
        super().__init__(picture.window)
        self._home = home
        self._child = child
        self._window = picture.window
        self._picture = picture
        self._closed = asyncio.Event()
        self._again = asyncio.Event()
        self._redactor = Redactor()
        self._watch = Watch()
        self._line = FaultLine(plan)
        # A sandbox that has just been started runs on real time.
        self._clock = OffsetClock(SystemClock())
        self._endpoint: Endpoint | None = None
        self._found: dict[str, PosError] = {}
        self._sale: SalePresenter | None = None
        self._listening: Listening | None = None
        self._serving: asyncio.Task[Any] | None = None
        self._interrupted = asyncio.Event()
        self._window.closed.connect(self._on_closed)
        self._window.close_requested.connect(self._window.finish_close)

    async def serve(self) -> int:
        """Sell until the window is closed, or until ``interrupt``; the exit code."""
        if self._interrupted.is_set():
            await self.end_sandbox()
            return INTERRUPTED
        self._serving = asyncio.current_task()
        try:
            code = await self._serve()
        except asyncio.CancelledError:
            if not self._interrupted.is_set():
                raise
        else:
            if not self._interrupted.is_set():
                return code
        return INTERRUPTED

    @Slot()
    def interrupt(self) -> None:
        """End in order, at the system's word: nothing new leaves, what has left is written down or left to the
        next start. Unlike a close by hand it puts nothing back, for the system does not wait."""
        if self._interrupted.is_set():
            return
        self._interrupted.set()
        self._window.finish_close()
        if self._serving is not None:
            self._serving.cancel()

    async def _serve(self) -> int:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.end_sandbox)
            settings = await self._prepare(stack)
            if settings is None:
                return COULD_NOT_RUN
            register = await self._connect(stack, settings)
            if register is None:
                return OK
            stack.push_async_callback(self._end_listening)
            scope = TaskScope("till", self._on_error)
            await stack.enter_async_context(scope)
            stack.push_async_callback(self._finish, register)
            presenters = self._build(register, settings, scope)
            self._dress(settings, scope)
            news = News(presenters.sale)
            if not await self._begin(presenters.sale):
                return OK
            news.watch(await register.recover(news.on_sale, self._on_error))
            _settle_memory()
            scope.once("personas", self._show_personas(presenters.sale))
            await self._closed.wait()
        return OK

    async def _finish(self, register: Register) -> None:
        """Before anything else is ended: what ends first must not be what an answer is written with."""
        if self._interrupted.is_set():
            log.info("the system wants the till to end")
            await register.finish(PATIENCE_S)

    async def _begin(self, sale: SalePresenter) -> bool:
        """Open the first sale; False when that cannot be and the window was closed."""
        while True:
            try:
                await sale.begin()
            except PosError as error:
                if not await self._wait_for_a_retry(error):
                    return False
            else:
                return True

    def _sandbox(self) -> Endpoint | None:
        """The embedded tenant that this till sells at."""
        return self._endpoint

    async def end_sandbox(self) -> None:
        """End the embedded tenant's process."""
        if self._child is not None:
            await asyncio.to_thread(self._child.close)
            self._child = None

    async def _end_listening(self) -> None:
        # The system does not wait for a farewell; the next start takes the subscription back.
        if self._listening is not None and not self._interrupted.is_set():
            await self._listening.end()

    async def _prepare(self, stack: AsyncExitStack) -> Loaded | None:
        """The home directory, the log, the settings; None when nothing can be written and the window closed."""
        while True:
            try:
                await asyncio.to_thread(self._home.prepare)
                stack.enter_context(Logs(self._home.logs, self._redactor))
                return await asyncio.to_thread(load, self._home.settings)
            except PosError as error:
                if not await self._wait_for_a_retry(error):
                    return None

    async def _connect(self, stack: AsyncExitStack, loaded: Loaded) -> Register | None:
        """A register that the tenant has answered; None when the window was closed before."""
        while True:
            try:
                # First: another posdesk that has the journal has the sandbox's file too.
                await asyncio.to_thread(check_free, self._home.journal)
                async with AsyncExitStack() as attempt:
                    if self._child is None:
                        self._child = SandboxChild.start(self._home.sandbox_db)
                    address = await sandbox_address(self._child)
                    self._redactor.hide(address.token)
                    tenant = await asyncio.to_thread(Tenants(self._home.tenants).load, SANDBOX_NAME)
                    self._endpoint = await self._child.ready()
                    register = await open_register(
                        attempt,
                        self._home,
                        loaded.settings,
                        tenant,
                        address,
                        self._watch,
                        told=self._on_found,
                        line=self._line,
                        clock=self._clock if tenant.is_sandbox else None,
                    )
                    await register.connect()
                    stack.push_async_exit(attempt.pop_all())
                    return register
            except JournalInUse as error:
                await self.end_sandbox()
                if not await self._look_on(error, loaded):
                    return None
            except SandboxError as error:
                if not await self._wait_for_a_retry(error):
                    return None
                await self.end_sandbox()
            except PosError as error:
                if not await self._wait_for_a_retry(error):
                    return None

    async def _look_on(self, error: JournalInUse, loaded: Loaded) -> bool:
        """Another posdesk has the journal: show what is in it until the cashier tries again."""
        # Here: who has the journal needs none of it.
        from posdesk.desktop.onlooker import Onlooker, in_use

        why, columns = in_use(error), loaded.settings.receipt_columns
        welcome, journal = self._picture.present, self._home.journal
        async with Onlooker(self._window, welcome, journal, why, columns):
            return await self._wait_for_a_retry(error, why)

    async def _wait_for_a_retry(self, error: PosError, words: NoticeScreen | None = None) -> bool:
        """Show what is wrong; True when the cashier presses Enter, False when the window is closed."""
        log.error("cannot start: %s: %s", error.code, error)
        gc.enable()
        self._show_first("", words or notice_of(error.code))
        self._again.clear()
        self._window.forward_requested.connect(self._again.set)
        try:
            await self._again.wait()
        finally:
            self._window.forward_requested.disconnect(self._again.set)
        self._show_first(translate("Screen", "starting"))
        return not self._closed.is_set()

    def _on_found(self, problem: PosError) -> None:
        """Something about the journal that the cashier must know and that stops nothing; kept through retries."""
        log.error("%s: %s", problem.code, problem)
        self._found[problem.code] = problem

    def _show_first(self, status: str, trouble: NoticeScreen | None = None) -> None:
        """The window and its card before anything is connected."""
        screen = first_screen(translate("Screen", "Sandbox"), status, trouble)
        self._window.render_screen(screen)
        if isinstance(screen.body, PresentScreen):
            self._picture.present.render_screen(screen.body)

    def _build(self, register: Register, loaded: Loaded, scope: TaskScope) -> Presenters:
        """All presenters, wired to the window."""
        here = standing(register)
        desk = Desk(
            tenant=register.tenant.title or register.tenant.name,
            now=register.clock.now(),
            news=start_news([*self._found.values(), *([loaded.problem] if loaded.problem else [])]),
            store=here.store,
            staff=here.staff,
            timezone=here.timezone,
        )
        sale = SalePresenter(register, scope, desk, self._window)
        basket = BasketPresenter(sale, register)
        cards = CardPresenter(sale, register, scope)
        customer = CustomerPresenter(sale, basket, Finder(register, scope, sale), cards)
        choice = ChoicePresenter(sale, register, cards)
        side = SidePresenter(sale, basket, register, scope)
        office = BackOffice(self._window, register, sale, scope, self._home)
        wanted = listens(register.tenant, loaded.settings)
        listening = Listening(register, sale, scope, self._redactor.hide, wanted=wanted)
        faults = FaultPresenter(sale, scope, self._line, self._sandbox)
        presenters = Presenters(sale, basket, customer, choice, side, office, listening, faults)
        self._sale, self._listening = sale, listening
        self._watch.forward(side.observe)
        side.wire_changed.connect(faults.observe)
        clock = ClockPresenter(sale, scope, self._clock, self._sandbox, faults.tell)
        clock.watch(self._window.dock)
        stage = Stage(self._window, sale, customer, choice)
        stage.adopt(self._picture.present)
        scanner = loaded.settings.scanner
        scans = ScanFilter(_rules(scanner), self._window)
        wire(self._window, presenters, scans)
        self._window.close_requested.disconnect(self._window.finish_close)
        Closing(self._window, sale, register)
        alerts = AlertPresenter(register, sale, scope, self._redactor.hide, self._keep(register))
        alerts.changed.connect(self._window.render_line)
        self._window.alert_answered.connect(alerts.answer)
        alerts.render()
        GiftPresenter(sale, register, scope)
        Receipts(sale, register, loaded.settings.receipt_columns)
        return presenters

    def _keep(self, register: Register) -> Callable[[str], None] | None:
        """How the tenant's token is kept; a sandbox has another one at each start."""
        if register.tenant.is_sandbox:
            return None
        # Here: a till on the sandbox keeps no secrets.
        from posdesk.home.secrets import Tokens

        name = register.tenant.name
        return partial(Tokens(self._home, os.environ, started_for=name).keep, name)

    def _dress(self, loaded: Loaded, scope: TaskScope) -> None:
        """Theme and zoom, from the keys and the button."""
        looks = Looks(
            self._picture.theme, loaded.settings, self._home.settings, scope, self._window
        )
        self._window.key_pressed.connect(looks.press)
        self._window.top.theme_requested.connect(looks.turn)

    async def _show_personas(self, presenter: SalePresenter) -> None:
        """People of the demo to try: read beside the loop, for it is a long file."""
        # Here: the till sells before it shows them.
        from posdesk.sandbox.personas import builtin_personas

        people = await asyncio.to_thread(builtin_personas)
        rows = (
            CandidateRow(each.card or each.profile_id, each.name, each.story, "") for each in people
        )
        presenter.place(personas=tuple(rows))

    def _on_error(self, error: PosError) -> None:
        """Trouble in a task that nobody else speaks for."""
        log.error("%s: %s", error.code, error)
        if self._sale is not None:
            self._sale.place(step_problem=Problem(error.code))

    @Slot()
    def _on_closed(self) -> None:
        self._closed.set()
        self._again.set()


def _settle_memory() -> None:
    """What the start has made stays until the end: collections leave it alone, and come less often.

    A full one over modules and widgets takes 30 ms (measured), in the middle of a key; and it frees nothing.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _rules(settings: ScannerSettings) -> ScanRules:
    return ScanRules(
        gap_ms=settings.key_gap_ms,
        editor_gap_ms=settings.editor_key_gap_ms,
        least=settings.min_length,
        prefix=settings.prefix,
        suffix=settings.suffix,
    )
