"""What single answers prove about a tenant, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest

from posdesk.omneo import redemptions, transactions
from posdesk.omneo.calls import Answer, Call, Dialect
from posdesk.omneo.redemptions import Strategy
from posdesk.sale.money import AUD
from posdesk.till.capabilities import Found
from posdesk.till.learning import Lessons
from tests.omneo.samples import REDEEMED, REDEMPTION, TRANSACTION, answered, aud, changed, listed
from tests.till.frozen import P

LIST = redemptions.list(P, currency=AUD)
SOLD = transactions.list_for_profile(P, currency=AUD)
NO = answered({"message": "no"}, 405)
AMOUNT = answered({"message": "no", "errors": {"amount": ["Only the whole."]}}, 422)


def learnt(lessons: Lessons, call: Call[Any], answer: Answer) -> Found:
    return lessons.learn(call, call.read(answer))


def having_redeemed(number: int = 158) -> Lessons:
    """25.00 was redeemed as ``number``, under a mark of ours."""
    lessons = Lessons()
    call = redemptions.create(
        P,
        dialect=Dialect.GUIDE,
        strategies=(Strategy.REWARDS,),
        amount=aud("25.00"),
        reference="S01-1-000659-k3f9q2",
        receipt_ref="000659",
        leg="S01-1-000659-k3f9q2-R1",
    )
    answer = answered({"data": changed(REDEEMED, id=number, total=25)})
    assert learnt(lessons, call, answer) == {}
    return lessons


def refund(amount: str | None, dialect: Dialect = Dialect.GUIDE) -> Call[Any]:
    part = None if amount is None else aud(amount)
    return redemptions.refund(P, 158, dialect=dialect, currency=AUD, amount=part)


def given(total: int) -> Answer:
    return answered({"data": changed(REDEEMED, id=200, total=total)})


def test_a_list_shows_that_there_is_one_and_a_405_that_there_is_none() -> None:
    assert learnt(Lessons(), LIST, answered(listed())) == {"redemptions_listed": True}
    assert learnt(Lessons(), LIST, NO) == {"redemptions_listed": False}


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_other_refusals_show_nothing(status: int) -> None:
    assert learnt(Lessons(), LIST, answered({"message": "no"}, status)) == {}


@pytest.mark.parametrize(
    ("row", "echoed"),
    [
        ({"meta": {"posdesk_leg": "S01-1-000659-k3f9q2-R1"}, "external_id": None}, True),
        ({"meta": None, "external_id": "S01-1-000659-k3f9q2-B1"}, True),
        ({"meta": None, "external_id": None}, False),
    ],
)
def test_our_own_row_shows_whether_the_leg_is_echoed(row: dict[str, Any], echoed: bool) -> None:
    page = answered(listed(changed(REDEMPTION, id=158, **row)))
    assert learnt(having_redeemed(), LIST, page)["leg_echoed"] is echoed
    assert "leg_echoed" not in learnt(having_redeemed(159), LIST, page)


def test_a_row_of_a_benefit_and_value_shows_that_one_redemption_can_take_both() -> None:
    both = [{"type": "benefit", "count": 1}, {"type": "reward", "value": 10}]
    alone = [{"type": "reward", "value": 10}, {"type": "reward", "value": 15}]
    combined = answered(listed(changed(REDEMPTION, type="redeem", items=both)))
    assert learnt(Lessons(), LIST, combined)["combined_redemption"] is True
    simple = answered(listed(changed(REDEMPTION, type="redeem", items=alone)))
    assert "combined_redemption" not in learnt(Lessons(), LIST, simple)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_part_that_was_given_back_shows_that_parts_can_be(dialect: Dialect) -> None:
    assert learnt(having_redeemed(), refund("10.00", dialect), given(10)) == {
        "partial_refund": True
    }


def test_a_part_that_was_refused_or_grew_shows_that_they_cannot() -> None:
    assert learnt(having_redeemed(), refund("10.00"), AMOUNT) == {"partial_refund": False}
    assert learnt(having_redeemed(), refund("10.00"), given(25)) == {"partial_refund": False}


def test_a_refund_of_all_or_a_second_one_or_a_strangers_shows_nothing() -> None:
    assert learnt(having_redeemed(), refund(None), given(25)) == {}
    assert learnt(having_redeemed(), refund("25.00"), AMOUNT) == {}
    assert learnt(having_redeemed(159), refund("10.00"), AMOUNT) == {}
    twice = having_redeemed()
    learnt(twice, refund("10.00"), given(10))
    assert learnt(twice, refund("20.00"), AMOUNT) == {}


def test_two_sales_of_one_reference_show_that_duplicates_are_taken() -> None:
    one, other = changed(TRANSACTION, id=1), changed(TRANSACTION, id=2)
    assert learnt(Lessons(), SOLD, answered(listed(one, other))) == {"duplicates_allowed": True}
    voided = changed(other, is_void=True)
    assert learnt(Lessons(), SOLD, answered(listed(one, voided))) == {}


def test_our_memory_is_bounded() -> None:
    lessons = having_redeemed(1)
    for number in range(2, 600):
        call = redemptions.redeem_credit(
            P, "77", amount=aud("1.00"), reference="r", receipt_ref="1", leg="r-C1"
        )
        learnt(lessons, call, answered({"data": changed(REDEEMED, id=number, total=1)}))
    page = answered(listed(changed(REDEMPTION, id=1, meta=None, external_id=None)))
    assert learnt(lessons, LIST, page) == {"redemptions_listed": True}
