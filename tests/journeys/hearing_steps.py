"""A till that listens to its tenant, and what the dock's list of webhooks says."""

from __future__ import annotations

import pytest

from posdesk.desktop import listening
from tests.journeys.clerk import SETTINGS, Clerk

EVENT, WHO, SIGNED, OUTCOME = 1, 2, 3, 4
ROWS = "webhooks.rows"


async def open_listening(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, says: str = "Listening on http://127.0.0.1:"
) -> None:
    """A till that listens, as it does when its settings say nothing; with the dock's tab in front."""
    monkeypatch.setattr(listening, "QUIET_MS", 0)
    listens = SETTINGS.replace("sandbox_webhooks = false\n", "")
    clerk.home.settings.write_text(listens, encoding="utf-8")
    await clerk.open()
    clerk.click("dock.webhooks")
    await clerk.sees("webhooks.empty", says)


async def hears(clerk: Clerk, event: str, outcome: str) -> None:
    """Wait until the last delivery is that."""
    await clerk.until(
        lambda: (
            clerk.shows(ROWS)
            and clerk.column(ROWS, EVENT)[-1:] == [event]
            and clerk.column(ROWS, OUTCOME)[-1:] == [outcome]
        )
    )
