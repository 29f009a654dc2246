"""Step 6: what was recorded, or is on its way, and the receipt."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from posdesk.desktop.look.controls import label, muted, named
from posdesk.desktop.look.marks import EventMark
from posdesk.desktop.look.spacing import column, grid
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import EventState, RecordScreen, Tone
from posdesk.desktop.views.beside import Beside
from posdesk.desktop.views.receipt_paper import ReceiptPaper
from posdesk.desktop.views.step_card import StepCard

_STATES = {Tone.SUCCESS: EventState.DONE, Tone.DANGER: EventState.FAILED}


class RecordView(QWidget):
    """Shows a ``RecordScreen``; the frame's own button begins the next sale."""

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
        self._lay_out()

    def render_screen(self, screen: RecordScreen) -> None:
        """Show ``screen``; what is equal to the last one costs nothing."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text, busy=screen.busy, notice=screen.notice)
        running = EventState.RUNNING if screen.busy else EventState.WAITING
        self._mark.set_state(_STATES.get(screen.tone, running))
        self._show_facts(screen.facts)
        self.receipt.show_receipt(screen.receipt)
        self.receipt.setVisible(bool(screen.receipt))

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
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)
