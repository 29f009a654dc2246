"""A tenant's books that were changed on purpose: one change to a clean day, and the right invariant is named."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from posdesk.till.audit_report import Harm, Invariant
from tests.till.audit_day import Day, Json, checked

LOST, DOUBLED, UNEXPLAINED = Harm.LOST, Harm.DOUBLED, Harm.UNEXPLAINED


def a_redemption_twice(day: Day, books: Json) -> None:
    books["redemptions"].append({**day.row(books, "sold", "R2"), "id": "9001"})


def another_one_for_a_voided_sale(day: Day, books: Json) -> None:
    row = {**day.row(books, "voided", "R1"), "id": "9001", "reversed_ms": None}
    books["redemptions"].append(row)


def one_that_no_leg_has(day: Day, books: Json) -> None:
    row = day.row(books, "sold", "R2")
    tag = f"{day.names['sold']}-R7"
    books["redemptions"].append({**row, "id": "9001", "tag": tag, "transaction_id": ""})


def one_of_a_sale_that_no_journal_has(day: Day, books: Json) -> None:
    tag = f"S01-1-999999-{day.names['sold'][-6:]}-R1"
    row = day.row(books, "sold", "R2")
    books["redemptions"].append({**row, "id": "9001", "tag": tag, "transaction_id": ""})


def a_reversal_undone(day: Day, books: Json) -> None:
    back = day.undoing(books, "voided", "R1")
    day.row(books, "voided", "R1")["reversed_ms"] = None
    books["redemptions"].remove(back)


def a_refund_undone(day: Day, books: Json) -> None:
    books["redemptions"].remove(day.undoing(books, "refunded", "R1"))


def a_transaction_dropped(day: Day, books: Json) -> None:
    books["transactions"].remove(day.transaction(books, "sold"))


def a_transaction_deleted(day: Day, books: Json) -> None:
    day.transaction(books, "sold")["deleted"] = True


def a_transaction_twice(day: Day, books: Json) -> None:
    books["transactions"].append({**day.transaction(books, "sold"), "id": "9001"})


def a_transaction_of_a_voided_sale(day: Day, books: Json) -> None:
    row = {**day.transaction(books, "by_credit"), "id": "9001"}
    books["transactions"].append({**row, "external_id": day.names["voided"]})


def a_transaction_of_nobody(day: Day, books: Json) -> None:
    row = {**day.transaction(books, "by_credit"), "id": "9001"}
    row["external_id"] = f"S01-1-999999-{day.names['sold'][-6:]}"
    books["transactions"].append(row)


def a_total_changed(day: Day, books: Json) -> None:
    day.transaction(books, "sold")["total"] += 1


def a_link_to_another(day: Day, books: Json) -> None:
    other = day.row(books, "voided", "R1")["id"]
    day.transaction(books, "sold")["redemption_id"] = other


def a_link_dropped_from_the_meta(day: Day, books: Json) -> None:
    transaction = day.transaction(books, "sold")
    benefit = day.row(books, "sold", "B1")["id"]
    transaction["carried"].remove(benefit)


def links_swapped(day: Day, books: Json) -> None:
    day.row(books, "sold", "R2")["transaction_id"] = day.transaction(books, "by_credit")["id"]


def more_granted_than_was_told(day: Day, books: Json) -> None:
    day.row(books, "sold", "R2")["total"] += 100


def a_balance_lowered(_day: Day, books: Json) -> None:
    next(each for each in books["balances"] if each["kind"] == "reward")["left"] -= 1


def a_balance_below_zero(_day: Day, books: Json) -> None:
    held = next(each for each in books["balances"] if each["kind"] == "reward")
    held["issued"] -= held["left"] + 1
    held["left"] = -1


def a_late_reversal(day: Day, books: Json) -> None:
    day.undoing(books, "voided", "R1")["created_ms"] += 700_000


def a_reversal_after_linking(day: Day, books: Json) -> None:
    row = day.row(books, "voided", "R1")
    row["transaction_id"] = day.transaction(books, "sold")["id"]


def a_reversal_of_other_value(day: Day, books: Json) -> None:
    day.undoing(books, "voided", "R1")["items"][0]["id"] = "9001"


def a_reversal_twice(day: Day, books: Json) -> None:
    books["redemptions"].append({**day.undoing(books, "voided", "R1"), "id": "9001"})


def a_refund_twice(day: Day, books: Json) -> None:
    books["redemptions"].append({**day.undoing(books, "refunded", "R1"), "id": "9001"})


def a_refund_of_the_same_reward(day: Day, books: Json) -> None:
    old = day.row(books, "refunded", "R1")["items"][0]["id"]
    day.undoing(books, "refunded", "R1")["items"][0]["id"] = old


def a_refund_that_no_return_knows(day: Day, books: Json) -> None:
    row = {**day.undoing(books, "sold", "R2"), "id": "9001", "total": 1}
    row["items"] = [{**row["items"][0], "id": "9002", "value": 1}]
    books["redemptions"].append({**row, "tag": f"{day.names['returned']}-F9"})


def a_return_given_twice(day: Day, books: Json) -> None:
    row = {**day.undoing(books, "sold", "R2"), "id": "9001"}
    row["items"] = [{**row["items"][0], "id": "9002"}]
    books["redemptions"].append(row)


def a_return_not_given(day: Day, books: Json) -> None:
    books["redemptions"].remove(day.undoing(books, "sold", "R2"))
    books["redemptions"].append(
        {
            **day.undoing(books, "refunded", "R1"),
            "id": "9003",
            "tag": "of-another-till",
            "items": [],
        }
    )


def a_credit_deducted_twice(_day: Day, books: Json) -> None:
    books["payments"][0]["units"] *= 2


def a_credit_not_deducted(_day: Day, books: Json) -> None:
    books["payments"].clear()


BOOKS: list[tuple[Callable[[Day, Json], None], Harm, Invariant]] = [
    (a_redemption_twice, DOUBLED, Invariant.ONE_LIVE),
    (another_one_for_a_voided_sale, LOST, Invariant.AT_REST),
    (one_that_no_leg_has, LOST, Invariant.AT_REST),
    (one_of_a_sale_that_no_journal_has, LOST, Invariant.AT_REST),
    (a_reversal_undone, LOST, Invariant.AT_REST),
    (a_refund_undone, LOST, Invariant.AT_REST),
    (a_transaction_dropped, LOST, Invariant.ONE_TRANSACTION),
    (a_transaction_deleted, UNEXPLAINED, Invariant.ONE_TRANSACTION),
    (a_transaction_twice, DOUBLED, Invariant.ONE_TRANSACTION),
    (a_transaction_of_a_voided_sale, UNEXPLAINED, Invariant.ONE_TRANSACTION),
    (a_transaction_of_nobody, UNEXPLAINED, Invariant.ONE_TRANSACTION),
    (a_total_changed, UNEXPLAINED, Invariant.TENDERS),
    (a_link_to_another, UNEXPLAINED, Invariant.OWN_LINK),
    (a_link_dropped_from_the_meta, UNEXPLAINED, Invariant.AT_REST),
    (links_swapped, UNEXPLAINED, Invariant.OWN_LINK),
    (more_granted_than_was_told, UNEXPLAINED, Invariant.CONFIRMED),
    (a_balance_lowered, UNEXPLAINED, Invariant.BALANCE),
    (a_balance_below_zero, UNEXPLAINED, Invariant.BALANCE),
    (a_late_reversal, UNEXPLAINED, Invariant.WINDOW),
    (a_reversal_after_linking, UNEXPLAINED, Invariant.WINDOW),
    (a_reversal_of_other_value, UNEXPLAINED, Invariant.RESTORED),
    (a_reversal_twice, DOUBLED, Invariant.RESTORED),
    (a_refund_twice, DOUBLED, Invariant.RESTORED),
    (a_refund_of_the_same_reward, UNEXPLAINED, Invariant.RESTORED),
    (a_refund_that_no_return_knows, UNEXPLAINED, Invariant.AT_REST),
    (a_return_given_twice, DOUBLED, Invariant.ONE_LIVE),
    (a_return_not_given, UNEXPLAINED, Invariant.AT_REST),
    (a_credit_deducted_twice, DOUBLED, Invariant.TENDERS),
    (a_credit_not_deducted, UNEXPLAINED, Invariant.TENDERS),
]


@pytest.mark.parametrize(("change", "harm", "invariant"), BOOKS)
def test_books_that_were_changed_are_found_out(
    day: Day, change: Callable[[Day, Json], None], harm: Harm, invariant: Invariant
) -> None:
    books = deepcopy(day.books)
    change(day, books)
    report = checked(day.sales(), books, day.kept)
    assert (harm, invariant) in {(each.harm, each.invariant) for each in report.violations}
