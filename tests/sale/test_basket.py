"""The basket: pieces join their line, edits can be undone, ids are never used twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.basket import Basket, Exclusion, Product, ProductKind
from posdesk.sale.errors import BadAmount, BadQuantity, IllegalEvent
from posdesk.sale.money import AUD, Money
from tests.sale.build import BELT, CARD, SCARF, SHIRT, aud


def test_the_same_product_joins_its_line() -> None:
    basket = Basket().add(SHIRT).add(SCARF).add(SHIRT, 2)
    assert [(line.product.sku, line.quantity) for line in basket.lines] == [
        ("LS-01", 3),
        ("WS-01", 1),
    ]
    assert (basket.pieces, basket.total(AUD)) == (4, aud(24000))


def test_an_overridden_or_noted_line_is_left_alone() -> None:
    basket = Basket().add(SHIRT).set_price(1, aud(5000)).add(SHIRT)
    assert [line.price.minor for line in basket.lines] == [5000, 6500]
    noted = Basket().add(SHIRT).set_note(1, "  for Tom  ").add(SHIRT)
    assert [line.note for line in noted.lines] == ["for Tom", ""]


def test_the_products_own_price_can_be_given_back() -> None:
    line = Basket().add(SHIRT).set_price(1, aud(1)).set_price(1, None).line(1)
    assert (line.price, line.overridden) == (SHIRT.price, False)


@pytest.mark.parametrize("quantity", [0, -1, 10_000])
def test_a_quantity_has_bounds(quantity: int) -> None:
    with pytest.raises(BadQuantity):
        Basket().add(SHIRT, quantity)
    with pytest.raises(BadQuantity):
        Basket().add(SHIRT).set_quantity(1, quantity)


def test_a_price_is_never_negative() -> None:
    with pytest.raises(BadAmount):
        Basket().add(SHIRT).set_price(1, aud(-1))


def test_a_line_that_is_gone_cannot_be_changed() -> None:
    with pytest.raises(IllegalEvent):
        Basket().add(SHIRT).remove(1).set_quantity(1, 2)


def test_ids_are_never_used_twice() -> None:
    basket = Basket().add(SHIRT).remove(1).add(SCARF)
    assert [line.id for line in basket.lines] == [2]


def test_a_recalled_basket_is_one_edit_under_new_ids() -> None:
    old = Basket().add(SHIRT).add(CARD)
    basket = Basket().add(BELT).recall(old.lines)
    assert [line.id for line in basket.lines] == [1, 2, 3]
    assert [line.product for line in basket.undo().lines] == [BELT]


def test_there_is_an_end_to_undo_and_redo() -> None:
    for step in (Basket.undo, Basket.redo):
        with pytest.raises(IllegalEvent):
            step(Basket())


def test_an_edit_that_changes_nothing_is_nothing_to_undo() -> None:
    assert Basket().add(SHIRT).set_quantity(1, 1).undo().lines == ()


@pytest.mark.parametrize(
    ("kind", "price", "why"),
    [
        (ProductKind.GIFT_CARD, 5000, Exclusion.GIFT_CARD),
        (ProductKind.SHIPPING, 900, Exclusion.SHIPPING),
        (ProductKind.PRODUCT, 0, Exclusion.ZERO_PRICE),
        (ProductKind.PRODUCT, 1, None),
    ],
)
def test_a_line_says_why_it_takes_no_discount(
    kind: ProductKind, price: int, why: Exclusion | None
) -> None:
    product = Product("X", "X", Money(price, AUD), kind=kind)
    assert Basket().add(product).line(1).exclusion is why


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from([SHIRT, SCARF, BELT, CARD]), st.integers(1, 5)),
        st.tuples(st.just("remove"), st.just(SHIRT), st.integers(0, 9)),
        st.tuples(st.just("set"), st.just(SHIRT), st.integers(1, 9)),
    ),
    max_size=12,
)


def edited(basket: Basket, edit: tuple[str, Product, int]) -> Basket:
    what, product, number = edit
    if what == "add":
        return basket.add(product, number)
    if not basket.lines:
        return basket
    line = basket.lines[number % len(basket.lines)]
    return basket.remove(line.id) if what == "remove" else basket.set_quantity(line.id, number)


@given(EDITS)
def test_undo_leads_back_through_every_state_and_redo_forward(
    edits: list[tuple[str, Product, int]],
) -> None:
    states = [Basket()]
    for edit in edits:
        after = edited(states[-1], edit)
        if after.lines != states[-1].lines:
            states.append(after)
    basket = states[-1]
    for before in reversed(states[:-1]):
        basket = basket.undo()
        assert basket.lines == before.lines
    for after in states[1:]:
        basket = basket.redo()
        assert basket.lines == after.lines
