"""The transaction in full: what is known of it, what is told beside it, what is read after it, and no problem left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Attention, Phase, Recorded, Retry
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import ASHA, BELT, SHIRT, Desk, aud, desk, paying_two_legs, recording, wallet
from tests.sale.test_credit_tenders import GIFT, at_payment, read
from tests.sale.test_story_in_full import story

NO_ANSWER = "omneo.no_answer"


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        (lambda at: ev.TransactionSought(at, "64", "158"), Recorded("64", "158", found=True)),
        (lambda at: ev.TransactionRecorded(at, "64", "158"), Recorded("64", "158")),
    ],
)
def test_a_record_is_known_by_its_number_its_link_and_how_it_was_learnt(
    answer: Callable[..., ev.Event], known: Recorded
) -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, NO_ANSWER))
    assert made.sale.problem == NO_ANSWER
    assert made.do(answer(made.now)) == ()
    assert (made.sale.recorded, made.sale.problem, made.sale.attention) == (known, "", None)
    assert made.sale.retry == Retry()


def test_one_that_is_not_linked_is_told_with_the_leg_that_was_to_be() -> None:
    made = paying_two_legs()
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now))
    first = len(made.sale.story)
    made.do(ev.TransactionRecorded(made.now, "64", "158", proof="201 64"))
    assert story(made, first) == ["0 recorded 64; 201 64", "0 not_linked R2 158"]


def test_one_that_links_what_the_sale_never_redeemed_is_told_without_a_leg() -> None:
    made = desk()
    made.scan(SHIRT)
    made.present()
    made.do(ev.Confirmed(made.now))
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now))
    first = len(made.sale.story)
    made.do(ev.TransactionRecorded(made.now, "64"))
    assert story(made, first) == ["0 recorded 64"]


def test_one_that_is_there_twice_is_told_with_every_number_and_the_proof() -> None:
    made = recording()
    first = len(made.sale.story)
    made.do(ev.TransactionSought(made.now, "64", "158", proof="found", others=("65", "66")))
    assert story(made, first) == [
        "0 recorded 64; found",
        "0 recorded_twice 64, 65, 66; found",
    ]


def test_the_wallet_is_read_after_what_changed_it_and_only_then() -> None:
    plain = recording()
    assert plain.do(ev.TransactionSought(plain.now, "64", "158")) == ()
    made = at_payment()
    made.use(GIFT, 5000)
    read(made, aud(5000))
    made.take()
    made.approve()
    assert made.do(ev.TransactionSought(made.now, "64")) == (ef.ReadWallet(ASHA.profile_id),)


def test_nobodys_wallet_is_read_after_a_sale_without_a_customer() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.Confirmed(made.now))
    made.take()
    made.approve()
    assert made.do(ev.TransactionSought(made.now, "64")) == ()


def repaid() -> Desk:
    """A belt of a member is back; the card refused its money, so it went in cash."""
    made = returning_desk(original(bought([(BELT, 1)], rewards=500, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.do(rev.RefundGiven(made.now, 1, aud(500), "901"))
    made.do(rev.RepayChosen(made.now, RepayKind.CARD))
    made.do(rev.RefundRefused(made.now, 2, "terminal.back_refused"))
    assert made.sale.problem == "terminal.back_refused"
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    made.later(5)
    made.do(rev.CashHandedOver(made.now, 3))
    return made


def test_a_return_that_was_repaid_otherwise_begins_its_record_without_a_problem() -> None:
    made = repaid()
    assert (made.sale.phase, made.sale.problem, made.sale.paid_at) == (
        Phase.RECORDING,
        "",
        made.now,
    )


def test_a_return_that_goes_on_without_a_refund_begins_its_record_without_a_problem() -> None:
    made = returning_desk(original(bought([(BELT, 1)], rewards=2500, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    made.do(ev.AttentionSettled(made.now, ev.Choice.GO_ON, "Kim"))
    assert (made.sale.phase, made.sale.problem) == (Phase.RECORDING, "")


def test_an_exchange_is_paid_when_its_last_tender_is() -> None:
    made = returning_desk(original(bought([(BELT, 1)], card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.LineAdded(made.now, SHIRT))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.take()
    made.later(4)
    made.approve()
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)


def test_the_wallet_is_read_after_a_return() -> None:
    made = repaid()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "65"))
    assert made.asked == [ef.ReadWallet(ASHA.profile_id)]


# Not yet


def test_a_refusal_is_for_a_person_with_what_the_tenant_said_of_each_field() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    said = ("items.0.sku: unknown", "staff_id: closed")
    assert made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=said)) == ()
    assert made.sale.attention == Attention("transaction_refused", "", Phase.RECORDING, said)
    assert (made.sale.problem, made.sale.record_sent_at) == ("omneo.invalid", None)


def test_an_unanswered_record_is_looked_for_from_the_first_pause_on() -> None:
    made = recording()
    for _ in range(3):
        made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable"))
        assert made.sale.retry.wake_at is not None
        made.later(made.now.elapsed_s(made.sale.retry.wake_at))
        made.do(ev.TimePassed(made.now))
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, NO_ANSWER))
    assert made.asked == [ef.WakeAt(made.now.plus(1.0))]
    assert made.sale.problem == NO_ANSWER


def test_a_look_up_is_made_no_sooner_than_the_tenant_says_and_a_new_problem_is_told() -> None:
    made = recording()
    first = len(made.sale.story)
    made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.throttled", 30.0, proof="429"))
    assert made.asked == [ef.WakeAt(made.now.plus(30.0))]
    made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable", proof="no line"))
    made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable", proof="no line"))
    assert made.asked == [ef.WakeAt(made.now.plus(4.0))]
    assert story(made, first) == [
        "0 record_waiting omneo.throttled; 429",
        "0 record_waiting omneo.unreachable; no line",
    ]


def test_a_record_that_is_not_judged_waits_ever_longer() -> None:
    made = recording()
    for seconds in (1.0, 2.0, 4.0):
        made.do(ev.TransactionRefused(made.now, "omneo.busy", judged=False))
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
