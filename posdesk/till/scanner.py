"""Telling a scanner that types like a keyboard from a person who does. Pure: keys and times in, decisions out.

How a host uses it: every key press goes to ``press`` and is kept from the widgets; what a decision gives
back is delivered to them instead, in order, and never fed in again. At ``wake_at_ms`` without another key
the host calls ``expire``. Times are milliseconds of one clock that does not go back, best the key events'
own: a window that was busy must not make a scan slow. Given back, scanned and refused keys are, in order
and once each, the keys that came in; only bare modifiers and the second half of a CR LF stand outside.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

MAX_CODE = 64
RECENT_SCANS = 10


class KeyKind(StrEnum):
    """What a key press is to the detector.

    CHARACTER: one character of text. END: Enter or Tab, with ``\\r``, ``\\n`` or ``\\t`` as its text (a host
    gives Ctrl+M and Ctrl+J so too). MODIFIER: Shift, Ctrl or the like alone. CHORD: a key together with
    Ctrl, Alt or Meta. OTHER: everything else, and each repeat of a key that is held down.
    """

    CHARACTER = "character"
    END = "end"
    MODIFIER = "modifier"
    CHORD = "chord"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Key:
    """One key press; ``token`` is the host's own, to deliver the very same press later."""

    text: str
    kind: KeyKind = KeyKind.CHARACTER
    token: object = field(default=None, compare=False, repr=False)


class End(StrEnum):
    """What ended a burst of keys."""

    ENTER = "enter"
    TAB = "tab"
    PAUSE = "pause"


