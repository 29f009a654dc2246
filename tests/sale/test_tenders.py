"""Tenders: what may be taken, what is due after it, and what a till owes when it came to nothing."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import BadAmount, CurrencyMismatch, IllegalEvent
from posdesk.sale.money import Currency, Money
from posdesk.sale.state import Phase, cash_due, due, paid, rounding
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import SHIRT, START, Desk, aud, desk, paying, recording

KINDS = pytest.mark.parametrize("kind", list(TenderKind))


def to_pay(minor: int, cash_step: int = 5) -> Desk:
    """An anonymous sale of one thing."""
    made = desk(cash_step=cash_step)
    made.scan(SHIRT)
    made.do(ev.PriceSet(START, 1, aud(minor)))
    made.do(ev.Confirmed(START))
    return made


def settled(made: Desk) -> tuple[Phase, Money, Money]:
    return made.sale.phase, paid(made.sale), rounding(made.sale)


@KINDS
@pytest.mark.parametrize("minor", [0, -5])
def test_a_tender_is_more_than_nothing(kind: TenderKind, minor: int) -> None:
    made = to_pay(1243)
    with pytest.raises(BadAmount):
        made.take(kind, minor)
    assert made.sale.tenders == ()


@KINDS
def test_a_tender_of_another_currency_is_refused(kind: TenderKind) -> None:
    with pytest.raises(CurrencyMismatch):
        to_pay(1243).do(ev.TenderTaken(START, kind, Money(1243, Currency("NZD"))))


def test_a_voucher_is_taken_at_its_word() -> None:
    made = to_pay(6500)
    made.do(ev.TenderTaken(START, TenderKind.OTHER, aud(1500), "Mall voucher"))
    assert (due(made.sale), made.sale.approved[0].name) == (aud(5000), "Mall voucher")
    assert made.effects == ()


@pytest.mark.parametrize(
    ("minor", "asked"), [(16144, 16145), (23651, 23650), (2, 0), (3, 5), (1000, 1000)]
)
def test_cash_settles_the_rounded_amount(minor: int, asked: int) -> None:
    made = to_pay(minor)
    assert cash_due(made.sale) == aud(asked)
    made.take(TenderKind.CASH, asked)
    assert settled(made) == (Phase.RECORDING, aud(minor), aud(asked - minor))


def test_a_cent_over_is_given_back_with_the_change() -> None:
    made = to_pay(2)
    made.take(TenderKind.CASH, 500)
    assert (made.sale.approved[0].amount, made.sale.approved[0].change) == (aud(0), aud(500))


def test_cash_between_the_exact_and_the_rounded_amount_is_refused() -> None:
    made = to_pay(1243)
    with pytest.raises(BadAmount):
        made.take(TenderKind.CASH, 1244)
    made.take(TenderKind.CASH, 1245)
    assert made.sale.phase is Phase.RECORDING


def test_only_what_is_left_for_cash_is_rounded() -> None:
    made = to_pay(6503)
    made.take(TenderKind.CARD, 5001)
    made.approve()
    assert cash_due(made.sale) == aud(1500)
    made.take(TenderKind.CASH, 2000)
    assert settled(made) == (Phase.RECORDING, aud(6503), aud(-2))


def test_a_till_that_does_not_round_takes_the_cent() -> None:
    made = to_pay(1243, cash_step=0)
    made.take(TenderKind.CASH, 1243)
    assert settled(made) == (Phase.RECORDING, aud(1243), aud(0))


def test_what_was_taken_in_parts_adds_up() -> None:
    made = to_pay(6500)
    made.take(TenderKind.OTHER, 500)
    made.take(TenderKind.CASH, 1000)
    made.take(TenderKind.CARD, 5000)
    made.do(ev.TenderApproved(START, 3, aud(3000), "partial_approval"))
    assert due(made.sale) == aud(2000)
    made.take()
    made.approve()
    assert settled(made) == (Phase.RECORDING, aud(6500), aud(0))


def test_nobody_goes_back_while_a_card_is_being_charged() -> None:
    made = paying()
    made.take()
    with pytest.raises(IllegalEvent):
        made.do(ev.WentBack(START))
    made.do(ev.TenderUnknown(START, 1))
    with pytest.raises(IllegalEvent):
        made.do(ev.WentBack(START))


def test_a_decline_of_an_earlier_card_does_not_touch_the_one_in_flight() -> None:
    made = to_pay(6500)
    made.take()
    made.do(ev.TenderDeclined(START, 1, "insufficient_funds"))
    assert made.sale.phase is Phase.OPEN
    made.do(ev.Confirmed(START))
    made.take()
    made.do(ev.TenderDeclined(START, 1, "insufficient_funds"))
    assert (made.sale.phase, made.sale.tender(2).state) == (Phase.PAYING, TenderState.SENT)


def test_an_approval_told_again_after_the_void_takes_nothing() -> None:
    made = paying()
    made.take()
    made.do(ev.VoidRequested(START))
    made.approve()
    made.do(ev.TenderGivenBack(START, 1))
    made.do(ev.TenderApproved(START, 1, aud(22500), "approved"))
    assert made.sale.tender(1).state is TenderState.GIVEN_BACK


def test_a_void_that_cannot_be_made_is_made_again() -> None:
    made = paying()
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.do(ev.VoidRequested(START))
    for pause in (2, 4, 8, 16):
        made.do(ev.TenderBackFailed(made.now, 1, "terminal.offline"))
        made.later(pause)
        assert made.do(ev.TimePassed(made.now)) == (ef.VoidTender(1, "T1"),)


def test_cash_of_a_sale_that_goes_on_stays_in_the_drawer() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.do(ev.TenderGivenBack(START, 1))
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED]


def test_a_paid_sale_can_only_go_forward() -> None:
    made = recording()
    before = made.sale
    for event in (ev.VoidRequested(START), ev.WentBack(START)):
        with pytest.raises(IllegalEvent):
            made.do(event)
    made.do(ev.TenderGivenBack(START, 1))
    assert made.sale is before
