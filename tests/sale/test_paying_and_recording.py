"""Tenders, cash rounding, and the transaction that is written at most once."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.state import LegState, Phase, due, rounding
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import (
    SHIRT,
    Desk,
    aud,
    desk,
    paying,
    recording,
)


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


# Payment


def test_a_second_tender_waits_for_the_first() -> None:
    made = paying()
    made.take()
    with pytest.raises(IllegalEvent):
        made.take()
    assert len(made.sale.tenders) == 1


def test_cash_gives_change_and_is_rounded_apart() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(made.now, 1, aud(1243)))
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 2000)
    (tender,) = made.sale.approved
    assert (tender.amount, tender.change, rounding(made.sale)) == (aud(1245), aud(755), aud(2))
    assert made.sale.phase is Phase.RECORDING


def test_a_part_in_cash_is_not_rounded() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(made.now, 1, aud(1243)))
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 500)
    assert (due(made.sale), rounding(made.sale)) == (aud(743), aud(0))


def test_only_cash_gives_change() -> None:
    for kind in (TenderKind.CARD, TenderKind.OTHER):
        with pytest.raises(BadAmount):
            paying().take(kind, 10**7)


def test_a_partial_approval_leaves_the_rest_due() -> None:
    made = paying()
    made.take()
    made.do(ev.TenderApproved(made.now, 1, aud(5000), "partial_approval"))
    assert (made.sale.phase, due(made.sale)) == (Phase.PAYING, aud(25000 - 2500 - 5000))


def test_an_unknown_payment_is_asked_for_until_the_terminal_knows() -> None:
    made = paying()
    made.take()
    made.do(ev.TenderUnknown(made.now, 1))
    for _ in range(3):
        made.later(2)
        assert made.do(ev.TimePassed(made.now)) == (ef.AskTerminal(1),)
        made.do(ev.TenderUnknown(made.now, 1))
    assert made.sale.tender(1).state is TenderState.UNKNOWN
    made.approve()
    assert made.sale.phase is Phase.RECORDING


# The record


def test_the_transaction_is_looked_up_before_every_send() -> None:
    made = recording()
    assert made.effects == (ef.LookUpTransaction(),)
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer"))
    made.later(1)
    assert made.do(ev.TimePassed(made.now)) == (ef.LookUpTransaction(),)


def test_an_unanswered_transaction_is_not_sent_again_inside_the_late_window() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer"))
    made.later(59)
    made.do(ev.TransactionSought(made.now))
    assert not any(isinstance(each, ef.RecordTransaction) for each in made.effects)
    made.later(2)
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)


def test_a_transaction_that_is_found_was_recorded() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now, "64", "158"))
    assert made.sale.phase is Phase.RECORDED
    assert made.sale.recorded is not None
    assert made.sale.recorded.found


def test_a_tenant_out_of_reach_only_makes_the_record_wait() -> None:
    made = recording()
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable"))
        assert made.sale.phase is Phase.RECORDING
        made.later(seconds)
        assert made.do(ev.TimePassed(made.now)) == (ef.LookUpTransaction(),)


def test_a_refused_transaction_needs_a_person_and_can_be_sent_again() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=("items: wrong",)))
    assert made.sale.phase is Phase.ATTENTION
    with pytest.raises(IllegalEvent):
        made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_NOT_TAKEN))
    made.do(ev.AttentionSettled(made.now, ev.Choice.TRY_AGAIN))
    assert made.effects == (ef.LookUpTransaction(),)


# What is recorded otherwise than it was asked for


@pytest.mark.parametrize(("linked", "told"), [("158", []), ("", [""]), ("999", ["999"])])
def test_a_record_that_names_another_redemption_or_none_is_told_and_nothing_is_undone(
    linked: str, told: list[str]
) -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    assert made.do(ev.TransactionRecorded(made.now, "64", linked)) == ()
    entries = [each for each in made.sale.story if each.kind is StoryKind.NOT_LINKED]
    assert [each.name for each in entries] == told
    assert made.sale.phase is Phase.RECORDED
    assert made.sale.legs[0].state is LegState.GRANTED


def test_further_transactions_of_the_reference_are_told() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, "omneo.no_answer"))
    made.do(ev.TransactionSought(made.now, "64", "158", others=("65",)))
    (entry,) = [each for each in made.sale.story if each.kind is StoryKind.RECORDED_TWICE]
    assert entry.name == "64, 65"
