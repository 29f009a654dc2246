"""The system's wish that the till ends, heard on Qt's loop; and signals given back afterwards."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.desktop.system_end import SystemEnd

SESSION_ENDS = SIGNAL("commitDataRequest(QSessionManager&)")


@pytest.fixture
def end(qapp: QApplication) -> Iterator[SystemEnd]:
    end = SystemEnd(qapp)
    yield end
    end.release()
    end.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_told_on_the_loop_every_time(
    end: SystemEnd, qtbot: QtBot, number: signal.Signals
) -> None:
    for _ in range(2):
        with qtbot.waitSignal(end.asked, timeout=20_000):
            os.kill(os.getpid(), number)


def test_the_end_of_the_desktops_session_is_heard(
    end: SystemEnd, qapp: QApplication, qtbot: QtBot
) -> None:
    assert qapp.receivers(SESSION_ENDS) == 1
    with qtbot.waitSignal(end.asked, timeout=20_000):
        end._on_session_end(None)


def test_what_was_there_before_comes_back(qapp: QApplication) -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    end = SystemEnd(qapp)
    assert signal.getsignal(signal.SIGTERM) == end._on_signal
    end.release()
    end.deleteLater()
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before
    # No socket of ours is written to any more.
    assert signal.set_wakeup_fd(-1) == -1
