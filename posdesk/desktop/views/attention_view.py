"""A person must decide: what is known, what is not, and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.controls import KeyButton, label, named, set_role
from posdesk.desktop.look.marks import EventMark
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import AttentionScreen, EventState
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.single_press import SinglePress
from posdesk.desktop.views.step_card import StepCard


class Fact(QWidget):
    """One sentence with a mark before it: a check for what is known, an open circle for what is not."""

    STATE = EventState.DONE

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = label("", Role.BODY, self)
        self._text.setWordWrap(True)
        line = row(self, margins=(0, 4, 0, 4), gap=12)
        line.addWidget(EventMark(self.STATE, self), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_row(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(one_line(text))


class OpenQuestion(Fact):
    """What nobody knows yet."""

    STATE = EventState.WAITING


class Facts(QWidget):
    """Sentences under a heading; hidden when there is none."""

    def __init__(self, name: str, heading: str, make: type[Fact], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name, heading)
        title = label(heading.upper(), Role.PILL, self, name=f"{name}.heading")
        title.setProperty("quiet", True)
        held = QWidget(self)
        self._rows: KeyedRows[str] = KeyedRows(held, column(held), make)
        whole = column(self, margins=(0, 6, 0, 4), gap=4)
        whole.addWidget(title)
        whole.addWidget(held)

    def show_facts(self, facts: Sequence[str]) -> None:
        """Show ``facts`` in their order."""
        self.setVisible(bool(facts))
        self._rows.show([(str(number), fact) for number, fact in enumerate(facts)])


class ChoiceButton(KeyButton):
    """One way out. It emits its own key."""

    chosen = Signal(str)

    def __init__(self, choice: tuple[str, str], parent: QWidget) -> None:
        super().__init__("", "", parent)
        self._choice = choice[0]
        named(self, f"attention.choice.{choice[0]}", choice[1])
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_role(self, Role.MEDIUM)
        SinglePress(self)
        self.clicked.connect(self._on_clicked)

    def show_row(self, choice: tuple[str, str]) -> None:
        """Show the words of the choice."""
        self.setText(choice[1])
        self.setAccessibleName(choice[1])

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._choice)


class AttentionView(QWidget):
    """Shows an ``AttentionScreen``. No choice has the focus by itself: none must be taken by habit."""

    choice_made = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "attention.view", self.tr("A decision is needed"))
        self._screen: AttentionScreen | None = None
        self._card = StepCard("attention", self)
        self._known = Facts("attention.known", self.tr("What is known"), Fact, self._card)
        self._unknown = Facts(
            "attention.unknown", self.tr("What is not known"), OpenQuestion, self._card
        )
        choices = QWidget(self._card)
        held = column(choices, margins=(0, 10, 0, 2), gap=8)
        self._choices: KeyedRows[tuple[str, str]] = KeyedRows(choices, held, ChoiceButton)
        self._card.hold(self._known, self._unknown, choices)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    def render_screen(self, screen: AttentionScreen) -> None:
        """Show ``screen``; what is equal to the last one costs nothing."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text)
        self._known.show_facts(screen.known)
        self._unknown.show_facts(screen.unknown)
        for made in self._choices.show([(choice[0], choice) for choice in screen.choices]):
            if isinstance(made, ChoiceButton):
                made.chosen.connect(self.choice_made)
