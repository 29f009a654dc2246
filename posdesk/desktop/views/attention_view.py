"""A person must decide: what is known, what is not, the evidence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import (
    KeyButton,
    button,
    label,
    muted,
    named,
    paragraph,
    set_role,
)
from posdesk.desktop.look.marks import EventMark
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.attention_model import AttentionScreen, EvidenceRow, WayOut
from posdesk.desktop.screens.model import EventState
from posdesk.desktop.views.correction_form import CorrectionForm
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.single_press import SinglePress
from posdesk.desktop.views.step_card import StepCard

SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Fact(QWidget):
    """One thing that happened, with its time and its proof below; its words can be selected."""

    PLACE = "known"
    STATE = EventState.DONE

    def __init__(self, shown: EvidenceRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"attention.{self.PLACE}.{shown.key}")
        self._time = muted("", Role.MONO, self)
        self._time.setContentsMargins(0, px(3), 0, 0)
        self._text = label("", Role.BODY, self)
        self._proof = muted("", Role.CAPTION, self)
        for part in (self._text, self._proof):
            part.setWordWrap(True)
            part.setTextInteractionFlags(SELECTABLE)
        words = column(gap=1)
        words.addWidget(self._text)
        words.addWidget(self._proof)
        line = row(self, margins=(0, 3, 0, 3), gap=12)
        line.addWidget(EventMark(self.STATE, self), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_row(self, shown: EvidenceRow) -> None:
        self._time.setText(shown.time)
        self._time.setVisible(bool(shown.time))
        self._text.setText(shown.text)
        self._proof.setText(shown.proof)
        self._proof.setVisible(bool(shown.proof))
        spoken = ", ".join(part for part in (shown.time, shown.text, shown.proof) if part)
        for part in (self, self._text, self._proof):
            part.setAccessibleName(one_line(spoken))


class OpenQuestion(Fact):
    """What nobody knows yet, or what may be it: times, amounts, ids."""

    PLACE = "unknown"
    STATE = EventState.WAITING


class Facts(QWidget):
    """Rows under a heading; hidden when there is none."""

    def __init__(self, name: str, heading: str, make: type[Fact], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name, heading)
        title = label(heading.upper(), Role.PILL, self, name=f"{name}.heading")
        title.setProperty("quiet", True)
        held = QWidget(self)
        self._rows: KeyedRows[EvidenceRow] = KeyedRows(held, column(held), make)
        whole = column(self, margins=(0, 6, 0, 4), gap=4)
        whole.addWidget(title)
        whole.addWidget(held)

    def show_facts(self, facts: Sequence[EvidenceRow]) -> None:
        """Show ``facts`` in their order."""
        self.setVisible(bool(facts))
        self._rows.show([(fact.key, fact) for fact in facts])


class Choice(QWidget):
    """One way out: its button, and beside it what it will do. It emits its own key."""

    chosen = Signal(str)

    def __init__(self, way: WayOut, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = way.key
        self._button = KeyButton("", "", self)
        named(self._button, f"attention.choice.{way.key}", way.words)
        self._button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_role(self._button, Role.MEDIUM)
        self._does = paragraph("", Role.SMALL, self, name=f"attention.does.{way.key}")
        SinglePress(self._button)
        self._button.clicked.connect(self._on_clicked)
        held = row(self, gap=16)
        held.addWidget(self._button, 1)
        held.addWidget(self._does, 2, Qt.AlignmentFlag.AlignVCenter)

    def show_row(self, way: WayOut) -> None:
        """Show the words of the choice, and what it will do."""
        self._button.setText(way.words)
        self._button.setAccessibleName(way.words)
        self._button.setAccessibleDescription(way.does)
        self._does.setText(way.does)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._key)


class AttentionView(QWidget):
    """Shows an ``AttentionScreen``. No choice has the focus by itself: none must be taken by habit.

    ``correction_made`` carries what is to be sent instead: a mapping of field to value.
    """

    choice_made = Signal(str)
    correction_made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "attention.view", self.tr("A decision is needed"))
        self._screen: AttentionScreen | None = None
        self._card = StepCard("attention", self)
        self._known = Facts("attention.known", self.tr("What is known"), Fact, self._card)
        self._unknown = Facts(
            "attention.unknown", self.tr("What is not known"), OpenQuestion, self._card
        )
        self.form = CorrectionForm(self._card)
        choices = QWidget(self._card)
        held = column(choices, margins=(0, 10, 0, 2), gap=10)
        self._choices: KeyedRows[WayOut] = KeyedRows(choices, held, Choice)
        self.copy = button(self.tr("Copy"), "attention.copy", self._card)
        self.copy.setAccessibleDescription(
            self.tr("Puts all of this on the clipboard, as plain text")
        )
        foot = QWidget(self._card)
        line = row(foot)
        line.addStretch(1)
        line.addWidget(self.copy)
        self._card.hold(self._known, self._unknown, self.form, choices, foot)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.form.sent.connect(self.correction_made)

    def render_screen(self, screen: AttentionScreen) -> None:
        """Show ``screen``; what is equal to the last one costs nothing."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text)
        self._known.show_facts(screen.known)
        self._unknown.show_facts(
            [EvidenceRow(str(at), "", text) for at, text in enumerate(screen.unknown)]
        )
        self.form.show_fields(screen.fields)
        self.copy.setText(self.tr("Copy"))
        for made in self._choices.show([(way.key, way) for way in screen.choices]):
            if isinstance(made, Choice):
                made.chosen.connect(self.choice_made)

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._screen is not None:
            QGuiApplication.clipboard().setText(self._screen.sheet)
            self.copy.setText(self.tr("Copied"))
