"""``open`` and ``choosing``: everything can be changed and undone, and the choice stays possible."""

from __future__ import annotations

import pytest

from posdesk.sale import events as ev
from posdesk.sale.basket import Basket, Product
from posdesk.sale.errors import BadQuantity, CurrencyMismatch, IllegalEvent
from posdesk.sale.money import Currency, Money
from posdesk.sale.state import Phase, quote_of
from tests.sale.build import BELT, SCARF, SHIRT, START, Desk, aud, choosing, desk, wallet

YEN = Product("Y", "Yukata", Money(100, Currency("JPY")))


def with_a_shirt() -> Desk:
    made = desk()
    made.scan(SHIRT)
    return made


def test_every_edit_of_the_basket_can_be_undone_and_done_again() -> None:
    made = with_a_shirt()
    edits: list[ev.Event] = [
        ev.QuantitySet(START, 1, 3),
        ev.PriceSet(START, 1, aud(6000)),
        ev.NoteSet(START, 1, "faded"),
        ev.LineAdded(START, BELT, 2),
        ev.LineRemoved(START, 1),
    ]
    for edit in edits:
        before = made.sale.basket.lines
        made.do(edit)
        after = made.sale.basket.lines
        assert after != before
        made.do(ev.BasketUndone(START))
        assert made.sale.basket.lines == before
        made.do(ev.BasketRedone(START))
        assert made.sale.basket.lines == after


def test_the_basket_of_a_voided_sale_comes_back_as_it_was() -> None:
    old = Basket().add(SHIRT, 2).set_price(1, aud(6000)).set_note(1, "faded").add(SCARF)
    made = desk()
    made.do(ev.BasketRecalled(START, old.lines, "S01-1-000658-k3f9q2"))
    assert made.sale.basket.total(made.sale.terms.currency) == aud(16500)
    assert [line.note for line in made.sale.basket.lines] == ["faded", ""]


@pytest.mark.parametrize(
    "event",
    [
        ev.LineAdded(START, YEN),
        ev.PriceSet(START, 1, Money(1, YEN.price.currency)),
        ev.BasketRecalled(START, Basket().add(YEN).lines, "S01-1-000658-k3f9q2"),
        ev.RewardsChosen(START, Money(1, YEN.price.currency)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_another_currency_is_refused_and_changes_nothing(event: ev.Event) -> None:
    made = choosing()
    before = made.sale
    with pytest.raises(CurrencyMismatch):
        made.do(event)
    assert made.sale is before


def test_an_edit_that_is_refused_changes_nothing() -> None:
    made = with_a_shirt()
    before = made.sale
    for event in (ev.QuantitySet(START, 1, 0), ev.LineAdded(START, SHIRT, 9_999)):
        with pytest.raises(BadQuantity):
            made.do(event)
    with pytest.raises(IllegalEvent):
        made.do(ev.LineRemoved(START, 7))
    assert made.sale is before


def test_most_is_what_basket_and_balance_bear_after_the_benefits() -> None:
    made = choosing()
    made.do(ev.BenefitChosen(START, "4021", chosen=True))
    made.do(ev.MostChosen(START))
    assert made.sale.chosen.rewards == aud(2500)
    small = desk()
    small.scan(BELT)
    small.present()
    small.do(ev.BenefitChosen(START, "4021", chosen=True))
    small.do(ev.MostChosen(START))
    assert small.sale.chosen.rewards == aud(2250)


def test_a_benefit_chosen_twice_is_chosen_once_and_can_be_left_again() -> None:
    made = choosing()
    for _ in range(2):
        made.do(ev.BenefitChosen(START, "4021", chosen=True))
    assert made.sale.chosen.benefits == ("4021",)
    made.do(ev.BenefitChosen(START, "4021", chosen=False))
    assert not made.sale.chosen


def test_a_cleared_choice_is_nothing_and_costs_the_full_price() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.do(ev.SelectionCleared(START))
    assert not made.sale.chosen
    assert quote_of(made.sale).total == aud(25000)


def test_another_customer_starts_with_another_wallet_and_no_choice() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.present(wallet((300,), first_spend=0))
    assert not made.sale.chosen
    assert quote_of(made.sale).most_rewards == aud(300)


def test_a_customer_taken_off_the_sale_leaves_the_basket() -> None:
    made = choosing()
    made.choose(2500)
    made.do(ev.CustomerRemoved(START))
    assert (made.sale.phase, made.sale.customer, made.sale.wallet) == (Phase.OPEN, None, None)
    assert quote_of(made.sale).total == aud(25000)


def test_a_fresh_reading_makes_the_choice_smaller_but_a_stale_one_changes_nothing() -> None:
    made = choosing()
    made.choose(2500)
    made.do(ev.WalletRead(START.plus(5), wallet((500,), at=START.plus(5))))
    assert made.sale.chosen.rewards == aud(500)
    made.do(ev.WalletRead(START.plus(6), wallet((9000,), at=START.plus(1))))
    assert quote_of(made.sale).most_rewards == aud(500)


def test_a_voided_sale_knows_no_edit() -> None:
    made = choosing()
    made.do(ev.VoidRequested(START))
    with pytest.raises(IllegalEvent):
        made.scan(BELT)
