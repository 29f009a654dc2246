"""The presenter of the back office: which page is open, and its subject's work, one at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from posdesk.desktop.office import shelf
from posdesk.desktop.office.card_numbers import CardNumbers
from posdesk.desktop.office.subject import Subject, Tools, Work
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.office import OfficeScreen
from posdesk.home.paths import Home
from posdesk.sale.errors import PosError
from posdesk.sale.state import Sale
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

if TYPE_CHECKING:
    from posdesk.desktop.views.office_view import OfficeView

# The button of a ``Progress``.
STOP = "stop"


class OfficePresenter(QObject):
    """``screen_changed`` carries an ``OfficeScreen``. ``attach`` gives it the view, once there is one.

    ``left``: a page has done what it was opened for.
    """

    screen_changed = Signal(object)
    left = Signal()

    def __init__(
        self, register: Register, sale: SalePresenter, scope: TaskScope, home: Home
    ) -> None:
        super().__init__(sale)
        self._scope = scope
        self._tools = Tools(register, sale, home, self.render, self.left.emit, self._later)
        self._subjects: dict[str, Subject] = {}
        self._numbers = CardNumbers()
        self._current = shelf.SHELF[0].name
        self._customer = ""
        self._open = False
        self._count = 0
        # Pages whose work came to trouble while another was open: they keep it until they are seen.
        self._unseen: set[str] = set()
        sale.sale_changed.connect(self._on_sale_changed)

    @property
    def subject(self) -> Subject:
        """The open page's subject."""
        if self._current not in self._subjects:
            self._subjects[self._current] = shelf.open_subject(self._current, self._tools)
        return self._subjects[self._current]

    def attach(self, view: OfficeView) -> None:
        """Show pages in ``view`` from now on."""
        self.screen_changed.connect(view.render_screen)
        view.page_chosen.connect(self.open_page)
        view.submitted.connect(self.submit)
        view.edited.connect(self.edit)
        view.pressed.connect(self.press)
        view.row_chosen.connect(self.choose)
        view.closed.connect(self.leave)

    @Slot(str)
    def open_page(self, name: str = "") -> None:
        """Show a page (the one that was open last without a name) and read what is in it."""
        self._current = name or self._current
        self._open = True
        self._customer = self._whose()
        subject = self.subject
        if subject.name not in self._unseen:
            subject.clear()
        self._unseen.discard(subject.name)
        self._read(subject)

    def open_with(self, name: str, words: str, *, card: bool) -> None:
        """Show a page for what was looked for in vain."""
        self._current = name
        self.subject.begin(words, card=card)
        self.open_page(name)

    def takes_scan(self, code: str, *, product: bool) -> bool:
        """Whether the open page wants a scan for itself; ``product``: the catalogue knows it."""
        wanted = self._open and (not product or self.subject.takes_products)
        taken = wanted and self.subject.scanned(code)
        if taken:
            self.render()
        return taken

    @Slot()
    def leave(self) -> None:
        """The sheet was closed."""
        self._open = False

    @Slot()
    def render(self) -> None:
        """Show the open page as it is now."""
        if self._open:
            self.screen_changed.emit(OfficeScreen(shelf.entries(), self.subject.page()))

    @Slot(str, object)
    def submit(self, form: str, values: dict[str, str]) -> None:
        self._work(self.subject, partial(self._submit, self.subject, form, values))

    async def _submit(self, subject: Subject, form: str, values: dict[str, str]) -> None:
        self._numbers.check(values)
        await subject.submit(form, values)

    @Slot(str, object)
    def edit(self, form: str, values: dict[str, str]) -> None:
        self.subject.edit(form, values)
        self.render()

    @Slot(str, str)
    def press(self, name: str, key: str) -> None:
        if name == STOP:
            self.subject.stop()
            self.render()
        else:
            self._work(self.subject, partial(self.subject.press, name, key))

    @Slot(str, str)
    def choose(self, table: str, key: str) -> None:
        subject = self.subject
        subject.clear()
        self._scope.latest("office.choose", self._run(subject, partial(subject.choose, table, key)))

    def _read(self, subject: Subject) -> None:
        self._scope.latest("office.read", self._run(subject, subject.open))

    def _work(self, subject: Subject, work: Work) -> None:
        # By subject: while one page imports a long list, the others can be worked on.
        name = f"office.work.{subject.name}"
        if self._scope.running(name):
            return
        subject.clear()
        self._scope.once(name, self._run(subject, work))

    def _later(self, subject: Subject, work: Work) -> None:
        # Each to its end: two scans that come together both count.
        self._count += 1
        self._scope.once(f"office.later.{self._count}", self._run(subject, work))

    async def _run(self, subject: Subject, work: Work) -> None:
        subject.busy = True
        self.render()
        try:
            await work()
        except PosError as error:
            subject.trouble(error)
            if not self._open or subject is not self.subject:
                self._unseen.add(subject.name)
        finally:
            subject.busy = False
            self.render()

    def _whose(self) -> str:
        customer = self._tools.customer
        return customer.profile_id if customer is not None else ""

    @Slot(object)
    def _on_sale_changed(self, sale: Sale) -> None:
        """Another customer stands here: what the page shows of the one before must go."""
        if self._open and self._whose() != self._customer:
            self.open_page()
