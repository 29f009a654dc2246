"""What a return is worth: the sale's own shares undone, to the minor unit, however the pieces come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.allocation import Rule
from posdesk.sale.errors import BadQuantity, IllegalEvent
from posdesk.sale.money import Money
from posdesk.sale.past import Original, Pick, RefundKind
from posdesk.sale.returning import everything_left, figures
from posdesk.sale.state import paid, quote_of, rounding
from tests.examples import examples
from tests.sale.bought import after, bought, original, sold, some_left
from tests.sale.build import BELT, CARD, SCARF, SHIRT, Desk, aud

GUIDE = [(SHIRT, 2), (SCARF, 1), (BELT, 1), (CARD, 1)]


def picked(past: Original, *quantities: int) -> tuple[Pick, ...]:
    return tuple(
        Pick(line.id, quantity)
        for line, quantity in zip(past.lines, quantities, strict=False)
        if quantity
    )


def test_a_piece_comes_back_at_what_was_paid_for_it() -> None:
    """25.00 over two shirts, a scarf and a belt: 16.25, 5.63 and 3.12, as the sale spread it."""
    past = original(bought(GUIDE, rewards=2500))
    shirt = figures(past, picked(past, 1))
    assert (shirt.original, shirt.net) == (aud(6500), aud(5688))
    assert shirt.redemptions[0].amount == aud(812)
    assert not shirt.completes
    both = figures(past, picked(past, 2))
    assert (both.net, both.redemptions[0].amount) == (aud(11375), aud(1625))


def test_the_second_piece_of_a_line_is_the_one_that_is_left() -> None:
    past = original(bought(GUIDE, rewards=2500))
    first = after(past, picked(past, 1), 1)
    rest = figures(replace(past, returns=(first,)), picked(past, 1))
    assert rest.net + aud(5688) == aud(11375)
    assert rest.redemptions[0].amount == aud(1625 - 812)


def test_a_gift_card_that_was_sold_had_no_share() -> None:
    past = original(bought(GUIDE, rewards=2500))
    card = figures(past, picked(past, 0, 0, 0, 1))
    assert card.net == aud(5000)
    assert [(each.gives, each.waits) for each in card.redemptions] == [(False, False)]


def test_more_than_was_sold_or_is_left_cannot_come_back() -> None:
    past = original(bought(GUIDE, rewards=2500))
    with pytest.raises(BadQuantity):
        figures(past, picked(past, 3))
    gone = replace(past, returns=(after(past, picked(past, 2), 1),))
    with pytest.raises(BadQuantity):
        figures(gone, picked(past, 1))
    with pytest.raises(BadQuantity):
        figures(past, [Pick(past.lines[0].id, -1)])
    with pytest.raises(IllegalEvent):
        figures(past, [Pick(99, 1)])


def test_a_benefit_comes_back_with_the_last_piece_that_it_touched() -> None:
    past = original(bought(GUIDE, benefits=["4021"]))
    one = figures(past, picked(past, 2, 1))
    assert [(each.gives, each.waits) for each in one.redemptions] == [(False, True)]
    rest = figures(
        replace(past, returns=(after(past, picked(past, 2, 1), 1),)), picked(past, 0, 0, 1)
    )
    assert [(each.gives, each.waits) for each in rest.redemptions] == [(True, False)]
    # The gift card is still with the customer; the benefit never touched it.
    assert not rest.completes


def test_a_benefit_that_only_told_the_cashier_something_comes_back_with_the_whole_sale() -> None:
    past = original(bought(GUIDE, benefits=["4022"]))
    assert not any(line.shares for line in past.lines)
    part = figures(past, picked(past, 2, 1, 1))
    assert [each.gives for each in part.redemptions] == [False]
    assert [each.gives for each in figures(past, everything_left(past)).redemptions] == [True]


def test_where_only_whole_redemptions_are_refunded_it_is_all_or_nothing() -> None:
    past = original(bought(GUIDE, rewards=2500))
    part = figures(past, picked(past, 2, 1), partial_refund=False)
    (back,) = part.redemptions
    assert (back.amount, back.gives, back.waits) == (aud(0), False, True)
    assert back.share == aud(1625 + 563)
    assert part.net == figures(past, picked(past, 2, 1)).net
    gone = replace(past, returns=(after(past, picked(past, 2, 1), 1, partial_refund=False),))
    (last,) = figures(gone, picked(past, 0, 0, 1), partial_refund=False).redemptions
    assert (last.amount, last.waits) == (aud(2500), False)


def test_the_last_piece_brings_the_whole_redemption_though_it_had_no_share() -> None:
    """Six cents over seven pieces: one piece has none of it, and comes back last."""
    past = original(bought([(BELT, 7)], rewards=6, rule=Rule.CARRY))
    gone = replace(past, returns=(after(past, picked(past, 6), 1, partial_refund=False),))
    (last,) = figures(gone, picked(past, 1), partial_refund=False).redemptions
    assert (last.share, last.amount) == (aud(0), aud(6))


def test_what_a_tenant_gave_too_much_of_is_not_given_again() -> None:
    past = original(bought(GUIDE, rewards=2500))
    first = after(past, picked(past, 1), 1)
    generous = replace(
        first, refunds=(replace(first.refunds[0], amount=aud(2500)), *first.refunds[1:])
    )
    rest = figures(
        replace(past, returns=(generous,)), everything_left(replace(past, returns=(generous,)))
    )
    assert rest.redemptions[0].amount == aud(0)


def test_the_rounding_of_a_sale_is_repeated_with_its_last_piece_only() -> None:
    odd = replace(BELT, price=aud(1999))
    past = original(bought([(odd, 2)]))
    assert past.rounding == aud(2)
    assert figures(past, picked(past, 1)).rounding == aud(0)
    whole = figures(past, picked(past, 2))
    assert (whole.net, whole.rounding, whole.value) == (aud(3998), aud(2), aud(4000))


@given(made=sold())
@examples(80)
def test_a_full_return_undoes_every_figure_of_the_sale(made: Desk) -> None:
    past, quote = original(made), quote_of(made.sale)
    worth = figures(past, everything_left(past))
    assert worth.completes
    assert (worth.original, worth.net, worth.tax) == (quote.subtotal, quote.total, quote.tax)
    assert worth.value == paid(made.sale) + rounding(made.sale)
    assert all(each.gives for each in worth.redemptions)
    rewards = (each.amount for each in worth.redemptions)
    assert Money.total(rewards, quote.total.currency) == quote.rewards


@given(data=st.data())
@examples(80)
def test_any_sequence_of_returns_gives_just_what_was_granted_and_paid(data: st.DataObject) -> None:
    made = data.draw(sold())
    partial = data.draw(st.booleans())
    past = original(made)
    granted = {leg.mark: leg.total for leg in past.legs}
    net, number = aud(0), 0
    while everything_left(past):
        number += 1
        picks = data.draw(some_left(past))
        worth = figures(past, picks, partial_refund=partial)
        for back in worth.lines:
            shares = Money.total((share.amount for share in back.shares), net.currency)
            assert back.original == shares + back.net
            assert aud(0) <= back.net <= back.original
            assert sum(n * each.minor for n, each in back.parcels) == back.net.minor
        net = net + worth.net
        past = replace(
            past, returns=(*past.returns, after(past, picks, number, partial_refund=partial))
        )
        for mark, total in granted.items():
            assert aud(0) <= past.given(mark) <= total
    assert net == past.total
    assert past.rounding_given == past.rounding
    assert {mark: past.given(mark) for mark in granted} == granted
    assert all(past.is_given(leg.mark) for leg in past.legs if leg.kind is RefundKind.BENEFIT)
