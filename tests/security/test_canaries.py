"""Secrets of a run, put everywhere they belong, and looked for everywhere they do not: files, logs, screen, crash."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from posdesk.desktop.loop import _report
from posdesk.desktop.sandbox import start_sandbox
from posdesk.home.files import write_private
from posdesk.home.logs import FILE_NAME, Logs
from posdesk.home.paths import Home
from posdesk.home.redaction import Redactor
from posdesk.sale.state import Phase
from posdesk.till.directory import Directory
from posdesk.till.journal import Journal
from posdesk.till.terminal_log import TerminalLog
from tests.journeys.clerk import SETTINGS, Clerk, before_opening
from tests.journeys.test_credits import DANIELS_CARD, to_payment
from tests.sandbox.server.running import Sandbox
from tests.security.watching import window_titles

SEED = Path(__file__).parents[2] / "resources" / "sandbox" / "seed.json"
PIN, CARD = "83926150", "6001839471526038"
EMAIL, PHONE = "daniel.canary@example.test", "+61411839471"


@pytest.fixture
def _no_umask() -> Iterator[None]:
    """The modes of files are the till's own doing, whatever the user's shell says."""
    before = os.umask(0)
    yield
    os.umask(before)


def seed() -> dict[str, object]:
    """The sandbox's seed with canaries for Daniel."""
    text = SEED.read_text(encoding="utf-8")
    for known, canary in (
        ('"4321"', f'"{PIN}"'),
        (f'"{DANIELS_CARD}"', f'"{CARD}"'),
        ("daniel@example.test", EMAIL),
        ("+61411222336", PHONE),
    ):
        assert known in text
        text = text.replace(known, canary)
    found: dict[str, object] = json.loads(text)
    return found


def shown(window: QWidget) -> str:
    """Every word of the window as eyes and readers find it; a hidden input shows dots."""
    words: list[str] = []
    for widget in window.findChildren(QWidget):
        words += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            words.append(widget.text())
        if isinstance(widget, QLineEdit):
            words.append(widget.displayText())
        if isinstance(widget, QPlainTextEdit):
            words.append(widget.toPlainText())
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            words += [
                str(model.index(row, column).data())
                for row in range(model.rowCount())
                for column in range(model.columnCount())
            ]
    return "\n".join([*words, *window_titles()])


def kept(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` as text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes().decode("latin-1") for path in files}


def open_to_others(folder: Path) -> list[str]:
    """What anybody but this user could read or enter."""
    return [
        f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in sorted(folder.rglob("*"))
        if path.stat().st_mode & 0o077
    ]


def found(canaries: list[str], text: str) -> list[str]:
    return [canary for canary in canaries if canary in text]


@pytest.mark.usefixtures("_no_umask")
@before_opening
async def test_no_secret_is_on_the_screen_in_a_file_or_in_a_log(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(sandbox.control.reset, seed())
    QApplication.clipboard().setText("nothing of ours")
    clerk.home.root.chmod(0o700)
    write_private(clerk.home.settings, SETTINGS)
    tokens = [sandbox.endpoint.token, sandbox.endpoint.control_token]
    screens: list[str] = []
    await clerk.open()
    monkeypatch.setattr("tests.journeys.test_credits.DANIELS_CARD", CARD)
    await to_payment(clerk)
    screens.append(shown(clerk.window))
    clerk.click("pay.credit.83")
    await clerk.sees("pay.pin")
    clerk.control("pay.pin").setFocus()
    await clerk.type(PIN)
    screens.append(shown(clerk.window))
    clerk.press("F8")
    await clerk.until(lambda: clerk.sale.approved)
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "card")
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)
    assert sale.customer is not None
    clerk.click("dock.wire")
    table = clerk.control("wire.rows")
    assert isinstance(table, QAbstractItemView)
    for row in range(table.model().rowCount()):
        table.setCurrentIndex(table.model().index(row, 0))
        await clerk.sees("wire.answer")
        screens.append(shown(clerk.window))
    clerk.click("dock.journal")
    screens.append(shown(clerk.window))

    everything = "\n".join(screens)
    assert CARD[-4:] in everything  # the calls about the card were there to be seen
    assert found([*tokens, PIN, CARD, PHONE], everything) == []
    assert QApplication.clipboard().text() == "nothing of ours"
    assert open_to_others(clerk.home.root) == []
    files = kept(clerk.home.root)
    assert {"journal.db", "journal.db-wal", "terminal.db"} <= set(files)
    leaks = {name: found([*tokens, PIN, CARD, PHONE], text) for name, text in files.items()}
    assert {name: leak for name, leak in leaks.items() if leak} == {}
    assert EMAIL in files["journal.db"] + files["journal.db-wal"]  # until it is forgotten
    logged = "".join(text for name, text in files.items() if name.startswith("logs"))
    assert EMAIL not in logged


def test_a_crash_with_secrets_in_its_hands_tells_none(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.hide("canary-control-token-x")
    secrets = {"token": "canary-control-token-x", "pin": PIN, "card": CARD, "email": EMAIL}

    def fails(token: str, pin: str, card: str, email: str) -> NoReturn:
        local = [token, pin, card, email]
        raise RuntimeError(
            f"cannot use {token}, pin {pin}, card {card} of {email}, {PHONE}: {local}"
        )

    with Logs(tmp_path, redactor):
        loop = asyncio.new_event_loop()
        try:
            fails(**secrets)
        except RuntimeError as error:
            _report(loop, {"message": f"Task failed for {EMAIL}", "exception": error})
        loop.close()
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert found([*secrets.values(), PHONE], text) == []


@pytest.mark.usefixtures("_no_umask")
def test_everything_a_home_can_hold_is_for_its_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    child = start_sandbox(home)
    assert child is not None
    with child, Logs(home.logs, Redactor()):
        child.ready_blocking(60)
        fill(home)
        assert {"sandbox.db", "journal.db", "terminal.db", "directory.db"} <= set(kept(home.root))
        assert open_to_others(tmp_path) == []


def fill(home: Home) -> None:
    """The files that a till makes in the course of a day, as it makes them."""
    Journal(home.journal).close()
    Directory(home.directory, "sandbox").close()
    TerminalLog(home.terminal).close()
    write_private(home.reports / "rewards.csv", "row")
