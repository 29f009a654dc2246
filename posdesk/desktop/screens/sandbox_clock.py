"""The sandbox's clock in the panel of faults: how far it is ahead of real time. Pure."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures

translate = QCoreApplication.translate


class ClockScreen(NamedTuple):
    """``ahead`` is what the clock shows, ``accessible`` the same as a sentence; ``moved``: it is not the real time."""

    ahead: str
    accessible: str
    moved: bool


def clock_screen(offset_s: float) -> ClockScreen:
    """The clock of a sandbox that is so many seconds ahead of real time (behind it, when negative)."""
    ahead = _signed(offset_s)
    if not _is_moved(offset_s):
        return ClockScreen(ahead, translate("Screen", "The sandbox's clock shows real time"), False)
    text = translate("Screen", "The sandbox's clock is moved by {0} minutes")
    return ClockScreen(ahead, text.format(ahead), True)


def clock_mark(offset_s: float) -> str:
    """What the window says at the top while the clock is moved; nothing at real time."""
    if not _is_moved(offset_s):
        return ""
    return translate("Screen", "CLOCK {0}").format(_signed(offset_s))


def _is_moved(offset_s: float) -> bool:
    """Less than half a second is what reading it took."""
    return abs(offset_s) >= 0.5


def _signed(offset_s: float) -> str:
    # A real minus, as in every other figure.
    sign = "+" if offset_s > -0.5 else "\N{MINUS SIGN}"
    return f"{sign}{figures.minutes(round(abs(offset_s)))}"
