"""What a cashier is told, entry by entry: when, what, of which leg or tender, how much, why, and the proof."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import LegState, Phase
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, CARD, SCARF, SHIRT, START, Desk, aud, choosing, wallet


def story(made: Desk, since: int = 0) -> list[str]:
    """``seconds kind mark amount name; proof``, what is empty left out."""
    lines = []
    for each in made.sale.story[since:]:
        seconds = (each.at.utc_ms - START.utc_ms) // 1000
        amount = "" if each.amount is None else str(each.amount.minor)
        words = [str(seconds), each.kind.value, each.mark, amount, each.name]
        told = " ".join(word for word in words if word)
        lines.append(f"{told}; {each.proof}" if each.proof else told)
    return lines


def two_legs() -> Desk:
    """First spend and 25.00 of rewards are confirmed and read for; the first is out."""
    made = choosing()
    made.choose(2500, "4021")
    made.later(1)
    made.confirm()
    return made


def grant(made: Desk, leg: int, redemption: str, total: int) -> None:
    made.do(ev.RedemptionGranted(made.now, leg, redemption, aud(total), proof=f"201 {redemption}"))


def look_until_gone(made: Desk, leg: int) -> None:
    while made.sale.leg(leg).state is LegState.UNKNOWN:
        made.do(ev.RedemptionSought(made.now, leg, ev.Finding.ABSENT, proof="not in the list"))
        if made.sale.leg(leg).state is LegState.UNKNOWN:
            made.wake()


def test_a_sale_that_went_well() -> None:
    made = two_legs()
    made.later(1)
    grant(made, 1, "158", 0)
    made.later(1)
    grant(made, 2, "159", 2500)
    made.take(TenderKind.CASH, 5000)
    made.later(1)
    made.take(TenderKind.CARD)
    made.later(1)
    made.do(ev.TenderApproved(made.now, 2, aud(10000), "partial_approval", proof="terminal: 10"))
    made.take(TenderKind.CARD)
    made.do(ev.TenderUnknown(made.now, 3, proof="terminal: in progress"))
    made.do(ev.TenderUnknown(made.now, 3, proof="terminal: in progress"))
    made.do(ev.TenderApproved(made.now, 3, aud(5500), "approved", proof="terminal: 00"))
    made.do(ev.TransactionSought(made.now))
    made.later(1)
    made.do(ev.TransactionRecorded(made.now, "64", "159", proof="201 64"))
    assert story(made) == [
        "1 snapshot 2500",
        "1 redeem_sent B1 0 First spend",
        "2 redeemed B1 0 First spend; 201 158",
        "2 redeem_sent R2 2500 Rewards",
        "3 redeemed R2 2500 Rewards; 201 159",
        "3 tender_sent T1 5000 cash",
        "3 tender_approved T1 5000 cash",
        "4 tender_sent T2 15500 card",
        "5 tender_approved T2 10000 card; terminal: 10",
        "5 tender_sent T3 5500 card",
        "5 tender_unknown T3; terminal: in progress",
        "5 tender_approved T3 5500 card; terminal: 00",
        "5 record_sent",
        "6 recorded 64; 201 64",
    ]


def test_a_redemption_that_nobody_answered_for() -> None:
    made = two_legs()
    made.later(1)
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer", proof="sent, no answer"))
    look_until_gone(made, 1)
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer", proof="sent again"))
    found = ev.RedemptionSought(
        made.now, 1, ev.Finding.FOUND, "158", aud(0), proof="158 is tagged B1"
    )
    made.do(found)
    made.later(1)
    grant(made, 2, "159", 2000)
    assert made.effects == (ef.ReverseRedemption(2, "R2"),)
    made.later(1)
    made.do(ev.UndoConfirmed(made.now, 2, proof="200 159"))
    made.do(ev.UndoRefused(made.now, 1, "omneo.conflict", proof="409"))
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND, proof="158 is gone"))
    made.do(ev.WalletRead(made.now, wallet(at=made.now), proof="balances"))
    assert made.sale.phase is Phase.CHOOSING
    assert story(made) == [
        "1 snapshot 2500",
        "1 redeem_sent B1 0 First spend",
        "2 redeem_unknown B1 First spend; sent, no answer",
        "67 redeem_absent B1 First spend; not in the list",
        "67 redeem_sent B1 0 First spend",
        "67 redeem_unknown B1 First spend; sent again",
        "67 adopted B1 First spend; 158 is tagged B1",
        "67 redeemed B1 0 First spend; 158 is tagged B1",
        "67 redeem_sent R2 2500 Rewards",
        "68 redeemed R2 2000 Rewards; 201 159",
        "68 granted_less R2 2000",
        "68 putting_back granted_less",
        "68 undo_sent R2 2000 Rewards",
        "69 reversed R2 2000 Rewards; 200 159",
        "69 undo_sent B1 0 First spend",
        "69 undo_refused B1 omneo.conflict; 409",
        "69 reversed B1 0 First spend; 158 is gone",
        "69 proof_sent",
        "69 proved 2500; balances",
    ]


def test_a_declined_card_and_cash_that_goes_back() -> None:
    made = two_legs()
    grant(made, 1, "158", 0)
    made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid", proof="422"))
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer", proof="sent, no answer"))
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND, proof="158 is gone"))
    made.do(ev.WalletRead(made.now, wallet((1000, 1400), at=made.now), proof="balances"))
    first = len(made.sale.story)
    made.do(ev.SelectionCleared(made.now))
    made.do(ev.Confirmed(made.now))
    made.later(5)
    made.take(TenderKind.CASH, 5000)
    made.take(TenderKind.CARD)
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds", proof="terminal: 51"))
    made.later(5)
    made.do(ev.TenderGivenBack(made.now, 1, proof="Kim"))
    made.do(ev.VoidRequested(made.now))
    assert story(made)[:first] == [
        "1 snapshot 2500",
        "1 redeem_sent B1 0 First spend",
        "1 redeemed B1 0 First spend; 201 158",
        "1 redeem_sent R2 2500 Rewards",
        "1 redeem_refused R2 2500 Rewards; 422",
        "1 putting_back refused",
        "1 undo_sent B1 0 First spend",
        "1 undo_unknown B1 omneo.no_answer; sent, no answer",
        "1 reversed B1 0 First spend; 158 is gone",
        "1 proof_sent",
        "1 not_proved 2400; balances",
    ]
    assert story(made, first) == [
        "6 tender_sent T1 5000 cash",
        "6 tender_approved T1 5000 cash",
        "6 tender_sent T2 20000 card",
        "6 tender_declined T2 20000 insufficient_funds; terminal: 51",
        "6 putting_back declined",
        "6 hand_back T1 5000",
        "11 tender_given_back T1 5000 cash; Kim",
        "11 voided cancelled",
    ]


def test_a_redemption_from_more_than_ten_minutes_ago_is_refunded() -> None:
    made = two_legs()
    grant(made, 1, "158", 0)
    grant(made, 2, "159", 2500)
    first = len(made.sale.story)
    made.later(601)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 2, refund=True, proof="201 a new reward"))
    made.do(ev.UndoConfirmed(made.now, 1, refund=True, proof="201 one use more"))
    for _ in range(5):
        made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable", proof="no line"))
        made.wake()
    made.do(ev.WalletRead(made.now, wallet(at=made.now), proof="balances"))
    assert story(made, first) == [
        "602 putting_back cancelled",
        "602 undo_sent R2 2500 Rewards",
        "602 refunded R2 2500 Rewards; 201 a new reward",
        "602 undo_sent B1 0 First spend",
        "602 refunded B1 0 First spend; 201 one use more",
        "602 proof_sent",
        "633 proved 2500; balances",
    ]


def test_a_record_that_waits_and_is_refused_and_a_start_in_between() -> None:
    made = choosing()
    made.do(ev.Confirmed(made.now))
    made.take()
    made.do(ev.TenderApproved(made.now, 1, aud(25000), "approved", proof="terminal: 00"))
    first = len(made.sale.story)
    for _ in range(2):
        made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable", proof="no line"))
    made.later(2)
    made.do(ev.Resumed(made.now))
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer", proof="sent, no answer"))
    made.later(100)
    made.do(ev.TransactionRefused(made.now, "omneo.busy", proof="429", judged=False))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", proof="422", fields=("items.0.sku",)))
    made.do(ev.AttentionSettled(made.now, ev.Choice.TRY_AGAIN, "Kim"))
    made.do(ev.TransactionSought(made.now, "64", proof="found by reference"))
    assert story(made, first) == [
        "0 record_waiting omneo.unreachable; no line",
        "2 resumed",
        "2 record_sent",
        "2 record_waiting omneo.no_answer; sent, no answer",
        "102 record_waiting omneo.busy; 429",
        "102 record_refused omneo.invalid; 422",
        "102 attention transaction_refused; items.0.sku",
        "102 resumed try_again; Kim",
        "102 recorded 64; found by reference",
    ]


def test_a_return_with_every_answer() -> None:
    sold = bought([(SHIRT, 2), (SCARF, 1), (BELT, 1), (CARD, 1)], rewards=2500, card=10**6)
    made = returning_desk(original(sold))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.later(1)
    made.do(rev.RefundUnknown(made.now, 1, "omneo.no_answer", proof="sent, no answer"))
    while made.effects == (ef.FindRefund(1),):
        made.do(rev.RefundSought(made.now, 1, ev.Finding.ABSENT, proof="not in the list"))
        if made.sale.retry.wake_at is not None:
            made.wake()
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901", proof="201 901"))
    made.do(rev.RepayChosen(made.now, RepayKind.CARD))
    made.do(rev.RefundRefused(made.now, 2, "terminal.back_refused", proof="terminal: refused"))
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    made.later(5)
    made.do(rev.CashHandedOver(made.now, 3))
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "65", proof="201 65"))
    assert story(made) == [
        "0 refund_sent F1 2500 rewards",
        "1 refund_unknown F1 2500 omneo.no_answer; sent, no answer",
        "66 refund_absent F1 rewards; not in the list",
        "66 refund_sent F1 2500 rewards",
        "66 refund_given F1 2500 rewards; 201 901",
        "66 refund_sent F2 22500 card",
        "66 refund_refused F2 22500 terminal.back_refused; terminal: refused",
        "66 hand_over F3 22500",
        "71 refund_given F3 22500 cash",
        "71 record_sent",
        "71 recorded 65; 201 65",
    ]
