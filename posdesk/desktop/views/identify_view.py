"""Step 2: which of several matches it is, or why the one that was found cannot be used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import button, named
from posdesk.desktop.look.spacing import column
from posdesk.desktop.screens.model import ActionScreen, IdentifyScreen
from posdesk.desktop.views.candidate_list import CandidateList
from posdesk.desktop.views.step_card import StepCard


class IdentifyView(QWidget):
    """Shows an ``IdentifyScreen``. ``setFocus`` puts the cashier on the list."""

    candidate_chosen = Signal(str)  # profile id
    create_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "identify.view", self.tr("Identify"))
        self._screen: IdentifyScreen | None = None
        self._card = StepCard("identify", self)
        self.list = CandidateList("identify.list", self.tr("People found"), self._card)
        self._card.hold(self.list)
        self._create = button(self.tr("Create a customer"), "identify.create", self._card)
        self._card.end_with(self._create, right=False)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self.candidate_chosen)
        self._create.clicked.connect(self.create_requested)

    def render_screen(self, screen: IdentifyScreen) -> None:
        """Show ``screen``; the cursor stays on its person while the people are the same."""
        if screen == self._screen:
            return
        before = self._screen.rows if self._screen is not None else None
        self._screen = screen
        self._card.show_head(screen.title, screen.text, busy=screen.busy, notice=screen.notice)
        if screen.rows != before:
            self.list.show_rows(screen.rows)
        self.list.setVisible(bool(screen.rows))
        self.list.setEnabled(not screen.busy)
        words = screen.create or self._create.text()
        self._create.set_action(ActionScreen(words, visible=bool(screen.create)))

    def current_id(self) -> str:
        """The profile id under the cursor, for the window's own Enter; empty when there is none."""
        return self.list.current_id()
