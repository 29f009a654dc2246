"""The allocation preview: only what changed is told and painted, and a disagreement is marked."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.model import AllocationScreen, Figure
from posdesk.desktop.views.allocation_table import BAR, NAME, AllocationDelegate
from posdesk.desktop.views.allocation_view import AllocationView
from posdesk.desktop.views.rows_model import Index
from tests.desktop.changed import replace
from tests.desktop.views_steps.conftest import Stage
from tests.desktop.views_steps.step_samples import ALLOCATION, ALLOCATION_WRONG, allocation_of


class Witness(AllocationDelegate):
    """Remembers the rows that it was asked to paint."""

    def __init__(self, view: AllocationView) -> None:
        super().__init__(view)
        self.painted: set[int] = set()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.painted.add(index.row())
        super().paint(painter, option, index)


def many(count: int) -> AllocationScreen:
    line = ALLOCATION.rows[0]
    rows = tuple(replace(line, line_id=at, name=f"Line {at}") for at in range(count))
    return allocation_of(rows, ALLOCATION)


def changed(screen: AllocationScreen, at: int) -> AllocationScreen:
    rows = list(screen.rows)
    rows[at] = replace(rows[at], net="99.99")
    return allocation_of(rows, screen)


@pytest.fixture
def view(stage: Stage) -> AllocationView:
    view = AllocationView()
    view.render_screen(ALLOCATION)
    stage(view)
    return view


def cell(view: AllocationView, row: int, column: int) -> str:
    return str(view.table.lines.index(row, column).data())


def test_each_line_shows_name_original_benefit_reward_and_net(view: AllocationView) -> None:
    shown = [cell(view, 1, column) for column in range(6)]
    assert shown == ["Wool Scarf", "", "45.00", "4.50", "5.63", "34.87"]


def test_headings_stand_over_the_figures(view: AllocationView) -> None:
    model = view.table.lines
    headings = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(6)]
    assert headings == ["", "", *ALLOCATION.headings]


def test_the_rule_is_named(view: AllocationView) -> None:
    header = view.table.header
    assert (header.title.text(), header.rule.text()) == ("Allocation", "largest remainder")


def test_an_excluded_line_says_why_to_a_screen_reader_too(view: AllocationView) -> None:
    spoken = view.table.lines.index(3, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Gift Card, gift card: not discountable"


def test_one_changed_line_of_a_thousand_is_told_as_one_row(view: AllocationView) -> None:
    screen = many(1000)
    view.render_screen(screen)
    told: list[tuple[int, int]] = []

    def on_changed(first: QModelIndex, last: QModelIndex) -> None:
        told.append((first.row(), last.row()))

    view.table.lines.dataChanged.connect(on_changed)
    view.render_screen(changed(screen, 3))
    assert told == [(3, 3)]


def test_one_changed_line_repaints_no_row_but_its_own_and_what_touches_it(
    qtbot: QtBot, view: AllocationView
) -> None:
    screen = many(1000)
    view.render_screen(screen)
    witness = Witness(view)
    view.table.setItemDelegate(witness)
    qtbot.waitUntil(lambda: len(witness.painted) > 3)
    while witness.painted:
        # The first painting may come in several pieces.
        witness.painted.clear()
        QApplication.processEvents()
    view.render_screen(changed(screen, 2))
    qtbot.waitUntil(lambda: bool(witness.painted))
    assert 2 in witness.painted
    assert witness.painted <= {1, 2, 3}


def test_an_equal_screen_tells_nothing(qtbot: QtBot, view: AllocationView) -> None:
    with qtbot.assertNotEmitted(view.table.lines.dataChanged):
        view.render_screen(replace(ALLOCATION))


def test_bars_share_one_scale(view: AllocationView) -> None:
    rows = view.table.lines.rows()
    longest = max(row.benefit_part + row.reward_part + row.net_part for row in rows)
    assert longest == pytest.approx(1.0)
    assert view.table.columnWidth(BAR) > 100


def test_columns_fill_the_width_and_no_more(view: AllocationView) -> None:
    widths = sum(view.table.columnWidth(at) for at in range(6))
    assert widths == view.table.viewport().width()


def test_a_long_name_leaves_the_bar_its_room(view: AllocationView) -> None:
    long = replace(ALLOCATION.rows[0], name="Hand-knitted " * 20)
    view.render_screen(allocation_of([long], ALLOCATION))
    assert view.table.columnWidth(BAR) >= view.table.columnWidth(NAME)


def test_the_first_disagreeing_pair_is_marked_with_a_sign(view: AllocationView) -> None:
    view.render_screen(ALLOCATION_WRONG)
    marked = [station.marked for station in view.figures.stations()]
    assert marked == [True, True, False, False]
    assert view.figures.signs() == ["≠", "→", "→"]


def test_agreement_marks_nothing(view: AllocationView) -> None:
    view.render_screen(ALLOCATION_WRONG)
    view.render_screen(ALLOCATION)
    assert not any(station.marked for station in view.figures.stations())
    assert view.figures.signs() == ["→", "→", "→"]


def test_a_marked_figure_says_so_to_a_screen_reader(view: AllocationView) -> None:
    view.render_screen(ALLOCATION_WRONG)
    assert view.figures.stations()[1].accessibleName() == "Granted 20.00: differs"


def test_figures_that_are_gone_are_not_shown(view: AllocationView) -> None:
    view.render_screen(replace(ALLOCATION, figures=(Figure("Requested", "25.00"),)))
    shown = [not station.isHidden() for station in view.figures.stations()]
    assert shown == [True, False, False, False]


def test_nothing_is_shown_when_there_is_nothing_to_allocate(view: AllocationView) -> None:
    view.render_screen(AllocationScreen(visible=False))
    assert not view.table.isVisible()
    view.render_screen(ALLOCATION)
    assert view.table.isVisible()


def test_rendering_opens_no_window_of_its_own(qtbot: QtBot) -> None:
    view = AllocationView()
    qtbot.addWidget(view)
    view.render_screen(ALLOCATION)
    assert not view.isVisible()


def test_lines_can_come_and_go(view: AllocationView) -> None:
    view.render_screen(many(5))
    view.render_screen(allocation_of(ALLOCATION.rows[:2], ALLOCATION))
    assert [row.name for row in view.table.lines.rows()] == ["Linen Shirt", "Wool Scarf"]


def test_a_line_without_a_reason_has_the_plain_height(view: AllocationView) -> None:
    plain, excluded = view.table.rowHeight(0), view.table.rowHeight(3)
    assert plain < excluded
    rows = [*ALLOCATION.rows[3:], *ALLOCATION.rows[:1]]
    view.render_screen(allocation_of(rows, ALLOCATION))
    assert (view.table.rowHeight(0), view.table.rowHeight(1)) == (excluded, plain)


def test_in_a_low_window_the_table_goes_before_the_strip_and_comes_back(
    qtbot: QtBot, view: AllocationView
) -> None:
    view.resize(770, 90)
    qtbot.waitUntil(lambda: not view.table.isVisible())
    assert view.figures.isVisible()
    view.resize(770, 300)
    qtbot.waitUntil(view.table.isVisible)


@pytest.mark.parametrize(("width", "stacked"), [(770, False), (380, True)])
def test_figures_are_stacked_where_they_have_no_room_in_a_row(
    qtbot: QtBot, view: AllocationView, width: int, stacked: bool
) -> None:
    view.resize(width, 300)
    qtbot.waitUntil(lambda: view.figures.width() < width)
    heights = {station.sizeHint().height() for station in view.figures.stations()}
    assert len(heights) == 1
    assert (heights.pop() > 36) is stacked
