"""The bar at the top: whose till this is, SIMULATION, the scan and search box, who sells where."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import KeyButton, button, label, muted, named, pill, set_role
from posdesk.desktop.look.icons import paint_icon
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import Tone, TopBarScreen
from posdesk.desktop.views.busy_line import BusyLine


class ScanInput(OwnEnterEdit):
    """The scan and search box, with a lens and its key painted inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "scan.input", self.tr("Scan a card, or search"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxLength(200)
        set_role(self, Role.BODY, words=True)
        self.make_room()

    def make_room(self) -> None:
        """Keep the words clear of the lens and of the key, at the zoom in force."""
        self.setTextMargins(px(24), 0, px(24), 0)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(MEASURE.control))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(MEASURE.control))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(16)
        ink = QColor(tokens().muted)
        paint_icon(painter, QRectF(px(11), (self.height() - side) / 2, side, side), "search", ink)
        if not self.text():
            painter.setPen(ink)
            painter.drawText(
                self.rect().adjusted(0, 0, -px(12), 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                "F2",
            )


class TopBar(QFrame):
    """Shows a ``TopBarScreen``; says what was scanned or typed."""

    scan_submitted = Signal(str)
    scan_edited = Signal(str)
    help_requested = Signal()
    recent_requested = Signal()
    office_requested = Signal()
    theme_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen: TopBarScreen | None = None
        self.setProperty("bar", True)
        self.setObjectName("top")
        self.scan = ScanInput(self)
        self.busy = BusyLine("scan.busy", self)
        self._tenant = ElidedLabel(Role.MEDIUM, self, name="top.tenant")
        self._tenant.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._simulation = pill("", Tone.WARN, self, name="top.simulation")
        self._status = pill("", Tone.DANGER, self, name="top.status")
        self._queued = pill("", Tone.WARN, self, name="top.queued")
        self._store = ElidedLabel(Role.BODY, self, name="top.store", quiet=True)
        self._staff = ElidedLabel(Role.BODY, self, name="top.staff", quiet=True)
        self.recent = self._sign_button("clock", "top.recent", self.tr("Recent sales (F12)"))
        self.office = self._sign_button("office", "top.office", self.tr("Office (Ctrl B)"))
        self.theme = self._sign_button("theme", "top.theme", self.tr("Light or dark"))
        self.help = self._sign_button("help", "top.help", self.tr("Help and key map (F1)"))
        self._lay_out()
        self.scan.returnPressed.connect(self._on_return_pressed)
        self.scan.textEdited.connect(self.scan_edited)
        self.recent.clicked.connect(self.recent_requested)
        self.office.clicked.connect(self.office_requested)
        self.theme.clicked.connect(self.theme_requested)
        self.help.clicked.connect(self.help_requested)

    def render_screen(self, screen: TopBarScreen) -> None:
        """Show ``screen``; what is typed in the box stays."""
        if screen == self._screen:
            return
        self._screen = screen
        self._tenant.setText(screen.tenant)
        self._simulation.show_word(screen.simulation, Tone.WARN)
        self._simulation.setVisible(bool(screen.simulation))
        self._status.show_word(screen.status, Tone.SUCCESS if screen.online else Tone.DANGER)
        self._status.setVisible(bool(screen.status))
        self._queued.show_word(screen.queued, Tone.WARN)
        self._queued.setVisible(bool(screen.queued))
        self._store.setText(screen.store)
        self._staff.setText(screen.staff)
        self._dot.setVisible(bool(screen.store and screen.staff))
        self.scan.setPlaceholderText(screen.placeholder)

    def focus_scan(self) -> None:
        """Put the keyboard into the box; what is there is replaced by what is typed next."""
        self.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scan.selectAll()

    def clear_scan(self) -> None:
        """Empty the box."""
        self.scan.clear()

    def _sign_button(self, sign: str, name: str, accessible: str) -> KeyButton:
        made = button("", name, self)
        made.setAccessibleName(accessible)
        made.setProperty("flat", True)
        made.set_sign(sign)
        return made

    def _lay_out(self) -> None:
        self._brand = label("posdesk", Role.TITLE, self, name="top.brand")
        self._dot = muted("·", Role.BODY, self)
        self._store.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._staff.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        left, right = QWidget(self), QWidget(self)
        start = row(left, gap=12)
        pills: tuple[QWidget, ...] = (self._simulation, self._status, self._queued)
        whose: tuple[QWidget, ...] = (self._brand, self._tenant, *pills)
        for widget in whose:
            start.addWidget(widget)
        start.addStretch(1)
        end = row(right, gap=8)
        who: tuple[QWidget, ...] = (self._store, self._dot, self._staff)
        for widget in (*who, self.recent, self.office, self.theme, self.help):
            end.addWidget(widget)
        middle = QWidget(self)
        search = column(middle, margins=(0, 9, 0, 0), gap=3)
        search.addWidget(self.scan)
        search.addWidget(self.busy)
        line = row(self, margins=(18, 0, 14, 1), gap=16)
        for part in (left, middle, right):
            line.addWidget(part, 1)

    @Slot()
    def _on_return_pressed(self) -> None:
        text = self.scan.text().strip()
        if text:
            self.scan_submitted.emit(text)
