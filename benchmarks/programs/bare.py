"""A bare PySide6 window: what the till is measured against. Ends at its first paint, plus a moment of rest."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

REST_MS = 500


class Bare(QMainWindow):
    """Remembers when it was painted first."""

    painted: float | None = None

    def event(self, event: QEvent) -> bool:
        seen = super().event(event)
        if self.painted is None and event.type() == QEvent.Type.Paint:
            from benchmarks.programs.clock import now_s

            self.painted = now_s()
        return seen


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1440, 900)
    window.show()
    QTimer.singleShot(REST_MS, app.quit)
    app.exec()
    from benchmarks.programs.clock import resident_mib, tell

    tell(painted=window.painted or 0.0, memory=resident_mib())
    return 0


if __name__ == "__main__":
    sys.exit(main())
