"""The list of webhooks as values: every outcome in words, nothing of a body that was not believed."""

from __future__ import annotations

import pytest

from posdesk.desktop.screens.figures import DASH
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import WebhooksScreen
from posdesk.desktop.screens.webhooks import Ear, webhooks_screen
from posdesk.till.hearing import Hearing
from posdesk.till.webhook_listener import Heard

ZONE = "Australia/Melbourne"
AT_MS = 1_795_221_300_000
URL = "http://127.0.0.1:40123/webhooks"


def of(*heard: Heard) -> WebhooksScreen:
    hearing = Hearing(URL)
    for each in heard:
        hearing = hearing.after(each)
    return webhooks_screen(Ear.OPEN, hearing, "", ZONE, is_sandbox=True)


@pytest.mark.parametrize(
    ("outcome", "signed", "said", "tone"),
    [
        ("changed", "signed", "taken in", Tone.SUCCESS),
        ("old news", "signed", "late or out of order", Tone.WARN),
        ("replayed", "signed", "duplicate", Tone.WARN),
        ("not for us", "signed", "not about who they are", Tone.PLAIN),
        ("webhooks.bad_signature", "not signed", "not taken", Tone.DANGER),
        ("webhooks.too_large", "not read", "not taken", Tone.DANGER),
        ("webhooks.bad_event", "signed", "not taken", Tone.DANGER),
        ("webhooks.directory_failed", "signed", "not taken", Tone.DANGER),
    ],
)
def test_every_outcome_has_its_words(outcome: str, signed: str, said: str, tone: Tone) -> None:
    (row,) = of(Heard("profile.updated", "5b1c6a52", outcome, 200, AT_MS, "Asha", "{}")).rows
    assert (row.signed, row.outcome, row.tone) == (signed, said, tone)
    assert row.why
    assert (row.who, row.body) == ("Asha", "{}")


def test_the_newest_stands_last_and_its_number_goes_on_after_the_oldest_is_forgotten() -> None:
    screen = of(*(Heard("profile.updated", f"p{at}", "changed", 200) for at in range(60)))
    assert [screen.rows[0].who, screen.rows[-1].who] == ["p10…", "p59…"]
    assert [screen.rows[0].number, screen.rows[-1].number] == [11, 60]
    assert screen.status.startswith(f"Listening on {URL} · 60 changed")


def test_whoever_cannot_be_believed_has_no_name() -> None:
    (row,) = of(Heard("", "", "webhooks.bad_signature", 401, AT_MS)).rows
    assert (row.event, row.who, row.body) == (DASH, DASH, "")
    assert "not read" in row.why


def test_an_ear_that_is_closed_says_how_it_is_opened() -> None:
    words = {
        (ear, sandbox): webhooks_screen(ear, None, code, ZONE, is_sandbox=sandbox).empty
        for sandbox in (True, False)
        for ear, code in ((Ear.OFF, ""), (Ear.SOON, ""), (Ear.FAILED, "webhooks.cannot_listen"))
    }
    assert "sandbox_webhooks" in words[Ear.OFF, True]
    assert "POSDESK_WEBHOOK_SECRET" in words[Ear.OFF, False]
    assert "quiet" in words[Ear.SOON, True]
    assert "Choose another port" in words[Ear.FAILED, False]
