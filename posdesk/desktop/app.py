"""The window's process: the picture at once, then the sandbox, the loop, and everything else."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from posdesk.desktop.first_picture import FirstPaint, show_first
from posdesk.desktop.look.theme import STYLED
from posdesk.home.paths import Home

if TYPE_CHECKING:
    from posdesk.home.faults.plan import FaultPlan


def run(home: Home, plan: FaultPlan | None = None) -> int:
    """Open the till and stay until it is closed, or until the system wants it to end; the exit code.

    The faults of ``plan`` are in force.
    """
    # What a start makes stays: looking through it again and again frees nothing. ``till`` lets it collect again.
    gc.disable()
    QCoreApplication.setApplicationName("posdesk")
    app = QApplication([sys.argv[0], "-style", "fusion"])
    app.setProperty(STYLED, True)
    # Else the loop stops with the window, and nothing that is awaited afterwards would run.
    app.setQuitOnLastWindowClosed(False)
    picture = show_first(app, home)
    # Qt's own loop until the first paint, for what follows takes longer to import than to draw.
    leave = FirstPaint(picture.window)
    app.exec()
    leave.deleteLater()

    from posdesk.desktop.sandbox import start_sandbox

    # Before the rest is imported, so that both come up side by side.
    child = start_sandbox(home)

    from posdesk.desktop.loop import run_on_qt
    from posdesk.desktop.system_end import SystemEnd
    from posdesk.desktop.till import Till

    till = Till(home, child, picture, plan)
    # From here on; before it nothing was begun that a signal could break off.
    end = SystemEnd(app)
    end.asked.connect(till.interrupt)
    try:
        return run_on_qt(app, till.serve)
    finally:
        end.release()
