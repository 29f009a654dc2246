"""The bar below the top: what is the matter with the line to the tenant, and what can be done here. Pure.

One thing at a time, the one that holds up most first. Nothing here is modal: the sale stays as it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import sentence_of, title_of
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.omneo.errors import WebPage
from posdesk.till.live_gate import Arming
from posdesk.till.permits import is_too_far
from posdesk.till.tenant_line import LineState
from posdesk.till.token_watch import TokenState

translate = QCoreApplication.translate

# A shorter pause is over before it is read.
_WORTH_TELLING_S = 5.0
_MINUTE_S, _HOUR_S = 60, 3600


class AlertKind(StrEnum):
    """What the bar is about, and so what its field or button does."""

    TOKEN = "token"  # noqa: S105  # the name of a kind
    PAGE = "page"
    LIVE = "live"
    CLOCK = "clock"
    PAUSE = "pause"


class AlertScreen(NamedTuple):
    """``field`` is the label of an input, empty for none; ``secret``: what is typed is not shown.

    ``action`` is the button's words, empty for none. ``problem`` is what was wrong with the last answer.
    """

    kind: AlertKind
    title: str
    text: str
    tone: Tone = Tone.DANGER
    field: str = ""
    secret: bool = False
    action: str = ""
    problem: str = ""
    busy: bool = False


class LineScreen(NamedTuple):
    """``framed``: the window stands in a red frame, for everything here is real."""

    alert: AlertScreen | None = None
    framed: bool = False


class Beside(NamedTuple):
    """What the bar knows beside the line.

    ``window_s`` are the seconds in which something that was taken can be reversed, None for none; ``asks_clock``:
    a sale is open that the cashier may allow; ``trusted``: it is allowed. ``problem`` is an error's code.
    """

    tenant: str
    window_s: float | None = None
    asks_clock: bool = False
    trusted: bool = False
    problem: str = ""
    busy: bool = False


def line_screen(state: LineState, beside: Beside) -> LineScreen:
    """The bar and the frame."""
    return LineScreen(_alert(state, beside), framed=state.arming is not Arming.SANDBOX)


def live_words(state: LineState) -> str:
    """The word at the top of a live tenant's window; empty for the sandbox."""
    match state.arming:
        case Arming.SANDBOX:
            return ""
        case Arming.OFF:
            return translate("Alert", "LIVE · writing off")
        case Arming.ON:
            minutes = -(-int(state.armed_left_s) // _MINUTE_S)
            return translate("Alert", "LIVE · {0} min").format(minutes)


def _alert(state: LineState, beside: Beside) -> AlertScreen | None:
    problem = sentence_of(beside.problem) if beside.problem else ""
    if state.token in {TokenState.REFUSED, TokenState.FORBIDDEN}:
        return _token(state, beside, problem)
    if state.web_page:
        return AlertScreen(AlertKind.PAGE, title_of(WebPage.code), sentence_of(WebPage.code))
    if state.arming is Arming.OFF:
        return _live(beside, problem)
    if is_too_far(state.skew_s) or state.is_skewed:
        return _clock(state, beside)
    if state.hurried or state.pause_s > _WORTH_TELLING_S:
        return _pause(state)
    return _token(state, beside, problem) if state.token is TokenState.SOON else None


def _token(state: LineState, beside: Beside, problem: str) -> AlertScreen:
    match state.token:
        case TokenState.SOON:
            title = translate("Alert", "The token ends in {0} min").format(
                int((state.token_left_s or 0) // _MINUTE_S)
            )
            text = translate("Alert", "Give the next one now, so that no sale is cut off by it.")
        case TokenState.FORBIDDEN:
            title = translate("Alert", "The token may not do this")
            text = translate(
                "Alert",
                "A sale cannot be ended without a permission that the token lacks. "
                "Nothing is lost: it goes on at once with a token that has it.",
            )
        case _:
            title = translate("Alert", "The tenant does not accept the token any more")
            text = translate(
                "Alert",
                "Nothing is lost: what is under way waits, and goes on at once with a new token.",
            )
    return AlertScreen(
        AlertKind.TOKEN,
        title,
        _with_window(text, beside.window_s),
        Tone.WARN if state.token is TokenState.SOON else Tone.DANGER,
        translate("Alert", "New token"),
        secret=True,
        action=translate("Alert", "Use it"),
        problem=problem,
        busy=beside.busy,
    )


def _with_window(text: str, window_s: float | None) -> str:
    if window_s is None:
        return text
    if window_s <= 0:
        more = translate("Alert", "What was taken can now only be given back as something new.")
    else:
        more = translate("Alert", "What was taken can go back as it was for another {0}.").format(
            figures.minutes(window_s)
        )
    return f"{text} {more}"


def _live(beside: Beside, problem: str) -> AlertScreen:
    title = translate("Alert", "This is a live tenant: {0}").format(beside.tenant)
    text = translate(
        "Alert",
        "Writing is off: nothing is redeemed, charged or recorded. "
        "Type the tenant's name to turn it on for 15 minutes.",
    )
    return AlertScreen(
        AlertKind.LIVE,
        title,
        text,
        field=translate("Alert", "The tenant's name"),
        action=translate("Alert", "Turn on"),
        problem=problem,
    )


def _clock(state: LineState, beside: Beside) -> AlertScreen:
    skew_s = state.skew_s or 0.0
    apart = _apart(abs(skew_s))
    if skew_s > 0:
        title = translate("Alert", "This till's clock is {0} behind the tenant's").format(apart)
    else:
        title = translate("Alert", "This till's clock is {0} ahead of the tenant's").format(apart)
    if not is_too_far(skew_s):
        text = translate("Alert", "Sales go on. Set the clock when there is time.")
        return AlertScreen(AlertKind.CLOCK, title, text, Tone.WARN)
    if beside.trusted:
        text = translate(
            "Alert", "Redeeming is allowed in this sale. Set the clock before the next."
        )
        return AlertScreen(AlertKind.CLOCK, title, text, Tone.WARN)
    text = translate(
        "Alert",
        "Nothing is redeemed so far apart; everything else goes on. Set the clock, or allow it in this sale.",
    )
    action = translate("Alert", "Allow in this sale") if beside.asks_clock else ""
    return AlertScreen(AlertKind.CLOCK, title, text, action=action)


def _apart(seconds: float) -> str:
    whole = round(seconds)
    if whole >= _HOUR_S:
        return translate("Alert", "{0} h {1} min").format(
            whole // _HOUR_S, whole % _HOUR_S // _MINUTE_S
        )
    if whole >= 2 * _MINUTE_S:
        return translate("Alert", "{0} min").format(whole // _MINUTE_S)
    return translate("Alert", "{0} s").format(whole)


def _pause(state: LineState) -> AlertScreen:
    title = translate("Alert", "The tenant asks for a pause of {0}").format(
        figures.minutes(state.pause_s)
    )
    if state.hurried:
        text = translate(
            "Alert",
            "That is longer than what was taken can be put back as it was, so the putting back does not wait.",
        )
        return AlertScreen(AlertKind.PAUSE, title, text)
    text = translate("Alert", "Nothing is lost. What must be put back or recorded goes first.")
    return AlertScreen(AlertKind.PAUSE, title, text, Tone.WARN)
