"""A problem where it happened: a heading and its sentence, by the error's code."""

from __future__ import annotations

from posdesk.desktop.messages import sentence_of, title_of
from posdesk.desktop.screens.desk import Problem
from posdesk.desktop.screens.model import NoticeScreen, Tone


def notice(problem: Problem, tone: Tone = Tone.DANGER) -> NoticeScreen:
    """What happened, what was not lost, what to do. ``detail`` (a scanned code) comes first."""
    title = title_of(problem.code)
    if problem.detail:
        title = f"{title}: {problem.detail}"
    return NoticeScreen(title, sentence_of(problem.code), tone, problem.code)


def notice_of(code: str, tone: Tone = Tone.DANGER) -> NoticeScreen | None:
    """The notice of a code; none for none."""
    return notice(Problem(code), tone) if code else None
