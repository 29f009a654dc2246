"""The table: what each phase knows, and the course of a sale from the first scan to the record."""

from __future__ import annotations

from inspect import getmembers, isclass

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.allocation import Rule
from posdesk.sale.checkout import ANY, PHASES, UNFINISHED, advance, allows
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.money import Currency, Money
from posdesk.sale.record import purchase_of
from posdesk.sale.state import (
    FINAL,
    LegState,
    Phase,
    TenderKind,
    TenderState,
    due,
    quote_of,
    rounding,
)
from tests.sale.build import (
    BELT,
    SHIRT,
    Desk,
    aud,
    choosing,
    declined,
    desk,
    paying,
    paying_two_legs,
    recording,
    redeeming,
    wallet,
)

EVENTS = {
    kind
    for _, kind in getmembers(ev, isclass)
    if issubclass(kind, ev.Event) and kind not in (ev.Event, ev.SaleOpened)
}


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


def at_phase(phase: Phase) -> Desk:
    made = {
        Phase.OPEN: desk,
        Phase.CHOOSING: choosing,
        Phase.REDEEMING: redeeming,
        Phase.PAYING: paying,
        Phase.RECORDING: recording,
        Phase.COMPENSATING: declined,
    }
    if phase in made:
        found = made[phase]()
    elif phase is Phase.RECORDED:
        found = recording()
        found.do(ev.TransactionRecorded(found.now, "64", "158"))
    elif phase is Phase.VOIDED:
        found = choosing()
        found.do(ev.VoidRequested(found.now))
    else:
        found = recording()
        found.do(ev.TransactionRefused(found.now, "omneo.invalid"))
    assert found.sale.phase is phase
    return found


@pytest.mark.parametrize("phase", list(Phase))
def test_an_event_that_a_phase_does_not_know_changes_nothing(phase: Phase) -> None:
    known = {*PHASES[phase], *ANY, *(() if phase in FINAL else UNFINISHED)}
    made = at_phase(phase)
    for kind in EVENTS - known:
        event = object.__new__(kind)
        with pytest.raises(IllegalEvent):
            advance(made.sale, event)


@pytest.mark.parametrize("phase", list(Phase))
def test_every_kind_of_outcome_is_known_in_every_phase(phase: Phase) -> None:
    outcomes = {kind for kind in ANY if not allows(at_phase(phase).sale, kind)}
    assert outcomes | set(PHASES[phase]) >= set(ANY)


def test_the_whole_sale() -> None:
    made = choosing()
    made.choose(2500, "4021")
    assert made.do(ev.Confirmed(made.now)) == (ef.ReadSnapshot(made.sale.customer.profile_id),)  # type: ignore[union-attr]  # attached
    assert made.do(ev.SnapshotRead(made.now, wallet(), 157)) == (ef.CreateRedemption(1, "B1"),)
    made.grant(1, "158", 0)
    assert list(made.effects) == [ef.CreateRedemption(2, "R2")]
    made.grant(2, "159", 2500)
    assert phase_of(made) is Phase.PAYING
    assert due(made.sale) == aud(20500)
    made.take()
    assert list(made.effects) == [ef.Charge(1, "T1", aud(20500))]
    made.approve()
    assert (phase_of(made), list(made.effects)) == (Phase.RECORDING, [ef.LookUpTransaction()])
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)
    made.do(ev.TransactionRecorded(made.now, "64", "159"))
    assert phase_of(made) is Phase.RECORDED
    assert made.effects == ()


def test_the_greatest_redemption_is_linked_and_the_others_stand_in_the_record() -> None:
    made = paying_two_legs()
    made.take()
    made.approve()
    purchase = purchase_of(made.sale)
    assert purchase.linked == "159"
    assert [(leg.redemption_id, leg.linked) for leg in purchase.legs] == [
        ("158", False),
        ("159", True),
    ]
    assert sum(item.quantity * item.price_sell.minor for item in purchase.items) == 20500
    assert sum(share.amount.minor for share in purchase.shares) == 2000 + 2500
    assert sum(item.tax.minor for item in purchase.items) == quote_of(made.sale).tax.minor


