"""A credit that is redeemed before the charge: unknown answers, refusals, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.record import purchase_of
from posdesk.sale.state import Cause, LegKind, LegState, Phase, due
from posdesk.sale.tender import TenderState
from tests.sale.build import Desk, aud
from tests.sale.test_credit_tenders import GIFT, WITH_PIN, at_payment, held


def redeemed(rewards: int = 0) -> Desk:
    """50.00 of the gift card, on its way as a redemption."""
    made = at_payment(GIFT, rewards=rewards, credits_by_redeem=True)
    made.use(GIFT, 5000)
    if not rewards:
        made.do(ev.SnapshotRead(made.now, held(GIFT), 100))
    return made


def test_the_wallet_is_read_before_the_first_redemption_of_a_try() -> None:
    made = at_payment(GIFT, credits_by_redeem=True)
    made.use(GIFT, 5000)
    assert [type(each) for each in made.effects] == [ef.ReadSnapshot]
    made.do(ev.SnapshotRead(made.now, held(GIFT), 100))
    assert made.asked == [ef.CreateRedemption(1, "C1")]


def test_a_granted_leg_pays_and_the_payment_deducts_nothing_more() -> None:
    made = redeemed(rewards=2500)
    assert made.asked == [ef.CreateRedemption(2, "C2")]
    made.grant(2, "160", 5000)
    assert due(made.sale) == aud(6000)
    made.take()
    made.approve()
    sold = purchase_of(made.sale)
    assert [(each.kind, each.deducts) for each in sold.tenders] == [
        ("credit", False),
        ("card", False),
    ]
    assert [(each.mark, each.kind) for each in sold.legs] == [("R1", "rewards"), ("C2", "credit")]


def test_a_part_that_was_granted_leaves_the_rest_due() -> None:
    made = redeemed()
    made.grant(1, "160", 3000)
    assert due(made.sale) == aud(10500)
    assert made.sale.phase is Phase.PAYING


def test_more_than_was_asked_goes_back() -> None:
    made = redeemed()
    made.grant(1, "160", 6000)
    assert made.sale.phase is Phase.COMPENSATING
    assert made.asked == [ef.ReverseRedemption(1, "C1")]


def test_a_refused_leg_is_no_declined_payment() -> None:
    made = redeemed(rewards=2500)
    made.do(ev.RedemptionRefused(made.now, 2, "till.wrong_pin"))
    assert (made.sale.phase, made.sale.problem) == (Phase.PAYING, "till.wrong_pin")
    assert made.sale.legs[0].state is LegState.GRANTED
    made.use(GIFT, 5000)
    assert made.asked == [ef.CreateRedemption(3, "C3")]


def test_after_a_declined_card_the_credit_is_reversed_first_and_pays_no_more() -> None:
    made = redeemed(rewards=2500)
    made.grant(2, "160", 5000)
    made.take()
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds"))
    assert made.asked == [ef.ReverseRedemption(2, "C2")]
    made.do(ev.UndoConfirmed(made.now, 2))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, replace(held(GIFT), read_at=made.now)))
    assert made.sale.phase is Phase.CHOOSING
    assert made.sale.tenders[0].state is TenderState.GIVEN_BACK


def test_a_credit_that_came_back_smaller_is_no_proof() -> None:
    made = redeemed()
    made.grant(1, "160", 5000)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    less = replace(GIFT, balance=aud(4999))
    made.do(ev.WalletRead(made.now, replace(held(less), read_at=made.now)))
    assert made.sale.compensation is not None
    assert made.sale.compensation.proof is not None
    assert [each.what for each in made.sale.compensation.proof.differences] == ["credit 77"]


def unknown() -> Desk:
    made = redeemed()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    return made


def test_a_lost_answer_is_read_back_and_adopted() -> None:
    made = unknown()
    assert made.asked == [ef.FindRedemption(1)]
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "160", aud(5000)))
    assert due(made.sale) == aud(8500)


def test_a_lost_request_is_sent_once_more_after_the_late_window() -> None:
    made = unknown()
    for _ in range(12):
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        if made.effects and isinstance(made.effects[0], ef.CreateRedemption):
            break
        wake = made.effects[0]
        assert isinstance(wake, ef.WakeAt)
        made.now = wake.at
        made.do(ev.TimePassed(made.now))
        assert made.asked == [ef.FindRedemption(1)]
    assert made.asked == [ef.CreateRedemption(1, "C1")]
    assert made.sale.legs[0].sends == 2


@pytest.mark.parametrize(
    ("choice", "due_after", "state"),
    [
        (ev.Choice.WAS_NOT_TAKEN, 13500, TenderState.DECLINED),
        (ev.Choice.TRY_AGAIN, 13500, TenderState.UNKNOWN),
    ],
)
def test_what_cannot_be_told_is_for_a_person(
    choice: ev.Choice, due_after: int, state: TenderState
) -> None:
    made = unknown()
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two rows",)))
    assert made.sale.attention is not None
    made.do(ev.AttentionSettled(made.now, choice))
    assert made.sale.phase is Phase.PAYING
    assert due(made.sale) == aud(due_after)
    assert made.sale.tenders[0].state is state


def test_a_till_that_dies_with_a_credit_on_its_way_looks_for_it_and_puts_it_back() -> None:
    made = redeemed()
    made.do(ev.Resumed(made.now))
    assert made.asked == [ef.FindRedemption(1)]
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "160", aud(5000)))
    assert made.asked == [ef.ReverseRedemption(1, "C1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, replace(held(GIFT), read_at=made.now)))
    assert made.sale.phase is Phase.VOIDED
    assert made.sale.tenders[0].state is not TenderState.APPROVED


def test_a_void_while_a_credit_is_on_its_way_waits_for_its_answer() -> None:
    made = redeemed()
    made.do(ev.VoidRequested(made.now, Cause.CANCELLED))
    assert made.asked == []
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert [type(each) for each in made.effects] == [ef.ReadWallet]


def test_a_card_with_a_pin_is_redeemed_whatever_the_tenants_way() -> None:
    made = at_payment(WITH_PIN)
    made.use(WITH_PIN, 1000)
    assert made.sale.legs[0].kind is LegKind.CREDIT
    assert made.sale.tenders[0].credit is not None
    assert made.sale.tenders[0].credit.leg == 1


def test_without_the_reading_before_it_no_credit_is_redeemed() -> None:
    made = at_payment(GIFT, credits_by_redeem=True)
    made.use(GIFT, 5000)
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert (made.sale.phase, made.sale.problem) == (Phase.PAYING, "omneo.unreachable")
    assert made.sale.tenders[0].state is TenderState.DECLINED
    assert made.asked == []
