"""Step 6 says when the tenant recorded the sale without the redemption that belongs to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.desktop.screens.customer import window_screen
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import RecordScreen
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from tests.desktop.screens.test_screen_of import plain
from tests.sale import build

DESK = Desk("Sandbox", build.START, "Australia/Melbourne")


@pytest.mark.parametrize(("answered", "flagged"), [("158", False), ("", True), ("999", True)])
def test_a_record_without_its_redemption_is_flagged(answered: str, flagged: bool) -> None:
    made = build.paying()
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64", answered))
    body = plain(made.sale).body
    assert isinstance(body, RecordScreen)
    assert (body.notice is not None) is flagged
    assert body.notice is None or body.notice.code == "sale.not_linked"
    theirs = dict(body.facts).get("Linked by the tenant")
    assert theirs == (None if not flagged else answered or "none")


def test_a_sale_that_the_tenant_has_twice_says_so() -> None:
    made = build.recording()
    made.do(ev.TransactionSought(made.now, "64", "158", others=("65",)))
    body = plain(made.sale).body
    assert isinstance(body, RecordScreen)
    assert body.notice is not None
    assert body.notice.code == "sale.recorded_twice"


def test_a_second_redemption_that_may_be_there_is_flagged() -> None:
    made = build.redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", build.aud(2500)))
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now, "64", "158"))
    made.later(120)
    made.do(sev.SweepDue(made.now))
    made.do(
        sev.TwinsSought(made.now, build.ASHA.profile_id, possible=("redemption 159: AUD 25.00",))
    )
    body = plain(made.sale).body
    assert isinstance(body, RecordScreen)
    assert body.notice is not None
    assert body.notice.code == "sale.redeemed_twice"


def test_the_deadline_stands_there_while_it_is_put_back_and_goes_when_the_sale_is_paid() -> None:
    back = plain(build.declined().sale).window
    assert back.visible
    assert "going back" in back.text
    assert not plain(build.recording().sale).window.visible


def test_after_the_deadline_the_card_says_that_it_is_refunded() -> None:
    made = build.declined()
    made.later(700)
    window = window_screen(made.sale, replace(DESK, now=made.now))
    assert (window.title, window.left) == ("Too late to reverse", "0:00")
    assert "refunded" in window.text
