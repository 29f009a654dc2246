"""A credit that pays, in full: what its tender and its leg hold, what is told, what is sent, asked and given up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.money import Money
from posdesk.sale.state import Attention, Cause, Leg, LegKind, LegState, Phase, Retry, due
from posdesk.sale.tender import CreditUse, TenderState
from tests.sale.build import ASHA, SHIRT, START, Desk, aud, desk
from tests.sale.test_credit_redemptions import redeemed
from tests.sale.test_credit_tenders import (
    GIFT,
    KIWI,
    NZD,
    STORE,
    WITH_PIN,
    at_payment,
    held,
    read,
)
from tests.sale.test_story_in_full import story

NO_ANSWER = "omneo.no_answer"


def leg(made: Desk, number: int = 1) -> Leg:
    return made.sale.leg(number)


def lost(rewards: int = 0) -> Desk:
    """The gift card's redemption was sent and not answered."""
    made = redeemed(rewards)
    number = len(made.sale.legs)
    made.do(ev.RedemptionUnknown(made.now, number, NO_ANSWER, proof="sent, no answer"))
    return made


def look_until_decided(made: Desk, number: int = 1) -> None:
    """Not there at any look, until it is sent again or given up."""
    while leg(made, number).state is LegState.UNKNOWN:
        made.do(ev.RedemptionSought(made.now, number, ev.Finding.ABSENT, proof="not in the list"))
        if made.sale.retry.wake_at is not None:
            made.later(made.now.elapsed_s(made.sale.retry.wake_at))
            made.do(ev.TimePassed(made.now))


# What is taken


def test_a_tender_knows_its_credit() -> None:
    made = at_payment(GIFT, KIWI, rates={"NZD": Decimal("1.08")})
    made.use(GIFT, 1000)
    read(made, aud(5000))
    made.use(KIWI, 2000)
    assert [each.credit for each in made.sale.tenders] == [
        CreditUse("77", "gift_card", "4417"),
        CreditUse("85", "promotional", "", Money(2160, NZD)),
    ]


def test_a_redeemed_tender_knows_its_leg_and_the_leg_its_credit() -> None:
    made = at_payment(WITH_PIN, rewards=2500)
    made.use(WITH_PIN, 3000)
    assert made.sale.tender(1).credit == CreditUse("79", "gift_card", "9001", None, 2)
    assert leg(made, 2) == Leg(
        2,
        LegKind.CREDIT,
        "gift_card",
        aud(3000),
        LegState.SENT,
        sent_at=START,
        sends=1,
        credit_id="79",
    )


def test_all_of_a_credit_can_be_taken_and_not_a_cent_more() -> None:
    made = at_payment(STORE)
    with pytest.raises(BadAmount):
        made.use(STORE, 3551)
    made.use(STORE, 3550)
    assert made.sale.tender(1).amount == aud(3550)


def test_nobody_pays_with_a_credit_in_a_sale_without_a_customer() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.Confirmed(made.now))
    with pytest.raises(IllegalEvent):
        made.use(GIFT, 1000)


# Read again before it counts


def test_the_second_part_of_a_credit_counts_all_that_was_taken_of_it_and_nothing_else() -> None:
    made = at_payment(GIFT, STORE)
    for credit, minor in ((GIFT, 1000), (STORE, 3000), (GIFT, 1500)):
        made.use(credit, minor)
        read(made, credit.balance)
    made.use(GIFT, 2500)
    read(made, aud(5000))
    assert due(made.sale) == aud(13500 - 8000)
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED] * 4


def test_a_cent_too_little_is_too_little() -> None:
    made = at_payment(GIFT)
    made.use(GIFT, 1000)
    read(made, aud(5000))
    made.use(GIFT, 2000)
    read(made, aud(2999))
    assert made.sale.tender(2).state is TenderState.DECLINED
    made.use(GIFT, 2000)
    read(made, aud(3000))
    assert made.sale.tender(3).state is TenderState.APPROVED


def test_a_redeemed_part_of_a_credit_is_not_counted_again() -> None:
    made = at_payment(GIFT, WITH_PIN)
    made.use(WITH_PIN, 4000)
    made.do(ev.SnapshotRead(made.now, held(GIFT, WITH_PIN), 100))
    made.grant(1, "158", 4000)
    made.use(GIFT, 5000)
    read(made, aud(5000))
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED] * 2


def test_a_reading_that_is_good_is_told_with_its_proof() -> None:
    made = at_payment(GIFT)
    made.use(GIFT, 5000)
    made.later(2)
    made.do(ev.CreditRead(made.now, 1, aud(5000), proof="balance 50.00"))
    assert story(made) == [
        "0 tender_sent T1 5000 credit",
        "2 tender_approved T1 5000 credit; balance 50.00",
    ]


def test_a_reading_that_is_bad_is_told_with_its_proof() -> None:
    made = at_payment(GIFT)
    made.use(GIFT, 5000)
    made.do(ev.CreditRead(made.now, 1, aud(4999), proof="balance 49.99"))
    assert story(made)[-1] == "0 tender_declined T1 5000 sale.credit_changed; balance 49.99"


