"""Recorded sales for the tests of returns: any basket, redemptions and tenders, at rest; and returns of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from posdesk.sale import events as ev
from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Product, ProductKind
from posdesk.sale.checkout import opened
from posdesk.sale.moments import Instant
from posdesk.sale.past import Original, PastRefund, PastReturn, Pick, RefundKind
from posdesk.sale.past_of import original_of
from posdesk.sale.returning import figures
from posdesk.sale.state import LegKind, Phase, due
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Wallet
from tests.sale.build import ASHA, START, Desk, aud, desk, wallet

Line = tuple[Product, int]


def bought(
    lines: Sequence[Line],
    *,
    rewards: int = 0,
    benefits: Sequence[str] = (),
    card: int = 0,
    customer: bool = True,
    **terms: object,
) -> Desk:
    """A recorded sale: ``card`` minor units by card, the rest in cash, rounded as cash is."""
    made = desk(**terms)
    for product, quantity in lines:
        made.do(ev.LineAdded(made.now, product, quantity))
    if customer:
        held = wallet((rewards,), 1, made.now)
        made.do(ev.CustomerAttached(made.now, ASHA, held))
        made.choose(rewards, *benefits)
        _redeem(made, held)
    else:
        made.do(ev.Confirmed(made.now))
    if card and due(made.sale).minor > 0:
        made.take(TenderKind.CARD, min(card, due(made.sale).minor))
        made.approve()
    if made.sale.phase is Phase.PAYING:
        made.do(ev.TenderTaken(made.now, TenderKind.CASH, aud(due(made.sale).minor + 10_000)))
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64"))
    assert made.sale.phase is Phase.RECORDED
    return made


def _redeem(made: Desk, held: Wallet) -> None:
    made.do(ev.Confirmed(made.now))
    if made.sale.phase is not Phase.REDEEMING:
        return
    made.do(ev.SnapshotRead(made.now, held, 100))
    for leg in made.sale.legs:
        total = 0 if leg.kind is LegKind.BENEFIT else leg.requested.minor
        made.grant(leg.number, str(157 + leg.number), total)


def returning_desk(original: Original, now: Instant = START, **terms: object) -> Desk:
    """A return of ``original``, being picked."""
    own = desk(**terms).sale.terms
    event = ev.SaleOpened(now, "S01-1-000700-k3f9q2", own, original)
    return Desk(opened(event), now)


def after(original: Original, picks: Sequence[Pick], number: int, **how: bool) -> PastReturn:
    """A return of ``picks`` that gave just what the figures say, in one sum."""
    worth = figures(original, picks, **how)
    redemptions = [
        PastRefund(each.leg.mark, each.leg.kind, each.amount)
        for each in worth.redemptions
        if each.gives
    ]
    money = PastRefund("", RefundKind.CASH, worth.value)
    return PastReturn(
        f"S01-1-{700 + number:06d}-k3f9q2", tuple(picks), (*redemptions, money), worth.rounding
    )


PRODUCTS = st.builds(
    lambda number, price, kind: Product(
        f"P-{number}", f"Product {number}", aud(price), tax_rate=Decimal("0.10"), kind=kind
    ),
    st.integers(1, 10**6),
    st.integers(0, 9_999),
    st.sampled_from([ProductKind.PRODUCT] * 4 + [ProductKind.GIFT_CARD]),
)
BASKETS = st.lists(
    st.tuples(PRODUCTS, st.integers(1, 7)),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each[0].sku,
)


@st.composite
def sold(draw: st.DrawFn) -> Desk:
    """Any recorded sale: rewards, perhaps ten per cent off, card and cash, either rule."""
    lines = draw(BASKETS)
    return bought(
        lines,
        rewards=draw(st.integers(0, 20_000)),
        benefits=["4021"] if draw(st.booleans()) else [],
        card=draw(st.sampled_from([0, 1, 777, 10**7])),
        rule=draw(st.sampled_from(Rule)),
    )


@st.composite
def some_left(draw: st.DrawFn, original: Original) -> tuple[Pick, ...]:
    """Any pieces that can still come back, at least one."""
    left = [(line.id, original.left(line.id)) for line in original.lines if original.left(line.id)]
    picks = [Pick(line_id, draw(st.integers(0, most))) for line_id, most in left]
    kept = tuple(pick for pick in picks if pick.quantity)
    return kept or (Pick(left[0][0], 1),)


def original(made: Desk) -> Original:
    return original_of(made.sale)
