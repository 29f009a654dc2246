"""The table: what each phase knows, and the course of a sale from the first scan to the record."""

from __future__ import annotations

from inspect import getmembers, isclass

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.allocation import Rule
from posdesk.sale.checkout import ANY, PHASES, UNFINISHED, advance, allows, opened
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.money import AUD, Currency, Money
from posdesk.sale.record import purchase_of
from posdesk.sale.state import (
    FINAL,
    Phase,
    Sale,
    Terms,
    due,
    quote_of,
)
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import (
    BELT,
    SHIRT,
    START,
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
    for module in (ev, rev)
    for _, kind in getmembers(module, isclass)
    if issubclass(kind, ev.Event) and kind not in (ev.Event, ev.SaleOpened)
}


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


def picking() -> Desk:
    return returning_desk(original(bought([(SHIRT, 1)], rewards=500)))


def repaying() -> Desk:
    made = refunding()
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.do(rev.RefundGiven(made.now, 1))
    return made


def refunding() -> Desk:
    made = picking()
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    return made


def at_phase(phase: Phase) -> Desk:
    made = {
        Phase.OPEN: desk,
        Phase.CHOOSING: choosing,
        Phase.REDEEMING: redeeming,
        Phase.PAYING: paying,
        Phase.RECORDING: recording,
        Phase.COMPENSATING: declined,
        Phase.PICKING: picking,
        Phase.REFUNDING: refunding,
        Phase.REPAYING: repaying,
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


def test_a_sale_opens_empty_with_its_reference_its_terms_and_its_time() -> None:
    terms = Terms(AUD)
    sale = opened(ev.SaleOpened(START, "S01-1-000001-aaaaaa", terms))
    assert sale == Sale("S01-1-000001-aaaaaa", terms, START)
    assert (sale.opened_at, sale.phase) == (START, Phase.OPEN)


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
