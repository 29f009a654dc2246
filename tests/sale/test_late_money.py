"""Money that is told of too late: charges, refunds, cash and credits in a sale that has moved on."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.phases import credit_tenders, redeeming
from posdesk.sale.state import LegState, Phase
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.sale.wallet import Credit
from tests.sale.build import (
    SCARF,
    SHIRT,
    Desk,
    aud,
    choosing,
    desk,
    paying,
    wallet,
    with_credits,
)
from tests.sale.build import (
    redeeming as at_redeeming,
)

STORE = Credit("82", "store_credit", aud(3550), 10**12)
WITH_PIN = Credit("79", "gift_card", aud(5000), 3 * 10**12, last4="9001", needs_pin=True)


def given_up(made: Desk, leg: int = 1) -> None:
    """Sent twice, never seen after either late window."""
    for _ in range(2):
        made.do(ev.RedemptionUnknown(made.now, leg, "omneo.no_answer"))
        made.give_up(leg)
    assert made.sale.leg(leg).state is LegState.ABSENT


def choosing_again(made: Desk) -> None:
    """Given up, and the wallet is as it was: the cashier chooses anew."""
    given_up(made)
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert made.sale.phase is Phase.CHOOSING


# Redemptions


def test_a_given_up_redemption_that_is_found_after_all_is_put_back() -> None:
    made = at_redeeming()
    choosing_again(made)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    assert made.asked == []
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500), proof="seen"))
    assert made.sale.phase is Phase.CHOOSING
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    leg = made.sale.leg(1)
    assert (leg.redemption_id, leg.granted) == ("158", aud(2500))
    assert "seen" in [each.proof for each in made.sale.story]


def test_a_benefit_that_is_found_after_all_has_no_amount() -> None:
    made = choosing()
    made.choose(0, "4021")
    made.confirm()
    choosing_again(made)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158"))
    assert made.asked == [ef.ReverseRedemption(1, "B1")]
    assert made.sale.leg(1).granted == aud(0)


def test_an_old_redemption_that_arrives_at_payment_pays_nothing_and_goes_back() -> None:
    """The leg is of a try before; no tender waits for it."""
    made = at_redeeming()
    choosing_again(made)
    made.do(ev.SelectionCleared(made.now))
    made.do(ev.Confirmed(made.now))
    assert made.sale.phase is Phase.PAYING
    made.do(ev.RedemptionGranted(made.now, 1, "158", aud(2500)))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    assert made.sale.tenders == ()
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer"))
    assert made.asked == [ef.FindUndo(1, refund=False)]
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    assert (made.sale.leg(1).state, made.effects) == (LegState.UNDO_UNKNOWN, ())


def test_a_combined_redemption_is_one_leg_for_benefits_and_value() -> None:
    made = desk(combined=True)
    made.scan(SHIRT, SCARF)
    made.present()
    made.choose(1000, "4021", "4022")
    made.confirm()
    (leg,) = made.sale.legs
    assert leg.benefits == ("4021", "4022")
    assert (leg.requested, leg.name, leg.mark) == (aud(1000), "First spend, Alterations", "R1")
    assert made.asked == [ef.CreateRedemption(1, "R1")]


def test_where_redemptions_are_combined_a_benefit_alone_is_still_its_own() -> None:
    made = desk(combined=True)
    made.scan(SHIRT)
    made.present()
    made.choose(0, "4021")
    made.confirm()
    assert [(leg.mark, leg.benefit_id) for leg in made.sale.legs] == [("B1", "4021")]


def test_while_a_redemption_is_out_nothing_else_is_sent() -> None:
    made = at_redeeming()
    assert made.sale.leg(1).state is LegState.SENT
    assert redeeming.next_step(made.sale, made.now) == (made.sale, ())


# Tenders


def test_a_charge_that_ends_after_the_shop_was_reset_is_given_back() -> None:
    made = paying()
    made.take()
    made.do(ev.ShopReset(made.now))
    made.do(ev.TenderApproved(made.now, 1, aud(22500), "approved", "terminal: 00"))
    assert made.asked == [ef.VoidTender(1, "T1")]
    assert made.sale.tender(1).state is TenderState.GIVING_BACK
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.sale.tender(1).state is TenderState.GIVEN_BACK
    assert made.sale.phase is Phase.VOIDED


def test_a_shop_that_was_reset_holds_no_redemption_and_leaves_what_was_put_back() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    made.choose(1000)
    made.confirm()
    made.do(ev.ShopReset(made.now))
    assert [leg.state for leg in made.sale.legs] == [LegState.REVERSED, LegState.REFUSED]


def test_cash_is_asked_back_once_though_a_redemption_ends_meanwhile() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.take(TenderKind.CARD)
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds"))
    assert made.sale.cash_owed == ("T1",)
    made.do(ev.UndoConfirmed(made.now, 1))
    assert made.asked == []
    assert made.sale.cash_owed == ("T1",)


# Credits


def redeemed() -> Desk:
    """30.00 of a card with a PIN is being redeemed."""
    made = with_credits(WITH_PIN)
    made.use(WITH_PIN, 3000)
    made.do(ev.SnapshotRead(made.now, replace(wallet(), credits=(WITH_PIN,)), 100))
    assert made.asked == [ef.CreateRedemption(1, "C1")]
    return made


def test_a_credit_whose_reading_is_out_pays_nothing_when_the_sale_is_voided() -> None:
    made = with_credits(STORE)
    made.use(STORE, 1000)
    made.do(ev.VoidRequested(made.now))
    assert made.sale.tender(1).state is TenderState.DECLINED
    assert made.sale.phase is Phase.VOIDED
    made.do(ev.CreditRead(made.now, 1, aud(3550)))
    assert made.sale.approved == ()


def test_a_second_reading_before_a_redemption_sends_nothing_twice() -> None:
    made = redeemed()
    before = made.sale
    made.do(ev.SnapshotRead(made.now, wallet(), 999))
    assert (made.sale, made.effects) == (before, ())


def test_while_a_credit_is_being_redeemed_nothing_else_is_sent() -> None:
    made = redeemed()
    assert credit_tenders.next_step(made.sale, made.now) == (made.sale, ())


def test_a_credit_that_cannot_be_looked_for_is_looked_for_again() -> None:
    made = redeemed()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    assert made.sale.tender(1).state is TenderState.UNKNOWN
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNREADABLE))
    assert made.asked == [ef.WakeAt(made.now.plus(1.0))]
    made.wake()
    assert made.asked == [ef.FindRedemption(1)]


def test_an_unknown_credit_leaves_what_was_paid_before_it() -> None:
    made = with_credits(STORE, WITH_PIN)
    made.use(STORE, 1000)
    made.do(ev.CreditRead(made.now, 1, aud(3550)))
    made.use(WITH_PIN, 3000)
    made.do(ev.SnapshotRead(made.now, replace(wallet(), credits=(STORE, WITH_PIN)), 100))
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED, TenderState.UNKNOWN]


def sent_again() -> Desk:
    """The first was never seen; the same is out once more."""
    made = redeemed()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    while made.sale.leg(1).state is LegState.UNKNOWN:
        made.absent()
        if made.sale.leg(1).state is LegState.UNKNOWN:
            made.wake()
    assert made.asked == [ef.CreateRedemption(1, "C1")]
    return made


def test_a_credit_refused_the_second_time_is_looked_for_before_it_is_given_up() -> None:
    made = sent_again()
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert made.asked == [ef.FindRedemption(1)]
    assert made.sale.tender(1).state is TenderState.UNKNOWN


def test_a_credit_that_was_given_up_and_is_taken_after_all_goes_back() -> None:
    made = sent_again()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    while made.sale.leg(1).state is LegState.UNKNOWN:
        made.absent()
        if made.sale.leg(1).state is LegState.UNKNOWN:
            made.wake()
    assert made.sale.tender(1).state is TenderState.DECLINED
    made.grant(1, "158", 3000)
    assert made.asked == [ef.ReverseRedemption(1, "C1")]
    assert made.sale.approved == ()


def test_a_credit_nobody_could_tell_of_pays_when_its_answer_comes_at_last() -> None:
    made = redeemed()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    assert made.sale.phase is Phase.ATTENTION
    made.grant(1, "158", 3000)
    assert (made.sale.phase, made.sale.attention) == (Phase.PAYING, None)
    assert [each.amount for each in made.sale.approved] == [aud(3000)]
