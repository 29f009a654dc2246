"""What becomes of every tender, field by field: its state, its code, its entry; and when the sale was paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.state import LegState, Phase
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import BELT, aud, desk
from tests.sale.test_credit_redemptions import redeemed
from tests.sale.test_credit_tenders import GIFT, at_payment, held
from tests.sale.test_story_in_full import story


def test_a_credit_that_cannot_pay_is_told_with_its_amount_and_why() -> None:
    made = at_payment()
    made.later(3)
    made.use(GIFT, 5000)
    made.later(1)
    made.do(ev.CreditRead(made.now, 1, None, "omneo.no_answer", proof="sent, no answer"))
    assert story(made) == [
        "3 tender_sent T1 5000 credit",
        "4 tender_declined T1 5000 omneo.no_answer; sent, no answer",
    ]
    assert (made.sale.tender(1).code, made.sale.problem) == ("omneo.no_answer", "omneo.no_answer")


def test_the_next_tender_has_no_problem_yet() -> None:
    made = at_payment()
    made.use(GIFT, 5000)
    made.do(ev.CreditRead(made.now, 1, None, "omneo.no_answer"))
    made.take()
    assert made.sale.problem == ""


def test_a_declined_tender_keeps_the_terminals_code() -> None:
    made = at_payment()
    made.take()
    made.do(ev.TenderDeclined(made.now, 1, "insufficient_funds"))
    assert (made.sale.tender(1).state, made.sale.tender(1).code) == (
        TenderState.DECLINED,
        "insufficient_funds",
    )


@pytest.mark.parametrize("kind", [TenderKind.CASH, TenderKind.CARD, TenderKind.CREDIT])
def test_a_sale_is_paid_when_its_last_tender_is(kind: TenderKind) -> None:
    made = desk()
    made.scan(BELT)
    made.present(held())
    made.do(ev.Confirmed(made.now))
    made.later(7)
    if kind is TenderKind.CREDIT:
        made.use(GIFT, 2500)
        made.later(1)
        made.do(ev.CreditRead(made.now, 1, aud(5000)))
    else:
        made.take(kind)
        made.later(0 if kind is TenderKind.CASH else 1)
    if kind is TenderKind.CARD:
        made.approve()
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)


# What the transaction would have deducted


def test_a_credit_that_was_counted_on_is_released_behind_a_declined_card() -> None:
    made = at_payment(rewards=2500)
    made.use(GIFT, 5000)
    made.do(ev.CreditRead(made.now, 1, aud(5000)))
    made.take()
    made.later(2)
    first = len(made.sale.story)
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds", proof="terminal: 51"))
    assert made.sale.tender(1).state is TenderState.GIVEN_BACK
    assert story(made, first) == [
        "2 tender_declined T2 6000 insufficient_funds; terminal: 51",
        "2 putting_back declined",
        "2 tender_given_back T1 5000 credit; not deducted: the transaction was never sent",
        "2 undo_sent R1 2500 Rewards",
    ]


def test_a_credit_whose_reading_is_out_is_dropped_before_anything_is_reversed() -> None:
    made = at_payment(rewards=2500)
    made.use(GIFT, 5000)
    assert made.do(ev.VoidRequested(made.now)) == (ef.ReverseRedemption(1, "R1"),)
    assert made.sale.tender(1).state is TenderState.DECLINED


# What a redemption took


def test_a_credit_that_was_never_taken_is_not_said_to_be_given_back() -> None:
    made = redeemed()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.VoidRequested(made.now))
    made.later(61)
    while made.sale.leg(1).state is LegState.UNKNOWN:
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        if made.sale.retry.wake_at is not None:
            made.later(max(0.0, made.now.elapsed_s(made.sale.retry.wake_at)))
            made.do(ev.TimePassed(made.now))
    made.do(ev.WalletRead(made.now, replace(held(GIFT), read_at=made.now)))
    assert (made.sale.phase, made.sale.tender(1).state) == (Phase.VOIDED, TenderState.DECLINED)
