"""One press is one press: for buttons that move money or settle something.

A double click and a key held down are a single press. Without it the second click of a double click
on Take would take the next tender as well.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


class SinglePress(QObject):
    """Installed on a button, it swallows the second click of a double click, and key repeats."""

    def __init__(self, guarded: QPushButton) -> None:
        super().__init__(guarded)
        guarded.setAutoRepeat(False)
        guarded.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        repeats = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        return repeats or super().eventFilter(watched, event)
