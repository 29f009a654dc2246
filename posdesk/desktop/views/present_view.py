"""Step 1, the welcome of the till: scan, type or search; try a person of the demo; or sell to nobody.

The scan box itself belongs to the frame; this says what to do with it, shows what came of the last
attempt, and offers the ways on.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import button, label, named, paragraph
from posdesk.desktop.look.spacing import column, grid
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import CandidateRow, PresentScreen
from posdesk.desktop.views.candidate_button import CandidateButton
from posdesk.desktop.views.step_card import StepCard

_COLUMNS = 2


class PresentView(QWidget):
    """Shows a ``PresentScreen``. Takes no focus by itself: it belongs to the scan box."""

    persona_chosen = Signal(str)  # profile id
    anonymous_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "present.view", self.tr("Present"))
        self._screen: PresentScreen | None = None
        self._card = StepCard("present", self)
        self._hint = paragraph("", Role.SMALL, self._card, name="present.hint")
        self._try = label(self.tr("PEOPLE TO TRY"), Role.PILL, self._card, name="present.try")
        self._try.setProperty("quiet", True)
        self._people = QWidget(self._card)
        self._grid = grid(self._people, gap=8)
        self._buttons: list[CandidateButton] = []
        self.anonymous_button = button("", "present.anonymous", self._card)
        self._lay_out()
        self.anonymous_button.clicked.connect(self._on_anonymous_clicked)

    def render_screen(self, screen: PresentScreen) -> None:
        """Show ``screen``; what is equal to the last one costs nothing."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text, busy=screen.busy, notice=screen.notice)
        self._hint.setText(screen.hint)
        self._hint.setVisible(bool(screen.hint))
        self._show_people(screen.personas)
        self._people.setEnabled(not screen.busy)
        self.anonymous_button.set_action(screen.anonymous)

    def _show_people(self, people: tuple[CandidateRow, ...]) -> None:
        self._try.setVisible(bool(people))
        self._people.setVisible(bool(people))
        while len(self._buttons) < len(people):
            self._add_button(people[len(self._buttons)].profile_id)
        for index, made in enumerate(self._buttons):
            made.setVisible(index < len(people))
            if index < len(people):
                made.show_row(people[index])

    def _add_button(self, key: str) -> None:
        made = CandidateButton(key, self._people)
        made.chosen.connect(self.persona_chosen)
        self._grid.addWidget(made, *divmod(len(self._buttons), _COLUMNS))
        self._buttons.append(made)

    def _lay_out(self) -> None:
        body = self._card.body
        body.insertWidget(body.indexOf(self._card.notice), self._hint)
        self._card.hold(self._try, self._people, gap=8)
        self._card.end_with(self.anonymous_button, right=False)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    @Slot()
    def _on_anonymous_clicked(self) -> None:
        self.anonymous_requested.emit()
