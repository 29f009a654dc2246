"""The window's process: the picture at once, then the loop, then everything else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from posdesk.desktop.first_picture import show_first
from posdesk.home.paths import Home

if TYPE_CHECKING:
    from posdesk.sandbox.child import SandboxChild


def run(home: Home, child: SandboxChild) -> int:
    """Open the till and stay until it is closed; the exit code. ``child`` is the sandbox, started already."""
    QCoreApplication.setApplicationName("posdesk")
    app = QApplication(sys.argv[:1])
    # Else the loop stops with the window, and nothing that is awaited afterwards would run.
    app.setQuitOnLastWindowClosed(False)
    picture = show_first(app, home)
    # Painted here and now: what follows takes longer to import than to draw.
    picture.window.repaint()

    from posdesk.desktop.loop import run_on_qt
    from posdesk.desktop.till import Till

    return run_on_qt(app, Till(home, child, picture).serve)