class Refusal(StrEnum):
    """Why a burst that only a scanner can have made is no code."""

    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class GiveBack:
    """These keys were typed: deliver them now, in this order."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code was scanned; its keys, and the one that ended it, are used up."""

    code: str = field(repr=False)
    ended_by: End
    keys: tuple[Key, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A scan that cannot be a code of ours; its keys are used up, so that none of them is a shortcut."""

    reason: Refusal
    keys: tuple[Key, ...] = field(repr=False)


Decision = GiveBack | Scanned | Refused


@dataclass(frozen=True, slots=True)
class ScanRules:
    """When keys are a scan. Times are milliseconds between two keys; the defaults are the design's.

    ``prefix`` and ``suffix`` are stripped where they stand. ``editor_patterns`` are regular expressions, of
    which a code must match one whole when it comes while an editor has the focus: cards, then products.
    """

    gap_ms: int = 100
    editor_gap_ms: int = 30
    least: int = 4
    prefix: str = ""
    suffix: str = ""
    editor_patterns: tuple[str, ...] = (
        r"[0-9]{6,19}",
        r"(?=[A-Z0-9-]*[0-9])[A-Z0-9]+(-[A-Z0-9]+)*",
    )


@dataclass(frozen=True, slots=True)
class ScanTrace:
    """A past scan for the inspector: each key with the milliseconds since the one before it."""

    keys: tuple[tuple[str, int], ...] = field(repr=False)
    ended_by: End
    refused: Refusal | None


@dataclass(slots=True)
class _Burst:
    """Keys held back while it is open whether somebody types or a scanner does."""

    keys: list[Key] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    last_ms: int = 0
    in_editor: bool = False

    def add(self, key: Key, at_ms: int, *, in_editor: bool) -> None:
        self.gaps.append(at_ms - self.last_ms if self.keys else 0)
        self.keys.append(key)
        self.last_ms = at_ms
        self.in_editor = self.in_editor or in_editor

    @property
    def text(self) -> str:
        return "".join(key.text for key in self.keys if key.kind is KeyKind.CHARACTER)


class ScanDetector:
    """One keyboard. ``recent`` holds the last ten scans, in memory only, oldest first."""

    def __init__(self, rules: ScanRules | None = None) -> None:
        self._rules = rules or ScanRules()
        self._patterns = [re.compile(each) for each in self._rules.editor_patterns]
        self._burst = _Burst()
        self._ended: tuple[str, int] | None = None
        self._after_scan = False
        self.recent: deque[ScanTrace] = deque(maxlen=RECENT_SCANS)

    @property
    def wake_at_ms(self) -> int | None:
        """When to call ``expire`` if no key comes before; None while nothing is held back."""
        return self._burst.last_ms + self._limit_ms() + 1 if self._burst.keys else None

    def press(self, key: Key, at_ms: int, *, in_editor: bool = False) -> tuple[Decision, ...]:
        """A key at ``at_ms``; ``in_editor``: it would go to a text field. No decision: it is held back."""
        if key.kind is KeyKind.MODIFIER:
            return (GiveBack((key,)),)
        over = self._end_if_over(at_ms, in_editor=in_editor)
        if self._is_second_end(key, at_ms):
            return over
        return over + self._take(key, at_ms, in_editor=in_editor)

    def expire(self, at_ms: int, *, in_editor: bool = False) -> tuple[Decision, ...]:
        """No key came until ``at_ms``. Decides what is held back once that is long enough ago.

        ``in_editor``: a key comes now, and goes to a text field; ``press`` would decide the same.
        """
        return self._end_if_over(at_ms, in_editor=in_editor)

    def _take(self, key: Key, at_ms: int, *, in_editor: bool) -> tuple[Decision, ...]:
        if key.kind is KeyKind.END:
            self._burst.in_editor = self._burst.in_editor or in_editor
            return self._end(key, at_ms)
        if key.kind is KeyKind.OTHER or (key.kind is KeyKind.CHORD and not self._burst.keys):
            return self._give_back(key)
        self._burst.add(key, at_ms, in_editor=in_editor)
        return ()

    def _limit_ms(self, *, in_editor: bool = False) -> int:
        strict = in_editor or self._burst.in_editor
        return self._rules.editor_gap_ms if strict else self._rules.gap_ms

    def _end_if_over(self, at_ms: int, *, in_editor: bool) -> tuple[Decision, ...]:
        """Decide about the held keys if this instant is too far from the last of them."""
        if not self._burst.keys:
            return ()
        # A clock that went back says nothing about speed; it is safer to call that a pause.
        gap = at_ms - self._burst.last_ms
        if 0 <= gap <= self._limit_ms(in_editor=in_editor):
            return ()
        return self._decide(End.PAUSE)

    def _end(self, key: Key, at_ms: int) -> tuple[Decision, ...]:
        self._ended, self._after_scan = (key.text, at_ms), False
        if not self._burst.keys:
            return (GiveBack((key,)),)
        decided = self._decide(End.TAB if key.text == "\t" else End.ENTER)
        if isinstance(decided[-1], GiveBack):
            return (GiveBack((*decided[-1].keys, key)),)
        self._after_scan = True
        return decided

    def _decide(self, ended_by: End) -> tuple[Decision, ...]:
        burst, self._burst = self._burst, _Burst()
        keys = tuple(burst.keys)
        code = burst.text.removeprefix(self._rules.prefix).removesuffix(self._rules.suffix)
        refused = _refusal(code)
        if not self._is_scan(burst, code):
            return (GiveBack(keys),)
        trace = tuple((key.text, gap) for key, gap in zip(keys, burst.gaps, strict=True))
        self.recent.append(ScanTrace(trace, ended_by, refused))
        if refused is not None:
            return (Refused(refused, keys),)
        return (Scanned(code, ended_by, keys),)

    def _is_scan(self, burst: _Burst, code: str) -> bool:
        if len(code) < self._rules.least:
            return False
        if not burst.in_editor:
            return True
        quick = max(burst.gaps) <= self._rules.editor_gap_ms
        matches = any(pattern.fullmatch(code) for pattern in self._patterns)
        return quick and matches and _refusal(code) is None

    def _is_second_end(self, key: Key, at_ms: int) -> bool:
        """The LF of a CR LF, or any second Enter of a scanner set up to send two: one end, not two."""
        if key.kind is not KeyKind.END or self._ended is None or self._burst.keys:
            return False
        first, ended_ms = self._ended
        if not 0 <= at_ms - ended_ms <= self._rules.gap_ms or key.text == "\t":
            return False
        # No keyboard sends LF for its Enter key, so after a CR it is the scanner's, scan or not.
        return self._after_scan or (first, key.text) == ("\r", "\n")

    def _give_back(self, key: Key) -> tuple[Decision, ...]:
        burst, self._burst = self._burst, _Burst()
        return (GiveBack((*burst.keys, key)),)


def _refusal(code: str) -> Refusal | None:
    if len(code) > MAX_CODE:
        return Refusal.TOO_LONG
    if not (code.isascii() and code.isprintable()):
        return Refusal.UNREADABLE
    return None
