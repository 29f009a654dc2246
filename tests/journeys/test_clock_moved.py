"""The sandbox's clock in the window: time passes there and at the till together, and comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.desktop.till import Till
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.steps import choose_most, fill_basket, present, record, redeem
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


def ahead_s(sandbox: Sandbox) -> float:
    return float(sandbox.control.health().time.offset_s)


async def show(clerk: Clerk) -> None:
    clerk.click("dock.faults")
    await clerk.sees("faults.clock.ahead", "+0:00")


@journey
async def test_the_reversal_window_follows_the_sandboxs_clock_at_once(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show(clerk)
    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    await redeem(clerk)
    assert clerk.text("window.ring").startswith(("9:", "10:"))

    clerk.control("faults.clock.1").setFocus()
    clerk.press("Space", "Space")
    await clerk.sees("faults.clock.ahead", "+2:00")
    assert clerk.text("window.ring").startswith("7:")
    assert clerk.text("top.status") == "CLOCK +2:00"
    assert ahead_s(sandbox) == 120

    clerk.control("faults.clock.11").setFocus()
    clerk.press("Space")
    await clerk.sees("window.title", "Too late to reverse")
    assert clerk.text("top.status") == "CLOCK +13:00"

    # What was taken meanwhile is no younger than it really is, and the sale goes on.
    clerk.click("faults.clock.real")
    await clerk.sees("faults.clock.ahead", "+0:00")
    assert clerk.text("window.ring").startswith("9:")
    assert not clerk.shows("top.status")
    assert ahead_s(sandbox) == 0
    await record(clerk)
    assert plain_http.balance(sandbox) == 0


@journey
async def test_a_clock_that_was_moved_by_somebody_else_is_found_when_the_panel_is_shown(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    sandbox.control.advance(300)
    clerk.click("dock.faults")
    await clerk.sees("faults.clock.ahead", "+5:00")
    await clerk.sees("top.status", "CLOCK +5:00")


@before_opening
async def test_a_real_tenant_has_no_clock_to_move(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Till, "_sandbox", lambda _till: None)
    await clerk.open()
    clerk.click("dock.faults")
    await clerk.sees("faults.rows")
    assert not clerk.shows("faults.clock.ahead")


@before_opening
async def test_a_clock_that_could_not_be_moved_is_said_and_moves_nothing(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [sandbox.endpoint]
    monkeypatch.setattr(Till, "_sandbox", lambda _till: found[0])
    await clerk.open()
    await show(clerk)
    found[0] = replace(sandbox.endpoint, control_token="wrong")
    clerk.click("faults.clock.11")
    await clerk.sees("faults.note", "The sandbox did not do that")
    assert clerk.text("faults.clock.ahead") == "+0:00"
    assert ahead_s(sandbox) == 0
    found[0] = sandbox.endpoint
    clerk.click("faults.clock.11")
    await clerk.sees("faults.clock.ahead", "+11:00")
