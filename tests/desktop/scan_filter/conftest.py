"""The window of these tests, and filters that are gone with the test."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from posdesk.desktop.scan_filter import ScanFilter
from posdesk.till.scanner import ScanRules
from tests.desktop.scan_filter.scan_desk import (
    Desk,
    Heard,
    Listen,
)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    desk.recorder.setFocus()
    qtbot.waitUntil(desk.recorder.hasFocus)
    return desk


@pytest.fixture
def listen(desk: Desk) -> Iterator[Listen]:
    """A filter with these rules, and what it tells; gone with the test."""
    made: list[ScanFilter] = []

    def start(rules: ScanRules) -> tuple[ScanFilter, Heard]:
        scans, heard = ScanFilter(rules, desk), Heard()
        scans.scanned.connect(heard.codes.append)
        scans.refused.connect(heard.refused.append)
        made.append(scans)
        return scans, heard

    yield start
    for scans in made:
        scans.suspend()
