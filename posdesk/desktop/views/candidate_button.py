"""A person to present with one click: initials, name, and what makes them worth trying."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from posdesk.desktop.look.controls import named
from posdesk.desktop.look.marks import Avatar
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import CandidateRow
from posdesk.desktop.views.focus_ring import paint_focus_ring
from posdesk.desktop.views.person import initials


class CandidateButton(QPushButton):
    """One ``CandidateRow`` as a quiet button. It emits the id that it shows."""

    chosen = Signal(str)  # profile id

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile_id = key
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._avatar = Avatar(self)
        self._name = ElidedLabel(Role.STRONG, self)
        self._detail = ElidedLabel(Role.SMALL, self, quiet=True)
        self._lay_out()
        self.clicked.connect(self._on_clicked)

    def show_row(self, row: CandidateRow) -> None:
        """Show another person, or another state of the same one."""
        self._profile_id = row.profile_id
        named(self, f"present.persona.{row.profile_id}", row.name)
        self._avatar.set_initials(initials(row.name))
        self._name.setText(row.name)
        detail = row.reason or row.detail or row.contact
        self._detail.setText(detail)
        self.setAccessibleDescription(one_line(detail))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus_ring(QPainter(self), self.rect())

    def _lay_out(self) -> None:
        words = column(gap=2)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addStretch(1)
        line = row(self, margins=(12, 8, 12, 8), gap=12)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        # The press belongs to the button, wherever on it the pointer is.
        for part in (self._avatar, self._name, self._detail):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._profile_id)
