"""A return's figures at their edges: roundings given before, lines that nothing touched, every field of a redemption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from posdesk.sale.allocation import Rule
from posdesk.sale.past import Original, PastLeg, PastRefund, PastReturn, Pick, RefundKind, Share
from posdesk.sale.returning import LineBack, RedemptionBack, everything_left, figures
from tests.sale.bought import after, bought, original
from tests.sale.build import BELT, CARD, SCARF, SHIRT, aud

# Ten per cent and 25.00 off the goods (lines 1 and 2); the card (line 3) is touched by neither.
GOODS_AND_CARD = [(SHIRT, 2), (SCARF, 1), (CARD, 1)]
REWARDS = PastLeg("R2", RefundKind.REWARDS, "159", aud(2500), name="Rewards")
FIRST_SPEND = PastLeg("B1", RefundKind.BENEFIT, "158", aud(0), "4021", "First spend")


def sold() -> Original:
    past = original(bought(GOODS_AND_CARD, rewards=2500, benefits=["4021"], card=10**6))
    assert past.legs == (REWARDS, FIRST_SPEND)
    return past


def redemptions(
    past: Original, picks: Sequence[Pick], *, partial_refund: bool = True
) -> tuple[RedemptionBack, ...]:
    return figures(past, picks, partial_refund=partial_refund).redemptions


def given(past: Original, *refunds: PastRefund) -> Original:
    """An earlier return of nothing gave these."""
    before = PastReturn("S01-1-000690-k3f9q2", (), refunds, aud(0))
    return replace(past, returns=(before,))


# The money


def test_what_earlier_returns_gave_beside_their_nets_is_kept_of_the_last_ones_rounding() -> None:
    """The sale was rounded up by two cents, the first return by one."""
    odd = replace(BELT, price=aud(1999))
    past = original(bought([(odd, 2)]))
    first = PastReturn("S01-1-000690-k3f9q2", (Pick(1, 1),), (), aud(1))
    last = figures(replace(past, returns=(first,)), [Pick(1, 1)])
    assert (last.net, last.rounding, last.value) == (aud(1999), aud(1), aud(2000))


def test_a_line_that_comes_back_is_told_with_all_its_figures() -> None:
    past = original(bought([(SHIRT, 3)], rewards=1000, card=10**6))
    (back,) = figures(past, [Pick(1, 2)]).lines
    assert back == LineBack(
        past.lines[0],
        2,
        aud(13000),
        aud(12334),
        aud(1122),
        (Share("rewards", "Rewards", aud(666)),),
        ((2, aud(6167)),),
    )


def test_figures_add_their_lines_up_and_say_whether_all_is_back() -> None:
    past = sold()
    worth = figures(past, everything_left(past))
    assert worth.completes is True
    assert worth.tax == aud(sum(line.tax.minor for line in past.lines))
    assert worth.tax > aud(0)
    assert figures(past, [Pick(1, 1)]).completes is False
    assert figures(past, []).completes is False


@pytest.mark.parametrize(("rule", "tax"), [(Rule.LARGEST_REMAINDER, 14), (Rule.CARRY, 13)])
def test_the_pieces_of_a_line_are_shared_by_the_rule_of_its_sale(rule: Rule, tax: int) -> None:
    """Twenty cents of tax over 0.72, 0.72 and 0.71: 7, 7, 6 or 7, 6, 7."""
    past = original(bought([(replace(BELT, price=aud(105)), 3)], rewards=100, rule=rule))
    (back,) = figures(past, [Pick(1, 2)]).lines
    assert (back.net, back.tax) == (aud(144), aud(tax))


# Redemptions


@pytest.mark.parametrize("partial", [False, True])
def test_pieces_that_no_discount_touched_have_nothing_to_do_with_it(*, partial: bool) -> None:
    assert redemptions(sold(), [Pick(3, 1)], partial_refund=partial) == (
        RedemptionBack(REWARDS, aud(0), aud(0), gives=False, waits=False),
        RedemptionBack(FIRST_SPEND, aud(0), aud(0), gives=False, waits=False),
    )


def test_a_part_gives_its_share_of_value_and_waits_with_the_benefit() -> None:
    """Of 17.50 off the goods two shirts had 13.00, and of 25.00 then 18.57."""
    assert redemptions(sold(), [Pick(1, 2)]) == (
        RedemptionBack(REWARDS, aud(1857), aud(1857), gives=True, waits=False),
        RedemptionBack(FIRST_SPEND, aud(1300), aud(0), gives=False, waits=True),
    )


def test_all_the_goods_give_both_though_the_card_stays() -> None:
    assert redemptions(sold(), [Pick(1, 2), Pick(2, 1)]) == (
        RedemptionBack(REWARDS, aud(2500), aud(2500), gives=True, waits=False),
        RedemptionBack(FIRST_SPEND, aud(1750), aud(0), gives=True, waits=False),
    )


def test_a_use_that_was_given_back_is_not_given_again_and_waits_for_nothing() -> None:
    past = given(sold(), PastRefund("B1", RefundKind.BENEFIT, aud(0)))
    for picks in ([Pick(1, 1)], [Pick(1, 2), Pick(2, 1)]):
        benefit = redemptions(past, picks)[1]
        assert benefit.share > aud(0)
        assert benefit == RedemptionBack(
            FIRST_SPEND, benefit.share, aud(0), gives=False, waits=False
        )


def test_where_it_is_all_or_nothing_what_was_given_whole_waits_for_nothing() -> None:
    past = given(sold(), PastRefund("R2", RefundKind.REWARDS, aud(2500)))
    assert redemptions(past, [Pick(1, 2)], partial_refund=False)[0] == RedemptionBack(
        REWARDS, aud(1857), aud(0), gives=False, waits=False
    )


def test_where_it_is_all_or_nothing_the_second_return_that_is_not_the_last_waits_too() -> None:
    past = sold()
    first = after(past, [Pick(1, 1)], 1, partial_refund=False)
    rest = replace(past, returns=(first,))
    waiting = redemptions(rest, [Pick(1, 1)], partial_refund=False)
    assert [(each.amount, each.gives, each.waits) for each in waiting] == [
        (aud(0), False, True),
        (aud(0), False, True),
    ]
