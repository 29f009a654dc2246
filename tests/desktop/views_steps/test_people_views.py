"""Steps 1 and 2: people to present and people to choose between, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from posdesk.desktop.views.candidate_button import CandidateButton
from posdesk.desktop.views.identify_view import IdentifyView
from posdesk.desktop.views.person import initials
from posdesk.desktop.views.present_view import PresentView
from tests.desktop.changed import replace
from tests.desktop.views_steps.conftest import Stage
from tests.desktop.views_steps.step_samples import (
    IDENTIFY,
    IDENTIFY_BUSY,
    IDENTIFY_INACTIVE,
    PERSONAS,
    PRESENT,
    PRESENT_BUSY,
    PRESENT_NOBODY,
    PRESENT_UNREACHABLE,
)

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def present(stage: Stage) -> PresentView:
    view = PresentView()
    view.render_screen(PRESENT)
    stage(view)
    return view


@pytest.fixture
def identify(stage: Stage) -> IdentifyView:
    view = IdentifyView()
    view.render_screen(IDENTIFY)
    stage(view)
    view.setFocus()
    return view


def persona(view: PresentView, profile_id: str) -> CandidateButton:
    found = view.findChild(CandidateButton, f"present.persona.{profile_id}")
    assert isinstance(found, CandidateButton)
    return found


def test_a_click_on_a_person_presents_them(qtbot: QtBot, present: PresentView) -> None:
    with qtbot.waitSignal(present.persona_chosen, timeout=1000) as chosen:
        QTest.mouseClick(persona(present, "p2"), LEFT)
    assert chosen.args == ["p2"]


def test_space_on_a_person_presents_them(qtbot: QtBot, present: PresentView) -> None:
    persona(present, "p1").setFocus()
    with qtbot.waitSignal(present.persona_chosen, timeout=1000) as chosen:
        QTest.keyClick(persona(present, "p1"), Qt.Key.Key_Space)
    assert chosen.args == ["p1"]


def test_a_person_whose_card_is_refused_can_still_be_tried(
    qtbot: QtBot, present: PresentView
) -> None:
    with qtbot.waitSignal(present.persona_chosen, timeout=1000) as chosen:
        QTest.mouseClick(persona(present, "p4"), LEFT)
    assert chosen.args == ["p4"]


def test_other_people_are_presented_by_their_own_id(qtbot: QtBot, present: PresentView) -> None:
    present.render_screen(replace(PRESENT, personas=PERSONAS[2:]))
    with qtbot.waitSignal(present.persona_chosen, timeout=1000) as chosen:
        QTest.mouseClick(persona(present, "p3"), LEFT)
    assert chosen.args == ["p3"]
    shown = [made for made in present.findChildren(CandidateButton) if made.isVisible()]
    assert len(shown) == 2


def test_a_sale_without_a_customer_can_be_asked_for(qtbot: QtBot, present: PresentView) -> None:
    with qtbot.waitSignal(present.anonymous_requested, timeout=1000):
        QTest.mouseClick(present.anonymous_button, LEFT)


def test_nobody_is_presented_while_somebody_is_looked_up(
    qtbot: QtBot, present: PresentView
) -> None:
    present.render_screen(PRESENT_BUSY)
    with qtbot.assertNotEmitted(present.persona_chosen):
        QTest.mouseClick(persona(present, "p1"), LEFT)


@pytest.mark.parametrize("screen", [PRESENT_NOBODY, PRESENT_UNREACHABLE])
def test_trouble_is_said_in_the_card_and_goes_with_it(present: PresentView, screen: object) -> None:
    assert screen in (PRESENT_NOBODY, PRESENT_UNREACHABLE)
    shown = PRESENT_NOBODY if screen == PRESENT_NOBODY else PRESENT_UNREACHABLE
    notice = shown.notice
    assert notice is not None
    present.render_screen(shown)
    labels = {
        name: present.findChild(QLabel, f"present.notice.{name}") for name in ("title", "text")
    }
    texts = [label.text() for label in labels.values() if label is not None and label.isVisible()]
    assert texts == [notice.title, notice.text]
    present.render_screen(PRESENT)
    assert not any(label.isVisible() for label in labels.values() if label is not None)


def test_arrows_pass_over_whom_cannot_be_used(identify: IdentifyView) -> None:
    passed = [identify.current_id()]
    for _ in range(2):
        QTest.keyClick(identify.list, Qt.Key.Key_Down)
        passed.append(identify.current_id())
    assert passed == ["p1", "p7", "p9"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_chooses_the_person_under_the_cursor(
    qtbot: QtBot, identify: IdentifyView, key: Qt.Key
) -> None:
    QTest.keyClick(identify.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(identify.candidate_chosen, timeout=1000) as chosen:
        QTest.keyClick(identify.list, key)
    assert chosen.args == ["p7"]


def test_the_list_claims_enter_before_the_windows_shortcut(identify: IdentifyView) -> None:
    claim = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, NONE)
    claim.ignore()
    QApplication.sendEvent(identify.list, claim)
    assert claim.isAccepted()


def test_enter_held_down_chooses_once(identify: IdentifyView) -> None:
    chosen: list[str] = []
    identify.candidate_chosen.connect(chosen.append)
    for repeats in (False, True, True):
        press = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, NONE, "", repeats)
        QApplication.sendEvent(identify.list, press)
    assert chosen == ["p1"]


@pytest.mark.parametrize(("row", "chosen"), [(3, ["p9"]), (2, [])])
def test_a_click_chooses_only_whom_can_be_used(
    identify: IdentifyView, row: int, chosen: list[str]
) -> None:
    said: list[str] = []
    identify.candidate_chosen.connect(said.append)
    where = identify.list.visualRect(identify.list.model().index(row, 0)).center()
    QTest.mouseClick(identify.list.viewport(), LEFT, NONE, where)
    assert said == chosen


def test_letters_over_the_list_search_nothing(identify: IdentifyView) -> None:
    QTest.keyClicks(identify.list, "Thi")
    assert identify.current_id() == "p1"


def test_the_reason_is_told_to_a_screen_reader(identify: IdentifyView) -> None:
    spoken = identify.list.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "The card was switched off on 2 Jun" in str(spoken)


def test_the_cursor_stays_while_the_people_are_the_same(identify: IdentifyView) -> None:
    QTest.keyClick(identify.list, Qt.Key.Key_Down)
    identify.render_screen(replace(IDENTIFY, text="4 people"))
    assert identify.current_id() == "p7"


def test_nobody_usable_leaves_nobody_chosen(qtbot: QtBot, identify: IdentifyView) -> None:
    identify.render_screen(IDENTIFY_INACTIVE)
    with qtbot.assertNotEmitted(identify.candidate_chosen):
        QTest.keyClick(identify.list, Qt.Key.Key_Return)
    assert identify.current_id() == ""


def test_looking_shows_no_list(identify: IdentifyView) -> None:
    identify.render_screen(IDENTIFY_BUSY)
    assert not identify.list.isVisible()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Asha Nguyen", "AN"),
        ("asha", "A"),
        ("Ana de la Cruz", "AC"),
        ("", ""),
        ("<b>", ""),
        ("李 雷", "李雷"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, shown: str) -> None:
    assert initials(name) == shown
