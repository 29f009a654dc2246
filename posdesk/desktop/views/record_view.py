"""Step 6: what was recorded, or is on its way, and the receipt."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from posdesk.desktop.look.controls import button, label, muted, named
from posdesk.desktop.look.marks import EventMark
from posdesk.desktop.look.spacing import column, grid
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import EventState, RecordScreen, Tone
from posdesk.desktop.views.beside import Beside
from posdesk.desktop.views.receipt_paper import ReceiptPaper
from posdesk.desktop.views.single_press import SinglePress
from posdesk.desktop.views.step_card import StepCard

_STATES = {Tone.SUCCESS: EventState.DONE, Tone.DANGER: EventState.FAILED}


class RecordView(QWidget):
    """Shows a ``RecordScreen``. ``setFocus`` goes to the button for the next sale."""

    new_sale_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "record.view", self.tr("Record"))
        self._screen: RecordScreen | None = None
        self._card = StepCard("record", self)
        self._mark = EventMark(EventState.RUNNING, self._card)
        self._facts = QWidget(self._card)
        self._grid = grid(self._facts, gap=8)
        self._cells: list[tuple[QLabel, QLabel]] = []
        self._grid.setColumnStretch(1, 1)
        self._beside = Beside(self._card)
        self.receipt = ReceiptPaper("record.receipt", self._card)
        self.new_button = button(
            self.tr("New sale"), "record.new", self._card, key=self.tr("Ctrl N"), primary=True
        )
        SinglePress(self.new_button)
        self._lay_out()
        self.setFocusProxy(self.new_button)
        self.new_button.clicked.connect(self._on_new_clicked)

    def render_screen(self, screen: RecordScreen) -> None:
        """Show ``screen``; the next sale can begin whenever this one is no longer under way."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text, busy=screen.busy, notice=screen.notice)
        running = EventState.RUNNING if screen.busy else EventState.WAITING
        self._mark.set_state(_STATES.get(screen.tone, running))
        self._show_facts(screen.facts)
        self.receipt.show_receipt(screen.receipt)
        self.receipt.setVisible(bool(screen.receipt))
        self.new_button.setVisible(not screen.busy)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._cells) < len(facts):
            self._add_fact()
        for at, cells in enumerate(self._cells):
            fact = facts[at] if at < len(facts) else ("", "")
            for made, text in zip(cells, fact, strict=True):
                made.setText(text)
                made.setAccessibleName(": ".join(fact))
                made.setVisible(at < len(facts))

    def _add_fact(self) -> None:
        at = len(self._cells)
        name = muted("", Role.SMALL, self._facts, name=f"record.fact.{at}.name")
        value = label("", Role.BODY, self._facts, name=f"record.fact.{at}")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        self._cells.append((name, value))

    def _lay_out(self) -> None:
        self._card.head.insertWidget(0, self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._card.hold(self._beside)
        self._beside.hold(self._facts, self.receipt)
        self._card.end_with(self.new_button)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_sale_requested.emit()
