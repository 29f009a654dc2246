"""Which world a seed makes: every combination of faults and customs comes round, in an order that never changes."""

from __future__ import annotations

from itertools import product
from typing import Final

from posdesk.simulation.shop import Custom
from posdesk.simulation.weather import PROFILES, profile
from posdesk.simulation.world import Plan

# All profiles in turn.
ALL: Final = "all"
TILLS: Final = 3
SALES_OF_A_TILL: Final = 20
SALES_OF_A_WORLD: Final = TILLS * SALES_OF_A_TILL
CUSTOMS: Final = tuple(
    Custom(dialect, duplicates, echoed, honoured)
    for dialect, duplicates, echoed, honoured in product(
        ("guide", "reference"), ("duplicate", "upsert", "reject"), (True, False), (True, False)
    )
)


def plan(seed: int, name: str = ALL, *, blind: bool = False) -> Plan:
    """The world of ``seed`` under a profile, or under the profiles in turn. Raises UnknownProfile."""
    if name != ALL:
        weather, turn = profile(name), seed
    else:
        names = tuple(PROFILES)
        weather, turn = PROFILES[names[seed % len(names)]], seed // len(names)
    custom = CUSTOMS[turn % len(CUSTOMS)]
    return Plan(seed, weather, custom, TILLS, SALES_OF_A_TILL, blind)


def worlds_of(sales: int) -> int:
    """How many worlds so many sales are; a part of one counts as one."""
    return max(1, -(-sales // SALES_OF_A_WORLD))


def replay(seed: int, name: str, *, blind: bool = False) -> str:
    """The one command that makes this world again."""
    broken = " --broken blind-retry" if blind else ""
    return f"posdesk simulate --sales {SALES_OF_A_WORLD} --seed {seed} --profile {name}{broken}"
