"""Whose pieces a past sale's are: one return at a time, in one commit with what claims them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import ReturnClaimed
from posdesk.sale.moments import Instant
from posdesk.sale.past import Original
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Terms
from posdesk.till.engine import Engine
from posdesk.till.journal import Journal
from posdesk.till.past_sales import JournalSales
from posdesk.till.return_errors import NotReturnable
from tests.sale.bought import bought, original
from tests.sale.build import SHIRT, START, aud

TENANT_ID = "sandbox:1"
SOLD = "S01-1-000659-k3f9q2"


class StoppedClock:
    def now(self) -> Instant:
        return START


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.db") as made:
        yield made


@pytest.fixture
def past() -> Original:
    return original(bought([(SHIRT, 2)], customer=False))


def a_return(journal: Journal, past: Original, number: int) -> Engine:
    """One shirt of two, picked."""
    reference = f"S01-1-{number:06d}-k3f9q2"
    terms = replace(Terms(past.total.currency), receipt_ref=str(number))
    till = Engine.open(reference, terms, journal, TENANT_ID, StoppedClock(), past)
    till.handle(rev.ReturnPicked(START, 1, 1))
    return till


def test_a_return_is_folded_from_the_journal_as_it_was(journal: Journal, past: Original) -> None:
    till = a_return(journal, past, 700)
    till.handle(ev.Confirmed(START))
    sale, _ = journal.sale(till.sale.reference)
    assert sale == till.sale


def test_a_second_return_is_refused_and_nothing_of_it_is_written(
    journal: Journal, past: Original
) -> None:
    first, second = a_return(journal, past, 700), a_return(journal, past, 701)
    first.handle(ev.Confirmed(START))
    rows = journal.rows(second.sale.reference)
    with pytest.raises(ReturnClaimed):
        second.handle(ev.Confirmed(START))
    assert journal.rows(second.sale.reference) == rows
    assert not returning(second.sale).confirmed
    assert journal.returns(TENANT_ID, SOLD) == (first.sale.reference,)


def test_a_return_that_was_dropped_holds_nothing(journal: Journal, past: Original) -> None:
    first, second = a_return(journal, past, 700), a_return(journal, past, 701)
    first.handle(ev.Confirmed(START))
    first.handle(ev.VoidRequested(START))
    assert journal.returns(TENANT_ID, SOLD) == ()
    second.handle(ev.Confirmed(START))
    assert journal.returns(TENANT_ID, SOLD) == (second.sale.reference,)


def test_a_return_that_went_back_to_the_pick_holds_nothing(
    journal: Journal, past: Original
) -> None:
    first = a_return(journal, past, 700)
    first.handle(ev.Confirmed(START))
    first.handle(ev.ReadFailed(START, "ReadReturns", "omneo.unreachable"))
    assert journal.returns(TENANT_ID, SOLD) == ()


def test_one_that_reckons_with_the_other_goes_on(journal: Journal, past: Original) -> None:
    first = a_return(journal, past, 700)
    first.handle(ev.Confirmed(START))
    sales = JournalSales(journal, TENANT_ID)
    (known,) = sales.returns(SOLD)
    assert not known.settled
    settled = replace(past, returns=(replace(known, settled=True),))
    a_return(journal, settled, 701).handle(ev.Confirmed(START))
    assert len(journal.returns(TENANT_ID, SOLD)) == 2


def test_another_tenants_sale_of_that_reference_is_another_sale(
    journal: Journal, past: Original
) -> None:
    a_return(journal, past, 700).handle(ev.Confirmed(START))
    assert journal.returns("sandbox:2", SOLD) == ()


def test_a_journal_from_before_returns_gets_its_table(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).close()
    with apsw.Connection(str(path)) as old:
        old.execute("DROP TABLE returned")
        old.execute("PRAGMA user_version = 1")
    with Journal(path) as journal:
        assert journal.returns(TENANT_ID, SOLD) == ()


def test_a_finished_return_has_sold_nothing_and_is_no_sale_to_return(
    journal: Journal, past: Original
) -> None:
    till = a_return(journal, past, 700)
    till.handle(rev.RepayChosen(START, RepayKind.CASH))
    till.handle(ev.Confirmed(START))
    till.handle(rev.ReturnsRead(START, ()))
    till.handle(rev.CashHandedOver(START, 1))
    till.handle(ev.TransactionSought(START))
    till.handle(ev.TransactionRecorded(START, "65"))
    assert till.sale.phase is Phase.RECORDED
    sales = JournalSales(journal, TENANT_ID)
    with pytest.raises(NotReturnable):
        sales.original(till.sale.reference)
    assert sales.found("700") == ()
    (done,) = sales.returns(SOLD)
    assert done.settled
    assert done.refunds[0].amount == aud(6500)
