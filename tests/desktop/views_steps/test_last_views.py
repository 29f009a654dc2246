"""Steps 3 and 6, and the decision that only a person can take."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.views.attention_view import AttentionView
from posdesk.desktop.views.balances_view import BalancesView
from posdesk.desktop.views.record_view import RecordView
from tests.desktop.changed import replace
from tests.desktop.views_steps.closing_samples import (
    ATTENTION,
    ATTENTION_REFUSED,
    RECORD,
    RECORD_BUSY,
    RECORD_QUEUED,
)
from tests.desktop.views_steps.conftest import Stage, double_click
from tests.desktop.views_steps.step_samples import BALANCES, BALANCES_BUSY, BALANCES_EMPTY

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def balances(stage: Stage) -> BalancesView:
    view = BalancesView()
    view.render_screen(BALANCES)
    stage(view)
    return view


@pytest.fixture
def record(stage: Stage) -> RecordView:
    view = RecordView()
    view.render_screen(RECORD)
    stage(view)
    return view


@pytest.fixture
def attention(stage: Stage) -> AttentionView:
    view = AttentionView()
    view.render_screen(ATTENTION)
    stage(view)
    return view


def visible_texts(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def spoken(view: QWidget, name: str) -> str:
    found = view.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found.accessibleName()


def test_rewards_stand_in_the_order_of_the_screen(balances: BalancesView) -> None:
    assert spoken(balances, "balances.rewards.0") == "Welcome reward, expires in 3 days, 10.00"
    assert spoken(balances, "balances.rewards.1") == "Spring reward, expires 18 Jun, 15.00"


def test_what_expires_soon_is_said_once_and_in_the_tone_of_a_warning(
    balances: BalancesView,
) -> None:
    shown = [
        label
        for label in balances.findChildren(QLabel)
        if label.isVisible() and label.text() == "expires in 3 days"
    ]
    assert [label.property("tone") for label in shown] == ["warn"]


def test_a_benefit_shows_its_terms(balances: BalancesView) -> None:
    assert BALANCES.benefits[0].terms in visible_texts(balances)


def test_a_used_benefit_says_why(balances: BalancesView) -> None:
    assert BALANCES.benefits[2].reason in visible_texts(balances)


def test_a_kind_that_is_empty_has_no_heading(balances: BalancesView) -> None:
    balances.render_screen(replace(BALANCES, credits=()))
    section = balances.findChild(QWidget, "balances.credits")
    assert section is not None
    assert not section.isVisible()


def test_having_nothing_is_said_in_words(balances: BalancesView) -> None:
    empty = balances.findChild(QLabel, "balances.empty")
    assert empty is not None
    balances.render_screen(BALANCES_EMPTY)
    assert empty.isVisible()
    balances.render_screen(BALANCES_BUSY)
    assert not empty.isVisible()


def test_facts_and_receipt_are_shown_as_they_are(record: RecordView) -> None:
    texts = visible_texts(record)
    assert all(name in texts and value in texts for name, value in RECORD.facts)
    assert record.receipt.text.text() == RECORD.receipt


def test_every_character_of_the_receipt_has_the_same_width(record: RecordView) -> None:
    metrics = record.receipt.text.fontMetrics()
    assert {metrics.horizontalAdvance(letter) for letter in "iW1.−×"} == {
        metrics.horizontalAdvance("0")
    }


def test_the_receipt_can_be_copied(record: RecordView) -> None:
    text = record.receipt.text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "*** SIMULATION ***" in QApplication.clipboard().text()


def test_fewer_facts_leave_none_of_the_old(record: RecordView) -> None:
    record.render_screen(RECORD_BUSY)
    assert "Linked redemption" not in visible_texts(record)


def test_a_queued_sale_says_that_it_is_kept(record: RecordView) -> None:
    record.render_screen(RECORD_QUEUED)
    assert RECORD_QUEUED.notice is not None
    assert RECORD_QUEUED.notice.text in visible_texts(record)


def test_what_is_known_and_what_is_not_is_said(attention: AttentionView) -> None:
    texts = visible_texts(attention)
    for row in ATTENTION.known:
        assert {row.time, row.text} <= set(texts)
    assert ATTENTION.known[0].proof in texts
    assert all(fact in texts for fact in ATTENTION.unknown)


def test_evidence_can_be_selected_by_mouse_and_keyboard(attention: AttentionView) -> None:
    (shown,) = [
        each for each in attention.findChildren(QLabel) if each.text() == ATTENTION.unknown[0]
    ]
    flags = shown.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_each_choice_says_what_it_will_do(attention: AttentionView) -> None:
    texts = visible_texts(attention)
    for way in ATTENTION.choices:
        assert way.does in texts
        button = attention.findChild(QPushButton, f"attention.choice.{way.key}")
        assert button is not None
        assert button.accessibleDescription() == way.does


def test_copy_puts_the_sheet_on_the_clipboard(attention: AttentionView) -> None:
    QApplication.clipboard().clear()
    QTest.mouseClick(attention.copy, LEFT)
    assert QApplication.clipboard().text() == ATTENTION.sheet
    assert attention.copy.text() == "Copied"


def test_what_was_refused_is_corrected_in_its_fields_and_sent(
    qtbot: QtBot, attention: AttentionView
) -> None:
    assert not attention.form.isVisible()
    attention.render_screen(ATTENTION_REFUSED)
    edit = attention.findChild(QLineEdit, "attention.field.location_id")
    assert edit is not None
    assert edit.text() == "7"
    edit.setText("4")
    with qtbot.waitSignal(attention.correction_made, timeout=1000) as made:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert made.args == [{"location_id": "4", "items.0.sku": "LS-01"}]


def test_a_field_that_is_refused_again_keeps_nothing_old(attention: AttentionView) -> None:
    attention.render_screen(ATTENTION_REFUSED)
    edit = attention.findChild(QLineEdit, "attention.field.location_id")
    assert edit is not None
    edit.setText("4")
    again = ATTENTION_REFUSED.fields[0]._replace(value="4", reason="There is no store 4.")
    attention.render_screen(ATTENTION_REFUSED._replace(fields=(again,)))
    shown = [each for each in attention.findChildren(QLineEdit) if each.isVisible()]
    assert [each.text() for each in shown] == ["4"]
    assert "There is no store 4." in visible_texts(attention)


@pytest.mark.parametrize("key", [way.key for way in ATTENTION.choices])
def test_a_choice_is_told_by_its_key(qtbot: QtBot, attention: AttentionView, key: str) -> None:
    button = attention.findChild(QPushButton, f"attention.choice.{key}")
    assert button is not None
    with qtbot.waitSignal(attention.choice_made, timeout=1000) as made:
        QTest.mouseClick(button, LEFT)
    assert made.args == [key]


def test_a_double_click_makes_one_choice(attention: AttentionView) -> None:
    button = attention.findChild(QPushButton, "attention.choice.charged")
    assert button is not None
    made: list[str] = []
    attention.choice_made.connect(made.append)
    double_click(button)
    assert made == ["charged"]


def test_enter_does_not_take_a_choice_by_habit(attention: AttentionView) -> None:
    made: list[str] = []
    attention.choice_made.connect(made.append)
    QTest.keyClick(attention, Qt.Key.Key_Return)
    assert made == []
