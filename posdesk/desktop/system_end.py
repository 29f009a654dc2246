"""The system's wish that the till ends: SIGINT, SIGTERM, SIGHUP, and the end of the desktop's session.

A handler of Python's runs only when Python does, and Qt's loop may sit in the system for ever: a byte on a socket
wakes it. ``release`` gives everything back.
"""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

# SIGHUP, where there is one: the terminal that the till was started from is closed.
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class SystemEnd(QObject):
    """``asked`` is emitted on the loop's thread, at every such wish."""

    asked = Signal()
    _heard = Signal()

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._app = app
        self._awake, self._waker = socket.socketpair()
        self._awake.setblocking(False)
        self._waker.setblocking(False)
        self._notifier = QSocketNotifier(self._awake.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_awake)
        # Not from within the handler: that may interrupt anything.
        self._heard.connect(self.asked, Qt.ConnectionType.QueuedConnection)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        self._before = {number: signal.signal(number, self._on_signal) for number in numbers}
        app.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)

    def release(self) -> None:
        """Signals do again what they did before, and nothing is asked any more."""
        for number, before in self._before.items():
            signal.signal(number, before)
        signal.set_wakeup_fd(-1)
        self._app.commitDataRequest.disconnect(self._on_session_end)
        self._notifier.setEnabled(False)
        self._awake.close()
        self._waker.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._heard.emit()

    @Slot()
    def _on_awake(self) -> None:
        """Python runs, and with it the handler; the bytes have done their work."""
        self._awake.recv(4096)

    @Slot(object)
    def _on_session_end(self, _manager: object) -> None:
        self.asked.emit()
