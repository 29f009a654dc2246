"""A till without a window for tests: the real register, cashier, journal, terminal and sandbox.

Waits are for states, never for time. The till's clock and its loop run twenty times as fast as the
machine's, so that the sale's own pauses (a second before the next look) cost a twentieth.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec

from posdesk.home.tenant import SANDBOX, Capability, CapabilityName, TenantFile
from posdesk.omneo.http import AsyncSender, Timeouts
from posdesk.omneo.retries import Retries
from posdesk.sale import events as ev
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.purses import Order
from posdesk.sale.state import Leg, Phase, Sale, due
from posdesk.sale.tender import TenderKind
from posdesk.sandbox.child import Endpoint
from posdesk.till.cashier import Cashier
from posdesk.till.clock import Clock
from posdesk.till.directory import Directory
from posdesk.till.identify import Presented
from posdesk.till.journal import Journal
from posdesk.till.journal_thread import JournalThread
from posdesk.till.knowledge import Keep
from posdesk.till.outcomes import outcome_named
from posdesk.till.register import Register, sandbox_id
from posdesk.till.terminal import SimulatedTerminal
from posdesk.till.terminal_core import AT_ONCE
from tests.till.weather import Weather

P = ParamSpec("P")
RATE = 20
PATIENCE_S = 60.0 * RATE
# A late window of a second: what a test loses on the way is lost for good.
TENANT = replace(SANDBOX, late_window_s=1)
# Forty real seconds, on a loop whose seconds are short.
TIMEOUTS = Timeouts(*[40.0 * RATE] * 5)
AT_ONCE_AGAIN = Retries(first_wait_s=0.001, longest_wait_s=0.01, jitter_s=0.0)
SETTLED = frozenset({Phase.RECORDED, Phase.VOIDED, Phase.CHOOSING, Phase.ATTENTION})


def with_points(order: Order, *, combined: bool = False, single_till: bool = False) -> TenantFile:
    """The tenant with that order in its file, and benefits in the same call where ``combined``."""
    found: dict[CapabilityName, Capability] = {
        "combined_redemption": Capability(combined, date(2026, 11, 21))
    }
    return replace(
        TENANT,
        strategies=order,
        single_till=single_till,
        capabilities=MappingProxyType({**TENANT.capabilities, **found}),
    )


def aud(text: str) -> Money:
    return Money.parse(text, AUD)


class QuickSelector(selectors.DefaultSelector):
    """Waits a fraction of what it is told."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / RATE)


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds are short: its sleeps and timeouts run at ``RATE``."""

    def __init__(self) -> None:
        super().__init__(QuickSelector())

    def time(self) -> float:
        return super().time() * RATE


class QuickClock:
    """The real time at the start, then ``RATE`` times as fast; ``advance`` jumps."""

    def __init__(self) -> None:
        self._start_ms = time.time_ns() // 1_000_000
        self._mark = time.monotonic()
        self._jump_ms = 0

    def advance(self, seconds: int) -> None:
        self._jump_ms += seconds * 1000

    def now(self) -> Instant:
        ran_ms = round((time.monotonic() - self._mark) * 1000 * RATE)
        return Instant(self._start_ms + ran_ms + self._jump_ms)


def on_a_loop(
    test: Callable[Concatenate[P], Awaitable[None]],
) -> Callable[Concatenate[P], None]:
    """Run an async test; a task that fails with a bug fails the test."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def guarded() -> None:
            bugs: list[dict[str, Any]] = []
            asyncio.get_running_loop().set_exception_handler(lambda _, what: bugs.append(what))
            await test(*args, **kwargs)
            assert not bugs, bugs

        with asyncio.Runner(loop_factory=QuickLoop) as runner:
            runner.run(guarded())

    return run


