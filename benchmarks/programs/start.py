"""The till's own start: first paint, ready to sell, memory at rest. ``python -m benchmarks.programs.start HOME``."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from posdesk.cli import main as posdesk
from posdesk.desktop import app as till_app
from posdesk.desktop.first_picture import FirstPicture
from posdesk.home.paths import Home

LOOK_MS = 5
REST_MS = 1000


class Watch(QObject):
    """Sees the first paint of the window and the moment when the first sale is open."""

    def __init__(self, picture: FirstPicture) -> None:
        super().__init__(picture.window)
        self._window = picture.window
        self.painted = self.ready = 0.0
        picture.window.installEventFilter(self)
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.painted and event.type() == QEvent.Type.Paint:
            from benchmarks.programs.clock import now_s

            self.painted = now_s()
            self._look.start(LOOK_MS)
        return False

    def _on_look(self) -> None:
        from benchmarks.programs.clock import now_s
        from posdesk.desktop.sale_presenter import SalePresenter

        presenter = self._window.findChild(SalePresenter)
        if isinstance(presenter, SalePresenter) and presenter.sale is not None:
            self._look.stop()
            self.ready = now_s()
            QTimer.singleShot(REST_MS, self._on_rested)

    def _on_rested(self) -> None:
        from benchmarks.programs.clock import resident_mib, tell

        tell(painted=self.painted, ready=self.ready, memory=resident_mib())
        self._window.finish_close()


def main() -> int:
    """Through the command line's own door, with the watch put on the window when it is made."""
    show = till_app.show_first  # type: ignore[attr-defined]  # the name that the app looks up

    def watched(app: QApplication, home: Home) -> FirstPicture:
        picture = show(app, home)
        Watch(picture)
        return picture

    till_app.show_first = watched  # type: ignore[attr-defined]  # as above
    return posdesk(["--home", sys.argv[1]])


if __name__ == "__main__":
    sys.exit(main())
