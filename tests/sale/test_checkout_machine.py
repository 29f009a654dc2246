"""Any sale, any luck, any moment to die: what must always hold, holds."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from posdesk.sale import events as ev
from posdesk.sale.line_events import TokenGiven
from posdesk.sale.money import Money
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.purses import ORDERS, Order, worth
from posdesk.sale.state import LegState, Phase, due, paid, quote_of
from posdesk.sale.tender import TenderKind
from tests.sale.build import BELT, CARD, SCARF, SHIRT, aud, desk
from tests.sale.world import Luck, World

PRODUCTS = st.sampled_from([SHIRT, SCARF, BELT, CARD])
# Mostly fine, or no sale would ever be paid.
LUCK = st.lists(st.sampled_from([*[Luck.FINE] * 6, *Luck]), max_size=24)


class Checkout(RuleBasedStateMachine):
    """One till, one customer, a world that breaks."""

    @initialize(combined=st.booleans(), order=st.sampled_from(ORDERS))
    def open_shop(self, combined: bool, order: Order) -> None:
        self.luck: list[Luck] = []
        self.world = World(desk(combined=combined, strategies=order), self.next_luck)

    def next_luck(self) -> Luck:
        return self.luck.pop(0) if self.luck else Luck.FINE

    @property
    def phase(self) -> Phase:
        return self.world.desk.sale.phase

    @rule(luck=LUCK)
    def the_weather_turns(self, luck: list[Luck]) -> None:
        self.luck = luck

    @rule(seconds=st.sampled_from([1.0, 30.0, 61.0, 599.0, 700.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.desk.later(seconds)
        self.world.press(ev.TimePassed(self.world.desk.now))

    @rule()
    def another_token(self) -> None:
        self.world.press(TokenGiven(self.world.desk.now))

    @rule(product=PRODUCTS)
    def scan(self, product: object) -> None:
        self.world.press(ev.LineAdded(self.world.desk.now, product))  # type: ignore[arg-type]  # sampled

    @rule()
    def present(self) -> None:
        if self.phase in {Phase.OPEN, Phase.CHOOSING}:
            self.world.desk.present(self.world.wallet())

    @rule(order=st.sampled_from(ORDERS))
    def take_from(self, order: Order) -> None:
        self.world.press(ev.StrategyChosen(self.world.desk.now, order))

    @rule(minor=st.integers(0, 5000), benefit=st.booleans())
    @precondition(lambda self: self.phase is Phase.CHOOSING)
    def choose(self, minor: int, benefit: bool) -> None:
        now = self.world.desk.now
        self.world.press(ev.BenefitChosen(now, "4021", chosen=benefit))
        self.world.press(ev.RewardsChosen(now, aud(minor)))

    @rule()
    def enter(self) -> None:
        self.world.press(ev.Confirmed(self.world.desk.now))

    @rule(minor=st.sampled_from([300, 900]))
    @precondition(lambda self: self.phase is Phase.CHOOSING)
    def redeem_twice(self, minor: int) -> None:
        """A small amount, and a tenant that takes it two times."""
        self.scan(SHIRT)
        self.choose(minor, benefit=False)
        self.luck = [Luck.FINE, Luck.TWICE, *self.luck]
        self.enter()

    @rule(kind=st.sampled_from(TenderKind), part=st.booleans())
    @precondition(lambda self: self.phase is Phase.PAYING)
    def pay(self, kind: TenderKind, part: bool) -> None:
        left = due(self.world.desk.sale)
        amount = Money(max(5, left.minor // 2), left.currency) if part and left.minor > 10 else left
        self.world.press(ev.TenderTaken(self.world.desk.now, kind, amount))

    @rule()
    def escape(self) -> None:
        self.world.press(ev.WentBack(self.world.desk.now))

    @rule()
    def void(self) -> None:
        self.world.press(ev.VoidRequested(self.world.desk.now))

    @rule(delay=st.sampled_from([2.0, 1800.0]))
    def die_and_resume(self, delay: float) -> None:
        self.world.desk.later(delay)
        self.world.press(ev.Resumed(self.world.desk.now))

    @rule()
    def hand_cash_back(self) -> None:
        self.world.hand_cash_back()

    # What must always hold

    @invariant()
    def a_transaction_is_written_at_most_once(self) -> None:
        assert len(self.world.transactions) <= 1

    @invariant()
    def a_sale_at_rest_has_put_back_what_it_does_not_hold(self) -> None:
        sale = self.world.desk.sale
        if sale.phase in {Phase.OPEN, Phase.CHOOSING, Phase.VOIDED}:
            assert self.world.live == self.world.twins
            assert "taken" not in self.world.charges.values()
            assert sale.approved == ()

    @invariant()
    def a_recorded_sale_is_paid_and_holds_what_it_redeemed(self) -> None:
        sale = self.world.desk.sale
        if sale.phase is Phase.RECORDED:
            assert len(self.world.transactions) == 1
            assert paid(sale) == quote_of(sale).total
            held = {leg.redemption_id for leg in sale.granted}
            owned = [each for each in self.world.live if each not in self.world.twins]
            assert held == {str(each.id) for each in owned}

    @invariant()
    def no_purse_gives_more_than_it_holds(self) -> None:
        sale, held = self.world.desk.sale, self.world.wallet().balances
        assert min(held.rewards.minor, held.points_money.minor) >= 0
        if sale.phase is Phase.CHOOSING and sale.wallet is not None:
            assert sale.chosen.rewards <= worth(sale.wallet.balances, sale.takes_from)

    @invariant()
    def a_granted_leg_is_live_at_the_tenant(self) -> None:
        live = {str(each.id) for each in self.world.live}
        for leg in self.world.desk.sale.legs:
            if leg.state is LegState.GRANTED:
                assert leg.redemption_id in live

    @invariant()
    def a_refund_only_comes_after_the_ten_minutes(self) -> None:
        for leg in self.world.desk.sale.legs:
            if leg.state is LegState.REFUNDED and leg.sent_at and leg.undo_sent_at:
                assert leg.sent_at.elapsed_s(leg.undo_sent_at) > 600

    def teardown(self) -> None:
        """The weather clears and the till is started again: every sale comes to rest."""
        self.luck = []
        for _ in range(3):
            self.world.press(ev.Resumed(self.world.desk.now))
            self.world.hand_cash_back()
        assert self.phase in {Phase.RECORDED, Phase.VOIDED, Phase.ATTENTION}
        self.a_sale_at_rest_has_put_back_what_it_does_not_hold()
        self.the_twins_are_swept()

    def the_twins_are_swept(self) -> None:
        """Time goes by: what took effect twice is taken back once, whatever became of the sale."""
        if self.phase is Phase.ATTENTION:
            return
        for _ in range(3):
            self.world.desk.later(600)
            self.world.settle(())
        assert self.world.twins == []
        assert not pending(self.world.desk.sale)


Checkout.TestCase.settings = settings(max_examples=400, stateful_step_count=24, deadline=None)
TestCheckout = Checkout.TestCase
