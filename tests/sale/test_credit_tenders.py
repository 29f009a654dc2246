"""Credits pay: deducted with the transaction or redeemed as a leg; several, in parts, in other currencies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale import credits
from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.money import Currency, Money
from posdesk.sale.record import purchase_of
from posdesk.sale.state import LegState, Phase, Terms, due
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.sale.wallet import Credit, Wallet
from tests.sale.build import BELT, SCARF, SHIRT, Desk, aud, desk, wallet

NZD = Currency("NZD")
GIFT = Credit("77", "gift_card", aud(5000), None, last4="4417")
STORE = Credit("82", "store_credit", aud(3550), 10**12)
KIWI = Credit("85", "promotional", Money(4000, NZD), 2 * 10**12)
WITH_PIN = Credit("79", "gift_card", aud(5000), 3 * 10**12, last4="9001", needs_pin=True)


def held(*owned: Credit, rewards: tuple[int, ...] = (1000, 1500)) -> Wallet:
    return replace(wallet(rewards), credits=owned or (GIFT, STORE))


def at_payment(*owned: Credit, rewards: int = 0, **terms: object) -> Desk:
    """A shirt, a scarf and a belt (135.00); Asha; ``rewards`` minor units redeemed; now to be paid."""
    made = desk(**terms)
    made.scan(SHIRT, SCARF, BELT)
    made.present(held(*owned))
    if rewards:
        made.choose(rewards)
        made.confirm(held(*owned))
        made.grant(1, "158", rewards)
    else:
        made.do(ev.Confirmed(made.now))
    return made


def read(made: Desk, balance: Money | None, problem: str = "") -> None:
    made.do(ev.CreditRead(made.now, made.sale.tenders[-1].number, balance, problem))


# By payment: the transaction deducts


def test_a_credit_is_read_again_before_it_counts() -> None:
    made = at_payment()
    made.use(GIFT, 5000)
    assert made.asked == [ef.ReadCredit(1, "77")]
    assert due(made.sale) == aud(13500)
    read(made, aud(5000))
    assert due(made.sale) == aud(8500)
    assert made.sale.phase is Phase.PAYING


def test_credits_that_cover_everything_record_the_sale() -> None:
    made = desk()
    made.scan(BELT)
    made.present(held())
    made.do(ev.Confirmed(made.now))
    made.use(STORE, 2500)
    read(made, STORE.balance)
    assert made.sale.phase is Phase.RECORDING
    sold = purchase_of(made.sale)
    (tender,) = sold.tenders
    assert (tender.kind, tender.amount, tender.credit_id, tender.deducts) == (
        "credit",
        aud(2500),
        "82",
        True,
    )
    assert sold.total == aud(2500)


def test_a_credit_touches_no_line() -> None:
    made = at_payment(rewards=2500)
    before = purchase_of(made.sale).items
    made.use(GIFT, 5000)
    read(made, aud(5000))
    assert purchase_of(made.sale).items == before


@pytest.mark.parametrize(
    ("balance", "problem"), [(aud(4999), ""), (None, ""), (None, "omneo.no_answer")]
)
def test_one_that_cannot_pay_any_more_puts_nothing_back(
    balance: Money | None, problem: str
) -> None:
    made = at_payment(rewards=2500)
    made.use(GIFT, 5000)
    read(made, balance, problem)
    assert made.sale.phase is Phase.PAYING
    assert made.sale.problem == (problem or "sale.credit_changed")
    assert made.sale.legs[0].state is LegState.GRANTED
    assert made.sale.tenders[0].state is TenderState.DECLINED
    assert due(made.sale) == aud(11000)


def test_several_credits_and_a_card_settle_one_sale() -> None:
    made = at_payment()
    for credit in (STORE, GIFT):
        made.use(credit, credit.balance.minor)
        read(made, credit.balance)
    made.take()
    made.approve()
    assert made.sale.phase is Phase.RECORDING
    assert [(each.kind, each.amount.minor) for each in purchase_of(made.sale).tenders] == [
        ("credit", 3550),
        ("credit", 5000),
        ("card", 4950),
    ]


def test_the_same_credit_twice_cannot_pay_more_than_it_has() -> None:
    made = at_payment()
    made.use(GIFT, 3000)
    read(made, aud(5000))
    with pytest.raises(BadAmount):
        made.use(GIFT, 2001)
    made.use(GIFT, 2000)
    read(made, aud(5000))
    assert due(made.sale) == aud(8500)


def test_the_second_reading_of_a_credit_counts_what_the_first_tender_holds() -> None:
    made = at_payment()
    made.use(GIFT, 3000)
    read(made, aud(5000))
    made.use(GIFT, 2000)
    read(made, aud(4000))
    assert made.sale.tenders[1].state is TenderState.DECLINED


@pytest.mark.parametrize("minor", [13501, 0, -100])
def test_no_more_than_is_due_and_more_than_nothing(minor: int) -> None:
    made = at_payment(Credit("1", "other", aud(99999), None))
    with pytest.raises(BadAmount):
        made.do(ev.TenderTaken(made.now, TenderKind.CREDIT, aud(minor), credit_id="1"))


def test_a_credit_that_is_not_the_customers_is_refused() -> None:
    with pytest.raises(IllegalEvent):
        at_payment().use(KIWI, 1000)


def test_a_double_press_takes_it_once() -> None:
    made = at_payment()
    made.use(GIFT, 5000)
    with pytest.raises(IllegalEvent):
        made.use(GIFT, 5000)


def test_after_a_declined_card_credits_are_not_owed_and_nobody_is_asked_for_them() -> None:
    made = at_payment(rewards=2500)
    made.use(GIFT, 5000)
    read(made, aud(5000))
    made.take()
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds"))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, replace(held(), read_at=made.now)))
    assert made.sale.phase is Phase.CHOOSING
    assert [each.state for each in made.sale.tenders] == [
        TenderState.GIVEN_BACK,
        TenderState.DECLINED,
    ]
    assert made.sale.compensation is not None
    assert made.sale.compensation.proof is not None
    assert made.sale.compensation.proof.differences == ()


def test_the_customer_card_is_read_again_after_the_transaction_deducted() -> None:
    made = at_payment(Credit("1", "other", aud(13500), None))
    made.use(Credit("1", "other", aud(13500), None), 13500)
    read(made, aud(13500))
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64"))
    assert made.sale.phase is Phase.RECORDED
    assert [type(each) for each in made.effects] == [ef.ReadWallet]


def test_a_crash_while_a_credit_is_read_leaves_nothing_taken() -> None:
    made = at_payment(rewards=2500)
    made.use(GIFT, 5000)
    made.do(ev.Resumed(made.now))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    assert made.sale.tenders[0].state is TenderState.DECLINED


# In another currency


def test_a_foreign_credit_is_worth_its_rate_and_shows_both_amounts() -> None:
    made = at_payment(KIWI, rates={"NZD": Decimal("1.08")})
    (found,) = credits.spendable(made.sale)
    assert found.left == aud(3703)
    made.use(KIWI, 2000)
    used = made.sale.tenders[0].credit
    assert used is not None
    assert used.taken == Money(2160, NZD)
    read(made, KIWI.balance)
    assert due(made.sale) == aud(11500)


def test_without_a_rate_a_foreign_credit_cannot_pay() -> None:
    made = at_payment(KIWI)
    assert credits.spendable(made.sale) == ()
    with pytest.raises(BadAmount):
        made.use(KIWI, 100)


@given(st.integers(1, 10**7), st.decimals("0.01", "200", places=4, allow_nan=False))
def test_a_credits_worth_is_never_more_than_its_balance_buys(minor: int, rate: Decimal) -> None:
    terms = Terms(aud(0).currency, rates={"NZD": rate})
    whole = credits.worth(Money(minor, NZD), terms)
    assert whole is not None
    assert whole.amount * rate <= Money(minor, NZD).amount
    assert (whole + aud(1)).amount * rate > Money(minor, NZD).amount


def test_what_expires_first_is_offered_first_and_used_up_ones_are_not() -> None:
    empty = Credit("90", "other", aud(0), 5)
    made = at_payment(GIFT, WITH_PIN, STORE, empty)
    assert [each.credit.id for each in credits.spendable(made.sale)] == ["82", "79", "77"]