def test_a_sale_with_only_a_benefit_links_that() -> None:
    made = choosing()
    made.choose(0, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.take()
    made.approve()
    assert purchase_of(made.sale).linked == "158"


def test_an_anonymous_sale_goes_straight_to_payment() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.Confirmed(made.now))
    assert (made.sale.phase, due(made.sale)) == (Phase.PAYING, aud(6500))
    made.do(ev.WentBack(made.now))
    assert made.sale.phase is Phase.OPEN


def test_an_empty_basket_is_not_sold() -> None:
    for made in (desk(), Desk(choosing().sale)):
        for line in made.sale.basket.lines:
            made.do(ev.LineRemoved(made.now, line.id))
        with pytest.raises(IllegalEvent):
            made.do(ev.Confirmed(made.now))


def test_with_nothing_chosen_nothing_is_redeemed() -> None:
    made = choosing()
    made.do(ev.Confirmed(made.now))
    assert (made.sale.phase, made.sale.legs) == (Phase.PAYING, ())


def test_a_sale_with_nothing_due_records_itself() -> None:
    made = desk()
    made.scan(BELT)
    made.present()
    made.choose(2500)
    made.confirm()
    made.grant(1, "158", 2500)
    assert made.sale.phase is Phase.RECORDING


def test_a_smaller_basket_makes_the_choice_smaller() -> None:
    made = desk()
    made.scan(SHIRT, BELT)
    made.present(wallet((5000, 5000)))
    made.do(ev.MostChosen(made.now))
    assert made.sale.chosen.rewards == aud(9000)
    made.do(ev.LineRemoved(made.now, 1))
    assert made.sale.chosen.rewards == aud(2500)


def test_a_benefit_that_is_used_up_cannot_be_chosen() -> None:
    made = desk()
    made.scan(SHIRT)
    made.present(wallet(first_spend=0))
    for benefit in ("4021", "nobody knows"):
        with pytest.raises(IllegalEvent):
            made.do(ev.BenefitChosen(made.now, benefit, chosen=True))


def test_what_the_choice_refuses_changes_nothing() -> None:
    made = choosing()
    before = made.sale
    with pytest.raises(BadAmount):
        made.do(ev.RewardsChosen(made.now, aud(-1)))
    assert made.sale == before


def test_prices_of_another_currency_are_refused() -> None:
    yen = Money(100, Currency("JPY"))
    made = choosing()
    with pytest.raises(Exception, match="JPY"):
        made.do(ev.PriceSet(made.now, 1, yen))


def test_the_rule_of_the_tenant_is_the_rule_of_the_sale() -> None:
    made = desk(rule=Rule.CARRY)
    made.scan(SHIRT)
    assert quote_of(made.sale).rule is Rule.CARRY


# Payment


def test_a_second_tender_waits_for_the_first() -> None:
    made = paying()
    made.take()
    with pytest.raises(IllegalEvent):
        made.take()
    assert len(made.sale.tenders) == 1


def test_cash_gives_change_and_is_rounded_apart() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(made.now, 1, aud(1243)))
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 2000)
    (tender,) = made.sale.approved
    assert (tender.amount, tender.change, rounding(made.sale)) == (aud(1245), aud(755), aud(2))
    assert made.sale.phase is Phase.RECORDING


def test_a_part_in_cash_is_not_rounded() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(made.now, 1, aud(1243)))
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 500)
    assert (due(made.sale), rounding(made.sale)) == (aud(743), aud(0))


def test_only_cash_gives_change() -> None:
    for kind in (TenderKind.CARD, TenderKind.OTHER):
        with pytest.raises(BadAmount):
            paying().take(kind, 10**7)


def test_a_partial_approval_leaves_the_rest_due() -> None:
    made = paying()
    made.take()
    made.do(ev.TenderApproved(made.now, 1, aud(5000), "partial_approval"))
    assert (made.sale.phase, due(made.sale)) == (Phase.PAYING, aud(25000 - 2500 - 5000))


def test_an_unknown_payment_is_asked_for_until_the_terminal_knows() -> None:
    made = paying()
    made.take()
    made.do(ev.TenderUnknown(made.now, 1))
    for _ in range(3):
        made.later(2)
        assert made.do(ev.TimePassed(made.now)) == (ef.AskTerminal(1),)
        made.do(ev.TenderUnknown(made.now, 1))
    assert made.sale.tender(1).state is TenderState.UNKNOWN
    made.approve()
    assert made.sale.phase is Phase.RECORDING


