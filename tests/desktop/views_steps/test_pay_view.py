"""Step 5: one press is one request, the outcome stands in sight, and keys do what the mouse does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.model import TenderChoice
from posdesk.desktop.views.kind_bar import KindButton
from posdesk.desktop.views.pay_view import PayView
from tests.desktop.changed import replace
from tests.desktop.views_steps.closing_samples import PAY, PAY_BUSY, PAY_CASH, PAY_HAND_BACK
from tests.desktop.views_steps.conftest import Stage, double_click

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(stage: Stage) -> PayView:
    view = PayView()
    view.render_screen(PAY)
    stage(view)
    return view


@pytest.fixture
def taken(view: PayView) -> list[str]:
    taken: list[str] = []
    view.take_requested.connect(lambda: taken.append("taken"))
    return taken


def kind(view: PayView, name: str) -> KindButton:
    found = view.findChild(KindButton, f"pay.kind.{name}")
    assert isinstance(found, KindButton)
    return found


def text(view: PayView, name: str) -> str:
    found = view.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_a_click_on_take_asks_once(view: PayView, taken: list[str]) -> None:
    QTest.mouseClick(view.take_button, LEFT)
    assert taken == ["taken"]


def test_a_double_click_on_take_asks_once(view: PayView, taken: list[str]) -> None:
    double_click(view.take_button)
    assert taken == ["taken"]


def test_a_second_press_before_the_next_render_asks_nothing(
    view: PayView, taken: list[str]
) -> None:
    QTest.mouseClick(view.take_button, LEFT)
    QTest.mouseClick(view.take_button, LEFT)
    assert taken == ["taken"]


def test_the_second_half_of_a_double_click_does_not_take_the_next_tender(
    view: PayView, taken: list[str]
) -> None:
    view.take_requested.connect(
        lambda: view.render_screen(replace(PAY, due="$105.00", amount="105.00"))
    )
    double_click(view.take_button)
    assert len(taken) == 1


def test_take_can_be_pressed_again_after_the_next_render(view: PayView, taken: list[str]) -> None:
    QTest.mouseClick(view.take_button, LEFT)
    view.render_screen(PAY)
    QTest.mouseClick(view.take_button, LEFT)
    assert len(taken) == 2


def test_f8_takes_from_inside_the_amount(view: PayView, taken: list[str]) -> None:
    view.amount.setFocus()
    QTest.keyClick(view.amount, Qt.Key.Key_F8)
    assert taken == ["taken"]


def test_f8_held_down_takes_once(view: PayView, taken: list[str]) -> None:
    for repeats in (False, True, True):
        press = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_F8, NONE, "", repeats)
        QApplication.sendEvent(view, press)
        view.render_screen(PAY)
    assert taken == ["taken"]


def test_nothing_is_taken_while_take_cannot_be_pressed(view: PayView, taken: list[str]) -> None:
    view.render_screen(PAY_BUSY)
    QTest.mouseClick(view.take_button, LEFT)
    view.press_take()
    assert (taken, view.take_button.accessibleDescription()) == ([], "The terminal is working")


def test_a_way_to_pay_is_chosen_by_mouse(qtbot: QtBot, view: PayView) -> None:
    with qtbot.waitSignal(view.kind_chosen, timeout=1000) as chosen:
        QTest.mouseClick(kind(view, "cash"), LEFT)
    assert chosen.args == ["cash"]


@pytest.mark.parametrize(
    ("key", "name"), [(Qt.Key.Key_1, "card"), (Qt.Key.Key_2, "cash"), (Qt.Key.Key_3, "other")]
)
def test_alt_and_the_digit_on_the_button_choose_a_way_to_pay(
    qtbot: QtBot, view: PayView, key: Qt.Key, name: str
) -> None:
    view.amount.setFocus()
    with qtbot.waitSignal(view.kind_chosen, timeout=1000) as chosen:
        QTest.keyClick(view.amount, key, Qt.KeyboardModifier.AltModifier)
    assert (chosen.args, view.amount.text()) == ([name], "155.00")


def test_a_way_that_is_not_possible_cannot_be_chosen(qtbot: QtBot, view: PayView) -> None:
    off = TenderChoice("cash", "Cash", checked=False, enabled=False)
    view.render_screen(replace(PAY, kinds=(PAY.kinds[0], off, PAY.kinds[2])))
    with qtbot.assertNotEmitted(view.kind_chosen):
        QTest.keyClick(view.amount, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)


def test_the_way_in_force_follows_the_screen_and_not_the_press(view: PayView) -> None:
    QTest.mouseClick(kind(view, "cash"), LEFT)
    assert (kind(view, "card").isChecked(), kind(view, "cash").isChecked()) == (True, False)


def test_a_way_keeps_the_focus_when_the_screen_follows(view: PayView) -> None:
    kind(view, "cash").setFocus()
    view.render_screen(PAY_CASH)
    assert kind(view, "cash").hasFocus()


def test_the_amount_is_told_as_it_is_typed(qtbot: QtBot, view: PayView) -> None:
    view.amount.setFocus()
    with qtbot.waitSignal(view.amount_edited, timeout=1000) as edited:
        QTest.keyClicks(view.amount, "5")
    assert edited.args == ["5"]


def test_the_amount_being_typed_survives_a_render(view: PayView) -> None:
    view.amount.setFocus()
    QTest.keyClicks(view.amount, "50")
    view.render_screen(replace(PAY, amount="50.00"))
    assert (view.amount.text(), view.amount.cursorPosition()) == ("50", 2)


def test_change_is_shown_for_cash(view: PayView) -> None:
    view.render_screen(PAY_CASH)
    assert text(view, "pay.cash_hint") == PAY_CASH.cash_hint


def test_the_outcome_in_force_is_in_sight_in_a_window_too_low_for_the_tenders(
    qtbot: QtBot, view: PayView
) -> None:
    many = tuple(replace(PAY.tenders[0], tender_id=f"t{at}") for at in range(12))
    view.render_screen(replace(PAY, tenders=many))
    view.resize(770, 300)
    scroll = view.findChild(QScrollArea, "pay.scroll")
    found = view.findChild(QLabel, "pay.outcome.text")
    assert isinstance(scroll, QScrollArea)
    assert isinstance(found, QLabel)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 100)
    assert found.text() == PAY.outcome_text
    assert found.visibleRegion().boundingRect().height() == found.height()


def test_f7_opens_the_outcomes_on_the_one_in_force(view: PayView) -> None:
    QTest.keyClick(view.amount, Qt.Key.Key_F7)
    assert view.outcomes.list.hasFocus()
    assert view.outcomes.list.current_id() == "approved"


def test_an_outcome_is_chosen_with_arrows_and_enter(qtbot: QtBot, view: PayView) -> None:
    view.toggle_outcomes()
    for _ in range(3):
        QTest.keyClick(view.outcomes.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.outcome_chosen, timeout=1000) as chosen:
        QTest.keyClick(view.outcomes.list, Qt.Key.Key_Return)
    assert (chosen.args, view.outcomes.is_open()) == (["51"], False)


def test_an_outcome_is_chosen_by_mouse(qtbot: QtBot, view: PayView) -> None:
    view.toggle_outcomes()
    shown = view.outcomes.list
    qtbot.waitUntil(lambda: shown.viewport().height() > 60)
    where = shown.visualRect(shown.model().index(1, 0)).center()
    with qtbot.waitSignal(view.outcome_chosen, timeout=1000) as chosen:
        QTest.mouseClick(shown.viewport(), LEFT, NONE, where)
    assert chosen.args == ["slow"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F7])
def test_the_outcomes_fold_without_a_choice(qtbot: QtBot, view: PayView, key: Qt.Key) -> None:
    view.toggle_outcomes()
    with qtbot.assertNotEmitted(view.outcome_chosen):
        QTest.keyClick(view.outcomes.list, key)
    assert not view.outcomes.is_open()
    assert view.outcomes.change_button.hasFocus()


def test_handing_back_is_confirmed_with_the_tenders_id_once(view: PayView) -> None:
    view.render_screen(PAY_HAND_BACK)
    given: list[str] = []
    view.hand_back_confirmed.connect(given.append)
    button = view.findChild(QPushButton, "pay.tender.t1.hand_back")
    assert button is not None
    double_click(button)
    assert given == ["t1"]


def test_tenders_come_and_go_with_the_screen(view: PayView) -> None:
    view.render_screen(PAY_BUSY)
    assert text(view, "pay.tender.t2.state") == "waiting for the terminal"
    view.render_screen(PAY)
    shown = [label for label in view.findChildren(QLabel) if label.isVisible()]
    assert not any(label.objectName().startswith("pay.tender.t2") for label in shown)


def test_after_a_tender_the_keyboard_is_in_the_amount_again(view: PayView) -> None:
    view.amount.setFocus()
    view.render_screen(PAY_BUSY)
    assert not view.amount.hasFocus()
    view.render_screen(PAY)
    assert view.amount.hasFocus()


def test_who_has_left_the_amount_is_not_brought_back(view: PayView) -> None:
    view.take_button.setFocus()
    view.render_screen(PAY_BUSY)
    view.render_screen(PAY)
    assert not view.amount.hasFocus()
