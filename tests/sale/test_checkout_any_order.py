"""Answers in any order, late, lost or never; a cashier who presses anything; a till that dies anywhere.

Unlike ``test_checkout_machine`` nothing is settled between two steps: a crash, a second thought or a slow
reading falls between any call and its answer.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.basket import Product
from posdesk.sale.line_events import TokenGiven
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import FINAL, LegState, Phase, ProofState, cash_due, due, paid, quote_of
from posdesk.sale.tender import TenderKind
from tests.sale.build import ASHA, BELT, CARD, SCARF, SHIRT, aud, desk
from tests.sale.slow_world import Fate, SlowWorld, calm
from tests.sale.tenant import Row
from tests.sale.twin_world import twins

FATE = st.sampled_from([*[Fate.FINE] * 5, *Fate])
FATES = st.lists(FATE, min_size=4, max_size=4)
ASKED_TWICE = (ef.FindRedemption, ef.FindUndo, ef.ReadWallet, ef.LookUpTransaction)
IN_FLIGHT = {"sent", "unknown"}
BUSY = frozenset(Phase) - FINAL - {Phase.OPEN, Phase.CHOOSING}

PRESSES = (ev.WentBack, ev.Confirmed, ev.BasketUndone, ev.TimePassed, TokenGiven)


class AnyOrder(RuleBasedStateMachine):
    """One till, one customer, a world in which nothing is prompt."""

    @initialize()
    def open_shop(self) -> None:
        self.world = SlowWorld(desk())
        self.scan(SHIRT)
        self.scan(SCARF)

    @rule(minor=st.sampled_from([0, 700, 2500]), benefit=st.booleans())
    @precondition(lambda self: self.phase in {Phase.OPEN, Phase.CHOOSING})
    def choose_and_enter(self, minor: int, benefit: bool) -> None:
        if self.phase is Phase.OPEN:
            self.present()
        self.choose(minor, benefit)
        self.enter()
        self.answer_well(1)

    @rule()
    @precondition(lambda self: self.phase in FINAL)
    def serve_the_next(self) -> None:
        self.teardown()
        self.open_shop()

    @property
    def phase(self) -> Phase:
        return self.world.phase

    # The cashier

    @rule(product=st.sampled_from([SHIRT, SCARF, BELT, CARD]))
    @precondition(lambda self: self.phase in {Phase.OPEN, Phase.CHOOSING})
    def scan(self, product: Product) -> None:
        self.world.press(ev.LineAdded(self.world.desk.now, product))

    @rule()
    @precondition(lambda self: self.phase is Phase.OPEN)
    def present(self) -> None:
        now = self.world.desk.now
        self.world.press(ev.CustomerAttached(now, ASHA, self.world.tenant.wallet(now)))

    @rule(minor=st.integers(0, 2500), benefit=st.booleans())
    @precondition(lambda self: self.phase is Phase.CHOOSING)
    def choose(self, minor: int, benefit: bool) -> None:
        now = self.world.desk.now
        self.world.press(ev.BenefitChosen(now, "4021", chosen=benefit))
        self.world.press(ev.RewardsChosen(now, aud(minor)))

    @rule()
    @precondition(lambda self: self.phase in {Phase.OPEN, Phase.CHOOSING})
    def enter(self) -> None:
        self.world.press(ev.Confirmed(self.world.desk.now))

    @rule(kind=st.sampled_from(TenderKind), part=st.booleans())
    @precondition(lambda self: self.phase is Phase.PAYING)
    def pay(self, kind: TenderKind, part: bool) -> None:
        sale = self.world.desk.sale
        left = cash_due(sale) if kind is TenderKind.CASH else due(sale)
        amount = aud(max(1, left.minor // 2)) if part else left
        self.world.press(ev.TenderTaken(self.world.desk.now, kind, amount))

    @rule(fate=st.sampled_from([Fate.REFUSED, Fate.REQUEST_LOST, Fate.ANSWER_LOST]))
    @precondition(lambda self: self.phase is Phase.PAYING)
    def pay_in_vain(self, fate: Fate) -> None:
        self.pay(TenderKind.CARD, part=False)
        for call in self.world.out:
            if isinstance(call.effect, ef.Charge):
                self.world.out.remove(call)
                self.world.answer(call, fate)
                break

    @rule(press=st.sampled_from(PRESSES))
    def press_anything(self, press: type[ev.Event]) -> None:
        self.world.press(press(self.world.desk.now))

    @rule()
    @precondition(lambda self: self.phase in BUSY)
    def void(self) -> None:
        self.world.press(ev.VoidRequested(self.world.desk.now))

    @rule()
    @precondition(lambda self: self.world.desk.sale.cash_owed)
    def hand_cash_back(self) -> None:
        sale = self.world.desk.sale
        for tender in sale.approved:
            if tender.mark in sale.cash_owed:
                self.world.press(ev.TenderGivenBack(self.world.desk.now, tender.number))

    @rule(wish=st.sampled_from(ev.Choice))
    @precondition(lambda self: self.phase is Phase.ATTENTION)
    def decide(self, wish: ev.Choice) -> None:
        """A person who knows the truth, and never says that something is what it is not."""
        if self.truthful(wish):
            self.world.press(ev.AttentionSettled(self.world.desk.now, wish, "Sam Lee"))

    def truthful(self, wish: ev.Choice) -> bool:
        attention, sale = self.world.desk.sale.attention, self.world.desk.sale
        assert attention is not None
        tag = f"{sale.reference}-{attention.mark}"
        rows = [row for row in self.world.tenant.rows if row.tag == tag]
        match wish:
            case ev.Choice.WAS_NOT_TAKEN:
                return not rows and not self.world.late
            case ev.Choice.WAS_TAKEN_BACK:
                return all(row.state == "reversed" for row in rows)
            case ev.Choice.WAS_REFUNDED:
                return bool(rows) and all(row.state == "refunded" for row in rows)
            case _:
                return True

    # The world

    @rule(which=st.integers(0, 3), fate=FATE)
    @precondition(lambda self: self.world.out)
    def answer(self, which: int, fate: Fate) -> None:
        out = self.world.out
        self.world.answer(out.pop(which % len(out)), fate)

    @rule(count=st.integers(1, 4))
    @precondition(lambda self: self.world.out)
    def answer_well(self, count: int) -> None:
        for _ in range(count):
            if self.world.out:
                self.world.answer(self.world.out.pop(0), Fate.FINE)

    @rule(which=st.integers(0, 3))
    @precondition(lambda self: self.world.out)
    def ask_twice(self, which: int) -> None:
        call = self.world.out[which % len(self.world.out)]
        if isinstance(call.effect, ASKED_TWICE) and len(self.world.out) < 6:
            self.world.out.append(call)

    @rule(seconds=st.sampled_from([1.0, 5.0, 31.0, 61.0, 560.0, 700.0]), fates=FATES)
    def wait(self, seconds: float, fates: list[Fate]) -> None:
        self.world.pass_time(seconds, fates)

    @rule(fates=FATES, seconds=st.sampled_from([2.0, 70.0, 1800.0]))
    @precondition(lambda self: self.phase in BUSY or pending(self.world.desk.sale))
    def die_and_start_again(self, fates: list[Fate], seconds: float) -> None:
        self.world.die(fates)
        self.world.pass_time(seconds)
        self.world.press(ev.Resumed(self.world.desk.now))

    @rule()
    def clear_weather(self) -> None:
        calm(self.world)

    # What must always hold

    def held(self) -> list[Row]:
        """What is live but for twins."""
        extra = twins(self.world)
        return [row for row in self.world.tenant.live if row not in extra]

    @invariant()
    def a_sale_is_written_at_most_once(self) -> None:
        assert len(self.world.tenant.transactions) <= 1

    @invariant()
    def one_write_is_in_flight_at_a_time(self) -> None:
        writes = [call.effect for call in self.world.out if call.effect.intention]
        beside = [each for each in writes if isinstance(each, ef.ReverseTwin | ef.RefundTwin)]
        assert len(beside) <= 1
        assert len(writes) - len(beside) <= 1

    @invariant()
    def nothing_is_held_by_a_sale_that_is_not_being_paid(self) -> None:
        sale, tenant = self.world.desk.sale, self.world.tenant
        if sale.phase in {Phase.OPEN, Phase.CHOOSING, Phase.VOIDED}:
            assert tenant.live == twins(self.world)
            assert all(charge.state != "taken" for charge in tenant.charges.values())
            assert sale.approved == ()

    @invariant()
    def a_recorded_sale_says_what_was_paid_and_redeemed(self) -> None:
        sale, tenant = self.world.desk.sale, self.world.tenant
        if sale.phase is not Phase.RECORDED:
            return
        (purchase,) = tenant.transactions
        assert paid(sale) == quote_of(sale).total == purchase.total
        assert {leg.redemption_id for leg in purchase.legs} == {str(r.id) for r in self.held()}
        assert sum(leg.linked for leg in purchase.legs) == bool(purchase.legs)
        taken = sum(each.amount for each in tenant.charges.values() if each.state == "taken")
        cards = [each for each in sale.approved if each.kind is TenderKind.CARD]
        assert taken == sum(each.amount.minor for each in cards)

    @invariant()
    def what_is_paid_for_is_what_was_granted(self) -> None:
        sale = self.world.desk.sale
        if sale.phase in {Phase.PAYING, Phase.RECORDING, Phase.RECORDED}:
            held = sum(row.total for row in self.held())
            assert quote_of(sale).rewards.minor == held

    @invariant()
    def without_a_refund_the_wallet_is_what_it_was(self) -> None:
        sale, tenant = self.world.desk.sale, self.world.tenant
        if sale.compensation is None or not sale.compensation.done:
            return
        changed = any(row.state == "refunded" or row.extra for row in tenant.rows)
        if not changed and sale.phase is not Phase.RECORDED:
            assert tenant.rewards == {"811": 1000, "812": 1500}
            proof = sale.compensation.proof
            assert proof is None or proof.state is ProofState.EQUAL

    @invariant()
    def something_always_comes_next(self) -> None:
        world, sale = self.world, self.world.desk.sale
        rests = sale.phase in {Phase.OPEN, Phase.CHOOSING, Phase.ATTENTION, *FINAL}
        idle = sale.phase is Phase.PAYING and not any(t.state in IN_FLIGHT for t in sale.tenders)
        owing = sale.phase is Phase.COMPENSATING and sale.cash_owed
        assert rests or idle or owing or world.out or world.wake

    def teardown(self) -> None:
        """The weather clears and the till is started again: every sale comes to rest, and the journal knows it."""
        world = self.world
        for _ in range(12):
            calm(world)
            if world.phase in FINAL:
                break
            world.die(())
            world.press(ev.Resumed(world.desk.now))
            calm(world)
            for wish in (ev.Choice.TRY_AGAIN, ev.Choice.HANDED_BACK):
                world.press(ev.AttentionSettled(world.desk.now, wish))
        assert world.phase in FINAL
        assert all(
            leg.state not in {LegState.SENT, LegState.UNKNOWN} for leg in world.desk.sale.legs
        )
        assert twins(world) == []
        assert not pending(world.desk.sale)
        self.nothing_is_held_by_a_sale_that_is_not_being_paid()
        self.a_recorded_sale_says_what_was_paid_and_redeemed()
        assert world.replayed()


AnyOrder.TestCase.settings = settings(max_examples=400, stateful_step_count=50, deadline=None)
TestAnyOrder = AnyOrder.TestCase
