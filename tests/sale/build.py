"""A small shop for the sale's tests: products, a wallet, a clock, a sale at any phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from posdesk.sale import events as ev
from posdesk.sale.basket import Product, ProductKind
from posdesk.sale.checkout import advance, opened
from posdesk.sale.effects import Effect, SweepAt
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.phases.steps import absence_proves
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.state import LegState, Sale, Terms, due
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Balances, Benefit, Credit, Customer, Reward, Unusable, Wallet
from tests.sale.well_formed import assert_well_formed

START = Instant(1_800_000_000_000, 1_000, "boot")
SHIRT = Product("LS-01", "Linen Shirt", Money(6500, AUD), "2000000000017")
SCARF = Product("WS-01", "Wool Scarf", Money(4500, AUD))
BELT = Product("LB-01", "Leather Belt", Money(2500, AUD))
CARD = Product(
    "GC-50", "Gift Card", Money(5000, AUD), tax_rate=Decimal(0), kind=ProductKind.GIFT_CARD
)
ASHA = Customer(
    "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11", "Asha Nguyen", "asha@example.test", "Silver"
)
PROMOTIONS = {
    "first-spend": Promotion(PromotionKind.PERCENT, percent=Decimal(10)),
    "alterations": Promotion(PromotionKind.NOTE, note="Mark the slip."),
}


def aud(minor: int) -> Money:
    return Money(minor, AUD)


def wallet(
    rewards: Sequence[int] = (1000, 1500), first_spend: int = 1, at: Instant = START
) -> Wallet:
    """Rewards by soonest expiry, and two benefits."""
    worth = aud(sum(rewards))
    return Wallet(
        Balances(worth, Decimal(1500), aud(1500), worth + aud(1500)),
        at,
        tuple(
            Reward(str(811 + index), "Reward", aud(minor), aud(minor), 10**12 + index, minor > 0)
            for index, minor in enumerate(rewards)
        ),
        (
            Benefit(
                "4021",
                "First spend",
                "first-spend",
                remaining=first_spend,
                expires_ms=10**12,
                unusable=None if first_spend else Unusable.USED,
            ),
            Benefit("4022", "Alterations", "alterations", remaining=3, expires_ms=10**12),
        ),
    )


@dataclass
class Desk:
    """A sale and a clock; ``do`` advances both and keeps the effects of the last event."""

    sale: Sale
    now: Instant = START
    effects: tuple[Effect, ...] = field(default=())
    look_at: Instant | None = None

    def do(self, event: ev.Event) -> tuple[Effect, ...]:
        """Tell the sale, and journal the intentions of what it asks for, as the engine does.

        What comes out is held to its declared types. The timer of the next look for twins is kept apart, in
        ``look_at``.
        """
        before = self.sale
        self.sale, effects = advance(before, event)
        assert_well_formed(self.sale, before)
        for effect in effects:
            assert_well_formed(effect)
            if isinstance(effect, SweepAt):
                self.look_at = effect.at
        self.effects = tuple(each for each in effects if not isinstance(each, SweepAt))
        for effect in self.effects:
            if effect.intention:
                before = self.sale
                self.sale, more = advance(before, ev.Sent(self.now, effect.intention))
                assert more == ()
                assert_well_formed(self.sale, before)
        return self.effects

    def later(self, seconds: float) -> None:
        self.now = self.now.plus(seconds)

    @property
    def asked(self) -> list[Effect]:
        """What the last event asked for."""
        return list(self.effects)

    def wake(self) -> None:
        """The timer goes off, at its own time."""
        wake = self.sale.retry.wake_at
        assert wake is not None
        self.later(max(0.0, self.now.elapsed_s(wake)))
        self.do(ev.TimePassed(self.now))

    def absent(self, leg: int = 1) -> None:
        """The redemption was looked for, and is not there."""
        self.do(ev.RedemptionSought(self.now, leg, ev.Finding.ABSENT))

    def give_up(self, leg: int = 1) -> None:
        """Look until a redemption without an answer is believed not to have been made."""
        while self.sale.leg(leg).state is LegState.UNKNOWN:
            self.absent(leg)
            if self.sale.leg(leg).state is LegState.UNKNOWN:
                self.wake()

    def wait_out(self, number: int = 1) -> None:
        """Look for a redemption without an answer, and see nothing, until it can no longer come."""
        self._see_nothing(ev.RedemptionSought, number, self.sale.leg(number).sent_at)

    def wait_out_undo(self, number: int) -> None:
        """The same for what puts a redemption back."""
        self._see_nothing(ev.UndoSought, number, self.sale.leg(number).undo_sent_at)

    def ask_of_undo(self, number: int, evidence: tuple[str, ...] = ()) -> None:
        """Nothing tells whether it was put back, and nothing can come any more: a person is asked."""
        self.do(ev.UndoUnknown(self.now, number, "omneo.no_answer"))
        self.wait_out_undo(number)
        self.do(ev.UndoSought(self.now, number, ev.Finding.UNCLEAR, evidence))

    def _see_nothing(
        self,
        sought: type[ev.RedemptionSought] | type[ev.UndoSought],
        number: int,
        sent: Instant | None,
    ) -> None:
        while not absence_proves(self.sale, sent, self.now):
            self.do(sought(self.now, number, ev.Finding.UNREADABLE))
            self.wake()

    # The course of a sale

    def scan(self, *products: Product) -> None:
        for product in products:
            self.do(ev.LineAdded(self.now, product))

    def present(self, held: Wallet | None = None) -> None:
        self.do(ev.CustomerAttached(self.now, ASHA, held or wallet()))

    def choose(self, rewards: int = 2500, *benefits: str) -> None:
        for benefit in benefits:
            self.do(ev.BenefitChosen(self.now, benefit, chosen=True))
        self.do(ev.RewardsChosen(self.now, aud(rewards)))

    def confirm(self, held: Wallet | None = None) -> None:
        """Enter, and the reading just before redeeming."""
        self.do(ev.Confirmed(self.now))
        self.do(ev.SnapshotRead(self.now, held or wallet(), 100))

    def grant(self, leg: int, redemption: str, total: int) -> None:
        self.do(ev.RedemptionGranted(self.now, leg, redemption, aud(total)))

    def take(self, kind: TenderKind = TenderKind.CARD, minor: int | None = None) -> None:
        amount = due(self.sale) if minor is None else aud(minor)
        self.do(ev.TenderTaken(self.now, kind, amount))

    def use(self, credit: Credit, minor: int) -> None:
        """Pay with a credit."""
        amount = aud(minor)
        self.do(ev.TenderTaken(self.now, TenderKind.CREDIT, amount, credit_id=credit.id))

    def approve(self, number: int | None = None) -> None:
        tender = self.sale.tenders[-1] if number is None else self.sale.tender(number)
        self.do(ev.TenderApproved(self.now, tender.number, tender.amount, "approved"))


def desk(**terms: object) -> Desk:
    """An open sale."""
    own = replace(Terms(AUD, promotions=PROMOTIONS, receipt_ref="659"), **terms)  # type: ignore[arg-type]  # names are Terms' own
    return Desk(opened(ev.SaleOpened(START, "S01-1-000659-k3f9q2", own)))


def with_credits(*owned: Credit, **terms: object) -> Desk:
    """A shirt, a scarf and a belt (135.00), to be paid by a customer with these credits."""
    made = desk(**terms)
    made.scan(SHIRT, SCARF, BELT)
    made.present(replace(wallet(), credits=owned))
    made.do(ev.Confirmed(made.now))
    return made


def choosing() -> Desk:
    """Two shirts, a scarf, a belt, a gift card; Asha attached."""
    made = desk()
    made.scan(SHIRT, SHIRT, SCARF, BELT, CARD)
    made.present()
    return made


def redeeming() -> Desk:
    """25.00 of rewards chosen and sent."""
    made = choosing()
    made.choose(2500)
    made.confirm()
    return made


def paying() -> Desk:
    """25.00 of rewards granted as redemption 158."""
    made = redeeming()
    made.grant(1, "158", 2500)
    return made


def paying_two_legs() -> Desk:
    """First spend (158) and 25.00 of rewards (159) granted."""
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.grant(2, "159", 2500)
    return made


def recording() -> Desk:
    """Paid by card."""
    made = paying()
    made.take()
    made.approve()
    return made


def declined() -> Desk:
    """The card was refused; the first redemption is going back."""
    made = paying_two_legs()
    made.take()
    made.do(ev.TenderDeclined(made.now, 1, "insufficient_funds"))
    return made