def test_a_foreign_credit_without_a_rate_any_more_is_worth_nothing() -> None:
    made = at_payment(KIWI, rates={"NZD": Decimal("1.08")})
    made.use(KIWI, 2000)
    made.sale = replace(made.sale, terms=replace(made.sale.terms, rates={}))
    read(made, KIWI.balance)
    assert (made.sale.tender(1).state, made.sale.problem) == (
        TenderState.DECLINED,
        "sale.credit_changed",
    )


# Redeemed


def test_a_redemption_that_went_well() -> None:
    made = at_payment(GIFT, credits_by_redeem=True)
    made.later(1)
    made.use(GIFT, 5000)
    assert made.asked == [ef.ReadSnapshot(ASHA.profile_id)]
    assert leg(made).state is LegState.PLANNED
    made.later(1)
    made.do(ev.SnapshotRead(made.now, held(GIFT), 157))
    assert (made.sale.snapshot, made.sale.high_water) == (held(GIFT), 157)
    made.later(1)
    made.do(ev.RedemptionGranted(made.now, 1, "158", aud(3000), proof="201 158"))
    assert (leg(made).state, leg(made).granted, leg(made).redemption_id) == (
        LegState.GRANTED,
        aud(3000),
        "158",
    )
    assert (made.sale.tender(1).amount, due(made.sale)) == (aud(3000), aud(10500))
    assert story(made) == [
        "1 tender_sent T1 5000 credit",
        "2 snapshot 2500",
        "2 redeem_sent C1 5000 gift_card",
        "3 redeemed C1 3000 gift_card; 201 158",
        "3 tender_approved T1 3000 credit",
    ]


def test_an_older_high_water_mark_never_lowers_a_newer_one() -> None:
    made = at_payment(WITH_PIN)
    made.sale = replace(made.sale, high_water=200)
    made.use(WITH_PIN, 1000)
    made.do(ev.SnapshotRead(made.now, held(WITH_PIN), 100))
    assert made.sale.high_water == 200


def test_a_reading_without_anything_planned_is_no_snapshot() -> None:
    made = at_payment(WITH_PIN)
    before = made.sale
    assert made.do(ev.SnapshotRead(made.now, held(WITH_PIN), 100)) == ()
    assert made.sale == before


def test_two_credits_are_redeemed_one_after_the_other() -> None:
    other = replace(WITH_PIN, id="78", last4="9002")
    made = at_payment(WITH_PIN, other)
    made.use(WITH_PIN, 1000)
    made.do(ev.SnapshotRead(made.now, held(WITH_PIN, other), 100))
    made.grant(1, "158", 1000)
    made.use(other, 2000)
    assert made.asked == [ef.CreateRedemption(2, "C2")]
    made.do(ev.RedemptionUnknown(made.now, 2, NO_ANSWER))
    assert made.asked == [ef.FindRedemption(2)]
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED, TenderState.UNKNOWN]
    made.do(ev.RedemptionSought(made.now, 2, ev.Finding.FOUND, "160", aud(2000)))
    assert [each.amount for each in made.sale.approved] == [aud(1000), aud(2000)]


def test_one_that_covers_the_rest_records_the_sale() -> None:
    big = replace(WITH_PIN, balance=aud(20000))
    made = at_payment(big)
    made.use(big, 13500)
    made.do(ev.SnapshotRead(made.now, held(big), 100))
    made.later(1)
    made.grant(1, "158", 13500)
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)


def test_more_than_was_asked_goes_back_to_the_choice_and_says_why() -> None:
    made = redeemed()
    made.later(1)
    made.grant(1, "160", 5001)
    back = made.sale.putting_back
    assert (back.cause, back.target, back.since) == (
        Cause.GRANTED_LESS,
        Phase.CHOOSING,
        made.now,
    )
    exact = redeemed()
    exact.grant(1, "160", 5000)
    assert exact.sale.phase is Phase.PAYING


def test_a_refused_one_is_told_twice_and_pays_nothing() -> None:
    made = redeemed()
    made.later(1)
    first = len(made.sale.story)
    made.do(ev.RedemptionRefused(made.now, 1, "till.wrong_pin", proof="422"))
    assert made.asked == []
    assert story(made, first) == [
        "1 redeem_refused C1 5000 gift_card; 422",
        "1 tender_declined T1 5000 till.wrong_pin",
    ]
    assert (leg(made).state, leg(made).problem) == (LegState.REFUSED, "till.wrong_pin")
    assert made.sale.tender(1).code == "till.wrong_pin"


# In doubt


def test_one_that_is_found_is_adopted_and_pays() -> None:
    made = lost(rewards=2500)
    assert made.asked == [ef.FindRedemption(2)]
    made.later(1)
    first = len(made.sale.story) - 1
    made.do(
        ev.RedemptionSought(made.now, 2, ev.Finding.FOUND, "160", aud(5000), proof="160 is there")
    )
    assert story(made, first) == [
        "0 redeem_unknown C2 gift_card; sent, no answer",
        "1 adopted C2 gift_card; 160 is there",
        "1 redeemed C2 5000 gift_card; 160 is there",
        "1 tender_approved T1 5000 credit",
    ]
    assert (leg(made, 2).redemption_id, made.sale.tender(1).amount) == ("160", aud(5000))


