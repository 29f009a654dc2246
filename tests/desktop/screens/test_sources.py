"""Step 4 and the customer card in words: what value is taken from, what is eaten, what is there together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.desktop.screens import sources
from posdesk.desktop.screens.desk import Desk, View
from posdesk.desktop.screens.model import ChoiceRow, ChooseScreen, CustomerScreen
from posdesk.desktop.screens.whole import screen_of
from posdesk.sale import events as ev
from posdesk.sale.purses import ORDERS, Order, Purse
from posdesk.sale.state import Leg, LegKind
from posdesk.sale.wallet import Balances, Reward, Wallet
from tests.sale import build
from tests.sale.build import ASHA, aud

BOTH = (Purse.REWARDS, Purse.POINTS)
POINTS = (Purse.POINTS,)
DAY_MS = 24 * 3600 * 1000
SPACE, NO_BREAK = " ", "\N{NO-BREAK SPACE}"


def asha(*rewards: int, points: int = 1500) -> Wallet:
    """Rewards that end on the third, fourth, ... day from now, and points of a cent each."""
    own = tuple(
        Reward(
            str(at), "Reward", aud(minor), aud(minor), build.START.utc_ms + (2 + at) * DAY_MS + 1
        )
        for at, minor in enumerate(rewards, start=1)
    )
    total = aud(sum(rewards))
    worth = Balances(total, Decimal(points), aud(points), total + aud(points))
    return replace(build.wallet(()), rewards=own, balances=worth)


def at_choice(held: Wallet, order: Order = ORDERS[0], minor: int = 0) -> build.Desk:
    made = build.choosing()
    made.present(held)
    made.do(ev.StrategyChosen(made.now, order))
    made.choose(minor)
    return made


def chosen(made: build.Desk) -> ChooseScreen:
    desk = Desk("Sandbox", build.START.plus(1), "Australia/Melbourne", view=View.CHOOSE)
    body = screen_of(made.sale, desk).body
    assert isinstance(body, ChooseScreen)
    return body


def value_row(made: build.Desk) -> ChoiceRow:
    return next(row for row in chosen(made).rows if row.key == "rewards")


def card(held: Wallet, **customer: object) -> CustomerScreen:
    made = build.choosing()
    who = replace(ASHA, **customer)  # type: ignore[arg-type]  # names are Customer's own
    made.do(ev.CustomerAttached(made.now, who, held))
    return screen_of(made.sale, Desk("Sandbox", build.START, "Australia/Melbourne")).customer


def test_with_nothing_chosen_the_row_says_what_there_is() -> None:
    row = value_row(at_choice(asha(1000, 1500), BOTH))
    assert (row.name, row.most) == ("Rewards, then points", "40.00")
    assert row.detail == "40.00 available · 10.00 of it expires in 3 days"


def test_with_an_amount_the_row_says_what_is_eaten_part_by_part() -> None:
    row = value_row(at_choice(asha(1000, 1500), BOTH, 3000))
    assert row.detail.replace(NO_BREAK, SPACE) == (
        "10.00 of 10.00 expires in 3 days · 15.00 of 15.00 expires in 4 days"
        " · 500 of 1,500 points worth 5.00"
    )


def test_a_part_is_never_broken_across_lines() -> None:
    detail = value_row(at_choice(asha(1000, 1500), BOTH, 3000)).detail
    assert SPACE not in "".join(detail.split(" · "))


def test_more_rewards_than_can_be_read_at_a_glance_are_counted() -> None:
    detail = value_row(at_choice(asha(*[100] * 7), BOTH, 1000)).detail
    parts = detail.replace(NO_BREAK, SPACE).split(" · ")
    assert len(parts) == 6
    assert parts[-2:] == ["3 more", "300 of 1,500 points worth 3.00"]


def test_four_orders_are_offered_and_one_is_in_force() -> None:
    offered = chosen(at_choice(asha(1000), POINTS)).sources
    assert offered is not None
    assert [each.label for each in offered.choices] == [
        "Rewards",
        "Rewards → points",
        "Points → rewards",
        "Points",
    ]
    assert [each.key for each in offered.choices if each.checked] == ["points"]
    assert (offered.shortcut, offered.enabled) == ("Ctrl T", True)


def test_the_order_cannot_be_changed_while_it_is_redeemed() -> None:
    made = at_choice(asha(1000), POINTS, 1000)
    made.confirm(asha(1000))
    offered = chosen(made).sources
    assert offered is not None
    assert not offered.enabled


def test_who_has_no_points_is_offered_nothing_to_choose() -> None:
    assert chosen(at_choice(asha(1000, points=0))).sources is None


def test_points_without_rewards_can_be_chosen_and_the_row_says_how() -> None:
    row = value_row(at_choice(asha()))
    assert (row.enabled, row.reason) == (False, "nothing there: take from something else below")
    row = value_row(at_choice(asha(), POINTS))
    assert (row.enabled, row.name, row.most) == (True, "Points", "15.00")


def test_the_key_goes_round() -> None:
    order, seen = ORDERS[0], []
    for _ in ORDERS:
        order = sources.next_order(order)
        seen.append(order)
    assert seen == [*ORDERS[1:], ORDERS[0]]
    assert [sources.order_of(sources.key_of(each)) for each in ORDERS] == list(ORDERS)


@pytest.mark.parametrize(
    ("order", "heading", "value", "proved"),
    [
        (ORDERS[0], "rewards", "25.00 of rewards", "Proved: rewards are 25.00 again"),
        (POINTS, "points", "25.00 of points", "Proved: points are worth 25.00 again"),
        (
            BOTH,
            "redeemed",
            "25.00 of rewards and points",
            "Proved: rewards and points are 25.00 again",
        ),
    ],
)
def test_every_word_says_what_was_taken_from(
    order: Order, heading: str, value: str, proved: str
) -> None:
    leg = Leg(1, LegKind.REWARDS, "Rewards", aud(2500), strategies=order)
    assert sources.heading_of(order) == heading
    assert sources.value_of(leg, "25.00") == value
    assert sources.proved_text(order, "25.00") == proved


def test_benefits_of_the_same_redemption_are_named_with_its_value() -> None:
    leg = Leg(1, LegKind.REWARDS, "First spend", aud(2500), benefit_ids=("4021",))
    assert sources.value_of(leg, "25.00") == "First spend and 25.00 of rewards"


# The customer card


def balances(screen: CustomerScreen) -> list[tuple[str, str, str]]:
    return [(row.label, row.detail, row.amount) for row in screen.balances]


def test_the_card_shows_points_with_their_worth_and_both_together() -> None:
    shown = balances(card(asha(1000, 1500)))
    assert shown[1:3] == [
        ("Points", "1,500 points", "15.00"),
        ("Together", "rewards and points", "40.00"),
    ]


@pytest.mark.parametrize("held", [asha(1000, points=0), asha()])
def test_what_is_all_there_is_is_not_said_twice(held: Wallet) -> None:
    assert "Together" not in [label for label, _, _ in balances(card(held))]


def test_the_card_says_how_far_the_next_tier_is() -> None:
    shown = balances(card(asha(1000), next_tier="Gold", to_next=Decimal("1160.00")))
    assert shown[-1] == ("Next tier", "to Gold", "1,160")


def test_who_is_at_the_top_or_unknown_sees_no_next_tier() -> None:
    assert "Next tier" not in [label for label, _, _ in balances(card(asha(1000)))]
    far = card(asha(1000), next_tier="Gold", to_next=None)
    assert "Next tier" not in [label for label, _, _ in balances(far)]
