"""What a customer has, read for the office: its order, what can be done with it, and making it last longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from posdesk.home.tenant import SANDBOX
from posdesk.omneo import points as points_api
from posdesk.omneo.benefits import Benefit
from posdesk.omneo.calls import Applied, Call, NotApplied
from posdesk.omneo.definitions import Kind
from posdesk.omneo.errors import Forbidden, NotFound
from posdesk.omneo.points import Points
from posdesk.omneo.rewards import Reward
from posdesk.till.incentives import (
    Longer,
    Standing,
    end_of_day,
    extend_benefit,
    extend_reward,
    read_definitions,
    read_incentives,
    standing_of_benefit,
    standing_of_points,
    standing_of_reward,
)
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.headless import a_till, on_a_loop
from tests.till.made_sales import aud

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)
REWARD = Reward(811, "Ten", "ten", aud("10"), aud("4"), EARLIER, LATER, is_active=True)
BENEFIT = Benefit(
    id="4021",
    name="Tea",
    handle="tea",
    short_description="",
    long_description="",
    terms="",
    instructions="",
    expires_at=LATER,
    is_redeemable=True,
    is_expired=False,
    remaining=1,
    pos_code=None,
    timezone="Pacific/Auckland",
    issued_at=EARLIER,
)
POINTS = Points(1, "P", "p", Decimal(5), Decimal(5), "active", EARLIER, EARLIER, None)


@pytest.mark.parametrize(
    ("reward", "standing"),
    [
        (REWARD, Standing.USABLE),
        (replace(REWARD, expires_at=None), Standing.USABLE),
        (replace(REWARD, value_remaining=aud("0"), is_active=False), Standing.SPENT),
        (replace(REWARD, expires_at=NOW), Standing.EXPIRED),
        (replace(REWARD, issued_at=LATER, is_active=False), Standing.NOT_YET),
        (replace(REWARD, is_active=False), Standing.SWITCHED_OFF),
    ],
)
def test_a_reward_says_why_it_does_not_count(reward: Reward, standing: Standing) -> None:
    assert standing_of_reward(reward, NOW) is standing


@pytest.mark.parametrize(
    ("benefit", "standing"),
    [
        (BENEFIT, Standing.USABLE),
        (replace(BENEFIT, remaining=None), Standing.USABLE),
        (replace(BENEFIT, remaining=0, is_redeemable=False), Standing.SPENT),
        (replace(BENEFIT, is_expired=True), Standing.EXPIRED),
        (replace(BENEFIT, issued_at=LATER, is_redeemable=False), Standing.NOT_YET),
        (replace(BENEFIT, remaining_everywhere=0, is_redeemable=False), Standing.ALL_TAKEN),
        (replace(BENEFIT, is_published=False, is_redeemable=False), Standing.UNPUBLISHED),
        (replace(BENEFIT, is_redeemable=False), Standing.SWITCHED_OFF),
    ],
)
def test_a_benefit_says_why_it_cannot_be_used(benefit: Benefit, standing: Standing) -> None:
    assert standing_of_benefit(benefit, NOW) is standing


@pytest.mark.parametrize(
    ("held", "standing"),
    [
        (POINTS, Standing.USABLE),
        (replace(POINTS, remaining=Decimal(0)), Standing.SPENT),
        (replace(POINTS, expires_at=EARLIER), Standing.EXPIRED),
        (replace(POINTS, status="pending"), Standing.NOT_YET),
        (replace(POINTS, accrued_at=LATER), Standing.NOT_YET),
        (replace(POINTS, issued_at=LATER, accrued_at=None), Standing.NOT_YET),
    ],
)
def test_points_say_whether_they_can_be_spent(held: Points, standing: Standing) -> None:
    assert standing_of_points(held, NOW) is standing


@pytest.mark.parametrize(
    "text", ["", "2026-2-3", "31.12.2026", "2026-02-30", "2026-12-31 10:00", "9999-99-99"]
)
def test_a_day_is_typed_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        end_of_day(text, "UTC")


def test_a_day_ends_on_the_shops_clock() -> None:
    assert end_of_day("2026-12-31", "Australia/Melbourne") == datetime(
        2026, 12, 31, 12, 59, 59, tzinfo=UTC
    )


@on_a_loop
async def test_usable_ones_come_first_the_soonest_end_before_the_rest(sandbox: Sandbox) -> None:
    sandbox.call(
        "POST",
        "/rewards",
        {
            "reward_definition_id": 8,
            "profile_id": ASHA,
            "timezone": "UTC",
            "expires_at": "2020-01-01 00:00:00",
        },
    )
    async with a_till(sandbox.endpoint, sandbox.endpoint.identity) as till:
        held = await till.register.ask(read_incentives(ASHA, SANDBOX, datetime.now(UTC)))
    assert [each.id for each in held.rewards][:2] == [811, 812]
    assert held.rewards[-1].handle == "thank-you"
    assert [each.handle for each in held.benefits] == [
        "first-spend",
        "free-alterations",
        "birthday-gift",
    ]
    assert sum(each.remaining for each in held.points) == 1500


def test_what_a_token_may_not_see_is_empty() -> None:
    script = read_definitions(Kind.POINT, SANDBOX)
    (call,) = next(script)
    assert call.path == "/points/definitions"
    with pytest.raises(StopIteration) as end:
        script.send((NotApplied(Forbidden()),))
    assert end.value.value == ()
    assert points_api.list("p").path == "/profiles/p/points"


def second_call(script: object, first: NotApplied | Applied[object]) -> Call[object]:
    """What is sent after the answer to the first call."""
    next(script)  # type: ignore[call-overload]  # a generator
    (call,) = script.send((first,))  # type: ignore[attr-defined]  # a generator
    return call  # type: ignore[no-any-return]  # a batch is of any calls


def test_where_nothing_can_be_extended_the_end_is_corrected() -> None:
    gone = NotApplied(NotFound())
    reward = second_call(extend_reward("p", REWARD, Longer(days=7), SANDBOX), gone)
    assert (reward.method, reward.path) == ("PUT", "/rewards/811")
    assert reward.body == {"expires_at": "2026-11-29 14:00:00", "timezone": "Australia/Melbourne"}
    until = end_of_day("2027-01-31", "Pacific/Auckland")
    benefit = second_call(extend_benefit("p", BENEFIT, Longer(until=until), SANDBOX), gone)
    assert (benefit.method, benefit.path) == ("PUT", "/benefits/4021")
    assert benefit.body == {"expires_at": "2027-01-31 23:59:59"}


def test_what_never_ends_cannot_be_corrected_by_days() -> None:
    script = extend_reward("p", replace(REWARD, expires_at=None), Longer(days=7), SANDBOX)
    next(script)
    with pytest.raises(NotFound):
        script.send((NotApplied(NotFound()),))
