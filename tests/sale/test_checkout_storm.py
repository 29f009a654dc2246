"""Twenty-four hundred seeded sales in foul weather: what ``test_checkout_any_order`` may do, done at random.

Hypothesis shrinks what it finds; chance goes deeper. A failure names its seed, and the seed is the sale.
"""

from __future__ import annotations

import random

import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import FINAL, Phase
from posdesk.sale.tender import TenderKind
from tests.sale.slow_world import Fate
from tests.sale.test_checkout_any_order import BUSY, PRESSES, AnyOrder

SEEDS = 2400
STEPS = 70


def fate(chance: random.Random) -> Fate:
    return Fate.FINE if chance.random() < 0.55 else chance.choice(list(Fate))


def weather(sale: AnyOrder, chance: random.Random) -> bool:
    """Something that nobody at the till has wished for. False: not this time."""
    dice = chance.random()
    if sale.world.out and dice < 0.60:
        sale.answer(which=chance.randrange(4), fate=fate(chance))
    elif sale.world.out and dice < 0.66:
        sale.ask_twice(which=chance.randrange(4))
    elif dice < 0.72:
        seconds = chance.choice([1.0, 3.0, 31.0, 61.0, 300.0, 560.0, 700.0])
        sale.wait(seconds=seconds, fates=[fate(chance) for _ in range(4)])
    elif dice < 0.75 and sale.phase in BUSY:
        seconds = chance.choice([2.0, 70.0, 1800.0])
        sale.die_and_start_again(fates=[fate(chance) for _ in range(4)], seconds=seconds)
    else:
        return False
    return True


def cashier(sale: AnyOrder, chance: random.Random) -> None:
    """What a cashier does next, mostly."""
    if chance.random() < 0.1:
        sale.press_anything(press=chance.choice(PRESSES))
    elif chance.random() < 0.04 and sale.phase in BUSY:
        sale.void()
    elif sale.phase in {Phase.OPEN, Phase.CHOOSING}:
        minor = chance.choice([0, 700, 1000, 2500])
        sale.choose_and_enter(minor=minor, benefit=chance.random() < 0.5)
    elif sale.phase is Phase.PAYING and chance.random() < 0.4:
        sale.pay_in_vain(fate=chance.choice([Fate.REFUSED, Fate.ANSWER_LOST]))
    elif sale.phase is Phase.PAYING:
        sale.pay(kind=chance.choice(list(TenderKind)), part=chance.random() < 0.4)
    elif sale.world.desk.sale.cash_owed:
        sale.hand_cash_back()
    elif sale.phase is Phase.ATTENTION:
        sale.decide(wish=chance.choice(list(ev.Choice)))
    else:
        sale.wait(seconds=1.0, fates=[fate(chance)])


def live_through(seed: int) -> None:
    chance, sale = random.Random(seed), AnyOrder()
    sale.open_shop()
    for _ in range(STEPS):
        if sale.phase in FINAL and not sale.world.out:
            break
        if not weather(sale, chance):
            cashier(sale, chance)
        for holds in sale.invariants:
            holds.function(sale)
    sale.teardown()


@pytest.mark.parametrize("block", range(8))
def test_a_storm_leaves_nothing_taken_and_nothing_doubled(block: int) -> None:
    for seed in range(block, SEEDS, 8):
        try:
            live_through(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error
