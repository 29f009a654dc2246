"""Where the tills of the random kills stood: a line in the summary of a test run, for whoever reads its report."""

from __future__ import annotations

from collections import Counter

import pytest

_KEY = "killed "


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """``random kills: 150 of till: 12 choosing, 9 paying T1 sent, …``, by number."""
    for victim, places in sorted(_places(terminalreporter).items()):
        total = sum(places.values())
        spread = ", ".join(f"{count} {place}" for place, count in places.most_common())
        terminalreporter.write_line(f"random kills: {total} of {victim}: {spread}")


def _places(terminalreporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for key, place in getattr(report, "user_properties", ()):
                if report.when == "call" and key.startswith(_KEY):
                    found.setdefault(key.removeprefix(_KEY), Counter())[str(place)] += 1
    return found
