"""The panel of faults: the list with its switches, a form of one line, a file in place."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import (
    KeyButton,
    button,
    muted,
    named,
    paragraph,
    set_role,
    set_tone,
)
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.faults import FaultRow, FaultsScreen
from posdesk.desktop.views.clock_bar import ClockBar
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.tables import QuietTable

ON, OPERATION, WHAT, WHEN, SIDE, COUNTER = range(6)
WIDTHS = (48, 200, 0, 240, 110, 90)
FIELDS = ("operation", "kind", "values", "when", "count")
SHARES = (4, 3, 4, 3, 2)
LONGEST = 200
# A panel lower than this has no room for captions and headings; the fields' accessible names say the same.
LOW = 180


class FaultsModel(RowsModel[FaultRow]):
    """One fault a row; what is off is faint."""

    FIGURES = (COUNTER,)

    def __init__(self, parent: QWidget, headings: tuple[str, ...], words: tuple[str, str]) -> None:
        super().__init__(parent, headings)
        self._on, self._off = words

    def cell(self, row: FaultRow, column: int, role: int) -> object:
        word = self._on if row.on else self._off
        if role == Qt.ItemDataRole.DisplayRole:
            return (word, row.operation, row.what, row.when, row.side, row.counter)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._ink(row, column))
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.MONO) if column in (OPERATION, WHAT) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{word}, {row.operation}, {row.what}, {row.when}, {row.side}, {row.counter}"
        return None

    def _ink(self, row: FaultRow, column: int) -> str:
        colours = tokens()
        if not row.on:
            return colours.faint
        if column == ON:
            return colours.danger
        if column == COUNTER:
            return colours.of(row.tone)
        return colours.muted if column in (WHEN, SIDE) else colours.text


class FaultsTable(QuietTable):
    """Space turns the marked fault on or off, Delete takes it away; every other key is the table's."""

    space_pressed = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        told = {
            int(Qt.Key.Key_Space): self.space_pressed,
            int(Qt.Key.Key_Delete): self.delete_pressed,
            int(Qt.Key.Key_Backspace): self.delete_pressed,
        }.get(event.key())
        if told is None:
            super().keyPressEvent(event)
            return
        event.accept()
        if not event.isAutoRepeat():
            told.emit()


