"""Which requests a fault befalls: by operation, by number, by chance; counted, switched and counted anew."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.faults.injector import Counted, Injector
from posdesk.home.faults.kinds import Side
from posdesk.home.faults.plan import BadFaults, Chance, Every, Fault, FaultPlan, Nth, When
from tests.home.faults.made_plans import whens

REDEEM = ("POST", "/api/v3/profiles/5b1c/redemptions")
READ = ("GET", "/api/v3/profiles/5b1c/balances")


def fault(name: str = "lost", when: When = Every(), **more: object) -> Fault:  # noqa: B008 - a value
    return Fault(name, "any write", "answer_lost", when=when, **more)  # type: ignore[arg-type]  # as given


def happenings(injector: Injector, requests: int) -> list[int]:
    """The requests, counted from 1, that something befell."""
    return [at for at in range(1, requests + 1) if injector.due(*REDEEM)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [(Nth(3), [3]), (Every(1), [1, 2, 3, 4, 5, 6]), (Every(2), [2, 4, 6]), (Nth(7), [])],
)
def test_a_fault_happens_when_it_is_due(when: When, expected: list[int]) -> None:
    assert happenings(Injector(FaultPlan((fault(when=when),))), 6) == expected


def test_a_count_is_the_most() -> None:
    assert happenings(Injector(FaultPlan((fault(count=2),))), 6) == [1, 2]


@given(whens(), st.none() | st.integers(1, 5), st.integers(0, 40))
def test_the_same_plan_befalls_the_same_requests_and_says_how_many(
    when: When, count: int | None, requests: int
) -> None:
    plan = FaultPlan((fault(when=when, count=count),))
    injector = Injector(plan)
    happened = happenings(injector, requests)
    assert happenings(Injector(plan), requests) == happened
    (counted,) = injector.counters()
    assert (counted.matched, counted.happened) == (requests, len(happened))
    assert count is None or len(happened) <= count


@given(st.integers(0, 1000), st.integers(1, 100))
def test_what_else_is_sent_does_not_change_what_befalls_a_write(seed: int, reads: int) -> None:
    plan = FaultPlan((fault(when=Chance(Decimal("0.5"), seed)),))
    alone, among = Injector(plan), Injector(plan)
    for _ in range(reads):
        assert among.due(*READ) == ()
    assert happenings(alone, 20) == happenings(among, 20)


def test_a_chance_comes_as_often_as_it_says_and_seeds_differ() -> None:
    counts = {}
    for seed in range(4):
        plan = FaultPlan((fault(when=Chance(Decimal("0.25"), seed)),))
        counts[seed] = happenings(Injector(plan), 1000)
    assert all(200 < len(happened) < 300 for happened in counts.values())
    assert len({tuple(happened) for happened in counts.values()}) == 4


def test_faults_of_one_seed_do_not_go_together() -> None:
    half = Chance(Decimal("0.5"), 3)
    injector = Injector(FaultPlan((fault("a", half), fault("b", half))))
    found = [tuple(due.fault.name for due in injector.due(*REDEEM)) for _ in range(60)]
    assert set(found) == {(), ("a",), ("b",), ("a", "b")}


def test_several_faults_befall_one_request_and_each_counts_for_itself() -> None:
    injector = Injector(FaultPlan((fault("a", Nth(2)), fault("b", Every(2)), fault("c", Nth(9)))))
    assert injector.due(*REDEEM) == ()
    assert [due.fault.name for due in injector.due(*REDEEM)] == ["a", "b"]
    assert [(each.matched, each.happened) for each in injector.counters()] == [
        (2, 1),
        (2, 1),
        (2, 0),
    ]


def test_a_fault_that_is_off_neither_happens_nor_counts() -> None:
    injector = Injector(FaultPlan((fault(on=False),)))
    assert happenings(injector, 3) == []
    injector.switch("lost", on=True)
    assert happenings(injector, 1) == [1]
    injector.all_off()
    assert happenings(injector, 3) == []
    (counted,) = injector.counters()
    assert (counted.matched, counted.happened) == (1, 1)
    assert not injector.any_on


def test_what_is_used_up_happens_again_after_a_reset() -> None:
    injector = Injector(FaultPlan((fault(when=Nth(1)),)))
    assert happenings(injector, 3) == [1]
    assert injector.counters()[0].matched == 3
    injector.reset_counters()
    assert happenings(injector, 3) == [1]


def test_faults_are_added_and_taken_away_while_others_keep_their_counters() -> None:
    injector = Injector(FaultPlan((fault("a"),)))
    happenings(injector, 2)
    injector.add(fault("b"))
    happenings(injector, 1)
    assert [each.happened for each in injector.counters()] == [3, 1]
    injector.remove("a")
    assert [each.fault.name for each in injector.counters()] == ["b"]
    with pytest.raises(BadFaults):
        injector.add(fault("b"))
    for name in ("a", ""):
        with pytest.raises(BadFaults):
            injector.remove(name)
        with pytest.raises(BadFaults):
            injector.switch(name, on=True)


def test_another_fault_of_the_same_name_counts_anew() -> None:
    injector = Injector(FaultPlan((fault(),)))
    happenings(injector, 2)
    injector.replace(FaultPlan((fault(when=Nth(1)),)))
    assert happenings(injector, 2) == [1]


def test_each_change_is_told() -> None:
    heard: list[Sequence[Counted]] = []
    injector = Injector(FaultPlan((fault(when=Nth(2)),)), on_change=heard.append)
    happenings(injector, 3)
    assert [each[0].happened for each in heard] == [1]


def test_threads_share_one_count() -> None:
    injector = Injector(FaultPlan((fault(count=50),)))
    happened: list[int] = []
    threads = [
        threading.Thread(target=lambda: happened.append(len(happenings(injector, 100))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(happened) == 50
    assert injector.counters()[0].matched == 400


def test_luck_differs_from_one_happening_to_the_next_and_is_had_again() -> None:
    def lucks() -> list[float]:
        injector = Injector(FaultPlan((fault(),)))
        return [due.luck for _ in range(20) for due in injector.due(*REDEEM)]

    found = lucks()
    assert len(set(found)) == 20
    assert all(0 <= luck < 1 for luck in found)
    assert lucks() == found


def test_a_plan_falls_into_its_sides() -> None:
    plan = FaultPlan((fault("a"), Fault("b", "*", "window_passed")))
    assert [each.name for each in plan.of(Side.TRANSPORT).faults] == ["a"]
    assert [each.name for each in plan.of(Side.BUSINESS).faults] == ["b"]
