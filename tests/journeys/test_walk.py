"""A walk through every step and sheet of the real window: names for readers and tests, and never rich text."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.shell import ShellWindow
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.proxy import RECORD, Proxy, answers
from tests.journeys.steps import (
    asha_to_payment,
    choose_all,
    fill_basket,
    force,
    present,
    record,
    redeem,
    take_cash,
)
from tests.sandbox.server.running import Sandbox

CONTROLS = (QAbstractButton, QLineEdit, QAbstractItemView, QPlainTextEdit)
# `<area>.<thing>`, lower case; ids and positions may be parts of it.
NAME = re.compile(r"[a-z0-9_]+([.:\-][a-z0-9_]+)+")


def faults(window: ShellWindow) -> list[str]:
    """What is wrong with the controls that can be seen, and with any label at all."""
    controls = [each for each in window.findChildren(QWidget) if is_control(each)]
    counted = Counter(each.objectName() for each in controls)
    labels = window.findChildren(QLabel)
    return [
        *(f"bad name: {each!r}" for each in controls if not NAME.fullmatch(each.objectName())),
        *(f"for no reader: {each.objectName()}" for each in controls if not each.accessibleName()),
        *(f"{times} times: {name}" for name, times in counted.items() if times > 1),
        *(
            f"rich text: {each.objectName() or each.text()}"
            for each in labels
            if each.textFormat() is not Qt.TextFormat.PlainText
        ),
    ]


def is_control(widget: QWidget) -> bool:
    """What a person can use. Qt's own inner parts (``qt_…``, the headers of tables) are the table's."""
    inner = isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_")
    corner = isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QAbstractItemView)
    return isinstance(widget, CONTROLS) and widget.isVisible() and not inner and not corner


@journey
async def test_the_steps_of_a_sale(clerk: Clerk, sandbox: Sandbox) -> None:
    found: dict[str, list[str]] = {"present": faults(clerk.window)}
    await clerk.search("Taylor")
    await clerk.sees("identify.list")
    found["several"] = faults(clerk.window)
    await clerk.scan("99999999")
    await clerk.sees("identify.notice.title", "Nobody")
    found["nobody"] = faults(clerk.window)
    await fill_basket(clerk)
    await present(clerk)
    found["balances"] = faults(clerk.window)
    await choose_all(clerk)
    found["choose"] = faults(clerk.window)
    await redeem(clerk)
    found["pay"] = faults(clerk.window)
    await take_cash(clerk, "20.00")
    clerk.press("Alt+2", "F7")
    await clerk.sees("pay.outcome.list")
    found["outcomes"] = faults(clerk.window)
    clerk.press("F7")
    await record(clerk)
    found["record"] = faults(clerk.window)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}


@journey
async def test_a_failure_put_right(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await take_cash(clerk, "20.00")
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "card")
    await force(clerk, "insufficient_funds")
    clerk.press("F8")
    await clerk.sees("story.hand_back")
    assert faults(clerk.window) == []
    clerk.press("Return")
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("step.next", "Choose again")
    assert faults(clerk.window) == []


@journey
async def test_a_sale_that_needs_a_person(clerk: Clerk, sandbox: Sandbox, proxy: Proxy) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, answers(422))
    clerk.press("F8")
    await clerk.sees("attention.title")
    assert faults(clerk.window) == []


@journey
async def test_the_sheets_and_the_editor(clerk: Clerk, sandbox: Sandbox) -> None:
    found: dict[str, list[str]] = {}
    await fill_basket(clerk)
    for key, name in (("F3", "products.filter"), ("F12", "recent.rows"), ("F1", "help.close")):
        clerk.press(key)
        await clerk.sees(name)
        found[name] = faults(clerk.window)
        clerk.press("Esc")
    clerk.press("F4")
    await clerk.sees("line.quantity")
    found["editor"] = faults(clerk.window)
    await clerk.type("0")
    clerk.press("Return")
    await clerk.sees("line.notice.code")
    found["editor with a notice"] = faults(clerk.window)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@journey
async def test_the_dock_with_its_bodies(clerk: Clerk, sandbox: Sandbox) -> None:
    found: dict[str, list[str]] = {}
    await asha_to_payment(clerk)
    for tab in Tab:
        clerk.click(f"dock.{tab.value}")
        await clerk.sees("webhooks.empty" if tab is Tab.WEBHOOKS else f"{tab.value}.rows")
        found[tab.value] = faults(clerk.window)
    clerk.click("dock.wire")
    table = clerk.control("wire.rows")
    assert isinstance(table, QAbstractItemView)
    table.setCurrentIndex(table.model().index(0, 0))
    await clerk.sees("wire.request")
    found["bodies"] = faults(clerk.window)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@before_opening
async def test_a_till_that_cannot_start(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.home.sandbox_db.write_text("no sandbox's file", encoding="utf-8")
    clerk.child = None
    await clerk.open(ready=False)
    await clerk.sees("present.notice.code")
    assert faults(clerk.window) == []
