"""The people at a till: one who serves customers, in a hurry or not, and one who decides what the till asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from posdesk.omneo.errors import OmneoError
from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.basket import Product
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.state import Attention, Phase, Sale, cash_due, due
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.simulation.shop import PRODUCTS
from posdesk.simulation.sim_till import SimTill
from posdesk.simulation.stand import Stand
from posdesk.till.journal_errors import JournalFailed
from posdesk.till.wallets import customer_of

# How often a customer tries again before giving up.
MOST_TRIES: Final = 3
_BY: Final = "manager"
_WAITING: Final = frozenset({Phase.REDEEMING, Phase.COMPENSATING})
Make = Callable[[Instant], ev.Event]


class Clerk:
    """Serves ``left`` customers at one till, whatever happens to the till meanwhile."""

    def __init__(self, till: SimTill, sales: int) -> None:
        self.left = sales
        self._serves = False
        self._till = till
        self._chance = till.chance

    @property
    def is_done(self) -> bool:
        """Whether all customers have been served, or have gone; the last one, too."""
        return not self.left and not self._serves

    def come(self, till: SimTill) -> None:
        """The till has started: go on with the next customer. The one who was being served has gone."""
        self._serves = False
        till.life.begin(self._serve_all())

    async def _serve_all(self) -> None:
        till = self._till
        while self.left:
            weather = till.place.weather()
            if weather.sleep and self._chance.happens(weather.sleep):
                till.close_lid()
            if weather.disk_full and self._chance.happens(weather.disk_full):
                till.fill_disk()
            await till.life.pause(self._chance.between(1, 20))
            try:
                stand = till.open()
            except JournalFailed:
                continue
            self.left -= 1
            self._serves = True
            try:
                await self._serve(stand)
            except JournalFailed:
                # The basket is left standing; a sale in which something was taken goes on by itself.
                await till.life.pause(5)
            self._serves = False
            if stand.sale.finished:
                till.forget(stand)

    async def _serve(self, stand: Stand) -> None:
        """One customer, from the basket to the receipt or to leaving without one."""
        for product in self._basket():
            stand.tell(partial(ev.LineAdded, product=product, quantity=self._chance.between(1, 3)))
        if self._chance.happens(0.9):
            await self._identify(stand)
        for _ in range(MOST_TRIES):
            self._choose(stand)
            if stand.sale.finished:
                return
            stand.tell(ev.Confirmed)
            self._maybe_leave(stand)
            sale = await stand.until(lambda sale: sale.phase not in _WAITING)
            if sale.phase is Phase.PAYING:
                await self._pay(stand)
            if not await self._tries_again(stand):
                return
        self._void(stand)

    def _basket(self) -> list[Product]:
        count = 1 if self._chance.happens(0.6) else 2
        return [self._chance.pick(PRODUCTS) for _ in range(count)]

    async def _identify(self, stand: Stand) -> None:
        profile_id = self._chance.pick(self._till.place.shop.people)
        try:
            profile, standing, wallet = await self._till.wire.converse(
                self._till.reader.customer(profile_id)
            )
        except OmneoError:
            return  # served without a customer
        customer = customer_of(profile, standing)
        stand.tell(partial(ev.CustomerAttached, customer=customer, wallet=wallet))

    def _choose(self, stand: Stand) -> None:
        """Some of the rewards, sometimes the benefit; what is not possible is not chosen."""
        sale = stand.sale
        if sale.phase is not Phase.CHOOSING or sale.wallet is None:
            return
        for benefit in sale.wallet.benefits[:1]:
            self._try(
                stand,
                partial(ev.BenefitChosen, benefit_id=benefit.id, chosen=self._chance.happens(0.3)),
            )
        if self._chance.happens(0.8):
            most = min(due(stand.sale).minor, 3000)
            amount = Money(self._chance.between(1, max(1, most)), sale.terms.currency)
            self._try(stand, partial(ev.RewardsChosen, amount=amount))

    def _try(self, stand: Stand, make: Callable[[Instant], ev.Event]) -> None:
        try:
            stand.tell(make)
        except JournalFailed:
            raise
        except PosError:
            return  # the till has said why, and nothing was changed

    def _maybe_leave(self, stand: Stand) -> None:
        """A customer who runs out of patience while the till is at work."""
        impatience = self._till.place.weather().impatience
        if impatience and self._chance.happens(impatience):
            seconds = self._chance.between(0, 12)
            self._till.life.begin(self._leave(stand, seconds))

    async def _leave(self, stand: Stand, seconds: int) -> None:
        await self._till.life.pause(seconds)
        self._void(stand)

    def _void(self, stand: Stand) -> None:
        try:
            self._try(stand, ev.VoidRequested)
        except JournalFailed:
            return  # it stays as it is; nothing was changed

    async def _pay(self, stand: Stand) -> None:
        """Tenders, one after the other, until nothing is due or the sale is somewhere else."""
        self._maybe_leave(stand)
        while stand.sale.phase is Phase.PAYING and due(stand.sale).minor > 0:
            sale = stand.sale
            if self._chance.happens(0.15):
                take = partial(ev.TenderTaken, kind=TenderKind.CASH, amount=cash_due(sale))
            else:
                self._till.draw_outcome()
                take = partial(ev.TenderTaken, kind=TenderKind.CARD, amount=due(sale))
            stand.tell(take)
            await stand.until(_no_tender_under_way)
        await stand.until(_is_told)

    async def _tries_again(self, stand: Stand) -> bool:
        """Whether the customer chooses once more; cash that is owed is handed back."""
        while True:
            sale = await stand.until(_wants_somebody)
            owed = [each for each in sale.approved if each.mark in sale.cash_owed]
            if sale.phase is Phase.COMPENSATING and owed:
                given = partial(ev.TenderGivenBack, tender=owed[-1].number, proof="cash drawer")
                stand.tell(given)
                continue
            if sale.phase is Phase.PAYING:
                await self._pay(stand)
                continue
            return sale.phase in {Phase.CHOOSING, Phase.OPEN}


def _no_tender_under_way(sale: Sale) -> bool:
    under_way = {TenderState.SENT, TenderState.UNKNOWN}
    return sale.phase is not Phase.PAYING or not any(
        each.state in under_way for each in sale.tenders
    )


def _is_told(sale: Sale) -> bool:
    """Paid and written, or waiting to be written, or on its way back."""
    return sale.phase is not Phase.PAYING and (
        sale.phase is not Phase.RECORDING or bool(sale.retry.tries)
    )


def _wants_somebody(sale: Sale) -> bool:
    """The till waits for its clerk, or does not need one any more."""
    if sale.phase is Phase.COMPENSATING:
        return any(each.mark in sale.cash_owed for each in sale.approved)
    if sale.phase is Phase.RECORDING:
        return bool(sale.retry.tries)
    return sale.phase is not Phase.REDEEMING


class Manager:
    """Looks at sales under attention, finds out at the tenant what is true, and says so to the till."""

    EVERY_S: Final = 60

    def __init__(self) -> None:
        self.decided = 0
        self._left: set[str] = set()
        """Sales whose customers did not wait for the word that let them be paid."""

    def come(self, till: SimTill) -> None:
        till.life.begin(self._watch(till))

    async def _watch(self, till: SimTill) -> None:
        while True:
            await till.life.pause(self.EVERY_S)
            for stand in tuple(till.stands):
                if stand.sale.phase is Phase.ATTENTION:
                    self._decide(till, stand)
                elif stand.sale.phase is Phase.PAYING and stand.sale.reference in self._left:
                    self._tell(stand, partial(ev.VoidRequested))
                elif stand.sale.finished:
                    till.forget(stand)

    def _decide(self, till: SimTill, stand: Stand) -> None:
        asked = stand.sale.attention
        if asked is None:
            return
        choice = {
            "redemption_unclear": ev.Choice.WAS_NOT_TAKEN,
            "recovery_by_hand": ev.Choice.WAS_NOT_TAKEN,
            "undo_unclear": ev.Choice.WAS_TAKEN_BACK,
            "transaction_refused": ev.Choice.TRY_AGAIN,
            "cash_owed": ev.Choice.HANDED_BACK,
        }[asked.why]
        event: Make = partial(ev.AttentionSettled, choice=choice, by=_BY)
        if choice is ev.Choice.WAS_NOT_TAKEN:
            event = self._named(till, stand, asked) or event
        elif choice is ev.Choice.WAS_TAKEN_BACK:
            event = partial(ev.AttentionSettled, choice=self._put_back(till, stand, asked), by=_BY)
        if self._tell(stand, event):
            self.decided += 1

    def _tell(self, stand: Stand, event: Make) -> bool:
        """Whether it could be written down; if not, it is told at the next round."""
        try:
            stand.tell(event)
        except JournalFailed:
            return False
        return True

    def _put_back(self, till: SimTill, stand: Stand, asked: Attention) -> ev.Choice:
        """By hand, where it was not; and how it came back."""
        shop, tag = till.place.shop, f"{stand.sale.reference}-{asked.mark}"
        shop.put_back_by_hand(tag)
        return ev.Choice.WAS_REFUNDED if shop.was_refunded(tag) else ev.Choice.WAS_TAKEN_BACK

    def _named(self, till: SimTill, stand: Stand, asked: Attention) -> Make | None:
        """Every second redemption in question is named where it was made; all others are put back by hand."""
        shop, sale = till.place.shop, stand.sale
        tag = f"{sale.reference}-{asked.mark}"
        keep = shop.taken(tag) if self.decided % 2 else ""
        named = keep if keep in asked.candidates else ""
        shop.put_back_by_hand(tag, but=named)
        if not named:
            return None
        self._left.add(sale.reference)
        leg = next(each.number for each in sale.legs if each.mark == asked.mark)
        return partial(RedemptionNamed, leg=leg, redemption_id=named, by=_BY)
