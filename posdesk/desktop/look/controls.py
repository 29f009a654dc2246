"""The factories every view builds with: labels, buttons, pills, cards, hairlines.

Every text is plain text (a customer's name may hold markup), every font comes from a role and
every colour from a tone, so that the theme can change all of them at run time. Factories take a
parent; what is made without one must be put into a layout at once.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QSizePolicy,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.icons import paint_icon
from posdesk.desktop.look.plain import PlainLabel, elided, one_line
from posdesk.desktop.look.spacing import Margins, column
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import ActionScreen, Tone

SIGN = 18
_WIDEST_PILL = 200
ROLE = "role"
WORDS = "words"
TONE = "tone"
W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, accessible: str) -> W:
    """Give a control its stable ``objectName`` (dotted, lower case) and its accessible name."""
    widget.setObjectName(name)
    widget.setAccessibleName(one_line(accessible))
    return widget


def set_role(widget: QWidget, role: Role, *, words: bool = False) -> None:
    """Set the font of a role (``words``: prose, a name); the theme reads it again by the properties."""
    widget.setProperty(ROLE, role.value)
    widget.setProperty(WORDS, words)
    widget.setFont(font(role, words=words))


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Colour ``widget`` for a kind of value; nothing happens when it has that tone already."""
    if widget.property(TONE) == tone.value:
        return
    widget.setProperty(TONE, tone.value)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again; one that it has not seen yet needs no second."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def label(
    text: str,
    role: Role,
    parent: QWidget | None = None,
    *,
    name: str = "",
    tone: Tone = Tone.PLAIN,
) -> PlainLabel:
    """A label of plain text, whatever the text looks like."""
    made = PlainLabel(parent)
    made.setProperty(TONE, tone.value)
    set_role(made, role)
    made.setText(text)
    if name:
        made.setObjectName(name)
    return made


def muted(text: str, role: Role, parent: QWidget | None = None, *, name: str = "") -> PlainLabel:
    """A label in the second voice: explanations, captions, what stands beside a figure."""
    made = label(text, role, parent, name=name)
    made.setProperty("quiet", True)
    return made


def paragraph(
    text: str, role: Role, parent: QWidget | None = None, *, name: str = ""
) -> PlainLabel:
    """A muted label that wraps and takes the height that it needs."""
    made = muted("", role, parent, name=name)
    set_role(made, role, words=True)
    made.setWordWrap(True)
    made.setText(text)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


