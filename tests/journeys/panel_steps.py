"""The panel of faults by keyboard and mouse, as journeys use it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from tests.journeys.clerk import Clerk


async def show_panel(clerk: Clerk) -> None:
    clerk.click("dock.faults")
    await clerk.sees("faults.rows")


def put(clerk: Clerk, field: str, words: str) -> None:
    """Words into a field of the panel, as by pasting."""
    line = clerk.control(f"faults.{field}")
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.setText(words)


async def add_fault(clerk: Clerk, **fields: str) -> None:
    """A fault by the form, and Enter in its last field."""
    rows = len(clerk.column("faults.rows", 0))
    for field, words in fields.items():
        put(clerk, field, words)
    clerk.press("Return")
    await clerk.until(lambda: len(clerk.column("faults.rows", 0)) == rows + 1)
