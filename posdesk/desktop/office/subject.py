"""What every page of the office is made of: a subject, its tools, and how its work and its trouble are shown.

A subject holds what it has read and what is chosen, makes a ``Page`` of it, and does what the page's forms
and buttons say. It runs on the loop's thread; its owner (``OfficePresenter``) runs its work one at a time and
shows the page before and after. Rules stand in ``till`` and ``sale``; here they are only put into words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.model import NoticeScreen, Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.desktop.screens.office import Block, Page, Press
from posdesk.desktop.standing import standing
from posdesk.home.paths import Home
from posdesk.home.tenant import TenantFile
from posdesk.home.tenants import Tenants
from posdesk.omneo.errors import Invalid
from posdesk.sale.errors import PosError
from posdesk.sale.events import WalletRead
from posdesk.sale.state import Phase
from posdesk.sale.wallet import Customer
from posdesk.till.identify import Presented
from posdesk.till.register import Register
from posdesk.till.scripts import Script

T = TypeVar("T")
# Begun only by the task that runs it: a task that is replaced before its first step leaves nothing behind.
Work: TypeAlias = Callable[[], Awaitable[None]]
translate = QCoreApplication.translate
_LONGEST_REASON = 160


class BadFields(PosError):
    """What was typed cannot be sent. ``fields`` says what is wrong with each, ready to show."""

    code: ClassVar[str] = "office.bad_fields"
    user_message: ClassVar[str] = (
        "Something in this form is not right. Nothing was sent, and what you typed is still there. "
        "Correct what is marked."
    )

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a subject works with. ``sale`` knows whose basket stands on the counter; ``changed`` shows the page anew,
    ``leave`` closes the office, ``later`` runs work of a subject that nobody waits for."""

    register: Register
    sale: SalePresenter
    home: Home
    changed: Callable[[], None]
    leave: Callable[[], None]
    later: Callable[[Subject, Work], None]

    @property
    def customer(self) -> Customer | None:
        """Who is being served."""
        sale = self.sale.sale
        return sale.customer if sale is not None else None

    async def ask(self, script: Script[T]) -> T:
        """Talk with the tenant. Raises what the script raises."""
        return await self.register.ask(script)

    async def keep(self, tenant: TenantFile) -> None:
        """Write the tenant's file; from the next sale on it holds. Raises BadTenant, FileNotSaved."""
        # The file first: what is in force is what is on disk.
        await asyncio.to_thread(Tenants(self.home.tenants).save, tenant)
        self.register.adopt(tenant)

    async def settle(self) -> None:
        """Read anew where the till stands and who serves; an empty sale begins again under it. Raises OmneoError."""
        await self.register.settle()
        here = standing(self.register)
        self.sale.place(store=here.store, staff=here.staff, timezone=here.timezone)
        sale = self.sale.sale
        if sale is not None and sale.phase in {Phase.OPEN, Phase.VOIDED} and not sale.basket:
            self.sale.renew()

    async def refresh_wallet(self) -> None:
        """Read the customer's balances anew, where the sale can still take a new reading. Raises OmneoError."""
        customer = self.customer
        if customer is None:
            return
        found = await self.register.identify_profile(customer.profile_id)
        sale = self.sale.sale
        if isinstance(found, Presented) and sale is not None and sale.phase is Phase.CHOOSING:
            wallet = found.wallet
            self.sale.do(lambda at: WalletRead(at, wallet))

    async def serve(self, profile_id: str) -> bool:
        """Attach somebody to the sale as if their card had been presented; False where that cannot be now.

        Raises OmneoError.
        """
        found = await self.register.identify_profile(profile_id)
        return isinstance(found, Presented) and await self.sale.attach(found)


