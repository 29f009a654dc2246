"""The bar below the top: one trouble of the line at a time, in words, with its answer in place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.desktop.screens.alerts import AlertKind, AlertScreen, Beside, line_screen, live_words
from posdesk.desktop.screens.model import Tone
from posdesk.till.live_gate import Arming
from posdesk.till.permits import REFUSE_SKEW_S, WARN_SKEW_S
from posdesk.till.tenant_line import LineState
from posdesk.till.token_watch import TokenState

FINE = LineState()
HERE = Beside("Acme Outfitters")
REFUSED = replace(FINE, token=TokenState.REFUSED)


def alert(state: LineState, beside: Beside = HERE) -> AlertScreen:
    shown = line_screen(state, beside).alert
    assert shown is not None
    return shown


def test_a_good_line_needs_no_words() -> None:
    assert line_screen(FINE, HERE).alert is None
    assert not line_screen(FINE, HERE).framed
    assert live_words(FINE) == ""


def test_a_refused_token_counts_the_window_down_and_asks_for_another() -> None:
    shown = alert(REFUSED, HERE._replace(window_s=252.0))
    assert (shown.kind, shown.field, shown.secret) == (AlertKind.TOKEN, "New token", True)
    assert "another 4:12" in shown.text
    assert "Nothing is lost" in shown.text


def test_with_nothing_taken_there_is_no_window_to_tell_of() -> None:
    assert "was taken" not in alert(REFUSED).text


def test_past_the_window_only_something_new_can_be_given() -> None:
    assert "something new" in alert(REFUSED, HERE._replace(window_s=0.0)).text


def test_a_token_about_to_end_is_told_before_the_sale() -> None:
    shown = alert(replace(FINE, token=TokenState.SOON, token_left_s=14 * 60 + 59))
    assert shown.title == "The token ends in 14 min"
    assert (shown.tone, shown.field) == (Tone.WARN, "New token")


def test_a_wrong_answer_is_told_beside_what_was_asked() -> None:
    shown = alert(REFUSED, HERE._replace(problem="omneo.unauthenticated"))
    assert "did not accept the token" in shown.problem


@pytest.mark.parametrize(
    ("skew_s", "words", "tone"),
    [
        (WARN_SKEW_S + 1, "31 s behind", Tone.WARN),
        (-REFUSE_SKEW_S, "2 min ahead", Tone.WARN),
        (REFUSE_SKEW_S + 1, "2 min behind", Tone.DANGER),
        (-3660.0, "1 h 1 min ahead", Tone.DANGER),
    ],
)
def test_a_wrong_clock_is_told_by_how_much_and_which_way(
    skew_s: float, words: str, tone: Tone
) -> None:
    shown = alert(replace(FINE, skew_s=skew_s))
    assert words in shown.title
    assert shown.tone is tone


def test_a_clock_that_is_thirty_seconds_wrong_is_not_worth_a_word() -> None:
    assert line_screen(replace(FINE, skew_s=WARN_SKEW_S), HERE).alert is None


def test_redeeming_with_a_wrong_clock_is_allowed_for_one_sale_that_is_open() -> None:
    state = replace(FINE, skew_s=3600.0)
    assert alert(state).action == ""
    assert alert(state, HERE._replace(asks_clock=True)).action == "Allow in this sale"
    allowed = alert(state, HERE._replace(asks_clock=True, trusted=True))
    assert (allowed.action, allowed.tone) == ("", Tone.WARN)


def test_a_live_tenant_is_framed_and_named_and_asks_for_its_name() -> None:
    state = replace(FINE, arming=Arming.OFF)
    shown = alert(state)
    assert "Acme Outfitters" in shown.title
    assert not shown.secret
    assert shown.action == "Turn on"
    assert line_screen(state, HERE).framed
    assert live_words(state) == "LIVE · writing off"


def test_an_armed_tenant_keeps_its_frame_and_says_how_long() -> None:
    state = replace(FINE, arming=Arming.ON, armed_left_s=841.0)
    assert line_screen(state, HERE) == (None, True)
    assert live_words(state) == "LIVE · 15 min"


def test_a_pause_is_told_with_what_goes_first() -> None:
    shown = alert(replace(FINE, pause_s=42.0))
    assert shown.title.endswith("0:42")
    assert "goes first" in shown.text
    assert line_screen(replace(FINE, pause_s=4.0), HERE).alert is None


def test_a_reversal_that_did_not_keep_the_pause_is_told() -> None:
    shown = alert(replace(FINE, pause_s=1000.0, hurried=True))
    assert shown.tone is Tone.DANGER
    assert "does not wait" in shown.text


def test_what_holds_up_most_is_told_first() -> None:
    everything = LineState(
        pause_s=60.0,
        skew_s=600.0,
        web_page=True,
        token=TokenState.REFUSED,
        arming=Arming.OFF,
    )
    order = []
    steps: list[dict[str, object]] = [
        {"token": TokenState.SOON, "token_left_s": 60.0},
        {"web_page": False},
        {"arming": Arming.ON},
        {"skew_s": 0.0},
        {"pause_s": 0.0},
        {"token": TokenState.GOOD},
    ]
    for change in steps:
        order.append(alert(everything).kind)
        everything = replace(everything, **change)  # type: ignore[arg-type]  # names are LineState's own
    assert order == [
        AlertKind.TOKEN,
        AlertKind.PAGE,
        AlertKind.LIVE,
        AlertKind.CLOCK,
        AlertKind.PAUSE,
        AlertKind.TOKEN,
    ]
    assert line_screen(everything, HERE).alert is None
