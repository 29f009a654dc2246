"""The customer, the cards below, the wire: rendering, plain text, names of all controls."""

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import theme
from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.screens.model import BenefitRow, Tone
from posdesk.desktop.screens.rows import WireRow
from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.frame import shares
from posdesk.desktop.views.shell import ShellWindow
from posdesk.desktop.views.wire_view import WireView
from tests.desktop import frame_samples as samples
from tests.desktop.changed import replace

HOSTILE = "<img src='file:///etc/hostname'><b>Asha</b>"


def wire(shell: ShellWindow) -> WireView:
    panel = shell.dock.panel(Tab.WIRE)
    assert isinstance(panel, WireView)
    return panel


def text(shell: ShellWindow, name: str) -> str:
    made = shell.findChild(QLabel, name)
    assert isinstance(made, QLabel), name
    return made.text()


def test_the_customer_card_shows_who_it_is_and_what_they_have(shell: ShellWindow) -> None:
    shell.render_screen(samples.CHOOSE)
    assert text(shell, "customer.name") == "Asha Nguyen"
    assert text(shell, "customer.balance.0") == "25.00"
    assert text(shell, "customer.benefit.0.badge") == "1 left"


def test_a_benefit_that_cannot_be_used_shows_why_instead_of_its_pill(shell: ShellWindow) -> None:
    spent = replace(
        samples.CUSTOMER, benefits=(BenefitRow("b", "Birthday", "", usable=False, reason="used"),)
    )
    shell.render_screen(replace(samples.CHOOSE, customer=spent))
    assert text(shell, "customer.benefit.0.why") == "used"
    badge = shell.findChild(QLabel, "customer.benefit.0.badge")
    assert isinstance(badge, QLabel)
    assert not badge.isVisible()


def test_nobody_at_the_till_leaves_nothing_of_the_last_customer(shell: ShellWindow) -> None:
    shell.render_screen(samples.CHOOSE)
    shell.render_screen(samples.START)
    shown = " ".join(made.text() for made in shell.findChildren(QLabel) if made.isVisible())
    assert "Asha" not in shown
    assert samples.NOBODY.empty_text in shown