def test_one_that_is_found_without_an_amount_pays_nothing() -> None:
    made = lost()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "160"))
    assert (leg(made).granted, due(made.sale)) == (aud(0), aud(13500))


def test_one_that_is_never_there_is_sent_twice_and_given_up() -> None:
    made = lost()
    first = len(made.sale.story)
    look_until_decided(made)
    assert made.asked == [ef.CreateRedemption(1, "C1")]
    assert made.sale.retry == Retry()
    assert leg(made).sends == 2
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.unreachable", proof="no line"))
    look_until_decided(made)
    assert (leg(made).state, made.sale.tender(1).state) == (LegState.ABSENT, TenderState.DECLINED)
    assert (made.effects, made.sale.problem) == ((), "omneo.unreachable")
    assert [line.split(" ", 1)[1] for line in story(made, first)] == [
        "redeem_absent C1 gift_card; not in the list",
        "redeem_sent C1 5000 gift_card",
        "redeem_unknown C1 gift_card; no line",
        "redeem_absent C1 gift_card; not in the list",
        "tender_declined T1 5000 omneo.unreachable",
    ]


def test_a_repeat_that_is_refused_is_in_doubt_with_the_tenants_words() -> None:
    made = lost()
    look_until_decided(made)
    first = len(made.sale.story)
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.conflict", proof="409"))
    assert made.asked == [ef.FindRedemption(1)]
    assert (leg(made).state, leg(made).problem) == (LegState.UNKNOWN, "omneo.conflict")
    assert [line.split(" ", 1)[1] for line in story(made, first)] == [
        "redeem_unknown C1 gift_card; 409"
    ]


def test_a_credits_redemption_can_be_named_too() -> None:
    made = lost()
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, candidates=("158", "159")))
    made.do(RedemptionNamed(made.now, 1, "159", "Kim"))
    assert made.sale.phase is not Phase.ATTENTION
    assert (leg(made).state, leg(made).redemption_id) == (LegState.GRANTED, "159")
    assert made.sale.tender(1).state is TenderState.APPROVED


@pytest.mark.parametrize(
    ("by_hand", "why"), [(False, "redemption_unclear"), (True, "recovery_by_hand")]
)
def test_what_nothing_tells_of_is_for_a_person_and_goes_on_at_payment(
    *, by_hand: bool, why: str
) -> None:
    made = lost()
    made.wait_out()
    sought = ev.RedemptionSought(
        made.now, 1, ev.Finding.UNCLEAR, evidence=("two rows",), by_hand=by_hand
    )
    assert made.do(sought) == ()
    assert made.sale.attention == Attention(why, "C1", Phase.PAYING, ("two rows",))
    made.do(ev.AttentionSettled(made.now, ev.Choice.TRY_AGAIN))
    assert made.asked == [ef.FindRedemption(1)]


def test_looks_come_ever_later() -> None:
    made = lost()
    for seconds in (1.0, 2.0, 4.0, 8.0, 10.0, 10.0):
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNREADABLE))
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
    early = lost()
    for seconds in (1.0, 2.0, 4.0):
        early.do(ev.RedemptionSought(early.now, 1, ev.Finding.ABSENT))
        assert early.effects == (ef.WakeAt(early.now.plus(seconds)),)


def test_a_lost_answer_forgets_the_waits_before_it() -> None:
    made = lost()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNREADABLE))
    look_until_decided(made)
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    assert made.sale.retry == Retry()


# Not read for


def test_without_its_reading_it_is_given_up_and_the_rewards_stay() -> None:
    made = at_payment(WITH_PIN, rewards=2500)
    made.use(WITH_PIN, 1000)
    before = made.sale
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())
    bare = at_payment(WITH_PIN)
    bare.use(WITH_PIN, 1000)
    bare.do(ev.ReadFailed(bare.now, "ReadWallet", "omneo.unreachable"))
    assert leg(bare).state is LegState.PLANNED
    bare.do(ev.ReadFailed(bare.now, "ReadSnapshot", "omneo.unreachable"))
    assert (leg(bare).state, leg(bare).problem) == (LegState.ABSENT, "omneo.unreachable")
    assert story(bare)[-1] == "0 tender_declined T1 1000 omneo.unreachable"


def test_a_second_try_reads_for_it_again_and_the_first_stays_given_up() -> None:
    made = at_payment(WITH_PIN)
    made.use(WITH_PIN, 1000)
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    made.use(WITH_PIN, 2000)
    assert made.asked == [ef.ReadSnapshot(ASHA.profile_id)]
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", NO_ANSWER))
    assert [(each.state, each.problem) for each in made.sale.legs] == [
        (LegState.ABSENT, "omneo.unreachable"),
        (LegState.ABSENT, NO_ANSWER),
    ]
