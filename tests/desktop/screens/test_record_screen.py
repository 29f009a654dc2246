"""Step 6 says when the tenant recorded the sale without the redemption that belongs to it."""

from __future__ import annotations

import pytest

from posdesk.desktop.screens.model import RecordScreen
from posdesk.sale import events as ev
from tests.desktop.screens.test_screen_of import plain
from tests.sale import build


@pytest.mark.parametrize(("answered", "flagged"), [("158", False), ("", True)])
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