class Watch:
    """What a window would be told, and a way to wait for a state."""

    def __init__(self) -> None:
        self.errors: list[PosError] = []
        self.phases: list[Phase] = []
        self._changed = asyncio.Event()
        self._failed: Callable[[], None] | None = None

    def on_failure(self, tell: Callable[[], None]) -> None:
        """``tell`` is called at every error."""
        self._failed = tell

    def on_change(self, sale: Sale) -> None:
        self.phases.append(sale.phase)
        self._changed.set()
        self._changed = asyncio.Event()

    def on_error(self, error: PosError) -> None:
        self.errors.append(error)
        if self._failed is not None:
            self._failed()

    async def until(self, cashier: Cashier, holds: Callable[[Sale], bool]) -> Sale:
        """The first state from now on of which ``holds`` is true."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds(cashier.sale):
                    await self._changed.wait()
        except TimeoutError:
            sale = cashier.sale
            raise AssertionError(f"still {sale.phase}: {told(sale)} {sale.legs}") from None
        return cashier.sale


@dataclass
class Till:
    """One till, one sale at a time."""

    register: Register
    watch: Watch
    weather: Weather
    clock: Clock
    terminal: SimulatedTerminal
    journal: Journal

    async def sell(self, **quantities: int) -> Cashier:
        """A new sale with products by SKU: ``sell(LS_01=2)``."""
        cashier = await self.register.open_sale(self.watch.on_change, self.watch.on_error)
        for sku, quantity in quantities.items():
            product = self.register.catalogue.find(sku.replace("_", "-"))
            assert product is not None, sku
            await cashier.tell(partial(ev.LineAdded, product=product, quantity=quantity))
        return cashier

    async def present(self, cashier: Cashier, card: str) -> None:
        """Scan a card that can be served."""
        who = await self.register.identify_card(card)
        assert isinstance(who, Presented), who
        await cashier.tell(partial(ev.CustomerAttached, customer=who.customer, wallet=who.wallet))

    async def choose(self, cashier: Cashier, rewards: str = "", benefit: str = "") -> None:
        """Choose an amount of rewards and a benefit by handle."""
        if benefit:
            wallet = cashier.sale.wallet
            assert wallet is not None
            found = next(each for each in wallet.benefits if each.handle == benefit)
            await cashier.tell(partial(ev.BenefitChosen, benefit_id=found.id, chosen=True))
        if rewards:
            await cashier.tell(partial(ev.RewardsChosen, amount=aud(rewards)))

    async def redeem(self, cashier: Cashier) -> Sale:
        """Confirm the choice and wait until the sale can be paid, or is somewhere else."""
        await cashier.tell(ev.Confirmed)
        return await self.watch.until(cashier, lambda sale: sale.phase in {*SETTLED, Phase.PAYING})

    async def pay(self, cashier: Cashier, outcome: str = "approved") -> Sale:
        """Pay all that is due by card, and wait for what comes of it, gift cards that were sold included."""
        await self.card(cashier, outcome)
        sale = await self.settled(cashier)
        await self.register.gifts.idle()
        return sale

    async def card(self, cashier: Cashier, outcome: str = "approved") -> None:
        """Begin to take all that is due by card."""
        self.register.forced = outcome_named(outcome)
        amount = due(cashier.sale)
        await cashier.tell(partial(ev.TenderTaken, kind=TenderKind.CARD, amount=amount))

    async def cash(self, cashier: Cashier, amount: str) -> Sale:
        tender = partial(ev.TenderTaken, kind=TenderKind.CASH, amount=aud(amount))
        await cashier.tell(tender)
        return cashier.sale

    async def settled(self, cashier: Cashier) -> Sale:
        """Recorded, voided, back at the choice, or for a person to decide."""
        return await self.watch.until(cashier, lambda sale: sale.phase in SETTLED)

    async def asha(self, rewards: str = "", benefit: str = "") -> Cashier:
        """The pictures' customer and basket: 200.00 of products, and a gift card that is not discounted."""
        cashier = await self.sell(LS_01=2, WS_01=1, LB_01=1, GC_50=1)
        await self.present(cashier, "60011234")
        await self.choose(cashier, rewards, benefit)
        return cashier


@asynccontextmanager
async def a_till(
    endpoint: Endpoint,
    identity: str,
    *,
    weather: Weather | None = None,
    tenant: TenantFile = TENANT,
    clock: Clock | None = None,
    home: Path | None = None,
    token: str = "",
    thread: JournalThread | None = None,
    directory: Directory | None = None,
    keep: Keep | None = None,
    armed: bool = True,
) -> AsyncIterator[Till]:
    """A connected till at the sandbox ``identity``; with ``home`` its journal and terminal last.

    Under another tenant's name it is armed to write, unless told otherwise.
    """
    clock = clock or QuickClock()
    weather = weather or Weather()
    thread = thread or JournalThread()
    terminal = await SimulatedTerminal.open(home and home / "terminal.db", clock, AT_ONCE)
    journal = await thread(Journal, home and home / "journal.db")
    sender = AsyncSender(
        endpoint.url,
        token or endpoint.token,
        transport=weather,
        retries=AT_ONCE_AGAIN,
        timeouts=TIMEOUTS,
    )
    register = Register(
        tenant,
        sandbox_id(identity),
        journal,
        thread,
        sender,
        terminal,
        clock,
        directory=directory,
        keep=keep,
    )
    async with sender:
        try:
            await register.connect()
            if armed:
                register.line.arm(tenant.name)
            yield Till(register, Watch(), weather, clock, terminal, journal)
        finally:
            await register.close()
            await terminal.close()


def told(sale: Sale) -> list[str]:
    """The story in words: ``["redeemed R1", …]``."""
    return [f"{each.kind} {each.mark}".strip() for each in sale.story]


def leg(sale: Sale, mark: str) -> Leg:
    return next(each for each in sale.legs if each.mark == mark)
