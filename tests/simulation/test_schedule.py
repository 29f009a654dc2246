"""Virtual time: order, waits, and what becomes of them when a till dies or sleeps."""

from __future__ import annotations

from posdesk.simulation.schedule import Crashed, Later, Life, Schedule


def test_what_is_asked_for_first_happens_first() -> None:
    schedule = Schedule()
    happened: list[tuple[int, str]] = []
    for name, delay_ms in (("late", 50), ("first", 10), ("second", 10)):
        schedule.after(delay_ms, lambda n=name: happened.append((schedule.now_ms, n)))  # type: ignore[misc]
    assert not schedule.run(1_000)
    assert happened == [(10, "first"), (10, "second"), (50, "late")]
    assert schedule.now_ms == 1_000


def test_a_run_ends_where_it_was_told_to() -> None:
    schedule = Schedule()
    schedule.after(500, lambda: None)
    assert schedule.run(499)
    assert not schedule.run(500)


def test_a_process_goes_on_when_what_it_waits_for_has_come() -> None:
    schedule = Schedule()
    life = Life(schedule)
    word: Later[str] = Later()
    heard: list[tuple[int, str]] = []

    async def listen() -> None:
        said = await word
        heard.append((schedule.now_ms, said))
        await life.pause(0.25)
        heard.append((schedule.now_ms, "after a pause"))

    life.begin(listen())
    schedule.after(100, lambda: word.come("hello"))
    schedule.after(150, lambda: word.come("again"))
    schedule.run(1_000)
    assert heard == [(100, "hello"), (350, "after a pause")]


def test_nothing_happens_in_a_life_that_is_over() -> None:
    schedule = Schedule()
    life = Life(schedule)
    happened: list[str] = []

    async def work() -> None:
        await life.pause(1)
        happened.append("work")

    life.begin(work())
    life.after(500, lambda: happened.append("timer"))
    life.always(500, lambda: happened.append("on the wire"))
    life.end()
    schedule.run(5_000)
    assert happened == ["on the wire"]


def test_a_crash_ends_the_life_in_which_it_happens() -> None:
    schedule = Schedule()
    life, other = Life(schedule), Life(schedule)
    happened: list[str] = []

    def crash() -> None:
        raise Crashed

    life.after(10, crash)
    life.after(20, lambda: happened.append("dead"))
    other.after(20, lambda: happened.append("alive"))
    schedule.run(100)
    assert happened == ["alive"]
    assert not life.goes_on


def test_what_comes_in_a_sleep_is_heard_on_waking() -> None:
    schedule = Schedule()
    life = Life(schedule)
    heard: list[int] = []
    life.after(100, lambda: heard.append(schedule.now_ms))
    life.after(900, lambda: heard.append(schedule.now_ms))
    life.sleep(600)
    schedule.run(2_000)
    assert heard == [600, 900]
