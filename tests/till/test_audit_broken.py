"""Whatever is broken on purpose is found, and called by its name: one change to a clean day, one violation."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.state import Attention, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import Twin, TwinState
from posdesk.sale.tender import TenderState
from posdesk.till.audit_report import Harm, Invariant
from posdesk.till.terminal_answers import Approved
from tests.till.audit_day import Day, checked
from tests.till.test_audit_books import a_transaction_dropped

LOST, DOUBLED, UNEXPLAINED = Harm.LOST, Harm.DOUBLED, Harm.UNEXPLAINED


def test_the_day_itself_is_clean(day: Day) -> None:
    report = checked(day.sales(), day.books, day.kept)
    assert (report.sales, report.violations) == (6, ())


# What a sale may be made to say


def leg_of(sale: Sale, mark: str, **fields: Any) -> Sale:
    leg = next(each for each in sale.legs if each.mark == mark)
    return sale.with_leg(replace(leg, **fields))


def adopted_anothers(day: Day) -> dict[str, Sale | None]:
    theirs = day.row(day.books, "sold", "R2")["id"]
    return {"voided": leg_of(day.sale("voided"), "R1", redemption_id=theirs)}


def believes_it_was_never_taken(day: Day) -> dict[str, Sale | None]:
    made = leg_of(day.sale("sold"), "R2", state=LegState.ABSENT)
    return {"sold": replace(made, phase=Phase.VOIDED)}


def still_at_work(day: Day) -> dict[str, Sale | None]:
    return {"sold": replace(day.sale("sold"), phase=Phase.RECORDING)}


def at_rest_with_a_leg_unknown(day: Day) -> dict[str, Sale | None]:
    return {"reversed": leg_of(day.sale("reversed"), "R2", state=LegState.UNKNOWN)}


def attention_without_a_reason(day: Day) -> dict[str, Sale | None]:
    asked = Attention("", "", Phase.RECORDING)
    return {"sold": replace(day.sale("sold"), phase=Phase.ATTENTION, attention=asked)}


def a_receipt_that_takes_off_more(day: Day) -> dict[str, Sale | None]:
    sale = day.sale("sold")
    granted = next(leg.granted for leg in sale.legs if leg.mark == "R2")
    assert granted is not None
    return {"sold": leg_of(sale, "R2", granted=granted - Money(1, granted.currency))}


def a_tender_short(day: Day) -> dict[str, Sale | None]:
    sale = day.sale("sold")
    tender = sale.tenders[0]
    less = tender.amount - Money(1, tender.amount.currency)
    return {"sold": sale.with_tender(replace(tender, amount=less))}


def refunded_in_the_ten_minutes(day: Day) -> dict[str, Sale | None]:
    sale = day.sale("refunded")
    sent = next(each.at for each in sale.story if each.kind is StoryKind.REDEEM_SENT)
    soon = sent.plus(30.0)
    undo = StoryKind.UNDO_SENT
    story = tuple(replace(e, at=soon) if e.kind is undo else e for e in sale.story)
    return {"refunded": replace(sale, story=story)}


def said_to_be_reversed_where_it_was_refunded(day: Day) -> dict[str, Sale | None]:
    return {"refunded": leg_of(day.sale("refunded"), "R1", state=LegState.REVERSED)}


def a_tender_that_is_not_known_at_rest(day: Day) -> dict[str, Sale | None]:
    sale = day.sale("reversed")
    return {"reversed": sale.with_tender(replace(sale.tenders[0], state=TenderState.UNKNOWN))}


def a_tender_kept_by_a_voided_sale(day: Day) -> dict[str, Sale | None]:
    sale = day.sale("reversed")
    return {"reversed": sale.with_tender(replace(sale.tenders[0], state=TenderState.APPROVED))}


def a_twin(day: Day, name: str, mark: str, redemption_id: str, state: TwinState) -> Sale:
    sale = day.sale(name)
    leg = next(each for each in sale.legs if each.mark == mark)
    assert leg.granted is not None
    twin = Twin(leg.number, f"{mark}-T{redemption_id}", redemption_id, leg.granted, state)
    return replace(sale, sweep=replace(sale.sweep, twins=(twin,)))


def a_twin_said_to_be_back(day: Day) -> dict[str, Sale | None]:
    own = day.row(day.books, "sold", "R2")["id"]
    return {"sold": a_twin(day, "sold", "R2", own, TwinState.REVERSED)}


def a_twin_that_was_anothers(day: Day) -> dict[str, Sale | None]:
    theirs = day.row(day.books, "voided", "R1")["id"]
    return {"sold": a_twin(day, "sold", "R2", theirs, TwinState.REVERSED)}


SALES: list[tuple[Callable[[Day], dict[str, Sale | None]], Harm, Invariant]] = [
    (adopted_anothers, DOUBLED, Invariant.OWN_LINK),
    (believes_it_was_never_taken, LOST, Invariant.AT_REST),
    (still_at_work, UNEXPLAINED, Invariant.HEALED),
    (at_rest_with_a_leg_unknown, UNEXPLAINED, Invariant.HEALED),
    (attention_without_a_reason, UNEXPLAINED, Invariant.HEALED),
    (a_receipt_that_takes_off_more, UNEXPLAINED, Invariant.CONFIRMED),
    (a_tender_short, UNEXPLAINED, Invariant.TENDERS),
    (refunded_in_the_ten_minutes, UNEXPLAINED, Invariant.WINDOW),
    (said_to_be_reversed_where_it_was_refunded, UNEXPLAINED, Invariant.RESTORED),
    (a_tender_that_is_not_known_at_rest, UNEXPLAINED, Invariant.HEALED),
    (a_tender_kept_by_a_voided_sale, LOST, Invariant.TENDER_BACKED),
    (a_twin_said_to_be_back, LOST, Invariant.AT_REST),
    (a_twin_that_was_anothers, UNEXPLAINED, Invariant.OWN_LINK),
]


@pytest.mark.parametrize(("change", "harm", "invariant"), SALES)
def test_a_sale_that_was_changed_is_found_out(
    day: Day,
    change: Callable[[Day], dict[str, Sale | None]],
    harm: Harm,
    invariant: Invariant,
) -> None:
    report = checked(day.sales(**change(day)), day.books, day.kept)
    assert (harm, invariant) in {(each.harm, each.invariant) for each in report.violations}


# What the terminal may hold


def test_money_of_a_sale_that_ended_without_it_is_lost(day: Day) -> None:
    strange = _payment(f"{day.names['voided']}-T1", day)
    assert _harms(day, (*day.kept, strange)) == {(LOST, Invariant.TENDER_BACKED)}


def test_money_beyond_what_a_recorded_sale_needed_is_taken_twice(day: Day) -> None:
    strange = _payment(f"{day.names['sold']}-T9", day)
    assert _harms(day, (*day.kept, strange)) == {(DOUBLED, Invariant.TENDER_BACKED)}


def test_money_of_a_sale_that_no_journal_knows_is_lost(day: Day) -> None:
    strange = _payment(f"S01-1-999999-{day.names['sold'][-6:]}-T1", day)
    assert _harms(day, (*day.kept, strange)) == {(LOST, Invariant.TENDER_BACKED)}


def test_money_of_another_till_is_none_of_this_audit(day: Day) -> None:
    assert _harms(day, (*day.kept, _payment("S01-2-000001-abcdef-T1", day))) == set()


def test_a_recorded_sale_without_its_money_is_noticed(day: Day) -> None:
    assert _harms(day, ()) == {(UNEXPLAINED, Invariant.TENDER_BACKED)}


def test_another_amount_than_the_sale_says_is_noticed(day: Day) -> None:
    more = tuple(replace(each, amount=each.amount + each.amount) for each in day.kept)
    assert (UNEXPLAINED, Invariant.TENDERS) in _harms(day, more)


def _payment(payment_id: str, day: Day) -> Approved:
    return replace(day.kept[0], payment_id=payment_id)


def _harms(day: Day, kept: tuple[Approved, ...]) -> set[tuple[Harm, Invariant]]:
    report = checked(day.sales(), day.books, kept)
    return {(each.harm, each.invariant) for each in report.violations}


# What is explained


def test_a_sale_for_a_person_to_decide_is_explained_not_lost(day: Day) -> None:
    asked = Attention("transaction_refused", "", Phase.RECORDING)
    sold = replace(day.sale("sold"), phase=Phase.ATTENTION, attention=asked, recorded=None)
    books = deepcopy(day.books)
    a_transaction_dropped(day, books)
    assert checked(day.sales(sold=sold), books, day.kept).lost == 0


def test_a_late_twin_is_looked_for_before_it_counts_as_taken_twice(day: Day) -> None:
    books = deepcopy(day.books)
    row = day.row(books, "sold", "R2")
    books["redemptions"].append({**row, "id": "9001", "transaction_id": "", "items": []})
    sale = day.sale("sold")
    doubted = leg_of(sale, "R2", doubted_of=row["profile_id"])
    looking = checked(day.sales(sold=doubted), books, day.kept, finished=False)
    over = checked(day.sales(sold=leg_of(doubted, "R2", looks=2)), books, day.kept, finished=False)
    assert looking.violations == ()
    assert (DOUBLED, "R2") in {(each.harm, each.mark) for each in over.violations}


def test_a_sale_whose_shop_was_reset_is_judged_by_nobody(day: Day) -> None:
    sold = day.sale("sold").told(StoryKind.VOIDED, Instant(0), name="shop_reset")
    books = deepcopy(day.books)
    a_transaction_dropped(day, books)
    report = checked([sold], {**books, "transactions": [], "payments": []}, ())
    assert [each for each in report.violations if each.reference == sold.reference] == []


def test_a_missing_sale_is_seen_by_what_it_left_behind(day: Day) -> None:
    report = checked(day.sales(sold=None), day.books, day.kept)
    found = {(each.harm, each.invariant) for each in report.violations}
    assert {
        (LOST, Invariant.AT_REST),
        (LOST, Invariant.TENDER_BACKED),
        (UNEXPLAINED, Invariant.ONE_TRANSACTION),
    } <= found