class Subject:
    """One page. Subclasses say what is in it; ``open`` reads, the others act on what the page sent."""

    def __init__(self, name: str, title: str, tools: Tools) -> None:
        self.name = name
        self.title = title
        self.tools = tools
        self.busy = False
        self.notice: NoticeScreen | None = None
        self.errors: dict[str, str] = {}
        self._forms = 0
        self._asked = ""

    # What subclasses fill in

    def text(self) -> str:
        """A sentence under the title."""
        return ""

    def blocks(self) -> tuple[Block, ...]:
        """What the page is made of."""
        raise TypeError(f"{type(self).__name__} shows nothing")

    async def open(self) -> None:
        """Read what is shown. Raises PosError."""

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        """A form was sent. Raises PosError; BadFields marks fields."""

    async def press(self, name: str, key: str) -> None:
        """A button was pressed; ``key`` is the marked row's. Raises PosError."""

    async def choose(self, table: str, key: str) -> None:
        """A row was marked. Raises PosError."""

    def edit(self, form: str, values: Mapping[str, str]) -> None:
        """A live form was changed."""

    def begin(self, words: str, *, card: bool) -> None:
        """The page is opened because ``words`` found nobody; ``card``: they were scanned."""

    @property
    def takes_products(self) -> bool:
        """Whether a product that is scanned now is for the page, and not for the basket on the counter."""
        return False

    def scanned(self, code: str) -> bool:
        """A scan while the page is open. True: it was meant for the page, and nobody is looked up by it."""
        return False

    def stop(self) -> None:
        """Long work is to end as soon as it can; called while it runs."""

    # What they use

    def page(self) -> Page:
        """The page as it is now."""
        return Page(self.name, self.title, self.text(), self.blocks(), self.notice, self.busy)

    def later(self, work: Work) -> None:
        """Do what nobody waits for. Its trouble is this page's, whichever is open when it comes."""
        self.tools.later(self, work)

    @property
    def form_key(self) -> str:
        """The key of forms that are emptied when something was done (``renew``)."""
        return f"{self._forms}"

    def renew(self) -> None:
        """Set the forms anew at the next look."""
        self._forms += 1
        self._asked = ""

    def asks(self, what: str) -> bool:
        """Whether ``what`` was pressed once and waits to be pressed again: its button says so."""
        return bool(what) and self._asked == what

    def sure(self, what: str) -> bool:
        """Pressed: True when this is the second time, and so meant. What cannot be undone asks so, in its place."""
        if self._asked == what:
            self._asked = ""
            return True
        self._asked = what
        return False

    def removing(
        self, name: str, asked: str, whom: str, *, enabled: bool = True, why_not: str = ""
    ) -> Press:
        """The button ``name`` that removes ``whom``; pressed once (``sure(asked)``) it asks whether really."""
        really = self.asks(asked)
        words = (
            translate("Office", "Really remove {0}").format(whom)
            if really
            else translate("Office", "Remove")
        )
        return Press(name, words, enabled, why_not, Tone.DANGER if really else Tone.PLAIN)

    def error(self, field: str) -> str:
        """What is wrong with a field."""
        return self.errors.get(field, "")

    def say(self, title: str, text: str = "", tone: Tone = Tone.SUCCESS) -> None:
        """Tell what was done."""
        self.notice = NoticeScreen(title, text, tone)

    def trouble(self, problem: PosError) -> None:
        """Show what went wrong, and at the fields that are to blame."""
        self.notice = notice_of(problem.code)
        if isinstance(problem, BadFields):
            self.errors = dict(problem.fields)
        elif isinstance(problem, Invalid):
            self.errors = {
                name: " ".join(reasons)[:_LONGEST_REASON]
                for name, reasons in problem.fields.items()
            }

    def clear(self) -> None:
        """Forget the notice and the errors of before."""
        self.notice, self.errors = None, {}


class CustomerSubject(Subject):
    """A page about whoever is being served; without a customer it says so and does nothing."""

    @property
    def customer(self) -> Customer | None:
        return self.tools.customer

    def nobody(self) -> str:
        """The sentence without a customer."""
        return translate("Office", "Nobody is being served. Present a card, or search, first.")

    def text(self) -> str:
        return self.about() if self.customer is not None else self.nobody()

    def blocks(self) -> tuple[Block, ...]:
        customer = self.customer
        return self.blocks_of(customer) if customer is not None else ()

    def about(self) -> str:
        """A sentence under the title, with a customer."""
        return ""

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        """What the page is made of, with a customer."""
        raise TypeError(f"{type(self).__name__} shows nothing")
