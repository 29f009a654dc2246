"""The theme on a running application: colours, zoom, fonts, spaces."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import ambient, fonts, theme
from posdesk.desktop.look.controls import button, label
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import DARK, LIGHT, Role


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, "light", 100)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_of_the_template_is_left_unfilled(app: QApplication, name: str) -> None:
    theme.apply(app, name)
    assert "$" not in app.styleSheet()


def test_painted_widgets_see_the_tokens_that_were_applied(app: QApplication) -> None:
    theme.apply(app, "dark")
    assert ambient.tokens() is DARK
    theme.apply(app, "light")
    assert ambient.tokens() is LIGHT


def test_an_unknown_mode_is_refused(app: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(app, "sepia")


@pytest.mark.parametrize(("asked", "given"), [(50, 100), (150, 150), (900, 300)])
def test_the_zoom_stays_between_100_and_300(app: QApplication, asked: int, given: int) -> None:
    assert theme.apply(app, "light", asked).zoom == given
    assert ambient.px(100) == given


def test_an_open_window_follows_the_zoom_and_comes_back(app: QApplication, qtbot: QtBot) -> None:
    theme.apply(app, "light", 100)
    window = QWidget()
    qtbot.addWidget(window)
    inside = column(window, margins=(10, 10, 10, 10), gap=6)
    words = label("Due", Role.DUE, window)
    press = button("Pay", "pay.take", window, key="F8", primary=True)
    for widget in (words, press):
        inside.addWidget(widget)
    before = (words.font().pixelSize(), inside.spacing(), press.sizeHint())
    theme.apply(app, "light", 200)
    assert (words.font().pixelSize(), inside.spacing()) == (60, 12)
    assert press.sizeHint().height() == 84
    theme.apply(app, "light", 100)
    assert (words.font().pixelSize(), inside.spacing(), press.sizeHint()) == before


def test_switching_to_dark_changes_what_is_painted(app: QApplication, qtbot: QtBot) -> None:
    theme.apply(app, "light")
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(40, 40)
    light = window.grab().toImage().pixelColor(20, 20)
    theme.apply(app, "dark")
    dark = window.grab().toImage().pixelColor(20, 20)
    assert (light.name().upper(), dark.name().upper()) == (LIGHT.bg, DARK.bg)


def test_the_switch_keeps_what_is_not_chosen_anew(app: QApplication) -> None:
    switch = theme.ThemeSwitch(app, theme.Mode.LIGHT, 125)
    switch.choose(mode=theme.Mode.DARK)
    assert (switch.mode, switch.zoom) == (theme.Mode.DARK, 125)
    switch.choose(zoom=150)
    assert (switch.mode, switch.zoom) == (theme.Mode.DARK, 150)
    switch.deleteLater()


def test_inter_is_registered_from_the_package(app: QApplication) -> None:
    assert fonts.register(app)
    assert fonts.INTER in QFontDatabase.families()


def test_weights_of_the_variable_font_are_set_on_its_axis(app: QApplication) -> None:
    theme.apply(app, "light")
    tag = QFont.Tag("wght")
    assert fonts.font(Role.STRONG).variableAxisValue(tag) == 600.0
    assert fonts.font(Role.BODY).variableAxisValue(tag) == 400.0


def test_figures_are_tabular(app: QApplication) -> None:
    theme.apply(app, "light")
    metrics = QFontMetricsF(fonts.font(Role.BODY))
    assert metrics.horizontalAdvance("111.11") == metrics.horizontalAdvance("888.88")
