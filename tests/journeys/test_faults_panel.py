"""The panel of faults: an answer is lost to order, the sale goes on, and the window says what is going wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractItemView

from posdesk.desktop.till import Till
from posdesk.home.faults import files
from posdesk.home.faults.plan import Every, Fault, FaultPlan, Nth
from posdesk.sale.state import LegState
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.panel_steps import add_fault as add
from tests.journeys.panel_steps import put
from tests.journeys.panel_steps import show_panel as show
from tests.journeys.steps import choose_most, fill_basket, present, record, redeem
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http

STATE, WHAT, HAPPENED = 0, 2, 5


def mark(clerk: Clerk, row: int) -> None:
    table = clerk.control("faults.rows")
    assert isinstance(table, QAbstractItemView)
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, 0))


@journey
async def test_a_lost_answer_of_the_redemption_is_found_again(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show(clerk)
    assert clerk.text("faults.status").startswith("Nothing is made to go wrong")
    await add(clerk, operation="redemptions.create", kind="answer_lost", when="nth 1")
    await clerk.sees("dock.faults", "Faults: 1 on")
    await clerk.sees("top.status", "FAULTS ON: 1")

    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    await redeem(clerk)
    assert [leg.state for leg in clerk.sale.legs] == [LegState.GRANTED]
    await record(clerk)

    await clerk.until(lambda: clerk.column("faults.rows", HAPPENED) == ["1 of 1"])
    assert [row["type"] for row in plain_http.redemptions(sandbox)] == ["redeem"]


@journey
async def test_what_happens_at_the_tenant_is_steered_and_counted(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show(clerk)
    await add(clerk, operation="balances.read", kind="balance_spent", values="40", when="nth 1")
    await clerk.until(lambda: sandbox.control.faults())
    await fill_basket(clerk)
    await present(clerk)
    await clerk.until(lambda: clerk.column("faults.rows", HAPPENED)[0].startswith("1 of"))
    assert plain_http.balance(sandbox) == 15
    mark(clerk, 0)
    clerk.press("Space")
    await clerk.until(lambda: clerk.column("faults.rows", STATE) == ["off"])
    await clerk.until(lambda: not sandbox.control.faults()[0].fault.on)
    clerk.press("Delete")
    await clerk.until(lambda: sandbox.control.faults() == ())


@journey
async def test_faults_are_switched_taken_away_and_turned_off(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show(clerk)
    await add(clerk, operation="any write", kind="delay", values="ms=5", when="every 2", count="3")
    await add(clerk, operation="*", kind="jitter", when="chance 0.5 seed 3")
    mark(clerk, 1)
    clerk.press("Space")
    await clerk.sees("dock.faults", "Faults: 1 on")
    assert clerk.column("faults.rows", STATE) == ["on", "off"]
    clerk.press("Space")
    await clerk.sees("top.status", "FAULTS ON: 2")
    clerk.click("faults.off")
    await clerk.until(lambda: clerk.column("faults.rows", STATE) == ["off", "off"])
    assert clerk.text("dock.faults") == "Faults"
    assert not clerk.shows("top.status")
    mark(clerk, 0)
    clerk.press("Delete")
    await clerk.until(lambda: clerk.column("faults.rows", WHAT) == ["jitter"])


@journey
async def test_what_cannot_be_is_said_at_the_form_and_nothing_is_lost(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show(clerk)
    for field, words, said in (
        ("kind", "earthquake", "'earthquake' is none"),
        ("operation", "nothing", "'nothing' is none"),
        ("values", "ms=0", "ms must be a whole number"),
        ("when", "often", "neither nth"),
        ("count", "0", "must be a whole number"),
    ):
        good = {"operation": "*", "kind": "delay", "values": "", "when": "", "count": ""}
        for name, text in {**good, field: words}.items():
            put(clerk, name, text)
        clerk.click("faults.add")
        await clerk.sees("faults.note", said)
        assert clerk.control(f"faults.{field}").accessibleDescription()
    assert clerk.column("faults.rows", STATE) == []
    put(clerk, "count", "2")
    clerk.press("Return")
    await clerk.until(lambda: clerk.column("faults.rows", WHAT) == ["delay"])
    await clerk.until(lambda: clerk.text("faults.operation") == "")


@journey
async def test_a_list_is_saved_and_loaded_in_place(
    clerk: Clerk, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    await show(clerk)
    clerk.click("faults.load")
    await clerk.sees("faults.note", "Name the file first")
    await add(clerk, operation="*", kind="delay", when="every 1", values="ms=3")
    put(clerk, "path", str(path))
    clerk.click("faults.save")
    await clerk.sees("faults.note", "Saved to")
    (fault,) = files.load(path).faults
    assert (fault.kind, fault.when, fault.values) == ("delay", Every(1), {"ms": 3})

    files.save(
        path, FaultPlan((replace(fault, on=False), Fault("late", "*", "answer_late", when=Nth(9))))
    )
    put(clerk, "path", str(path))
    clerk.press("Return")
    await clerk.until(lambda: clerk.column("faults.rows", STATE) == ["off", "on"])
    path.write_text("format = 1\nfalt = 3\n")
    clerk.click("faults.load")
    await clerk.sees("faults.note", "mine.toml, falt: is no key")
    assert clerk.column("faults.rows", STATE) == ["off", "on"]
    clerk.click("faults.save")
    await clerk.sees("faults.note", "The file was left as it is.")
    assert path.read_text() == "format = 1\nfalt = 3\n"


@journey
async def test_the_panel_takes_room_and_gives_it_back(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.window.resize(1440, 900)
    await clerk.until(lambda: clerk.window.height() == 900)
    low = clerk.window.dock.height()
    await show(clerk)
    await clerk.until(lambda: clerk.window.dock.height() > low)
    tall = clerk.window.dock.height()
    clerk.press("F10")
    await clerk.until(lambda: clerk.window.dock.height() < low)
    clerk.click("dock.faults")
    await clerk.until(lambda: clerk.window.dock.height() == tall)
    clerk.click("dock.wire")
    await clerk.until(lambda: clerk.window.dock.height() <= low)


@before_opening
async def test_a_till_that_is_started_with_faults_meets_them_from_its_first_call(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    plan = FaultPlan(
        (
            Fault("first", "auth.verify", "answer_lost", when=Nth(1)),
            Fault("spent", "redemptions.create", "balance_spent", when=Nth(9)),
        )
    )
    await clerk.open(faults=plan)
    await show(clerk)
    await clerk.sees("dock.faults", "Faults: 2 on")
    assert clerk.column("faults.rows", HAPPENED) == ["1 of 2", "0 of 0"]
    await clerk.until(lambda: [each.fault.name for each in sandbox.control.faults()] == ["spent"])
    assert plain_http.balance(sandbox, ASHA) == 25


@before_opening
async def test_at_a_real_tenant_its_own_side_is_out_of_reach_and_said_so(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Till, "_sandbox", lambda _till: None)
    await clerk.open()
    await show(clerk)
    await add(clerk, operation="balances.read", kind="balance_spent", when="every 1")
    await clerk.sees("faults.note", "can only be made to happen in the sandbox")
    await present(clerk)
    assert plain_http.balance(sandbox) == 25
    assert clerk.column("faults.rows", HAPPENED) == ["0 of 0"]


@before_opening
async def test_a_sandbox_that_cannot_be_steered_is_said_and_told_again(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replace(sandbox.endpoint, control_token="wrong")
    found = [wrong]
    monkeypatch.setattr(Till, "_sandbox", lambda _till: found[0])
    await clerk.open()
    await show(clerk)
    await add(clerk, operation="balances.read", kind="balance_spent", when="nth 9")
    await clerk.sees("faults.note", "The sandbox did not do that")
    found[0] = sandbox.endpoint
    mark(clerk, 0)
    clerk.press("Space")
    await clerk.until(lambda: [each.fault.on for each in sandbox.control.faults()] == [False])
