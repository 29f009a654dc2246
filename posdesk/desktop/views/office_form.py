"""A form of the office: fields with their labels, what is wrong with each below it, one button.

Texts go out as typed; who holds the subject reads them and answers with a form that carries errors, or
with another ``key``, and then the fields are set anew.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import Card, button, label, muted, named, paragraph, set_role
from posdesk.desktop.look.inputs import CheckBox, OwnEnterEdit
from posdesk.desktop.look.spacing import column, grid, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ActionScreen, Tone
from posdesk.desktop.screens.office import LONGEST_TEXT, Field, FieldKind, Form
from posdesk.desktop.views.office_parts import OptionBar

LONGEST = 400
LONG_HEIGHT = 132


class DropEdit(OwnEnterEdit):
    """A line that takes a dropped file as its path."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile():
            self.setText(urls[0].toLocalFile())
            self.textEdited.emit(self.text())
            event.acceptProposedAction()
        else:
            super().dropEvent(event)


class FieldBox(QWidget):
    """One field: its label, the control, and what is wrong with it. ``sent`` is Enter in it."""

    changed = Signal()
    sent = Signal()

    def __init__(self, form: str, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = field.kind
        self._control = self._make(f"office.{form}.{field.name}", field)
        self._label = muted(field.label, Role.CAPTION, self)
        self._label.setVisible(field.kind is not FieldKind.TICK)
        self._error = label(
            "", Role.CAPTION, self, name=f"office.{form}.{field.name}.error", tone=Tone.DANGER
        )
        self._error.setWordWrap(True)
        body = column(self, gap=3)
        for widget in (self._label, self._control, self._error):
            body.addWidget(widget)
        body.addStretch(1)

    def show_field(self, field: Field) -> None:
        """Show everything but the value."""
        control = self._control
        self._label.setText(field.label)
        control.setEnabled(field.enabled)
        if isinstance(control, QLineEdit | QPlainTextEdit):
            control.setPlaceholderText(field.hint)
        elif isinstance(control, OptionBar):
            control.show_options(field.options)
        elif isinstance(control, CheckBox):
            control.setText(field.label)
        self._error.setText(field.error)
        self._error.setVisible(bool(field.error))
        control.setAccessibleDescription(field.error)

    def set_value(self, value: str) -> None:
        """Put ``value`` in place of what was typed."""
        control = self._control
        if isinstance(control, QLineEdit):
            control.setText(value)
        elif isinstance(control, QPlainTextEdit):
            control.setPlainText(value)
        elif isinstance(control, OptionBar):
            control.choose(value)
        elif isinstance(control, CheckBox):
            control.setChecked(bool(value))

    def value(self) -> str:
        """What was typed, without blanks at the ends; a tick is ``yes`` or empty."""
        control = self._control
        if isinstance(control, QLineEdit):
            return control.text().strip()
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText()[: LONGEST_TEXT + 1]
        if isinstance(control, OptionBar):
            return control.value
        if isinstance(control, CheckBox) and control.isChecked():
            return "yes"
        return ""

    def take_focus(self) -> None:
        self._control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self._control, QLineEdit):
            self._control.selectAll()

    def stops(self) -> list[QWidget]:
        """What Tab comes to."""
        return self._control.stops() if isinstance(self._control, OptionBar) else [self._control]

    def _make(self, name: str, field: Field) -> QWidget:
        match field.kind:
            case FieldKind.CHOICE:
                options = OptionBar(name, field.label, self)
                options.changed.connect(self.changed)
                return options
            case FieldKind.TICK:
                tick = named(CheckBox(field.label, self), name, field.label)
                tick.toggled.connect(self.changed)
                return tick
            case FieldKind.LONG:
                long = named(QPlainTextEdit(self), name, field.label)
                long.setTabChangesFocus(True)
                long.setFixedHeight(px(LONG_HEIGHT))
                set_role(long, Role.MONO)
                long.textChanged.connect(self.changed)
                return long
            case _:
                return self._make_line(name, field)

    def _make_line(self, name: str, field: Field) -> QLineEdit:
        line = named(DropEdit(self), name, field.label)
        line.setMaxLength(LONGEST)
        set_role(line, Role.BODY, words=True)
        if field.kind is FieldKind.HIDDEN:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        if field.kind is FieldKind.AMOUNT:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.textEdited.connect(self.changed)
        line.returnPressed.connect(self.sent)
        return line


