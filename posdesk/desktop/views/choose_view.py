"""Step 4: what to redeem, in the order in which it is taken."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import named, paragraph
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ChoiceRow, ChooseScreen
from posdesk.desktop.views.choice_rows import (
    AmountChoice,
    BenefitChoice,
    ChoiceFrame,
    make_choice,
)
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.ruled import Ruled
from posdesk.desktop.views.source_bar import SourceBar
from posdesk.desktop.views.step_card import StepCard


class ChooseView(QWidget):
    """Shows a ``ChooseScreen``. ``setFocus`` goes to the first amount, else the first benefit."""

    benefit_toggled = Signal(str, bool)  # key, on
    amount_edited = Signal(str, str)  # key, amount as typed: major units, "" for none
    amount_stepped = Signal(str, int)  # key, steps
    most_requested = Signal(str)  # key
    source_chosen = Signal(str)  # key

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "choose.view", self.tr("Choose"))
        self._screen: ChooseScreen | None = None
        self._card = StepCard("choose", self)
        self._ruled = Ruled(self._card)
        self._empty = paragraph("", Role.BODY, self._card, name="choose.empty")
        self._sources = SourceBar(self._card)
        self._card.hold(self._ruled, self._empty)
        self._card.end_with(self._sources, right=False)
        self._sources.source_chosen.connect(self.source_chosen)
        self._rows: KeyedRows[ChoiceRow] = KeyedRows(self._ruled, self._ruled.rows, make_choice)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    def render_screen(self, screen: ChooseScreen) -> None:
        """Show ``screen``; rows that stay keep the keyboard, the cursor and their open terms."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, aside=screen.order, notice=screen.notice)
        for made in self._rows.show([(choice.key, choice) for choice in screen.rows]):
            self._listen_to(made)
        self._empty.setText(screen.empty_text)
        self._empty.setVisible(bool(screen.empty_text) and not screen.rows)
        self._sources.show_sources(screen.sources)
        self._aim_focus()

    def row(self, key: str) -> ChoiceFrame | None:
        """The row of a key; None when it is not shown."""
        shown = self._rows.widgets()
        return next(
            (made for made in shown if isinstance(made, ChoiceFrame) and made.key == key), None
        )

    def _choices(self) -> list[BenefitChoice | AmountChoice]:
        shown = self._rows.widgets()
        return [made for made in shown if isinstance(made, (BenefitChoice, AmountChoice))]

    def _listen_to(self, made: object) -> None:
        if isinstance(made, BenefitChoice):
            made.toggled.connect(self.benefit_toggled)
        elif isinstance(made, AmountChoice):
            made.edited.connect(self.amount_edited)
            made.stepped.connect(self.amount_stepped)
            made.most_wanted.connect(self.most_requested)

    def _aim_focus(self) -> None:
        controls = [made.first_control() for made in self._choices()]
        amounts = [made.editor for made in self._choices() if isinstance(made, AmountChoice)]
        usable = [control for control in (*amounts, *controls) if control.isEnabled()]
        target = usable[0] if usable else None
        if self.focusProxy() is not target:
            self.setFocusProxy(target)  # type: ignore[arg-type]  # None clears it, says Qt
