"""A scanner that types like a keyboard, told from a person: nothing typed is lost, no scan is typing."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.scanner import (
    MAX_CODE,
    Decision,
    End,
    GiveBack,
    Key,
    KeyKind,
    Refusal,
    Refused,
    ScanDetector,
    Scanned,
    ScanRules,
)

CR, LF, TAB = (Key(text, KeyKind.END) for text in "\r\n\t")
SHIFT = Key("", KeyKind.MODIFIER)
ESCAPE = Key("", KeyKind.OTHER)
GROUP_SEPARATOR = Key("\x1d", KeyKind.CHORD)


def typed(text: str) -> list[Key]:
    return [Key(char) for char in text]


def play(
    detector: ScanDetector,
    keys: Iterable[Key],
    gap_ms: int,
    *,
    start_ms: int = 1_000,
    in_editor: bool = False,
) -> list[Decision]:
    """Press the keys, one each ``gap_ms``; time runs out only where the detector asked for it."""
    decisions: list[Decision] = []
    at_ms = start_ms
    for key in keys:
        wake = detector.wake_at_ms
        if wake is not None and wake < at_ms:
            decisions += detector.expire(wake)
        decisions += detector.press(key, at_ms, in_editor=in_editor)
        at_ms += gap_ms
    return decisions


def rest(detector: ScanDetector) -> list[Decision]:
    wake = detector.wake_at_ms
    return [] if wake is None else list(detector.expire(wake))


def codes(decisions: Iterable[Decision]) -> list[str]:
    return [each.code for each in decisions if isinstance(each, Scanned)]


def given_back(decisions: Iterable[Decision]) -> str:
    return "".join(
        key.text for each in decisions if isinstance(each, GiveBack) for key in each.keys
    )


@pytest.mark.parametrize(
    ("end", "ended_by"), [(CR, End.ENTER), (LF, End.ENTER), (TAB, End.TAB)], ids=["cr", "lf", "tab"]
)
def test_quick_keys_with_an_end_key_are_a_scan(end: Key, ended_by: End) -> None:
    (scan,) = play(ScanDetector(), [*typed("60011234"), end], 20)
    assert isinstance(scan, Scanned)
    assert (scan.code, scan.ended_by) == ("60011234", ended_by)


def test_a_pause_ends_a_scan_too() -> None:
    detector = ScanDetector()
    assert play(detector, typed("60011234"), 20) == []
    (scan,) = rest(detector)
    assert isinstance(scan, Scanned)
    assert (scan.code, scan.ended_by) == ("60011234", End.PAUSE)


def test_a_hundred_milliseconds_are_still_a_scan_and_one_more_is_not() -> None:
    assert codes(play(ScanDetector(), [*typed("6001"), CR], 100)) == ["6001"]
    slow = play(ScanDetector(), [*typed("6001"), CR], 101)
    assert codes(slow) == []
    assert given_back(slow) == "6001\r"


def test_four_characters_are_a_scan_and_three_are_typing() -> None:
    assert codes(play(ScanDetector(), [*typed("1234"), CR], 10)) == ["1234"]
    short = play(ScanDetector(), [*typed("123"), CR], 10)
    assert codes(short) == []
    assert given_back(short) == "123\r"


def test_no_key_of_a_scan_is_a_shortcut() -> None:
    detector = ScanDetector()
    assert given_back([*play(detector, [*typed("1234567"), CR], 90), *rest(detector)]) == ""


def test_a_single_key_is_given_back_after_the_pause() -> None:
    detector = ScanDetector()
    assert play(detector, typed("1"), 0) == []
    assert detector.wake_at_ms == 1_101
    assert detector.expire(1_100) == ()
    assert detector.expire(1_101) == (GiveBack((Key("1"),)),)
    assert detector.wake_at_ms is None


def test_an_end_key_alone_passes_at_once() -> None:
    assert ScanDetector().press(CR, 0) == (GiveBack((CR,)),)


@pytest.mark.parametrize("ends", [(CR, LF), (CR, CR), (LF, LF), (TAB, CR)])
def test_two_ends_of_a_scan_are_one(ends: tuple[Key, Key]) -> None:
    decisions = play(ScanDetector(), [*typed("60011234"), *ends], 5)
    assert codes(decisions) == ["60011234"]
    assert given_back(decisions) == ""


def test_a_line_feed_after_a_short_burst_is_no_second_enter() -> None:
    assert given_back(play(ScanDetector(), [*typed("12"), CR, LF], 5)) == "12\r"


def test_enter_pressed_by_a_person_after_a_scan_is_enter() -> None:
    detector = ScanDetector()
    play(detector, [*typed("60011234"), CR], 5, start_ms=0)
    assert detector.press(CR, 400) == (GiveBack((CR,)),)


def test_two_enters_pressed_by_a_person_are_two() -> None:
    assert given_back(play(ScanDetector(), [CR, CR], 50)) == "\r\r"


def test_two_scans_in_a_row_are_two() -> None:
    keys = [*typed("60011234"), CR, LF, *typed("9300605000018"), CR, LF]
    assert codes(play(ScanDetector(), keys, 10)) == ["60011234", "9300605000018"]


def test_two_scans_with_a_pause_between_are_two() -> None:
    detector = ScanDetector()
    first = play(detector, typed("60011234"), 10, start_ms=0)
    # No timer ran: the window was busy. The next key finds the pause by its own time.
    second = play(detector, [*typed("60015678"), CR], 10, start_ms=500)
    assert codes([*first, *second]) == ["60011234", "60015678"]


def test_a_card_scanned_into_an_editor_is_a_scan() -> None:
    decisions = play(ScanDetector(), [*typed("60011234"), CR], 15, in_editor=True)
    assert codes(decisions) == ["60011234"]
    assert given_back(decisions) == ""


def test_quick_words_in_an_editor_are_typing() -> None:
    decisions = play(ScanDetector(), [*typed("asha nguyen"), CR], 15, in_editor=True)
    assert given_back(decisions) == "asha nguyen\r"


def test_a_number_typed_into_an_editor_is_typing() -> None:
    detector = ScanDetector()
    decisions = play(detector, [*typed("60011234"), CR], 31, in_editor=True)
    assert codes(decisions) == []
    assert given_back(decisions) == "60011234\r"


def test_a_scan_in_the_middle_of_typing_leaves_the_typing_whole() -> None:
    detector = ScanDetector()
    before = play(detector, typed("ash"), 150, start_ms=0, in_editor=True)
    scan = play(detector, [*typed("60011234"), CR, LF], 12, start_ms=600, in_editor=True)
    after = play(detector, typed("a"), 150, start_ms=900, in_editor=True)
    everything = [*before, *scan, *after, *rest(detector)]
    assert codes(everything) == ["60011234"]
    assert given_back(everything) == "asha"


def test_a_focus_that_moves_into_an_editor_makes_the_rule_strict() -> None:
    detector = ScanDetector()
    detector.press(Key("6"), 0)
    for place, char in enumerate("0011234", start=1):
        detector.press(Key(char), place * 30, in_editor=True)
    assert codes(detector.press(CR, 240, in_editor=True)) == ["60011234"]
    slow_first = ScanDetector()
    decisions = [*slow_first.press(Key("6"), 0), *slow_first.press(Key("0"), 80, in_editor=True)]
    assert given_back(decisions) == "6"


def test_an_end_key_in_an_editor_makes_no_scan_of_what_came_too_slowly_for_one() -> None:
    detector = ScanDetector()
    assert play(detector, typed("60011234"), 80, start_ms=0) == []
    decisions = detector.press(CR, 7 * 80 + 20, in_editor=True)
    assert codes(decisions) == []
    assert given_back(decisions) == "60011234\r"


def test_the_patterns_of_an_editor_can_be_set() -> None:
    detector = ScanDetector(ScanRules(editor_patterns=(r"M-[a-z]+",)))
    assert codes(play(detector, [*typed("M-asha"), CR], 10, in_editor=True)) == ["M-asha"]
    assert codes(play(detector, [*typed("60011234"), CR], 10, in_editor=True)) == []


@pytest.mark.parametrize("in_editor", [False, True])
def test_prefix_and_suffix_are_stripped_in_an_editor_too(in_editor: bool) -> None:
    detector = ScanDetector(ScanRules(prefix="*", suffix="#"))
    keys = [*typed("*60011234#"), CR]
    assert codes(play(detector, keys, 10, in_editor=in_editor)) == ["60011234"]


def test_a_code_without_the_prefix_is_a_code_all_the_same() -> None:
    detector = ScanDetector(ScanRules(prefix="*"))
    assert codes(play(detector, [*typed("60011234"), CR], 10)) == ["60011234"]


def test_the_prefix_counts_for_nothing() -> None:
    detector = ScanDetector(ScanRules(prefix="*"))
    assert given_back(play(detector, [*typed("*123"), CR], 10)) == "*123\r"


def test_modifiers_and_chords_during_a_burst_are_ignored() -> None:
    keys = [SHIFT, *typed("AB"), GROUP_SEPARATOR, SHIFT, *typed("12"), CR]
    decisions = play(ScanDetector(), keys, 10)
    assert codes(decisions) == ["AB12"]
    assert given_back(decisions) == ""


def test_a_chord_in_the_middle_of_typing_is_given_back_in_its_place() -> None:
    chord = Key("k", KeyKind.CHORD, token="Ctrl+K")
    (back,) = play(ScanDetector(), [Key("1"), chord, CR], 10)
    assert back == GiveBack((Key("1"), chord, CR))


def test_a_chord_alone_passes_at_once() -> None:
    assert ScanDetector().press(GROUP_SEPARATOR, 0) == (GiveBack((GROUP_SEPARATOR,)),)


def test_any_other_key_ends_a_burst_as_typing() -> None:
    detector = ScanDetector()
    decisions = play(detector, [*typed("60011234"), ESCAPE], 10)
    assert decisions == [GiveBack((*typed("60011234"), ESCAPE))]


def test_a_key_keeps_its_host_s_token() -> None:
    token = object()
    (back,) = play(ScanDetector(), [Key("1", token=token), CR], 10)
    assert isinstance(back, GiveBack)
    assert back.keys[0].token is token


def test_a_code_of_64_characters_is_read_and_one_of_65_is_refused() -> None:
    assert codes(play(ScanDetector(), [*typed("1" * MAX_CODE), CR], 10)) == ["1" * MAX_CODE]
    (refused,) = play(ScanDetector(), [*typed("1" * (MAX_CODE + 1)), CR], 10)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.TOO_LONG


def test_a_code_that_is_not_printable_ascii_is_refused() -> None:
    (refused,) = play(ScanDetector(), [*typed("6001é123"), CR], 10)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.UNREADABLE


@pytest.mark.parametrize("text", ["1" * 65, "6001é123"])
def test_what_is_refused_elsewhere_is_text_in_an_editor(text: str) -> None:
    decisions = play(ScanDetector(), [*typed(text), CR], 10, in_editor=True)
    assert given_back(decisions) == f"{text}\r"


def test_a_clock_that_goes_back_is_a_pause() -> None:
    detector = ScanDetector()
    detector.press(Key("1"), 1_000)
    assert detector.press(Key("2"), 900) == (GiveBack((Key("1"),)),)


def test_the_last_ten_scans_are_kept_with_their_timings() -> None:
    detector = ScanDetector()
    for number in range(12):
        play(detector, [*typed(f"60{number:02d}"), CR], 25, start_ms=number * 1_000)
    assert len(detector.recent) == 10
    latest = detector.recent[-1]
    assert latest.keys == (("6", 0), ("0", 25), ("1", 25), ("1", 25))
    assert (latest.ended_by, latest.refused) == (End.ENTER, None)


def test_typing_leaves_no_trace() -> None:
    detector = ScanDetector()
    play(detector, [*typed("secret word"), CR], 120)
    rest(detector)
    assert list(detector.recent) == []


def test_a_scan_does_not_show_its_code_in_a_log() -> None:
    detector = ScanDetector()
    decisions = play(detector, [*typed("60011234"), CR], 10)
    assert "6001" not in repr(decisions) + repr(detector.recent)


keys = st.one_of(
    st.characters(min_codepoint=32, max_codepoint=255).map(Key),
    st.sampled_from("0123456789AZ-").map(Key),
    st.sampled_from([CR, TAB, ESCAPE, GROUP_SEPARATOR]),
)
presses = st.lists(
    st.tuples(keys, st.sampled_from([0, 5, 30, 31, 60, 100, 101, 400]), st.booleans()), max_size=120
)


@given(presses, st.booleans())
def test_no_typed_key_is_ever_lost_or_doubled_or_moved(
    presses: list[tuple[Key, int, bool]], timer_runs: bool
) -> None:
    detector = ScanDetector()
    at_ms, out = 0, list[Key]()
    pressed = [Key(key.text, key.kind, token=number) for number, (key, _, _) in enumerate(presses)]
    for key, (_, gap_ms, in_editor) in zip(pressed, presses, strict=True):
        at_ms += gap_ms
        wake = detector.wake_at_ms
        decisions: list[Decision] = []
        if timer_runs and wake is not None and wake < at_ms:
            decisions += detector.expire(wake)
        decisions += detector.press(key, at_ms, in_editor=in_editor)
        out += [each for decision in decisions for each in decision.keys]
    out += [each for decision in rest(detector) for each in decision.keys]
    # What ends a scan is used up with it; everything else comes out once, in order.
    expected = [each.token for each in pressed if each.kind is not KeyKind.END]
    assert [each.token for each in out if each.kind is not KeyKind.END] == expected
    ends = [each.token for each in out if each.kind is KeyKind.END]
    assert len(ends) == len(set(ends))
    assert detector.wake_at_ms is None


@given(presses)
def test_every_code_keeps_the_rules(presses: list[tuple[Key, int, bool]]) -> None:
    detector = ScanDetector()
    at_ms = 0
    for key, gap_ms, in_editor in presses:
        at_ms += gap_ms
        for code in codes(detector.press(key, at_ms, in_editor=in_editor)):
            assert 4 <= len(code) <= MAX_CODE
            assert code.isascii()
            assert code.isprintable()
            assert max(gap_ms for _, gap_ms in detector.recent[-1].keys) <= 100


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40),
    st.integers(101, 500),
    st.booleans(),
)
def test_a_person_s_typing_arrives_unchanged(text: str, gap_ms: int, in_editor: bool) -> None:
    detector = ScanDetector()
    decisions = play(detector, [*typed(text), CR], gap_ms, in_editor=in_editor)
    assert given_back(decisions) == f"{text}\r"


@given(st.from_regex(r"[0-9]{6,19}", fullmatch=True), st.integers(0, 30), st.booleans())
def test_a_card_is_read_at_any_scanner_s_speed_in_any_focus(
    code: str, gap_ms: int, in_editor: bool
) -> None:
    decisions = play(ScanDetector(), [*typed(code), CR, LF], gap_ms, in_editor=in_editor)
    assert codes(decisions) == [code]
    assert given_back(decisions) == ""