def test_markup_in_names_of_the_tenant_is_shown_as_it_is(shell: ShellWindow) -> None:
    hostile = replace(
        samples.CHOOSE,
        customer=replace(samples.CUSTOMER, name=HOSTILE, contact=HOSTILE, tier=HOSTILE),
        top=replace(samples.TOP, tenant=HOSTILE, store=HOSTILE, staff=HOSTILE),
        why=HOSTILE,
    )
    shell.render_screen(hostile)
    shell.grab()
    for name in ("customer.name", "customer.contact", "customer.tier", "top.tenant", "why.text"):
        assert text(shell, name) == HOSTILE
    assert {made.textFormat() for made in shell.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_the_window_card_counts_down_without_being_laid_out_again(shell: ShellWindow) -> None:
    shell.render_screen(samples.CHOOSE)
    ticked = replace(samples.WINDOW, left="9:21", fraction=0.935)
    shell.render_screen(replace(samples.CHOOSE, window=ticked))
    ring = shell.findChild(QWidget, "window.ring")
    assert isinstance(ring, QWidget)
    assert ring.accessibleName() == "9:21"


def test_the_wire_lists_calls_in_their_colours(shell: ShellWindow) -> None:
    shell.dock.render_wire(samples.WIRE)
    model = wire(shell).model()
    ink = Qt.ItemDataRole.ForegroundRole
    assert model.rowCount() == 4
    assert model.index(3, 4).data(ink) == QColor(tokens().danger)
    assert model.index(0, 2).data(ink) != model.index(3, 2).data(ink)


def test_selecting_a_call_shows_both_bodies_as_plain_text(shell: ShellWindow, qtbot: QtBot) -> None:
    shell.render_screen(samples.CHOOSE)
    rows = (*samples.WIRE[:3], replace(samples.WIRE[3], answer=HOSTILE))
    shell.dock.render_wire(rows)
    view = wire(shell)
    assert view.bodies() is None
    with qtbot.waitSignal(view.row_selected, timeout=500) as heard:
        view.table.selectRow(3)
    assert heard.args == [4]
    bodies = view.bodies()
    assert bodies is not None
    assert bodies.request.text.toPlainText() == samples.WIRE[3].request
    assert bodies.answer.text.toPlainText() == HOSTILE
    assert bodies.answer.text.isReadOnly()
    assert text(shell, "wire.answer.heading") == "Answer, read as: not applied"


def test_the_dock_makes_room_for_the_bodies_and_takes_it_back(shell: ShellWindow) -> None:
    shell.render_screen(samples.CHOOSE)
    shell.dock.render_wire(samples.WIRE)
    QTest.qWait(0)
    before = shell.dock.height()
    wire(shell).table.selectRow(1)
    QTest.qWait(0)
    bodies = wire(shell).bodies()
    assert bodies is not None
    assert shell.dock.height() > before + 100
    QTest.mouseClick(bodies.close_button, Qt.MouseButton.LeftButton)
    QTest.qWait(0)
    assert not bodies.isVisible()
    assert shell.dock.height() == before


def test_an_answer_that_comes_later_fills_the_row_and_its_open_body(shell: ShellWindow) -> None:
    waiting = replace(samples.WIRE[0], status="…", answer="")
    shell.dock.render_wire((waiting,))
    view = wire(shell)
    view.table.selectRow(0)
    shell.dock.render_wire((samples.WIRE[0],))
    bodies = view.bodies()
    assert bodies is not None
    assert bodies.answer.text.toPlainText() == samples.WIRE[0].answer
    assert view.table.currentIndex().row() == 0


def test_a_bar_stands_where_the_call_was_on_the_time_axis(shell: ShellWindow) -> None:
    late = WireRow(1, "t", "s", "GET", "/p", "200", Tone.SUCCESS, "1 ms", offset=0.5, span=0.25)
    shell.render_screen(samples.CHOOSE)
    shell.dock.render_wire((late,))
    table = wire(shell).table
    cell: QRect = table.visualRect(table.model().index(0, 5, QModelIndex()))
    image = table.viewport().grab().toImage()
    at = [
        image.pixelColor(cell.left() + int(cell.width() * part), cell.center().y()).name().upper()
        for part in (0.25, 0.6, 0.9)
    ]
    assert at == [tokens().sunken, tokens().accent, tokens().sunken]


def test_shares_of_the_width_stay_between_their_bounds() -> None:
    assert shares(960) == (252, 220)
    assert shares(1440) == (321, 294)
    assert shares(3840) == (380, 340)


def everything_open(shell: ShellWindow) -> None:
    shell.render_screen(samples.CHOOSE)
    shell.dock.render_wire(samples.WIRE)
    wire(shell).table.selectRow(0)
    for tab in (Tab.TIMELINE, Tab.JOURNAL):
        shell.dock.show_tab(tab)
    shell.render_editor(samples.EDIT)
    for opener in (shell.open_products, shell.open_recent, shell.open_help):
        opener()


def test_every_control_of_the_frame_has_both_names(shell: ShellWindow) -> None:
    everything_open(shell)
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QPlainTextEdit)
    nameless = [
        f"{type(made).__name__} {made.objectName()!r} {made.accessibleName()!r}"
        for kind in kinds
        for made in shell.findChildren(kind)
        if not (made.objectName() and made.accessibleName())
        and "Header" not in type(made).__name__
        and not made.objectName().startswith("qt_")
        and type(made) is not QAbstractButton  # the corner of a table, hidden
    ]
    assert nameless == []


def test_object_names_of_controls_are_dotted_lower_case_and_unique(shell: ShellWindow) -> None:
    everything_open(shell)
    names = [
        made.objectName()
        for kind in (QAbstractButton, QLineEdit, QAbstractItemView, QPlainTextEdit)
        for made in shell.findChildren(kind)
        if made.objectName() and not made.objectName().startswith("qt_")
    ]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and "." in name for name in names)


def test_the_frame_survives_dark_and_large_while_it_is_open(
    shell: ShellWindow, qapp: QApplication
) -> None:
    everything_open(shell)
    theme.apply(qapp, "dark", 200)
    dark = shell.grab().toImage().pixelColor(5, 200).name().upper()
    theme.apply(qapp, "light", 100)
    assert dark == "#0E1115"
    assert shell.top.height() == 54