class FormBlock(Card):
    """Shows a ``Form``; ``submitted`` and ``edited`` carry its name and the values by field."""

    submitted = Signal(str, object)
    edited = Signal(str, object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, margins=(14, 12, 14, 12), gap=8)
        self.setObjectName(f"office.{name}")
        self._form: Form | None = None
        self._boxes: dict[str, FieldBox] = {}
        self._title = label("", Role.TITLE, self, name=f"office.{name}.title")
        self._text = paragraph("", Role.BODY, self)
        self._fields: QGridLayout = grid(gap=10)
        self._fields.setColumnStretch(0, 1)
        self._fields.setColumnStretch(1, 1)
        self._why = paragraph("", Role.CAPTION, self, name=f"office.{name}.why")
        self.submit = button("", f"office.{name}.submit", self, primary=True)
        foot = row(gap=10)
        foot.addWidget(self._why, 1)
        foot.addWidget(self.submit)
        for widget in (self._title, self._text):
            self.body.addWidget(widget)
        self.body.addLayout(self._fields)
        self.body.addLayout(foot)
        self.submit.clicked.connect(self.send)

    def show_block(self, form: Form) -> None:
        """Show ``form``; what was typed stays while its ``key`` is the same."""
        before, self._form = self._form, form
        if form == before:
            return
        self._title.setText(form.title)
        self._title.setVisible(bool(form.title))
        self._text.setText(form.text)
        self._text.setVisible(bool(form.text))
        kinds = [(field.name, field.kind, field.wide) for field in form.fields]
        if before is None or kinds != [(each.name, each.kind, each.wide) for each in before.fields]:
            self._rebuild(form)
            before = None
        for field in form.fields:
            self._boxes[field.name].show_field(field)
        if before is None or before.key != form.key:
            self._set_values(form)
        self.submit.set_action(ActionScreen(form.submit, "Enter", form.enabled))
        self._why.setText("" if form.enabled else form.why_not)

    def values(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        return {name: box.value() for name, box in self._boxes.items()}

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in the order of the eye: the button, which is older than the fields, last."""
        return [*(stop for box in self._boxes.values() for stop in box.stops()), self.submit]

    def holds_focus(self) -> bool:
        """Whether the keyboard is in one of its fields."""
        focused = cast("QWidget | None", self.window().focusWidget())
        return focused is not None and self.isAncestorOf(focused)

    def take_focus(self) -> bool:
        """Put the keyboard into the first field that is wrong, or the first; False where nothing can be typed."""
        if self._form is None or not self._form.enabled:
            return False
        wrong = [each.name for each in self._form.fields if each.error]
        names = [*wrong, *self._boxes]
        if names:
            self._boxes[names[0]].take_focus()
        return bool(names)

    @Slot()
    def send(self) -> None:
        """Enter, or the button."""
        if self._form is not None and self._form.enabled:
            self.submitted.emit(self._form.name, self.values())

    def _rebuild(self, form: Form) -> None:
        for box in self._boxes.values():
            self._fields.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = {field.name: FieldBox(form.name, field, self) for field in form.fields}
        line = side = 0
        for field in form.fields:
            box = self._boxes[field.name]
            if field.wide and side:
                line, side = line + 1, 0
            self._fields.addWidget(box, line, side, 1, 2 if field.wide else 1)
            box.changed.connect(self._on_changed)
            box.sent.connect(self.send)
            box.show()
            line, side = (line + 1, 0) if field.wide or side else (line, 1)

    def _set_values(self, form: Form) -> None:
        for field in form.fields:
            box = self._boxes[field.name]
            box.blockSignals(True)
            box.set_value(field.value)
            box.blockSignals(False)

    @Slot()
    def _on_changed(self) -> None:
        if self._form is not None and self._form.live:
            self.edited.emit(self._form.name, self.values())
