"""A model of late rows: what comes and goes in one step writes no row that nobody looks at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from posdesk.desktop.screens.late_rows import LateRows
from posdesk.desktop.views.rows_model import RowsModel


def test_rows_that_come_and_go_together_are_not_written() -> None:
    written: list[int] = []

    def rows(*sources: int) -> LateRows[str]:
        def write(at: int) -> str:
            written.append(sources[at])
            return f"row {sources[at]}"

        return LateRows(sources, write)

    holder = QObject()
    model: RowsModel[str] = RowsModel(holder)
    counts: list[int] = []
    model.rowsRemoved.connect(lambda: counts.append(model.rowCount()))
    model.show_rows(rows(*range(200)))
    model.show_rows(rows(*range(198), 300, 301, 302))
    assert counts == [198]
    assert written == []
    assert model.rowCount() == 201
    assert model.row_at(model.index(200, 0)) == "row 302"
    assert written == [302]
