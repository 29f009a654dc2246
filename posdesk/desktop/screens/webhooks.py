"""The dock's list of webhooks: each delivery, whose it was, whether it was believed, and what it changed. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from posdesk.desktop.messages import sentence_of, title_of
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import WebhookRow, WebhooksScreen
from posdesk.till.directory import Applied
from posdesk.till.webhook_errors import BadSignature, TooLarge

if TYPE_CHECKING:
    from posdesk.till.hearing import Hearing
    from posdesk.till.webhook_listener import Heard

translate = QCoreApplication.translate
_UNREAD = frozenset({BadSignature.code, TooLarge.code})


class Ear(StrEnum):
    """Where the listening stands."""

    OFF = "off"
    SOON = "soon"
    OPEN = "open"
    FAILED = "failed"


def webhooks_screen(
    ear: Ear, hearing: Hearing | None, code: str, zone: str, *, is_sandbox: bool
) -> WebhooksScreen:
    """What was heard so far; ``code`` is the error of an ear that failed."""
    if ear is Ear.OPEN and hearing is not None:
        count = hearing.changed + hearing.passed + hearing.refused
        rows = tuple(
            _row(heard, count - at, zone) for at, heard in reversed(tuple(enumerate(hearing.last)))
        )
        return WebhooksScreen(_status(hearing), _nothing_yet(hearing), rows)
    if ear is Ear.FAILED:
        return WebhooksScreen("", f"{title_of(code)}. {sentence_of(code)}")
    if ear is Ear.SOON:
        soon = translate("Screen", "The till begins to listen as soon as it has a quiet moment.")
        return WebhooksScreen("", soon)
    return WebhooksScreen("", _how_to(is_sandbox=is_sandbox))


def _how_to(*, is_sandbox: bool) -> str:
    if is_sandbox:
        return translate(
            "Screen",
            "This till does not listen to webhooks. To switch it on, put sandbox_webhooks = true "
            "into settings.toml and start again.",
        )
    return translate(
        "Screen",
        "This till does not listen to webhooks. To switch it on, put webhooks_port into the tenant's file and "
        "the shared secret into POSDESK_WEBHOOK_SECRET, and start again.",
    )


def _nothing_yet(hearing: Hearing) -> str:
    text = translate(
        "Screen",
        "Listening on {0}. Nothing was heard yet: what the tenant tells of its customers appears here.",
    )
    return text.format(hearing.url)


def _status(hearing: Hearing) -> str:
    locale = QLocale()
    text = translate(
        "Screen", "Listening on {0} · {1} changed something · {2} did not · {3} refused"
    )
    counts = (hearing.changed, hearing.passed, hearing.refused)
    return text.format(hearing.url, *map(locale.toString, counts))


def _row(heard: Heard, number: int, zone: str) -> WebhookRow:
    outcome, tone, why = _outcome(heard.outcome)
    signed, signed_tone = _signed(heard.outcome)
    return WebhookRow(
        number,
        figures.clock(heard.at_ms, zone),
        heard.event or figures.DASH,
        heard.who or (f"{heard.profile}…" if heard.profile else figures.DASH),
        signed,
        signed_tone,
        outcome,
        tone,
        why,
        heard.body,
    )


def _signed(outcome: str) -> tuple[str, Tone]:
    """Whether the tenant's secret made the signature; nobody looked at it where the body was too large."""
    if outcome == TooLarge.code:
        return translate("Screen", "not read"), Tone.WARN
    if outcome == BadSignature.code:
        return translate("Screen", "not signed"), Tone.DANGER
    return translate("Screen", "signed"), Tone.SUCCESS


def _outcome(outcome: str) -> tuple[str, Tone, str]:
    """In a word, and in a sentence."""
    known = {
        Applied.CHANGED: (
            translate("Screen", "taken in"),
            Tone.SUCCESS,
            translate("Screen", "This till's own record is new now."),
        ),
        Applied.OLD_NEWS: (
            translate("Screen", "late or out of order"),
            Tone.WARN,
            translate("Screen", "This till knew as much already, or newer. Nothing was changed."),
        ),
        Applied.REPLAYED: (
            translate("Screen", "duplicate"),
            Tone.WARN,
            translate("Screen", "The same delivery came before. Nothing was changed."),
        ),
        Applied.NOT_FOR_US: (
            translate("Screen", "not about who they are"),
            Tone.PLAIN,
            translate("Screen", "It says nothing that this till keeps. Nothing was changed."),
        ),
    }
    if outcome in known:
        return known[Applied(outcome)]
    word = translate("Screen", "not taken")
    if outcome in _UNREAD:
        unread = translate("Screen", "Its body was not read.")
        return word, Tone.DANGER, f"{title_of(outcome)}. {unread}"
    return word, Tone.DANGER, title_of(outcome)
