"""One widget a row, kept from screen to screen.

For the short lists of the steps (benefits, tenders, events), where a row holds controls. A row whose
key stays keeps its widget, so focus, cursor and open terms survive a render. Long lists (lines of a
basket, the allocation) are models with delegates instead.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtWidgets import QBoxLayout, QWidget

Row_contra = TypeVar("Row_contra", contravariant=True)
Row = TypeVar("Row")


class RowWidget(Protocol[Row_contra]):
    """What a row must be able to do: show its data. It emits its own id, never a captured one."""

    def show_row(self, row: Row_contra) -> None: ...


class KeyedRows(Generic[Row]):
    """Reconciles a layout with rows: makes what is new, drops what is gone, updates what changed.

    ``make`` is the row's class, or a function that chooses one. The layout holds nothing else.
    """

    def __init__(
        self, owner: QWidget, layout: QBoxLayout, make: Callable[[Row, QWidget], RowWidget[Row]]
    ) -> None:
        self._owner = owner
        self._layout = layout
        self._make = make
        self._widgets: dict[str, RowWidget[Row]] = {}
        self._shown: dict[str, Row] = {}
        self._order: list[str] = []

    def show(self, rows: Sequence[tuple[str, Row]]) -> list[RowWidget[Row]]:
        """Show ``rows``, (key, data) in order; keys are unique. Returns the widgets made for it."""
        self._drop({key for key, _ in rows})
        made = []
        for index, (key, row) in enumerate(rows):
            if key not in self._widgets:
                self._widgets[key] = self._make(row, self._owner)
                made.append(self._widgets[key])
            self._place(index, key)
            if self._shown.get(key) != row:
                self._widgets[key].show_row(row)
                self._shown[key] = row
        self._order = [key for key, _ in rows]
        return made

    def widgets(self) -> list[RowWidget[Row]]:
        """The widgets as they stand, from top to bottom."""
        return [self._widgets[key] for key in self._order]

    def _drop(self, keys: set[str]) -> None:
        for key in [key for key in self._widgets if key not in keys]:
            widget = cast("QWidget", self._widgets.pop(key))
            self._shown.pop(key, None)
            self._layout.removeWidget(widget)
            # Hidden at once: until deleteLater runs it would still be painted at its old place.
            widget.hide()
            widget.deleteLater()

    def _place(self, index: int, key: str) -> None:
        widget = cast("QWidget", self._widgets[key])
        if self._layout.indexOf(widget) == index:
            return
        self._layout.insertWidget(index, widget)
        widget.show()
