"""Allocation: to the minor unit, under both rules."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.allocation import Rule, allocate
from tests.examples import examples

RULES = st.sampled_from(list(Rule))
WEIGHTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=40)


@st.composite
def baskets(draw: st.DrawFn) -> tuple[int, list[int]]:
    weights = draw(WEIGHTS)
    return draw(st.integers(0, sum(weights))), weights


def holds(amount: int, weights: list[int], shares: list[int]) -> bool:
    """The invariant: nothing lost, nothing beyond the line, nothing on a line worth nothing."""
    return (
        sum(shares) == amount
        and len(shares) == len(weights)
        and all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    )


@pytest.mark.parametrize("rule", list(Rule))
def test_the_guides_example_comes_out_exactly(rule: Rule) -> None:
    assert allocate(5000, [6500, 11500, 2500, 4500], rule) == [1300, 2300, 500, 900]


@pytest.mark.parametrize(
    ("amount", "weights", "remainder", "carry"),
    [
        (1000, [10000] * 3, [334, 333, 333], [333, 334, 333]),
        (2, [10000] * 3, [1, 1, 0], [1, 0, 1]),
        (3, [100] * 7, [1, 1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1, 0]),
        (2500, [2995, 0, 1499, 499], [1500, 0, 750, 250], [1500, 0, 750, 250]),
        (
            10000,
            [3333] * 6 + [1],
            [1667, 1667, 1667, 1667, 1666, 1666, 0],
            [1667, 1666, 1667, 1666, 1667, 1666, 1],
        ),
    ],
)
def test_the_published_comparisons_come_out(
    amount: int, weights: list[int], remainder: list[int], carry: list[int]
) -> None:
    assert allocate(amount, weights, Rule.LARGEST_REMAINDER) == remainder
    assert allocate(amount, weights, Rule.CARRY) == carry


def test_the_default_is_the_largest_remainder() -> None:
    assert allocate(1000, [10000] * 3) == [334, 333, 333]


@examples(2000)
@given(baskets(), RULES)
def test_shares_add_up_and_stay_within_their_lines(
    basket: tuple[int, list[int]], rule: Rule
) -> None:
    amount, weights = basket
    assert holds(amount, weights, allocate(amount, weights, rule))


@given(baskets(), RULES)
def test_each_share_is_within_one_unit_of_the_exact_one(
    basket: tuple[int, list[int]], rule: Rule
) -> None:
    amount, weights = basket
    whole = sum(weights)
    for share, weight in zip(allocate(amount, weights, rule), weights, strict=True):
        assert abs(share * whole - amount * weight) <= whole


@given(baskets(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(
    basket: tuple[int, list[int]], chance: random.Random
) -> None:
    amount, weights = basket
    shuffled = weights.copy()
    chance.shuffle(shuffled)
    assert sum(allocate(amount, shuffled)) == sum(allocate(amount, weights))


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [-1, 3]), (2, [1]), (1, [])])
def test_what_cannot_be_spread_is_refused(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|spread"):
        allocate(amount, weights)


def test_nothing_over_nothing_is_nothing() -> None:
    assert allocate(0, []) == []
    assert allocate(0, [0, 0], Rule.CARRY) == [0, 0]


@pytest.mark.parametrize("exponent", [0, 2, 3])
@pytest.mark.parametrize("rule", list(Rule))
def test_two_hundred_thousand_seeded_baskets_lose_nothing(rule: Rule, exponent: int) -> None:
    """200,000 baskets over both rules and currencies with 0, 2 and 3 decimals."""
    chance = random.Random(20261121 + exponent)
    dearest = 400 * 10**exponent
    for _ in range(200_000 // (len(Rule) * 3) + 1):
        weights = [chance.randrange(dearest) for _ in range(chance.randint(1, 8))]
        amount = chance.randint(0, sum(weights))
        shares = allocate(amount, weights, rule)
        if not holds(amount, weights, shares):
            pytest.fail(f"{rule}: {amount} over {weights} gave {shares}")
