"""The till's own list of faults: both sides in one order, the tenant's counters as they were last heard of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.home.faults.injector import Counted
from posdesk.home.faults.plan import BadFaults, Fault, FaultPlan, Nth
from posdesk.till.faults import TillFaults

SPENT = Fault("spent", "*", "balance_spent", when=Nth(1))
LOST = Fault("lost", "any write", "answer_lost", when=Nth(1))
LATE = Fault("late", "any write", "answer_late")
BOTH = FaultPlan((SPENT, LOST, LATE))
REDEEM = ("POST", "/api/v3/profiles/5b1c/redemptions")


def numbers(faults: TillFaults) -> dict[str, tuple[int, int]]:
    return {each.fault.name: (each.matched, each.happened) for each in faults.counters()}


def test_the_order_is_the_plans_and_only_the_ways_own_happen_here() -> None:
    faults = TillFaults(BOTH)
    assert [due.fault.name for due in faults.due(*REDEEM)] == ["lost", "late"]
    assert numbers(faults) == {"spent": (0, 0), "lost": (1, 1), "late": (1, 1)}
    assert faults.plan == BOTH
    assert faults.tenant_plan == FaultPlan((SPENT,))
    assert faults.on_count == 3


def test_what_the_tenant_counts_is_taken_and_survives_other_changes() -> None:
    faults = TillFaults(BOTH)
    faults.take((Counted(SPENT, 4, 1),))
    faults.switch("lost", on=False)
    faults.switch("spent", on=False)
    assert numbers(faults)["spent"] == (4, 1)
    assert [each.name for each in faults.plan.faults if each.on] == ["late"]
    faults.replace(FaultPlan((replace(SPENT, count=9),)))
    assert numbers(faults) == {"spent": (0, 0)}


def test_what_the_tenant_says_of_another_plan_is_left_out() -> None:
    faults = TillFaults(BOTH)
    faults.take((Counted(replace(SPENT, on=False), 4, 1), Counted(replace(SPENT, name="other"))))
    assert numbers(faults)["spent"] == (0, 0)


def test_every_change_and_every_happening_is_told_once() -> None:
    heard: list[int] = []
    faults = TillFaults(BOTH, on_change=lambda: heard.append(1))
    faults.due(*REDEEM)
    faults.due("GET", "/products")
    faults.take((Counted(SPENT, 1, 1),))
    faults.take((Counted(SPENT, 1, 1),))
    assert len(heard) == 2
    faults.all_off()
    assert len(heard) == 3
    assert faults.on_count == 0
    assert faults.due(*REDEEM) == ()


def test_faults_are_added_and_removed_by_name() -> None:
    faults = TillFaults()
    faults.add(LOST)
    with pytest.raises(BadFaults):
        faults.add(LATE.__class__("lost", "*", "delay"))
    faults.add(SPENT)
    faults.remove("lost")
    assert faults.plan == FaultPlan((SPENT,))
    for name in ("lost", ""):
        with pytest.raises(BadFaults):
            faults.remove(name)
        with pytest.raises(BadFaults):
            faults.switch(name, on=False)
