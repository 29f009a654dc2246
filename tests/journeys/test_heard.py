"""The window hears its tenant: webhooks in the dock, and people who are found with the tenant gone."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QAbstractItemView

from posdesk.desktop import listening
from posdesk.till.subscribing import TOLD
from tests.journeys.clerk import SETTINGS, Clerk, before_opening, journey
from tests.journeys.proxy import Proxy
from tests.sandbox.server.running import ASHA, Sandbox

EVENT, WHO, SIGNED, OUTCOME = 1, 2, 3, 4
ROWS = "webhooks.rows"


async def open_listening(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that listens, as it does when its settings say nothing; with the dock's tab in front."""
    monkeypatch.setattr(listening, "QUIET_MS", 0)
    listens = SETTINGS.replace("sandbox_webhooks = false\n", "")
    clerk.home.settings.write_text(listens, encoding="utf-8")
    await clerk.open()
    clerk.click("dock.webhooks")
    await clerk.sees("webhooks.status", "Listening on http://127.0.0.1:")


async def hears(clerk: Clerk, event: str, outcome: str) -> None:
    """Wait until the last delivery is that."""
    await clerk.until(
        lambda: (
            clerk.shows(ROWS)
            and clerk.column(ROWS, EVENT)[-1:] == [event]
            and clerk.column(ROWS, OUTCOME)[-1:] == [outcome]
        )
    )


@before_opening
async def test_what_came_is_listed_with_its_sender_and_what_became_of_it(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    await clerk.sees("webhooks.empty", "Nothing was heard yet")
    url = clerk.text("webhooks.status").split(" · ")[0].removeprefix("Listening on ")

    def send(event: str, **more: object) -> None:
        sandbox.control.send_event(event, profile_id=ASHA, url=url, **more)

    await asyncio.to_thread(send, "profile.updated", times=2)
    await hears(clerk, "profile.updated", "duplicate")
    await asyncio.to_thread(send, "profile.updated", age_s=86_400)
    await hears(clerk, "profile.updated", "late or out of order")
    assert clerk.column(ROWS, OUTCOME)[0] == "taken in"
    assert set(clerk.column(ROWS, WHO)) == {"Asha Nguyen"}
    assert set(clerk.column(ROWS, SIGNED)) == {"right"}

    table = clerk.control(ROWS)
    assert isinstance(table, QAbstractItemView)
    table.setCurrentIndex(table.model().index(0, 0))
    await clerk.sees("webhooks.body")
    shown = clerk.control("webhooks.body").toPlainText()  # type: ignore[attr-defined]  # a QPlainTextEdit
    assert '"Nguyen"' in shown
    assert "60011234" not in shown
    clerk.click("webhooks.close")
    await clerk.until(lambda: not clerk.shows("webhooks.body"))


@before_opening
async def test_the_sandbox_is_told_where_the_till_is_and_that_it_has_gone(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    hooks = await asyncio.to_thread(sandbox.call, "GET", "/webhooks")
    assert {each["trigger"] for each in hooks["data"]} == set(TOLD)
    await clerk.leave()
    hooks = await asyncio.to_thread(sandbox.call, "GET", "/webhooks")
    assert hooks["data"] == []


@before_opening
async def test_who_was_made_elsewhere_is_found_also_when_the_tenant_is_gone(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    new = {"first_name": "Zelda", "last_name": "Ahlberg", "email": "zelda@example.test"}
    await asyncio.to_thread(sandbox.call, "POST", "/profiles", new)
    await hears(clerk, "profile.created", "taken in")
    proxy.close()
    await clerk.search("ahlberg")
    await clerk.sees("identify.title", "Known to this till")
    assert "Zelda Ahlberg" in clerk.screen_text()


@journey
async def test_a_till_that_does_not_listen_says_how_it_would(clerk: Clerk) -> None:
    clerk.click("dock.webhooks")
    await clerk.sees("webhooks.empty", "sandbox_webhooks = true")