class FaultsView(QWidget):
    """Shows a ``FaultsScreen``. ``toggled`` and ``removed`` carry a fault's name, ``added`` the texts of the form by
    field, ``load_requested`` and ``save_requested`` a path."""

    toggled = Signal(str)
    removed = Signal(str)
    added = Signal(object)
    off_requested = Signal()
    load_requested = Signal(str)
    save_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faults")
        self._shown: FaultsScreen | None = None
        self._status = muted("", Role.CAPTION, self, name="faults.status")
        self._path = self._line("path", self.tr("File of faults"))
        self._path.setPlaceholderText(self.tr("faults.toml"))
        self.load = self._small(self.tr("Load"), "faults.load")
        self.save = self._small(self.tr("Save"), "faults.save")
        self.all_off = self._small(self.tr("All off"), "faults.off")
        self._model = FaultsModel(self, self._headings(), (self.tr("on"), self.tr("off")))
        self.table = FaultsTable("faults.rows", self.tr("Faults"), WIDTHS, self, headed=True)
        self.table.setModel(self._model)
        self.table.setMinimumHeight(px(40))
        names = (
            self.tr("Operation"),
            self.tr("What goes wrong"),
            self.tr("With"),
            self.tr("When"),
            self.tr("At most"),
        )
        self._fields = {
            field: self._line(field, name) for field, name in zip(FIELDS, names, strict=True)
        }
        self._captions: list[QWidget] = []
        self.add = button(self.tr("Add"), "faults.add", self)
        self._note = paragraph("", Role.CAPTION, self, name="faults.note")
        self.clock = ClockBar(self)
        self._lay_out(names)
        self._connect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for caption in (*self._captions, self.table.horizontalHeader()):
            caption.setVisible(self.height() >= px(LOW))

    def render_screen(self, screen: FaultsScreen) -> None:
        """Show ``screen``; what is typed stays until a fault was added."""
        before, self._shown = self._shown, screen
        if screen == before:
            return
        if before is None or before.kinds != screen.kinds:
            self._complete("kind", tuple(each.name for each in screen.kinds))
            self._complete("operation", screen.operations)
        if before is not None and before.round != screen.round:
            for field in FIELDS:
                self._fields[field].clear()
        self._status.setText(screen.status)
        self._model.show_rows(screen.rows)
        self.all_off.setEnabled(any(each.on for each in screen.rows))
        for field, line in {**self._fields, "path": self._path}.items():
            line.setAccessibleDescription(screen.note.words if field == screen.note.field else "")
        self._show_hint()

    def _complete(self, field: str, words: tuple[str, ...]) -> None:
        completer = QCompleter(list(words), self._fields[field])
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self._fields[field].setCompleter(completer)

    @Slot()
    def _show_hint(self) -> None:
        """Below the form: what went wrong, else what the chosen kind does."""
        if self._shown is None:
            return
        typed = self._fields["kind"].text().strip()
        kind = next((each for each in self._shown.kinds if each.name == typed), None)
        self._fields["values"].setPlaceholderText(kind.example if kind else "")
        note = self._shown.note
        hint = self.tr("When: nth 1, every 3, chance 0.05 seed 7.")
        words = note.words or (f"{kind.sentence} {hint}" if kind else hint)
        self._note.setText(words)
        set_tone(self._note, note.tone)

    def _headings(self) -> tuple[str, ...]:
        return (
            self.tr("State"),
            self.tr("Operation"),
            self.tr("What goes wrong"),
            self.tr("When"),
            self.tr("Where"),
            self.tr("Happened"),
        )

    def _line(self, field: str, accessible: str) -> QLineEdit:
        made = named(OwnEnterEdit(self), f"faults.{field}", accessible)
        made.setMaxLength(LONGEST)
        set_role(made, Role.MONO)
        return made

    def _small(self, words: str, name: str) -> KeyButton:
        made = button(words, name, self, quiet=True)
        made.setProperty("small", True)
        return made

    def _lay_out(self, names: tuple[str, ...]) -> None:
        self._fields["when"].setPlaceholderText(self.tr("nth 1"))
        self._path.setMinimumWidth(px(120))
        head = row(margins=(10, 2, 4, 0), gap=6)
        head.addWidget(self._status, 1)
        head.addWidget(self._path, 1)
        for widget in (self.load, self.save, self.all_off):
            head.addWidget(widget)
        whole = column(self, gap=6)
        whole.addLayout(head)
        whole.addWidget(self.table, 1)
        whole.addLayout(self._form(names))
        foot = row(margins=(10, 0, 4, 0), gap=16)
        foot.addWidget(self._note, 1)
        foot.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(foot)

    def _form(self, names: tuple[str, ...]) -> QHBoxLayout:
        form = row(margins=(10, 0, 4, 0), gap=8)
        for field, name, share in zip(FIELDS, names, SHARES, strict=True):
            box = column(gap=2)
            self._captions.append(muted(name, Role.CAPTION, self))
            box.addWidget(self._captions[-1])
            box.addWidget(self._fields[field])
            form.addLayout(box, share)
        form.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        return form

    def _connect(self) -> None:
        for line in self._fields.values():
            line.returnPressed.connect(self._on_added)
        self._fields["kind"].textChanged.connect(self._show_hint)
        self.add.clicked.connect(self._on_added)
        self.all_off.clicked.connect(self.off_requested)
        self.load.clicked.connect(self._on_load)
        self.save.clicked.connect(self._on_save)
        self._path.returnPressed.connect(self._on_load)
        self.table.space_pressed.connect(self._on_space)
        self.table.delete_pressed.connect(self._on_delete)
        self.table.doubleClicked.connect(self._on_double_clicked)

    @Slot()
    def _on_added(self) -> None:
        self.added.emit({field: line.text() for field, line in self._fields.items()})

    @Slot()
    def _on_load(self) -> None:
        self.load_requested.emit(self._path.text().strip())

    @Slot()
    def _on_save(self) -> None:
        self.save_requested.emit(self._path.text().strip())

    @Slot()
    def _on_space(self) -> None:
        found = self._model.row_at(self.table.currentIndex())
        if found is not None:
            self.toggled.emit(found.name)

    @Slot()
    def _on_delete(self) -> None:
        found = self._model.row_at(self.table.currentIndex())
        if found is not None:
            self.removed.emit(found.name)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._on_space()
