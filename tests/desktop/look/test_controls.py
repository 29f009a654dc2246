"""The factories: plain text, names, keys on buttons, tones."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import theme
from posdesk.desktop.look.controls import KeyButton, button, label, named, pill, set_tone
from posdesk.desktop.look.icons import names, pixmap
from posdesk.desktop.look.inputs import CheckBox, OwnEnterEdit
from posdesk.desktop.look.marks import paint_parts
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import LIGHT, Role
from posdesk.desktop.screens.model import ActionScreen, Tone
from posdesk.home.errors import NoSuchAsset

HOSTILE = "<img src='file:///etc/hostname'><b>Asha</b>"


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> QWidget:
    theme.apply(qapp, "light", 100)
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_label_shows_markup_as_it_is(window: QWidget) -> None:
    made = label(HOSTILE, Role.BODY, window)
    assert made.text() == HOSTILE
    assert made.textFormat() is Qt.TextFormat.PlainText
    assert made.sizeHint().width() > made.fontMetrics().horizontalAdvance("Asha") * 2


def test_every_label_like_widget_is_plain_text(window: QWidget) -> None:
    assert pill(HOSTILE, Tone.PLAIN, window).textFormat() is Qt.TextFormat.PlainText
    assert ElidedLabel(Role.BODY, window).textFormat() is Qt.TextFormat.PlainText


def test_an_elided_label_tells_readers_the_whole_text(window: QWidget) -> None:
    made = ElidedLabel(Role.BODY, window)
    made.setText("A very long name of a customer")
    made.resize(40, 20)
    assert made.minimumSizeHint().width() < made.sizeHint().width()
    assert made.accessibleName() == "A very long name of a customer"


def test_a_button_is_named_and_makes_room_for_its_key(window: QWidget) -> None:
    without = button("Redeem 25.00", "step.next", window)
    made = button("Redeem 25.00", "step.next", window, key="Enter")
    assert (made.objectName(), made.accessibleName()) == ("step.next", "Redeem 25.00")
    assert made.sizeHint().width() > without.sizeHint().width()


def test_a_button_shows_an_action_and_says_why_not(window: QWidget) -> None:
    made = button("Pay", "pay.take", window)
    made.set_action(ActionScreen("Redeem 25.00", "Enter", enabled=False, why_not="busy"))
    assert (made.text(), made.key(), made.isEnabled()) == ("Redeem 25.00", "Enter", False)
    assert (made.accessibleName(), made.accessibleDescription()) == ("Redeem 25.00", "busy")
    assert not made.isHidden()
    made.set_action(ActionScreen("Redeem 25.00", "Enter", visible=False))
    assert made.isHidden()


def test_an_ampersand_in_the_words_is_no_mnemonic(window: QWidget) -> None:
    made = button("Marks & Co", "a.b", window)
    other = KeyButton("Marks  Co", "", window)
    assert made.text() == "Marks & Co"
    assert made.sizeHint().width() > 0
    assert made.grab().toImage() != other.grab().toImage()


def test_a_click_leaves_the_keyboard_where_it_was(window: QWidget) -> None:
    edit = named(OwnEnterEdit(window), "scan.input", "Scan")
    made = button("Pay", "pay.take", window)
    made.move(QPoint(0, 60))
    window.show()
    edit.setFocus()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is edit


def test_a_tone_changes_the_colour_of_a_label(window: QWidget) -> None:
    made = label("25.00", Role.BALANCE, window)
    set_tone(made, Tone.REWARD)
    made.ensurePolished()
    assert made.palette().color(made.foregroundRole()).name().upper() == LIGHT.reward
    set_tone(made, Tone.PLAIN)
    assert made.palette().color(made.foregroundRole()).name().upper() == LIGHT.text


def test_a_check_box_is_pressed_anywhere_on_it(window: QWidget) -> None:
    made = CheckBox("First spend 10 %", window)
    made.resize(made.sizeHint())
    right = QPoint(made.width() - 3, 10)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=right)
    assert made.isChecked()


def test_parts_of_a_bar_share_the_scale_of_their_rectangle() -> None:
    image = QImage(100, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    parts = [(0.25, QColor("red")), (0.25, QColor("lime"))]
    paint_parts(painter, QRectF(0, 0, 100, 10), parts)
    painter.end()
    at = [image.pixelColor(x, 5).name() for x in (10, 40, 60)]
    assert at == ["#ff0000", "#00ff00", "#ffffff"]


@pytest.mark.parametrize("name", names())
def test_every_icon_is_drawn_in_the_colour_asked_for(window: QWidget, name: str) -> None:
    image = pixmap(name, 24, QColor("#BC2438")).toImage()
    inks = {
        image.pixelColor(x, y).hue()
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks
    assert max(abs(ink - QColor("#BC2438").hue()) for ink in inks) <= 2


def test_an_unknown_icon_is_an_error(window: QWidget) -> None:
    with pytest.raises(NoSuchAsset):
        pixmap("nowhere", 24, QColor("red"))
