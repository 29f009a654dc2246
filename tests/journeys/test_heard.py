"""The window hears its tenant: webhooks in the dock, each with its sender and what became of it."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit

from posdesk.home.tenant import SANDBOX
from posdesk.home.tenants import Tenants
from posdesk.till.subscribing import TOLD
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.hearing_steps import OUTCOME, ROWS, SIGNED, WHO, hears, open_listening
from tests.journeys.steps import present
from tests.sandbox.server.running import ASHA, Sandbox


@before_opening
async def test_what_came_is_listed_with_its_sender_and_what_became_of_it(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    url = clerk.text("webhooks.empty").split(". ")[0].removeprefix("Listening on ")

    def send(event: str, **more: object) -> None:
        sandbox.control.send_event(event, profile_id=ASHA, url=url, **more)

    await asyncio.to_thread(send, "profile.updated", times=2)
    await hears(clerk, "profile.updated", "duplicate")
    await asyncio.to_thread(send, "profile.updated", age_s=86_400)
    await hears(clerk, "profile.updated", "late or out of order")
    assert clerk.column(ROWS, OUTCOME)[0] == "taken in"
    assert set(clerk.column(ROWS, WHO)) == {"Asha Nguyen"}
    assert set(clerk.column(ROWS, SIGNED)) == {"signed"}
    await clerk.sees("webhooks.status", "1 changed something · 2 did not · 0 refused")

    table = clerk.control(ROWS)
    assert isinstance(table, QAbstractItemView)
    table.setCurrentIndex(table.model().index(0, 0))
    await clerk.sees("webhooks.body")
    body = clerk.control("webhooks.body")
    assert isinstance(body, QPlainTextEdit)
    assert '"Nguyen"' in body.toPlainText()
    assert "60011234" not in body.toPlainText()
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


@journey
async def test_a_till_that_does_not_listen_says_how_it_would(clerk: Clerk) -> None:
    clerk.click("dock.webhooks")
    await clerk.sees("webhooks.empty", "sandbox_webhooks = true")


@before_opening
async def test_a_port_that_is_taken_is_said_and_stops_no_sale(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        Tenants(clerk.home.tenants).save(replace(SANDBOX, webhooks_port=port))
        await open_listening(clerk, monkeypatch, says="cannot be listened on")
        await present(clerk)
        hooks = await asyncio.to_thread(sandbox.call, "GET", "/webhooks")
        assert hooks["data"] == []
