"""The filter can be switched off and on, and ends with its owner."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from posdesk.desktop.scan_filter import ScanFilter
from tests.desktop.scan_filter.scan_desk import (
    CARD,
    WIDE,
    Desk,
    K,
    Listen,
)


def test_a_suspended_filter_lets_everything_through_and_gives_back_what_it_held(
    desk: Desk, listen: Listen
) -> None:
    scans, heard = listen(WIDE)
    desk.keys("12")
    scans.suspend()
    assert desk.recorder.got == ["+1", "-1", "+2", "-2"]
    desk.keys(CARD)
    assert "".join(desk.recorder.got).replace("-", "").count("+") == 2 + len(CARD)
    assert heard.codes == []


def test_a_resumed_filter_hears_scans_again(desk: Desk, listen: Listen) -> None:
    scans, heard = listen(WIDE)
    scans.suspend()
    scans.resume()
    desk.keys(CARD)
    desk.key(K.Key_Return)
    assert heard.codes == [CARD]


def test_a_filter_goes_with_its_parent(desk: Desk, qtbot: QtBot) -> None:
    owner = QObject()
    ScanFilter(WIDE, owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete.value)
    desk.keys("1")
    assert desk.recorder.got == ["+1", "-1"]
