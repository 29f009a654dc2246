"""Step 4: signals by key and mouse, what is shown, and that a render disturbs nobody's typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.model import ChoiceRow, ChooseScreen
from posdesk.desktop.views.choice_rows import AmountChoice, BenefitChoice, ChoiceFrame
from posdesk.desktop.views.choose_view import ChooseView
from tests.desktop.changed import replace
from tests.desktop.views_steps.conftest import Stage
from tests.desktop.views_steps.step_samples import CHOICES, CHOOSE, CHOOSE_EMPTY, CHOOSE_LESS

LEFT = Qt.MouseButton.LeftButton
FIRST_SPEND = "benefit:first-spend"


@pytest.fixture
def view(stage: Stage) -> ChooseView:
    view = ChooseView()
    view.render_screen(CHOOSE)
    stage(view)
    return view


def benefit(view: ChooseView, key: str = FIRST_SPEND) -> BenefitChoice:
    made = view.row(key)
    assert isinstance(made, BenefitChoice)
    return made


def amount(view: ChooseView, key: str = "rewards") -> AmountChoice:
    made = view.row(key)
    assert isinstance(made, AmountChoice)
    return made


def with_row(changed: ChoiceRow) -> ChooseScreen:
    rows = tuple(changed if row.key == changed.key else row for row in CHOICES)
    return replace(CHOOSE, rows=rows)


def rewards(**changes: str) -> ChooseScreen:
    return with_row(replace(CHOICES[2], **changes))


def test_a_click_on_a_benefit_tells_its_key(qtbot: QtBot, view: ChooseView) -> None:
    with qtbot.waitSignal(view.benefit_toggled, timeout=1000) as toggled:
        QTest.mouseClick(benefit(view).check, LEFT)
    assert toggled.args == [FIRST_SPEND, False]


def test_space_turns_a_benefit_off(qtbot: QtBot, view: ChooseView) -> None:
    check = benefit(view).check
    check.setFocus()
    with qtbot.waitSignal(view.benefit_toggled, timeout=1000) as toggled:
        QTest.keyClick(check, Qt.Key.Key_Space)
    assert toggled.args == [FIRST_SPEND, False]


def test_the_check_follows_the_screen_and_not_the_press(view: ChooseView) -> None:
    QTest.mouseClick(benefit(view).check, LEFT)
    assert benefit(view).check.isChecked()


def test_rendering_a_benefit_tells_nothing(qtbot: QtBot, view: ChooseView) -> None:
    with qtbot.assertNotEmitted(view.benefit_toggled):
        view.render_screen(with_row(replace(CHOICES[0], checked=False, effect="")))
    assert not benefit(view).check.isChecked()


def test_a_benefit_that_cannot_be_used_is_off_and_says_why(view: ChooseView) -> None:
    row = benefit(view, "benefit:birthday")
    assert not row.check.isEnabled()
    reason = row.findChild(QLabel, "choose.benefit:birthday.reason")
    assert reason is not None
    assert (reason.text(), reason.isVisible()) == (CHOICES[1].reason, True)


def test_typing_tells_key_and_amount(view: ChooseView) -> None:
    editor = amount(view).editor
    editor.setFocus()
    told: list[tuple[str, str]] = []
    view.amount_edited.connect(lambda key, text: told.append((key, text)))
    QTest.keyClicks(editor, "12")
    assert told == [("rewards", "1"), ("rewards", "12")]


def test_typing_goes_on_while_the_sale_answers(view: ChooseView) -> None:
    editor = amount(view).editor
    editor.setFocus()
    for typed, answer in (("1", "1.00"), ("2", "12.00"), (".", "12.00"), ("5", "12.50")):
        QTest.keyClicks(editor, typed)
        view.render_screen(rewards(amount=answer))
    assert (editor.text(), editor.cursorPosition()) == ("12.5", 4)


def test_a_row_keeps_its_widget_when_another_appears_above(view: ChooseView) -> None:
    before = amount(view)
    added = replace(CHOICES[0], key="benefit:new", name="New")
    view.render_screen(replace(CHOOSE, rows=(added, *CHOICES)))
    assert amount(view) is before


def test_rows_stand_in_the_order_of_the_screen(qtbot: QtBot, view: ChooseView) -> None:
    added = replace(CHOICES[0], key="benefit:new", name="New")
    view.render_screen(replace(CHOOSE, rows=(CHOICES[0], added, *CHOICES[1:])))
    shown = [row for row in view.findChildren(QWidget) if isinstance(row, ChoiceFrame)]
    qtbot.waitUntil(lambda: all(row.height() > 20 for row in shown))
    in_order = sorted(shown, key=lambda row: row.y())
    assert [row.key for row in in_order] == [
        FIRST_SPEND,
        "benefit:new",
        *(choice.key for choice in CHOICES[1:]),
    ]


def test_rows_that_change_places_keep_their_widgets(qtbot: QtBot, view: ChooseView) -> None:
    before = amount(view)
    view.render_screen(replace(CHOOSE, rows=CHOICES[::-1]))
    shown = [row for row in view.findChildren(QWidget) if isinstance(row, ChoiceFrame)]
    keys = [choice.key for choice in CHOICES[::-1]]
    qtbot.waitUntil(lambda: [row.key for row in sorted(shown, key=lambda row: row.y())] == keys)
    assert amount(view) is before


@pytest.mark.parametrize(("button", "steps"), [("less_button", -1), ("more_button", 1)])
def test_minus_and_plus_step_the_row(
    qtbot: QtBot, view: ChooseView, button: str, steps: int
) -> None:
    with qtbot.waitSignal(view.amount_stepped, timeout=1000) as stepped:
        QTest.mouseClick(getattr(amount(view, "points"), button), LEFT)
    assert stepped.args == ["points", steps]


def test_a_step_by_mouse_is_shown_in_the_middle_of_typing(view: ChooseView) -> None:
    row = amount(view)
    row.editor.setFocus()
    QTest.keyClicks(row.editor, "9")
    view.render_screen(rewards(amount="9.00"))
    QTest.mouseClick(row.more_button, LEFT)
    view.render_screen(rewards(amount="10.00"))
    assert row.editor.text() == "10.00"


def test_most_possible_tells_its_key(qtbot: QtBot, view: ChooseView) -> None:
    with qtbot.waitSignal(view.most_requested, timeout=1000) as wanted:
        QTest.mouseClick(amount(view, "points").most_button, LEFT)
    assert wanted.args == ["points"]


def test_a_credit_is_shown_with_its_value_and_nothing_to_press(view: ChooseView) -> None:
    row = view.row("credit:77")
    assert row is not None
    value = row.findChild(QLabel, "choose.credit:77.value")
    assert value is not None
    assert value.text() == "50.00"
    assert not any(button.isVisible() for button in row.findChildren(QAbstractButton))


def test_an_amount_that_cannot_be_redeemed_has_no_live_control(view: ChooseView) -> None:
    view.render_screen(with_row(replace(CHOICES[2], enabled=False, reason="the basket is empty")))
    row = amount(view)
    controls = (row.editor, row.less_button, row.more_button, row.most_button)
    assert not any(control.isEnabled() for control in controls)


def test_terms_unfold_by_key_and_stay_open_across_a_render(view: ChooseView) -> None:
    row = benefit(view)
    terms = row.findChild(QLabel, f"choose.{FIRST_SPEND}.terms")
    assert terms is not None
    assert not terms.isVisible()
    row.terms_button.setFocus()
    QTest.keyClick(row.terms_button, Qt.Key.Key_Space)
    view.render_screen(with_row(replace(CHOICES[0], checked=False)))
    assert terms.isVisible()


def test_the_focus_of_the_view_is_the_first_amount(view: ChooseView) -> None:
    view.setFocus()
    assert amount(view).editor.hasFocus()


def test_without_an_amount_the_focus_is_the_first_benefit(view: ChooseView) -> None:
    view.render_screen(replace(CHOOSE, rows=CHOICES[:1]))
    view.setFocus()
    assert benefit(view).check.hasFocus()


def test_nothing_to_redeem_is_said_in_words(view: ChooseView) -> None:
    view.render_screen(CHOOSE_EMPTY)
    empty = view.findChild(QLabel, "choose.empty")
    assert empty is not None
    assert (empty.isVisible(), empty.text()) == (True, CHOOSE_EMPTY.empty_text)


def test_a_grant_for_less_is_said_where_it_happened(view: ChooseView) -> None:
    view.render_screen(CHOOSE_LESS)
    title = view.findChild(QLabel, "choose.notice.title")
    assert title is not None
    assert (title.isVisible(), title.text()) == (True, "20.00 was granted instead of 25.00")
