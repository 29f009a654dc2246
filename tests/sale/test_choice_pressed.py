"""Each press before anything is taken: all that it changes of a sale that has been through a failed try, and no more."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.purses import ORDERS, Purse
from posdesk.sale.quote import Selection
from posdesk.sale.state import Cause, Compensation, Phase, Retry, Sale
from posdesk.sale.story import StoryEntry, StoryKind
from posdesk.sale.wallet import Customer
from tests.sale.build import ASHA, BELT, SHIRT, START, Desk, aud, choosing, desk, wallet

LATER = START.plus(30)
BOTH = (Purse.REWARDS, Purse.POINTS)
POINTS = (Purse.POINTS,)
BAO = Customer("0d9f2f0c-2f0b-4f6e-8d8a-3b1f7f3d5a22", "Bao Tran", to_next=Decimal(40))
BAOS = wallet((700,), first_spend=0, at=LATER)
NOTHING = Selection(aud(0))


def tried(*benefits: str) -> Desk:
    """10.00 chosen of both purses; the try before was refused, and left all that a try can leave."""
    made = choosing()
    made.do(ev.StrategyChosen(made.now, BOTH))
    made.choose(1000, *benefits)
    made.sale = replace(
        made.sale,
        problem="sale.granted_less",
        proposal=aud(1000),
        compensation=Compensation(Cause.GRANTED_LESS, Phase.CHOOSING, START, done=True),
        retry=Retry(4, START),
        snapshot=made.sale.wallet,
    )
    made.now = LATER
    return made


def pressed(made: Desk, event: ev.Event) -> Sale:
    """The sale as it was, after ``event`` was pressed and asked for nothing."""
    before = made.sale
    assert made.do(event) == ()
    return before


def test_an_amount_replaces_the_proposal_and_keeps_the_benefits() -> None:
    made = tried("4021")
    before = pressed(made, ev.RewardsChosen(LATER, aud(700)))
    chosen = Selection(aud(700), ("4021",))
    assert made.sale == replace(before, selection=chosen, problem="", proposal=None)


def test_no_amount_at_all_can_be_chosen_but_not_less() -> None:
    made = tried()
    made.do(ev.RewardsChosen(LATER, aud(0)))
    assert made.sale.chosen == NOTHING
    with pytest.raises(BadAmount, match="of rewards"):
        made.do(ev.RewardsChosen(LATER, aud(-1)))


def test_the_most_replaces_the_proposal_and_keeps_the_benefits() -> None:
    made = tried("4021")
    before = pressed(made, ev.MostChosen(LATER))
    chosen = Selection(aud(4000), ("4021",))
    assert made.sale == replace(before, selection=chosen, problem="", proposal=None)


def test_another_purse_bears_what_is_in_it() -> None:
    made = tried()
    made.do(ev.RewardsChosen(LATER, aud(4000)))
    before = pressed(made, ev.StrategyChosen(LATER, POINTS))
    assert made.sale == replace(before, strategies=POINTS, selection=Selection(aud(1500)))
    assert POINTS in ORDERS


def test_another_purse_replaces_the_proposal() -> None:
    made = tried()
    before = pressed(made, ev.StrategyChosen(LATER, POINTS))
    assert made.sale == replace(before, strategies=POINTS, problem="", proposal=None)


def test_a_benefit_takes_the_problem_away_and_leaves_the_proposal() -> None:
    made = tried("4022")
    before = pressed(made, ev.BenefitChosen(LATER, "4021", chosen=True))
    chosen = Selection(aud(1000), ("4022", "4021"))
    assert made.sale == replace(before, selection=chosen, problem="")


def test_a_benefit_that_cannot_be_used_can_be_left_but_not_taken() -> None:
    made = tried()
    made.do(ev.WalletRead(LATER, wallet(first_spend=0, at=LATER)))
    before = made.sale
    with pytest.raises(IllegalEvent, match="4021 cannot be used"):
        made.do(ev.BenefitChosen(LATER, "4021", chosen=True))
    assert made.sale is before
    made.do(ev.BenefitChosen(LATER, "4021", chosen=False))
    assert made.sale.chosen == before.chosen


def test_a_cleared_choice_leaves_nothing_of_the_try_on_the_screen() -> None:
    made = tried("4021")
    before = pressed(made, ev.SelectionCleared(LATER))
    assert made.sale == replace(before, selection=NOTHING, problem="", proposal=None)


def test_another_customer_starts_with_nothing_of_the_first_ones_try() -> None:
    made = tried("4021")
    before = pressed(made, ev.CustomerAttached(LATER, BAO, BAOS))
    assert made.sale == replace(
        before,
        customer=BAO,
        wallet=BAOS,
        selection=NOTHING,
        compensation=None,
        problem="",
        proposal=None,
        strategies=(),
    )


def test_a_customer_taken_off_takes_wallet_and_choice_along() -> None:
    made = tried("4021")
    before = pressed(made, ev.CustomerRemoved(LATER))
    assert made.sale == replace(
        before,
        phase=Phase.OPEN,
        customer=None,
        wallet=None,
        selection=None,
        problem="",
        strategies=(),
    )


def test_an_edit_of_the_basket_takes_the_problem_away() -> None:
    made = tried("4021")
    before = pressed(made, ev.LineAdded(LATER, BELT, 2))
    assert made.sale == replace(before, basket=before.basket.add(BELT, 2), problem="")


def test_a_price_that_is_taken_back_is_the_list_price_again() -> None:
    made = tried()
    made.do(ev.PriceSet(LATER, 1, aud(6000)))
    assert made.sale.basket.line(1).price == aud(6000)
    made.do(ev.PriceSet(LATER, 1, None))
    assert made.sale.basket.line(1).price == SHIRT.price


def test_enter_starts_a_try_that_knows_nothing_of_the_one_before() -> None:
    made = tried("4021")
    before = made.sale
    assert made.do(ev.Confirmed(LATER)) == (ef.ReadSnapshot(ASHA.profile_id),)
    assert made.sale == replace(
        before,
        phase=Phase.REDEEMING,
        retry=Retry(),
        problem="",
        proposal=None,
        compensation=None,
        snapshot=None,
    )


@pytest.mark.parametrize("attached", [False, True])
def test_with_nothing_chosen_enter_leads_to_payment(*, attached: bool) -> None:
    made = desk()
    made.scan(SHIRT)
    if attached:
        made.present()
    before = made.sale
    assert made.do(ev.Confirmed(LATER)) == ()
    assert made.sale == replace(before, phase=Phase.PAYING)


def test_what_costs_nothing_is_paid_when_enter_is_pressed() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(START, 1, aud(0)))
    made.do(ev.Confirmed(LATER))
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, LATER)


def test_a_voided_choice_is_told_with_its_cause_and_puts_nothing_back() -> None:
    made = tried()
    before = pressed(made, ev.VoidRequested(LATER, Cause.CLOSED))
    entry = StoryEntry(StoryKind.VOIDED, LATER, name="closed")
    assert made.sale == replace(before, phase=Phase.VOIDED, story=(*before.story, entry))