# The record


def test_the_transaction_is_looked_up_before_every_send() -> None:
    made = recording()
    assert made.effects == (ef.LookUpTransaction(),)
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer"))
    made.later(1)
    assert made.do(ev.TimePassed(made.now)) == (ef.LookUpTransaction(),)


def test_an_unanswered_transaction_is_not_sent_again_inside_the_late_window() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer"))
    made.later(59)
    made.do(ev.TransactionSought(made.now))
    assert not any(isinstance(each, ef.RecordTransaction) for each in made.effects)
    made.later(2)
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)


def test_a_transaction_that_is_found_was_recorded() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now, "64", "158"))
    assert made.sale.phase is Phase.RECORDED
    assert made.sale.recorded is not None
    assert made.sale.recorded.found


def test_a_tenant_out_of_reach_only_makes_the_record_wait() -> None:
    made = recording()
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable"))
        assert made.sale.phase is Phase.RECORDING
        made.later(seconds)
        assert made.do(ev.TimePassed(made.now)) == (ef.LookUpTransaction(),)


def test_a_refused_transaction_needs_a_person_and_can_be_sent_again() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=("items: wrong",)))
    assert made.sale.phase is Phase.ATTENTION
    with pytest.raises(IllegalEvent):
        made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_NOT_TAKEN))
    made.do(ev.AttentionSettled(made.now, ev.Choice.TRY_AGAIN))
    assert made.effects == (ef.LookUpTransaction(),)


# Redeeming


def test_less_than_was_asked_for_is_put_back_and_proposed() -> None:
    made = redeeming()
    made.grant(1, "158", 1000)
    assert made.effects == (ef.ReverseRedemption(1, "R1"),)
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    assert (made.sale.phase, made.sale.chosen.rewards) == (Phase.CHOOSING, aud(1000))
    assert made.sale.problem == "sale.granted_less"


def test_a_refused_second_leg_puts_the_first_back() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid"))
    assert made.effects == (ef.ReverseRedemption(1, "B1"),)
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "omneo.invalid")


@pytest.mark.parametrize(
    ("held", "problem"),
    [(wallet((500,)), "sale.balance_changed"), (wallet(first_spend=0), "sale.benefit_changed")],
)
def test_a_wallet_that_changed_before_redeeming_sends_nothing(held: object, problem: str) -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm(held)  # type: ignore[arg-type]  # a wallet, typed loosely by the table above
    assert (made.sale.phase, made.sale.problem, made.effects) == (Phase.CHOOSING, problem, ())


def test_an_unanswered_redemption_is_looked_for_and_adopted() -> None:
    made = redeeming()
    assert made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer")) == (ef.FindRedemption(1),)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert made.sale.phase is Phase.PAYING
    assert made.sale.leg(1).redemption_id == "158"


def test_an_absent_redemption_is_sent_once_more_after_the_late_window_and_never_a_third_time() -> (
    None
):
    made = redeeming()
    sends = 1
    for _ in range(60):
        made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
        while made.sale.leg(1).state is LegState.UNKNOWN:
            made.later(10)
            made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        if made.effects != (ef.CreateRedemption(1, "R1"),):
            break
        sends += 1
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (sends, made.sale.phase) == (2, Phase.CHOOSING)
    assert (made.sale.leg(1).state, made.sale.problem) == (LegState.ABSENT, "omneo.no_answer")


def test_inside_the_late_window_nothing_is_sent_again() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.later(59)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    assert made.sale.leg(1).state is LegState.UNKNOWN


def test_unclear_evidence_is_for_a_person() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("redemption 158",)))
    assert made.sale.phase is Phase.ATTENTION
    made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_NOT_TAKEN))
    made.do(ev.WalletRead(made.now, wallet()))
    assert phase_of(made) == Phase.CHOOSING


def test_a_second_reading_before_redeeming_plans_nothing_twice() -> None:
    made = redeeming()
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert len(made.sale.legs) == 1


def test_a_timer_that_nobody_waits_for_changes_nothing() -> None:
    made = choosing()
    made.choose(2500)
    made.do(ev.Confirmed(made.now))
    before = made.sale
    made.later(100)
    assert made.do(ev.TimePassed(made.now)) == ()
    assert made.sale == before
