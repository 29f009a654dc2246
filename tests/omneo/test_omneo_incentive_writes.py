"""Rewards, benefits and points given by hand: the bodies to the letter, and a sandbox that obeys or refuses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from posdesk.omneo import benefit_writes, benefits, definitions, points, reward_writes, rewards
from posdesk.omneo.benefit_writes import BenefitDraft
from posdesk.omneo.calls import Call, Dialect, Unknown
from posdesk.omneo.definitions import Kind
from posdesk.omneo.extensions import ByDays, Until
from posdesk.omneo.points import PointsDraft
from posdesk.omneo.reward_writes import RewardDraft
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD
from tests.omneo.live import ASHA, BEN, ERIN, MELBOURNE, Live
from tests.omneo.samples import P, answered, aud

BOTH = pytest.mark.parametrize("dialect", list(Dialect))
REWARD = RewardDraft(
    P,
    6,
    MELBOURNE,
    value=aud("10"),
    issued_at=datetime(2025, 6, 14, 14, tzinfo=UTC),
    expires_at=datetime(2035, 7, 15, 13, 59, 59, tzinfo=UTC),
)
USE = BenefitDraft(P, 94, datetime(2025, 6, 14, 23, tzinfo=UTC), MELBOURNE)
POINTS = PointsDraft(P, 1, Decimal("0.1"), datetime(2025, 6, 15, 4, 30, tzinfo=UTC))
REWARD_BODY = (
    f'{{"reward_definition_id":6,"profile_id":"{P}","value_initial":10.00,"value_remaining":10.00,'
    '"issued_at":"2025-06-15 00:00:00","expires_at":"2035-07-15 23:59:59",'
    f'"timezone":"{MELBOURNE}"}}'
)


def test_a_reward_is_issued_with_both_values_and_local_dates() -> None:
    call = reward_writes.issue(REWARD, currency=AUD)
    assert (call.method, call.path, call.writes) == ("POST", "/rewards", True)
    assert dump(call.body).decode() == REWARD_BODY
    usual = reward_writes.issue(RewardDraft(P, "thank-you", MELBOURNE), currency=AUD)
    assert usual.body == {
        "reward_definition_handle": "thank-you",
        "profile_id": P,
        "timezone": MELBOURNE,
    }


def test_a_batch_is_a_list_for_the_guides_and_a_named_one_for_the_reference() -> None:
    guide = reward_writes.batch((REWARD,), dialect=Dialect.GUIDE)
    reference = reward_writes.batch((REWARD,), dialect=Dialect.REFERENCE)
    assert (guide.path, reference.path) == ("/rewards/batch", "/rewards/batch")
    assert dump(guide.body).decode() == f"[{REWARD_BODY}]"
    assert dump(reference.body).decode() == f'{{"rewards":[{REWARD_BODY}]}}'


def test_a_correction_of_a_reward_names_what_it_corrects() -> None:
    call = reward_writes.change(812, currency=AUD, timezone=MELBOURNE, remaining=aud("5"))
    assert (call.method, call.path) == ("PUT", "/rewards/812")
    assert dump(call.body) == b'{"value_remaining":5.00,"timezone":"Australia/Melbourne"}'


def test_a_benefit_is_issued_at_the_local_time() -> None:
    call = benefit_writes.issue(USE)
    assert (call.method, call.path, call.writes) == ("POST", "/benefits", True)
    assert dump(call.body).decode() == (
        f'{{"benefit_definition_id":94,"profile_id":"{P}","issued_at":"2025-06-15 09:00:00",'
        f'"timezone":"{MELBOURNE}"}}'
    )


def test_benefits_are_extended_by_numbers_where_their_ids_are_some() -> None:
    call = benefit_writes.extend(P, ("4021", "b-7"), ByDays(7), timezone=MELBOURNE)
    assert call.body == {"ids": [4021, "b-7"], "profile_id": P, "extend_days": 7}


def test_points_are_issued_with_their_fraction() -> None:
    call = points.issue(POINTS)
    assert (call.method, call.path, call.writes) == ("POST", "/points", True)
    assert dump(call.body).decode() == (
        f'{{"profile_id":"{P}","point_definition_id":1,"value_initial":0.1,'
        '"issued_at":"2025-06-15 04:30:00"}'
    )


@pytest.mark.parametrize(
    "call",
    [
        reward_writes.issue(REWARD, currency=AUD),
        reward_writes.batch((REWARD,), dialect=Dialect.GUIDE),
        reward_writes.extend(P, (1,), ByDays(1), currency=AUD),
        benefit_writes.issue(USE),
        points.issue(POINTS),
    ],
)
def test_an_issue_whose_answer_cannot_be_read_stays_unknown(call: Call[object]) -> None:
    assert isinstance(call.read(answered(b"<html>", 201)), Unknown)
    assert isinstance(call.read(answered({"data": {"external_id": "x"}}, 200)), Unknown)


def test_a_reward_is_issued_corrected_extended_and_taken_away(live: Live) -> None:
    made = live.done(reward_writes.issue(replace(REWARD, profile_id=BEN), currency=AUD))
    assert (made.value_initial, made.value_remaining) == (aud("10"), aud("10"))
    assert (made.issued_at, made.expires_at) == (REWARD.issued_at, REWARD.expires_at)
    less = reward_writes.change(made.id, currency=AUD, timezone=MELBOURNE, remaining=aud("4.5"))
    assert live.done(less).value_remaining == aud("4.50")
    (later,) = live.done(reward_writes.extend(BEN, (made.id,), ByDays(10), currency=AUD))
    assert made.expires_at is not None
    assert later.expires_at == made.expires_at + timedelta(days=10)
    end = made.expires_at + timedelta(days=400)
    until = reward_writes.extend(BEN, (made.id,), Until(end, MELBOURNE), currency=AUD)
    assert live.done(until)[0].expires_at == end
    assert live.done(rewards.read(BEN, made.id, currency=AUD)).expires_at == end
    live.done(reward_writes.remove(made.id))
    assert live.is_missing(rewards.read(BEN, made.id, currency=AUD))


@BOTH
def test_a_batch_of_rewards_is_issued_or_refused_whole(live: Live, dialect: Dialect) -> None:
    good = replace(REWARD, profile_id=ERIN)
    by_card = replace(REWARD, profile_id="60011234", profile_id_handle="loyalty-card")
    assert live.done(reward_writes.batch((good, by_card), dialect=dialect))
    assert len(live.done(rewards.list(ERIN, currency=AUD)).items) == 1
    wrong = replace(good, profile_id="nobody")
    assert live.fields_of(reward_writes.batch((good, wrong), dialect=dialect)) == {
        "rewards.1.profile_id"
    }
    assert len(live.done(rewards.list(ERIN, currency=AUD)).items) == 1


def test_a_benefit_is_issued_corrected_extended_and_taken_away(live: Live) -> None:
    before = live.done(benefit_writes.count())
    draft = replace(USE, profile_id=BEN, expires_at=datetime(2035, 1, 1, tzinfo=UTC))
    made = live.done(benefit_writes.issue(draft))
    assert (made.name, made.remaining, made.expires_at) == (
        "First Spend Discount",
        1,
        draft.expires_at,
    )
    assert live.done(benefit_writes.count()).every == before.every + 1
    coded = benefit_writes.change(made.id, timezone=made.timezone, pos_code="VIP20")
    assert live.done(coded).pos_code == "VIP20"
    extended = benefit_writes.extend(BEN, (made.id,), ByDays(7), timezone=MELBOURNE)
    end = datetime(2035, 1, 8, tzinfo=UTC)
    assert live.done(extended)[0].expires_at == end
    assert live.done(benefits.read(BEN, made.id, timezone=MELBOURNE)).expires_at == end
    live.done(benefit_writes.remove(made.id))
    assert live.is_missing(benefits.read(BEN, made.id, timezone=MELBOURNE))


def test_points_are_given_and_listed(live: Live) -> None:
    definition = live.done(points.list(ASHA)).items[0]
    made = live.done(points.issue(replace(POINTS, profile_id=ERIN, definition_id=_points_id(live))))
    assert (made.initial, made.remaining, made.handle) == (
        Decimal("0.1"),
        Decimal("0.1"),
        definition.handle,
    )
    assert (made.status, made.issued_at) == ("active", POINTS.issued_at)
    assert live.done(points.list(ERIN)).items == (made,)
    assert live.done(points.read(made.id)) == made


def _points_id(live: Live) -> int:
    found = live.done(definitions.list(Kind.POINT, dialect=Dialect.GUIDE, currency=AUD)).items
    handle = live.done(points.list(ASHA)).items[0].handle
    return next(each.id for each in found if each.handle == handle)


def test_what_an_issue_is_refused_for(live: Live) -> None:
    nothing = replace(REWARD, profile_id=BEN, value=aud("0"))
    assert "value_initial" in live.fields_of(reward_writes.issue(nothing, currency=AUD))
    nobody = replace(USE, profile_id="nobody", definition_id=999)
    assert live.fields_of(benefit_writes.issue(nobody)) == {"profile_id", "benefit_definition_id"}
    assert live.fields_of(points.issue(replace(POINTS, value=Decimal(0)))) >= {"value_initial"}
    assert live.is_missing(benefit_writes.remove("999999"))
    verbs: list[Call[object]] = [
        reward_writes.issue(REWARD, currency=AUD),
        reward_writes.remove(1),
        benefit_writes.issue(USE),
        benefit_writes.change("1", timezone=MELBOURNE, pos_code="X"),
        points.issue(POINTS),
    ]
    assert [live.is_forbidden(verb) for verb in verbs] == [True] * len(verbs)
