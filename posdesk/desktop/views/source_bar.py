"""What the value is taken from: the orders side by side, one of them in force, and the key to the next one."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import KeyButton, muted, named, set_role
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ActionScreen
from posdesk.desktop.screens.source_choice import SourceChoice, SourcesScreen


class SourceButton(KeyButton):
    """One order of taking. It emits its own key."""

    chosen = Signal(str)

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self._source = key
        self.setObjectName(f"choose.source.{key}")
        self.setCheckable(True)
        # Low, for the allocation below needs the room.
        self.setProperty("small", True)
        set_role(self, Role.SMALL)
        self.clicked.connect(self._on_clicked)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_choice(self, choice: SourceChoice, *, enabled: bool) -> None:
        self.set_action(ActionScreen(choice.label))
        self.setAccessibleName(choice.spoken)
        self.setEnabled(enabled)
        self.setChecked(choice.checked)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._source)


class SourceBar(QWidget):
    """Shows a ``SourcesScreen``, or nothing. The check follows the screen, not the press."""

    source_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "choose.sources", self.tr("What the value is taken from"))
        self._screen: SourcesScreen | None = None
        self._buttons: dict[str, SourceButton] = {}
        self._label = muted("", Role.SMALL, self, name="choose.sources.label")
        self._shortcut = muted("", Role.SMALL, self, name="choose.sources.shortcut")
        self._line = row(self, gap=8)
        self._line.addWidget(self._label)
        self._line.addWidget(self._shortcut)
        self._line.addStretch(1)
        self.hide()

    def show_sources(self, screen: SourcesScreen | None) -> None:
        """Show ``screen``; the same orders keep their buttons and the focus."""
        self._screen = screen
        self.setVisible(screen is not None)
        if screen is None:
            return
        self._label.setText(screen.label)
        self._shortcut.setText(screen.shortcut)
        if [each.key for each in screen.choices] != list(self._buttons):
            self._rebuild(screen.choices)
        for choice in screen.choices:
            self._buttons[choice.key].show_choice(choice, enabled=screen.enabled)

    def _rebuild(self, choices: tuple[SourceChoice, ...]) -> None:
        for made in self._buttons.values():
            self._line.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = {each.key: SourceButton(each.key, self) for each in choices}
        for at, made in enumerate(self._buttons.values(), start=1):
            self._line.insertWidget(at, made)
            made.chosen.connect(self._on_chosen)
            made.show()

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.source_chosen.emit(key)
        self.show_sources(self._screen)
