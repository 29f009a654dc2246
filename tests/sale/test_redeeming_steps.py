"""Redeeming, step by step: the legs as planned, what is kept of each answer, and where a putting back leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.purses import Purse
from posdesk.sale.state import (
    Attention,
    Cause,
    Compensation,
    Leg,
    LegKind,
    LegState,
    Phase,
    Retry,
)
from posdesk.sale.story import StoryEntry, StoryKind
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Credit
from tests.sale.build import ASHA, SHIRT, Desk, aud, desk, wallet

BOTH = (Purse.REWARDS, Purse.POINTS)
ENOUGH = wallet((1000, 5500))


def chosen(rewards: int = 2500, *benefits: str, **terms: object) -> Desk:
    """A shirt at 65.00, and the choice; ten seconds have passed since the sale was opened."""
    made = desk(**terms)
    made.scan(SHIRT)
    made.present(ENOUGH)
    made.choose(rewards, *benefits)
    made.later(10)
    return made


def sent(rewards: int = 2500, *benefits: str, **terms: object) -> Desk:
    made = chosen(rewards, *benefits, **terms)
    made.confirm(ENOUGH)
    return made


def lost(made: Desk, leg: int = 1) -> None:
    made.do(ev.RedemptionUnknown(made.now, leg, "omneo.no_answer", proof="sent, no answer"))


def told(made: Desk) -> StoryEntry:
    return made.sale.story[-1]


# The plan


def test_the_reading_before_it_is_the_wallet_from_then_on() -> None:
    made = chosen(2500)
    richer = wallet((1000, 9000), at=made.now)
    made.confirm(richer)
    assert (made.sale.wallet, made.sale.snapshot) == (richer, richer)
    assert made.sale.high_water == 100


def test_the_highest_redemption_ever_seen_is_kept_over_a_second_try() -> None:
    made = chosen(2500)
    for leg, (shown, highest) in enumerate(((900, 900), (100, 900), (901, 901)), start=1):
        made.do(ev.Confirmed(made.now))
        made.do(ev.SnapshotRead(made.now, ENOUGH, shown))
        assert made.sale.high_water == highest
        made.do(ev.RedemptionRefused(made.now, leg, "omneo.invalid"))
        made.do(ev.WalletRead(made.now, wallet((1000, 5500), at=made.now)))
    assert [leg.number for leg in made.sale.legs] == [1, 2, 3]


def test_a_changed_benefit_shows_the_wallet_in_which_it_changed() -> None:
    made = chosen(2500, "4021")
    used = wallet((1000, 5500), first_spend=0, at=made.now)
    made.confirm(used)
    assert (made.sale.wallet, made.sale.problem) == (used, "sale.benefit_changed")
    assert made.sale.chosen.benefits == ()


def test_a_benefit_that_is_gone_altogether_has_changed_too() -> None:
    made = chosen(2500, "4021")
    made.confirm(replace(ENOUGH, benefits=()))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "sale.benefit_changed")


def test_legs_are_planned_with_what_they_take_and_from_where() -> None:
    made = chosen(1000, "4021")
    made.do(ev.StrategyChosen(made.now, BOTH))
    made.do(ev.RewardsChosen(made.now, aud(1000)))
    made.confirm(ENOUGH)
    benefit, value = made.sale.legs
    assert benefit == Leg(
        1,
        LegKind.BENEFIT,
        "First spend",
        aud(0),
        LegState.SENT,
        benefit_id="4021",
        sent_at=made.now,
        sends=1,
        strategies=BOTH,
    )
    assert value == Leg(2, LegKind.REWARDS, "Rewards, then points", aud(1000), strategies=BOTH)


def test_benefits_and_value_in_one_call_are_one_leg_from_the_chosen_purses() -> None:
    made = chosen(1000, "4021", "4022", combined=True)
    made.do(ev.StrategyChosen(made.now, BOTH))
    made.do(ev.RewardsChosen(made.now, aud(1000)))
    made.confirm(ENOUGH)
    assert made.sale.legs == (
        Leg(
            1,
            LegKind.REWARDS,
            "First spend, Alterations",
            aud(1000),
            LegState.SENT,
            sent_at=made.now,
            sends=1,
            strategies=BOTH,
            benefit_ids=("4021", "4022"),
        ),
    )


@pytest.mark.parametrize(("rewards", "benefits"), [(1000, ()), (0, ("4021",))])
def test_value_alone_or_benefits_alone_need_no_combined_call(
    rewards: int, benefits: tuple[str, ...]
) -> None:
    made = sent(rewards, *benefits, combined=True)
    (leg,) = made.sale.legs
    assert leg.benefit_ids == ()
    assert leg.kind is (LegKind.REWARDS if rewards else LegKind.BENEFIT)


# The answers


def test_the_last_grant_leads_to_payment_and_to_a_fresh_reading() -> None:
    made = sent()
    made.grant(1, "158", 2500)
    assert made.sale.phase is Phase.PAYING
    assert made.effects == (ef.ReadWallet(ASHA.profile_id),)


def test_what_covers_all_of_it_is_paid_when_it_was_granted() -> None:
    made = sent(6500)
    made.later(4)
    made.grant(1, "158", 6500)
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)
    assert made.effects == (ef.LookUpTransaction(), ef.ReadWallet(ASHA.profile_id))


def test_less_than_was_asked_for_leads_back_to_the_choice() -> None:
    made = sent()
    made.grant(1, "158", 1000)
    assert made.sale.compensation == Compensation(Cause.GRANTED_LESS, Phase.CHOOSING, made.now)
    assert made.sale.proposal == aud(1000)


def test_a_refusal_leads_back_to_the_choice_and_keeps_why() -> None:
    made = sent(2500, "4021")
    made.grant(1, "158", 0)
    made.later(3)
    made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid", proof="422"))
    assert made.sale.compensation == Compensation(
        Cause.REFUSED, Phase.CHOOSING, made.now, "omneo.invalid"
    )
    refused = made.sale.leg(2)
    assert (refused.state, refused.problem) == (LegState.REFUSED, "omneo.invalid")


def test_a_refusal_of_a_second_send_is_doubted_and_told_as_it_was_heard() -> None:
    made = sent()
    lost(made)
    made.give_up()
    assert made.sale.leg(1).sends == 2
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.conflict", proof="409"))
    assert made.effects == (ef.FindRedemption(1),)
    doubted = made.sale.leg(1)
    assert (doubted.state, doubted.problem) == (LegState.UNKNOWN, "omneo.conflict")
    assert told(made) == StoryEntry(
        StoryKind.REDEEM_UNKNOWN, made.now, "R1", None, "Rewards", "409"
    )


def test_a_redemption_that_nobody_judged_is_told_and_planned_again() -> None:
    made = sent()
    made.later(2)
    refused = ev.RedemptionRefused(
        made.now, 1, "omneo.unauthenticated", paused=True, proof="401 unread"
    )
    assert made.do(refused) == (ef.WakeAt(made.now.plus(1.0)),)
    leg = made.sale.leg(1)
    assert (leg.state, leg.sends, leg.problem) == (LegState.PLANNED, 0, "omneo.unauthenticated")
    assert told(made) == StoryEntry(
        StoryKind.REDEEM_REFUSED, made.now, "R1", aud(2500), "Rewards", "401 unread"
    )


def test_of_two_legs_the_one_that_is_unknown_is_looked_for() -> None:
    made = sent(2500, "4021")
    made.grant(1, "158", 0)
    lost(made, 2)
    made.do(ev.RedemptionSought(made.now, 2, ev.Finding.UNREADABLE))
    made.later(1)
    assert made.do(ev.TimePassed(made.now)) == (ef.FindRedemption(2),)


def test_an_unclear_finding_asks_a_person_with_all_that_was_seen() -> None:
    made = sent()
    lost(made)
    made.later(5)
    seen = ("158 has no mark", "159 has no mark")
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=seen))
    assert made.sale.attention == Attention("redemption_unclear", "R1", Phase.REDEEMING, seen)
    assert told(made) == StoryEntry(
        StoryKind.ATTENTION, made.now, "R1", None, "redemption_unclear", "; ".join(seen)
    )


def test_where_only_a_person_can_look_it_is_said_so() -> None:
    made = sent()
    lost(made)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, by_hand=True))
    assert made.sale.attention == Attention("recovery_by_hand", "R1", Phase.REDEEMING)


def test_what_stays_absent_is_given_up_and_leads_back_to_the_choice() -> None:
    made = sent(2500, "4021")
    made.grant(1, "158", 0)
    lost(made, 2)
    made.give_up(2)
    assert made.effects == (ef.CreateRedemption(2, "R2"),)
    lost(made, 2)
    made.give_up(2)
    assert made.sale.leg(2).state is LegState.ABSENT
    assert made.sale.compensation == Compensation(
        Cause.NO_ANSWER, Phase.CHOOSING, made.now, "omneo.no_answer"
    )


def test_what_stays_absent_while_it_is_put_back_is_not_sent_again() -> None:
    made = sent()
    lost(made)
    made.do(ev.VoidRequested(made.now))
    assert made.sale.phase is Phase.COMPENSATING
    made.give_up()
    assert made.sale.leg(1).state is LegState.ABSENT
    assert made.effects == (ef.ReadWallet(ASHA.profile_id),)


def test_what_was_given_up_while_cash_is_handed_back_goes_back_when_it_comes_after_all() -> None:
    """A credit whose answer was lost for longer than the late window, beside a note in the drawer."""
    credit = Credit("79", "gift_card", aud(5000), None, needs_pin=True)
    made, held = desk(), replace(ENOUGH, credits=(credit,))
    made.scan(SHIRT)
    made.present(held)
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 1000)
    made.do(ev.TenderTaken(made.now, TenderKind.CREDIT, aud(5000), credit_id="79"))
    made.do(ev.SnapshotRead(made.now, held, 100))
    lost(made)
    made.later(70)
    made.do(ev.VoidRequested(made.now))
    assert made.sale.cash_owed == ("T1",)
    for _ in range(2):
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        made.later(2)
    assert made.sale.leg(1).state is LegState.ABSENT
    made.grant(1, "158", 5000)
    assert made.sale.leg(1).redemption_id == "158"
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.effects == (ef.ReverseRedemption(1, "C1"),)


def test_what_is_found_while_it_is_put_back_goes_back_too() -> None:
    made = sent()
    lost(made)
    made.do(ev.VoidRequested(made.now))
    found = ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500))
    assert made.do(found) == (ef.ReverseRedemption(1, "R1"),)


# Readings that fail, and a change of mind


def test_without_the_reading_before_it_the_choice_is_open_again() -> None:
    made = chosen()
    made.do(ev.Confirmed(made.now))
    made.sale = replace(made.sale, retry=Retry(2, made.now))
    before = made.sale
    assert made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable")) == ()
    assert made.sale == replace(
        before, phase=Phase.CHOOSING, problem="omneo.unreachable", retry=Retry()
    )


@pytest.mark.parametrize("read", [False, True])
def test_another_reading_that_fails_changes_nothing(*, read: bool) -> None:
    made = chosen()
    made.do(ev.Confirmed(made.now))
    purpose = "ReadWallet"
    if read:
        made.do(ev.SnapshotRead(made.now, ENOUGH, 100))
        purpose = "ReadSnapshot"
    before = made.sale
    assert made.do(ev.ReadFailed(made.now, purpose, "omneo.unreachable")) == ()
    assert made.sale == before


def test_a_sale_that_is_voided_while_it_redeems_is_put_back_from_then_on() -> None:
    made = sent()
    made.later(6)
    made.do(ev.VoidRequested(made.now, Cause.CLOSED))
    assert made.sale.compensation == Compensation(Cause.CLOSED, Phase.VOIDED, made.now)
