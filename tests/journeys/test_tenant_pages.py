"""The office's pages about the tenant: this till's own records beside the live ones, and what the tenant can do."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QAbstractItemView

from posdesk.till.directory import Directory
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.hearing_steps import hears, open_listening
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import ASHA, Sandbox

BESIDE = "office.beside.rows"
ABLE = "office.capabilities.rows"


def beside(clerk: Clerk, what: str) -> list[str]:
    """This till, the tenant, and whether they differ, of one field."""
    at = clerk.column(BESIDE, 0).index(what)
    return [clerk.column(BESIDE, column)[at] for column in (1, 2, 3)]


@before_opening
async def test_a_record_that_differs_is_marked_and_becomes_what_the_tenant_says(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    wrong = {"first_name": "Ashley", "updated_at": "2031-01-01 00:00:00"}
    await asyncio.to_thread(
        sandbox.control.send_event, "profile.updated", profile_id=ASHA, changes=wrong
    )
    await hears(clerk, "profile.updated", "taken in")
    await open_page(clerk, "directory")
    await clerk.sees("office.find.words")
    await fill(clerk, "office.find.words", "ashley")
    clerk.press("Return")
    await clerk.until(lambda: clerk.shows(BESIDE) and clerk.column(BESIDE, 2)[:1] == ["Asha"])
    assert beside(clerk, "First name") == ["Ashley", "Asha", "differs"]
    assert beside(clerk, "Last name") == ["Nguyen", "Nguyen", ""]
    clerk.click("office.record.update")
    await clerk.sees("office.notice.title", "what the tenant says")
    assert beside(clerk, "First name") == ["Asha", "Asha", ""]
    assert clerk.text("office.beside.title") == "Asha Nguyen"
    assert not clerk.control("office.record.update").isEnabled()


@before_opening
async def test_whom_the_tenant_does_not_know_is_removed_when_it_was_meant(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    new = {"first_name": "Zelda", "last_name": "Ahlberg", "email": "zelda@example.test"}
    made = (await asyncio.to_thread(sandbox.call, "POST", "/profiles", new))["data"]
    await hears(clerk, "profile.created", "taken in")
    # Reset, the tenant forgets her and this till's webhooks: nobody tells of it.
    await asyncio.to_thread(sandbox.control.reset)
    await open_page(clerk, "directory")
    await clerk.sees("office.find.words")
    await fill(clerk, "office.find.words", "zelda")
    clerk.press("Return")
    await clerk.sees("office.record.remove", "The tenant knows nobody")
    clerk.click("office.record.remove")
    await clerk.sees("office.record.remove", "Really remove Zelda Ahlberg")
    clerk.click("office.record.remove")
    await clerk.sees("office.notice.title", "Removed")
    directory = Directory(clerk.home.directory, "sandbox")
    assert directory.record(made["id"]) is None
    directory.close()


@journey
async def test_a_till_without_records_of_its_own_says_so(clerk: Clerk) -> None:
    await open_page(clerk, "directory")
    await clerk.sees("office.page_title", "Directory")
    await clerk.until(lambda: "keeps no records of its own" in clerk.screen_text())
    assert not clerk.shows("office.find.words")


@journey
async def test_what_the_tenant_can_do_is_found_out_again(clerk: Clerk, sandbox: Sandbox) -> None:
    await open_page(clerk, "capabilities")
    await clerk.sees("office.capabilities.ask")
    names = clerk.column(ABLE, 0)
    guides, reference = names.index("The guides' paths"), names.index("The reference's paths")
    assert clerk.column(ABLE, 3)[guides] == "yes"
    assert clerk.column(ABLE, 3)[names.index("Redeem all at once")] == "unknown"
    await asyncio.to_thread(sandbox.control.switches, dialects="reference")
    clerk.click("office.capabilities.ask")
    await clerk.sees("office.notice.title", "Found out again")
    assert "The guides' paths" in clerk.text("office.notice.text")
    assert clerk.column(ABLE, 3)[guides] == "no"
    assert clerk.column(ABLE, 3)[reference] == "yes"
    assert "the reference's paths" in clerk.screen_text()
    table = clerk.control(ABLE)
    assert isinstance(table, QAbstractItemView)
    table.setCurrentIndex(table.model().index(guides, 0))
    await clerk.until(lambda: "The reference's paths are used" in clerk.screen_text())
