"""The page of the promises names tests and profiles that are there."""

from __future__ import annotations

import re
from pathlib import Path

from posdesk.simulation.plans import ALL
from posdesk.simulation.weather import PROFILES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[a-z_/]+\.py)`", PAGE))
    assert len(named) > 30
    assert [each for each in sorted(named) if not (ROOT / each).is_file()] == []


def test_every_profile_is_described_and_no_other() -> None:
    table = PAGE.split("What goes wrong, by profile:")[1].split("\n\n")[1]
    described = re.findall(r"^\| `([a-z]+)` \|", table, re.MULTILINE)
    assert described == list(PROFILES)
    assert f"`{ALL}`, the default" in PAGE


def test_every_window_is_proved_by_something() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| W\d", line)]
    told = {int(number) for row in rows for number in re.findall(r"W(\d+)", row.split(":")[0])}
    for first, last in re.findall(r"W(\d+) to W(\d+)", "\n".join(rows)):
        told |= set(range(int(first), int(last) + 1))
    assert told == set(range(1, 45))
