"""Every outcome in every phase: never illegal, and told twice it counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from tests.sale.build import START, Desk, aud, declined, paying, recording, redeeming, wallet

NO_ANSWER = "omneo.no_answer"


def in_every_phase() -> list[Desk]:
    """One sale in each phase that has a redemption behind it; where one is taken, a payment too."""
    charging, done, ended, asked = paying(), recording(), paying(), recording()
    back, unclear = declined(), redeeming()
    charging.take()
    done.do(ev.TransactionRecorded(done.now, "64"))
    ended.do(ev.VoidRequested(ended.now))
    ended.do(ev.UndoConfirmed(ended.now, 1))
    ended.do(ev.WalletRead(ended.now, wallet()))
    asked.do(ev.TransactionRefused(asked.now, "omneo.invalid"))
    for leg in (2, 1):
        back.do(ev.UndoConfirmed(back.now, leg))
    back.do(ev.WalletRead(back.now, wallet()))
    unclear.do(ev.RedemptionUnknown(unclear.now, 1, NO_ANSWER))
    unclear.do(ev.RedemptionSought(unclear.now, 1, ev.Finding.UNCLEAR))
    return [
        redeeming(),
        paying(),
        charging,
        recording(),
        declined(),
        done,
        ended,
        asked,
        back,
        unclear,
    ]


LEG_OUTCOMES = [
    ev.RedemptionGranted(START, 1, "158", aud(2500)),
    ev.RedemptionRefused(START, 1, "omneo.invalid"),
    ev.RedemptionUnknown(START, 1, NO_ANSWER),
    *(ev.RedemptionSought(START, 1, each, "158", aud(2500)) for each in ev.Finding),
    *(ev.UndoConfirmed(START, 1, refund) for refund in (False, True)),
    *(ev.UndoRefused(START, 1, "omneo.invalid", judged=judged) for judged in (False, True)),
    ev.UndoUnknown(START, 1, NO_ANSWER),
    *(ev.UndoSought(START, 1, each) for each in ev.Finding),
]
TENDER_OUTCOMES = [
    ev.TenderApproved(START, 1, aud(22500), "approved"),
    ev.TenderDeclined(START, 1, "insufficient_funds"),
    ev.TenderUnknown(START, 1),
    ev.TenderGivenBack(START, 1),
    ev.TenderBackFailed(START, 1, "terminal.in_progress"),
]
# An answer that says "ask again" may be given again and again.
SETTLES = (ev.RedemptionGranted, ev.UndoConfirmed, ev.TenderApproved, ev.TenderGivenBack)


@pytest.mark.parametrize("outcome", [*LEG_OUTCOMES, *TENDER_OUTCOMES], ids=repr)
def test_no_outcome_is_ever_illegal(outcome: ev.Event) -> None:
    for made in in_every_phase():
        if made.sale.tenders or outcome in LEG_OUTCOMES:
            made.do(replace(outcome, at=made.now))


@pytest.mark.parametrize(
    "outcome", [each for each in [*LEG_OUTCOMES, *TENDER_OUTCOMES] if isinstance(each, SETTLES)]
)
def test_what_is_settled_is_told_only_once(outcome: ev.Event) -> None:
    for made in in_every_phase():
        if made.sale.tenders or outcome in LEG_OUTCOMES:
            made.do(replace(outcome, at=made.now))
            before = made.sale
            assert made.do(replace(outcome, at=made.now)) == ()
            assert made.sale == before
