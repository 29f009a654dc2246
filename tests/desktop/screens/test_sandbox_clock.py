"""How the moved clock of a sandbox is told."""

from __future__ import annotations

import pytest

from posdesk.desktop.screens.sandbox_clock import clock_mark, clock_screen


@pytest.mark.parametrize(
    ("offset_s", "ahead", "mark"),
    [
        (0.0, "+0:00", ""),
        (0.4, "+0:00", ""),
        (-0.4, "+0:00", ""),
        (60.0, "+1:00", "CLOCK +1:00"),
        (659.996, "+11:00", "CLOCK +11:00"),
        (-90.0, "−1:30", "CLOCK −1:30"),
        (7260.0, "+121:00", "CLOCK +121:00"),
    ],
)
def test_the_clock_says_how_far_it_is_ahead(offset_s: float, ahead: str, mark: str) -> None:
    screen = clock_screen(offset_s)
    assert (screen.ahead, clock_mark(offset_s), screen.moved) == (ahead, mark, bool(mark))
    assert (ahead in screen.accessible) is screen.moved
