"""What a sale foresees of a redemption is what the sandbox then takes, incentive by incentive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.sale.eaten import eaten
from posdesk.sale.money import AUD, Money
from posdesk.sale.purses import ORDERS, Order, Purse, worth
from posdesk.sale.wallet import Wallet
from posdesk.sandbox.seed import Seed
from posdesk.sandbox.seed_records import Record
from posdesk.till.scripts import run_blocking
from posdesk.till.wallets import WalletReader
from tests.sandbox.rules.rule_desk import ERIN, Desk
from tests.till.frozen import CountingClock
from tests.till.rules_tenant import RulesTenant

SEED = Seed.builtin()
RATES = st.sampled_from([Decimal(each) for each in ("0.01", "0.005", "0.03", "0.1", "0.0125")])
DAYS = [f"2026-04-{day:02} 00:00:00" for day in range(1, 5)]
ISSUES = [f"2026-02-{day:02} 00:00:00" for day in range(1, 4)]
REWARDS = st.lists(
    st.tuples(
        st.integers(1, 3000), st.sampled_from(ISSUES), st.sampled_from(DAYS), st.integers(0, 3000)
    ),
    max_size=5,
)
POINTS = st.lists(st.integers(1, 4000), max_size=3)


@contextmanager
def erin(
    rate: Decimal, rewards: list[tuple[int, str, str, int]], points: list[int]
) -> Iterator[Desk]:
    """A tenant at which Erin, who has nothing by the seed, has these."""
    setting = Record(3, {"handle": "point_conversion_rate", "value": rate, "type": "float"})
    desk = Desk(replace(SEED, settings=(setting,)))
    try:
        for minor, issued, expires, spent in rewards:
            body = {
                "reward_definition_id": 7,
                "profile_id": ERIN,
                "value_initial": Decimal(minor) / 100,
                "value_remaining": Decimal(max(minor - spent, 0)) / 100,
                "issued_at": issued,
                "expires_at": expires,
            }
            desk.data("POST", "/rewards", body)
        for count in points:
            body = {"profile_id": ERIN, "point_definition_id": 1, "value_initial": count}
            desk.data("POST", "/points", {**body, "issued_at": ISSUES[0]})
        yield desk
    finally:
        desk.tenant.close()


def read(desk: Desk) -> Wallet:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    return run_blocking(reader.wallet(ERIN), RulesTenant(desk))


def foreseen(wallet: Wallet, amount: Money, order: Order) -> list[tuple[str, Decimal]]:
    """As the redemption's items tell it: rewards one by one, points together."""
    return [
        (each.reward_id or "points", each.taken.amount) for each in eaten(wallet, amount, order)
    ]


def told(items: list[dict[str, object]]) -> list[tuple[str, Decimal]]:
    """Each reward, and the points of all rows as one, in the order of their taking."""
    found: dict[str, Decimal] = {}
    for item in items:
        incentive = item["type_attributes"]
        assert isinstance(incentive, dict)
        key = "points" if item["type"] == "point" else str(incentive["id"])
        found[key] = found.get(key, Decimal(0)) + Decimal(str(item["value"]))
    return list(found.items())


@given(RATES, REWARDS, POINTS, st.integers(1, 12_000), st.sampled_from(ORDERS))
@settings(max_examples=60)
def test_the_tenant_takes_what_the_sale_foresaw(
    rate: Decimal,
    rewards: list[tuple[int, str, str, int]],
    points: list[int],
    minor: int,
    order: Order,
) -> None:
    with erin(rate, rewards, points) as desk:
        before = read(desk)
        held = worth(before.balances, order)
        if not held:
            return
        amount = min(Money(minor, AUD), held)
        strategies = [purse.value for purse in order]
        made = desk.redeem(amount.amount, ERIN, strategies=strategies, strict=True)
        after = read(desk)

    parts = eaten(before, amount, order)
    assert made["total"] == amount.amount
    assert told(made["items"]) == foreseen(before, amount, order)
    burnt = sum((each.points for each in parts if each.points is not None), Decimal(0))
    assert before.balances.points - after.balances.points == burnt
    from_rewards = Money.total((each.taken for each in parts if each.points is None), AUD)
    assert before.balances.rewards - after.balances.rewards == from_rewards


def test_what_expires_at_the_same_moment_goes_by_its_issue() -> None:
    same = DAYS[0]
    rewards = [(500, ISSUES[1], same, 0), (500, ISSUES[0], same, 0), (500, ISSUES[0], same, 0)]
    with erin(Decimal("0.01"), rewards, []) as desk:
        before = read(desk)
        made = desk.redeem(12, ERIN)
    first, second, third = (reward.id for reward in sorted(before.rewards, key=lambda r: r.id))
    expected = [(second, Decimal(5)), (third, Decimal(5)), (first, Decimal(2))]
    assert foreseen(before, Money(1200, AUD), (Purse.REWARDS,)) == expected
    assert told(made["items"]) == expected