class KeyButton(QPushButton):
    """A button with its key printed on it: the words, and at their right the key that presses it.

    ``text()`` is the words alone. ``set_action`` shows an ``ActionScreen``.
    """

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._sign = ""
        self.setText(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(one_line(text))
        # A name with & in it would take a key of the till for itself.
        self.setShortcut(QKeySequence())

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(one_line(name))

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(one_line(description))

    def key(self) -> str:
        """The key as printed, ``Enter`` or ``Shift Esc``."""
        return self._key

    def set_action(self, action: ActionScreen) -> None:
        """Show the words, the key and whether it can be pressed; ``why_not`` is told to readers."""
        if self.text() != action.text or self._key != action.key:
            self._key = action.key
            self.setText(action.text)
            self.setAccessibleName(action.text)
            self.updateGeometry()
        if self.isEnabled() != action.enabled:
            self.setEnabled(action.enabled)
        self.setAccessibleDescription(action.why_not)
        self.setVisible(action.visible)

    def set_sign(self, sign: str) -> None:
        """Show the icon ``sign`` (a name under ``resources/icons``) before the words."""
        if sign != self._sign:
            self._sign = sign
            self.updateGeometry()
            self.update()

    def is_primary(self) -> bool:
        """Whether this is the one button that the step is about."""
        return bool(self.property("primary"))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * self._padding()
        if self._key:
            width += self._gap() + metrics.horizontalAdvance(self._key)
        if self._sign:
            width += px(SIGN) + (px(8) if self.text() else 0)
        height = px(self._height())
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """The style paints the button alone; the words and the key are painted here."""
        super().initStyleOption(option)
        option.text = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_words(self, painter: QPainter) -> None:
        words, faded = self._inks()
        metrics = self.fontMetrics()
        inner = self.rect().adjusted(self._padding(), 0, -self._padding(), 0)
        if self._sign:
            side = px(SIGN)
            left = inner.left() if self.text() else (self.width() - side) / 2
            paint_icon(
                painter, QRectF(left, (self.height() - side) / 2, side, side), self._sign, words
            )
            inner.setLeft(inner.left() + side + px(8))
        vertical = Qt.AlignmentFlag.AlignVCenter
        if self._key:
            painter.setPen(faded)
            painter.drawText(inner, vertical | Qt.AlignmentFlag.AlignRight, self._key)
            inner.setRight(inner.right() - metrics.horizontalAdvance(self._key) - self._gap())
        painter.setPen(words)
        side = Qt.AlignmentFlag.AlignLeft if self._key else Qt.AlignmentFlag.AlignHCenter
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width() + 2)
        painter.drawText(inner, vertical | side, shown)

    def _paint_focus(self, painter: QPainter) -> None:
        ring = QColor(tokens().on_accent if self.is_primary() else tokens().accent)
        pen = painter.pen()
        pen.setColor(ring)
        pen.setWidthF(px(2))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = px(3) if self.is_primary() else px(1)
        radius = px(MEASURE.radius_control) - inset
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), radius, radius)

    def _inks(self) -> tuple[QColor, QColor]:
        """The colours of the words and of the key."""
        colours = tokens()
        if not self.isEnabled():
            return QColor(colours.faint), QColor(colours.faint)
        if self.is_primary():
            return QColor(colours.on_accent), QColor(colours.on_accent)
        tone = Tone(str(self.property(TONE) or Tone.PLAIN.value))
        return QColor(colours.of(tone)), QColor(colours.muted)

    def _height(self) -> int:
        if self.property("small"):
            return MEASURE.small
        tall = self.is_primary() or bool(self.property("tall"))
        return MEASURE.primary if tall else MEASURE.control

    def _padding(self) -> int:
        if self.property("small"):
            return px(6)
        return px(10) if self.property("quiet") else px(14)

    def _gap(self) -> int:
        return px(14)


def button(
    text: str,
    name: str,
    parent: QWidget | None = None,
    *,
    key: str = "",
    primary: bool = False,
    quiet: bool = False,
) -> KeyButton:
    """A button named ``name`` (its accessible name is ``text``) with its key printed on it."""
    made = KeyButton(text, key, parent)
    made.setProperty("primary", primary)
    made.setProperty("quiet", quiet)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    # A click must not take the keyboard from the scan box; Tab still reaches every button.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_role(made, Role.MEDIUM)
    return named(made, name, text)


class Pill(PlainLabel):
    """A short word on its soft colour: ``1 left``, ``SIMULATION``."""

    def __init__(self, text: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(TONE, tone.value)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, Role.PILL)
        self.setText(text)

    def show_word(self, text: str, tone: Tone) -> None:
        """Another word, another tone."""
        self.setText(text)
        set_tone(self, tone)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2 * px(10)
        return QSize(min(wide, px(_WIDEST_PILL)), self.fontMetrics().height() + 2 * px(2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        tone = Tone(str(self.property(TONE)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.soft(tone)))
        half = self.height() / 2
        painter.drawRoundedRect(self.rect(), half, half)
        painter.setPen(QColor(colours.muted if tone is Tone.PLAIN else colours.of(tone)))
        shown = elided(self.fontMetrics(), self.text(), self.width() - px(10))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, shown)


def pill(text: str, tone: Tone, parent: QWidget | None = None, *, name: str = "") -> Pill:
    """A pill; ``name`` becomes its object name."""
    made = Pill(text, tone, parent)
    if name:
        made.setObjectName(name)
    return made


class Card(QFrame):
    """A surface with a hairline around it; put things into ``body``."""

    body: QVBoxLayout

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        margins: Margins = (18, 16, 18, 16),
        gap: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.body = column(self, margins=margins, gap=gap)


def hairline(parent: QWidget | None = None) -> QFrame:
    """One quiet line across."""
    made = QFrame(parent)
    made.setProperty("hairline", True)
    made.setFixedHeight(1)
    return made
