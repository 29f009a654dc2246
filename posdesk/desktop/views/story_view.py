"""A failure put right, as a vertical line of events; the sentence says first what was not lost."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import button, hairline, named, pill
from posdesk.desktop.look.spacing import column
from posdesk.desktop.screens.model import EventState, StoryRow, StoryScreen, Tone
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.notice_panel import announce
from posdesk.desktop.views.single_press import SinglePress
from posdesk.desktop.views.step_card import StepCard
from posdesk.desktop.views.story_rows import StoryEvent


class StoryView(QWidget):
    """Shows a ``StoryScreen``. Events that are added leave those above them where they are."""

    hand_back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "story.view", self.tr("What happened"))
        self._screen: StoryScreen | None = None
        self._card = StepCard("story", self)
        self._badge = pill("", Tone.DANGER, self._card, name="story.badge")
        events = QWidget(self._card)
        self._events: KeyedRows[StoryRow] = KeyedRows(events, column(events), StoryEvent)
        self.hand_back_button = button(
            self.tr("Handed back"), "story.hand_back", self._card, primary=True
        )
        self.hand_back_button.hide()
        SinglePress(self.hand_back_button)
        self._card.head.insertWidget(0, self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        below_words = self._card.body.indexOf(self._card.text) + 1
        self._card.body.insertWidget(below_words, hairline(self._card))
        self._card.hold(events)
        self._card.end_with(self.hand_back_button)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)
        self.hand_back_button.clicked.connect(self._on_hand_back_clicked)

    def render_screen(self, screen: StoryScreen) -> None:
        """Show ``screen``; a new event is scrolled to and told to a screen reader."""
        if screen == self._screen:
            return
        before = self._screen.rows if self._screen is not None else ()
        self._screen = screen
        busy = any(event.state is EventState.RUNNING for event in screen.rows)
        self._card.show_head(screen.title, screen.text, busy=busy)
        self._badge.show_word(screen.badge, screen.tone)
        self._badge.setVisible(bool(screen.badge))
        self._show_events(screen.rows)
        if screen.hand_back is None:
            self.hand_back_button.hide()
        else:
            self.hand_back_button.set_action(screen.hand_back)
            self.setFocusProxy(self.hand_back_button)
        if screen.rows and screen.rows[-1:] != before[-1:]:
            self._follow()

    def events(self) -> list[StoryEvent]:
        """The events as they stand, from top to bottom."""
        return [made for made in self._events.widgets() if isinstance(made, StoryEvent)]

    def _show_events(self, rows: tuple[StoryRow, ...]) -> None:
        self._events.show([(str(number), event) for number, event in enumerate(rows)])
        shown = self.events()
        for number, made in enumerate(shown, start=1):
            made.setObjectName(f"story.event.{number}")
            made.show_last(number == len(shown))

    def _follow(self) -> None:
        newest = self.events()[-1]
        self._card.show_end()
        announce(newest, newest.accessibleName())

    @Slot()
    def _on_hand_back_clicked(self) -> None:
        self.hand_back_requested.emit()
