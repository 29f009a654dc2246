"""Plans of faults, any that can be."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from posdesk.home.faults.kinds import KINDS, Kind, Parameter, Value
from posdesk.home.faults.operations import SETS, operations
from posdesk.home.faults.plan import Chance, Every, Fault, FaultPlan, Nth, When

NAMES = st.text(min_size=1, max_size=64).filter(str.isprintable)
NUMBERS = st.integers(1, 1_000_000_000)
SHARES = st.decimals(Decimal("0.001"), 1, places=3)


def values_of(parameter: Parameter) -> st.SearchStrategy[Value]:
    if isinstance(parameter.default, bool):
        return st.booleans()
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    return st.integers(parameter.low, parameter.high)


def whens() -> st.SearchStrategy[When]:
    return st.one_of(
        st.builds(Nth, NUMBERS),
        st.builds(Every, NUMBERS),
        st.builds(Chance, SHARES, st.integers(0, 1_000_000_000)),
    )


@st.composite
def faults(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(KINDS.values())) -> Fault:
    kind = draw(st.sampled_from(kinds))
    some = draw(st.lists(st.sampled_from(kind.parameters), unique=True)) if kind.parameters else []
    values = {each.name: draw(values_of(each)) for each in some}
    return Fault(
        draw(NAMES),
        draw(st.sampled_from((*SETS, *operations()))),
        kind.name,
        values,
        draw(whens()),
        draw(st.none() | NUMBERS),
        draw(st.booleans()),
    )


def plans() -> st.SearchStrategy[FaultPlan]:
    several = st.lists(faults(), max_size=5, unique_by=lambda fault: fault.name)
    return several.map(lambda found: FaultPlan(tuple(found)))
