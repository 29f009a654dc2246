"""What the judgement of a lost answer says beside its finding: the row, and the words for a person; and of credits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.omneo.redemptions import Redemption, RedemptionItem
from posdesk.sale.events import Finding
from posdesk.sale.state import LegKind, LegState, Sale
from posdesk.sale.sweep import Twin, TwinState
from posdesk.sale.wallet import Credit, Wallet
from posdesk.till import evidence
from posdesk.till.evidence import Verdict
from tests.till.made_sales import FULL, SPENT, aud, benefit, reward, wallet
from tests.till.test_evidence import NOON, reversing, rewards_sale, row, sought, use
from tests.till.test_uncounted_benefits import UNCOUNTED, reversal, used

CARD = Credit("7", "gift_card", aud("50.00"), 10**12)
OTHER = Credit("77", "gift_card", aud("20.00"), 10**12)
HELD = replace(FULL, credits=(CARD, OTHER))


def with_credits(*credits: Credit) -> Wallet:
    return replace(FULL, credits=credits)


def by_credit(*, single_till: bool = True) -> Sale:
    """30.00 of the gift card, redeemed as 158, and to be put back."""
    sale = replace(rewards_sale(single_till=single_till), snapshot=HELD)
    leg = replace(
        sale.legs[0],
        kind=LegKind.CREDIT,
        credit_id="7",
        requested=aud("30.00"),
        granted=aud("30.00"),
        redemption_id="158",
        state=LegState.UNDO_UNKNOWN,
    )
    return sale.with_leg(leg)


def spent(credit: str, number: int = 101, worth: str = "30.00") -> Redemption:
    return row(number, worth, items=(RedemptionItem("credit", aud(worth), None, credit),))


TAKEN = with_credits(replace(CARD, balance=aud("20.00")), OTHER)


# What is told


def test_a_row_is_told_with_its_worth_and_when_it_was_made() -> None:
    assert evidence.told_of(row(150)) == "redemption 150: AUD 25.00, not tagged"
    dated = evidence.told_of(row(150, created_at=NOON))
    assert dated == "redemption 150: AUD 25.00, made 2026-03-10 12:00:00 UTC, not tagged"


def test_the_only_row_of_the_only_till_is_adopted_and_told() -> None:
    only = row(101)
    verdict = sought(rewards_sale(single_till=True), only)
    assert verdict == Verdict(Finding.FOUND, only, (evidence.told_of(only),))


def test_a_reversal_is_told_by_what_proved_it() -> None:
    sale = reversing()
    leg = sale.legs[0]
    listed = row(160, type="reversal")
    named = row(161, type="reversal", reverses_id=158)
    find = evidence.find_reversal
    assert find(sale, leg, (), FULL) == Verdict(Finding.FOUND, None, ("the wallet is as it was",))
    assert find(sale, leg, (listed, named), SPENT) == Verdict(Finding.FOUND, named)
    assert find(sale, leg, (listed,), SPENT) == Verdict(Finding.FOUND, listed)


def test_what_is_not_as_it_was_and_every_reversal_are_told_to_a_person() -> None:
    sale = reversing()
    rows = (row(160, type="reversal"), row(161, type="reversal"))
    verdict = evidence.find_reversal(sale, sale.legs[0], rows, SPENT)
    assert verdict.row is None
    assert verdict.evidence[-2:] == ("reversal 160: AUD 25.00", "reversal 161: AUD 25.00")
    assert len(verdict.evidence) == 4


def test_a_refund_is_told_by_its_row_or_by_what_is_new() -> None:
    sale = reversing()
    leg = sale.legs[0]
    mine = row(160, type="return", meta_leg=evidence.refund_tag(sale, leg))
    assert evidence.find_refund(sale, leg, (mine,), SPENT) == Verdict(Finding.FOUND, mine)
    new = wallet(*SPENT.rewards, reward(900, "25.00"))
    told = ("reward 900: AUD 25.00",)
    assert evidence.find_refund(sale, leg, (), new) == Verdict(Finding.FOUND, None, told)


def test_without_a_reading_from_before_that_is_what_is_told() -> None:
    told = ("no reading from before the redemption",)
    unread = Verdict(Finding.UNCLEAR, None, told)
    assert evidence.something_new(LegKind.REWARDS, aud("25.00"), None, SPENT) == unread
    blind = replace(rewards_sale(single_till=True), snapshot=None)
    assert sought(blind, row(101)).finding is Finding.UNCLEAR


# A benefit that the tenant will not reverse again


def test_a_refused_benefit_with_a_listed_reversal_is_told_so() -> None:
    sale = used(refusals=1)
    first, second = reversal(102), reversal(103)
    verdict = evidence.find_reversal(sale, sale.legs[0], (first, second), UNCOUNTED)
    assert verdict == Verdict(Finding.FOUND, first, ("refused as done, and a reversal is listed",))


@pytest.mark.parametrize(
    ("state", "reversals", "finding"),
    [
        (TwinState.REVERSED, 1, Finding.ABSENT),
        (TwinState.SENT, 1, Finding.ABSENT),
        (TwinState.UNKNOWN, 1, Finding.ABSENT),
        (TwinState.REVERSED, 2, Finding.FOUND),
        (TwinState.SENT, 2, Finding.FOUND),
        (TwinState.FOUND, 1, Finding.FOUND),
    ],
)
def test_a_reversal_that_may_be_a_twins_is_not_the_legs(
    state: TwinState, reversals: int, finding: Finding
) -> None:
    sale = used(refusals=1)
    twin = Twin(1, "B1-T150", "150", aud("0.00"), state)
    sale = replace(sale, sweep=replace(sale.sweep, twins=(twin,)))
    rows = [reversal(102 + number) for number in range(reversals)]
    assert evidence.find_reversal(sale, sale.legs[0], rows, UNCOUNTED).finding is finding


@pytest.mark.parametrize(
    ("twins", "reversals", "finding"),
    [
        ((TwinState.REVERSED,), 2, Finding.FOUND),
        ((TwinState.SENT,), 2, Finding.FOUND),
        ((TwinState.SENT,), 1, Finding.UNCLEAR),
        ((TwinState.REVERSED,), 1, Finding.ABSENT),
        ((TwinState.REVERSED,), 3, Finding.UNCLEAR),
        ((TwinState.FOUND,), 1, Finding.FOUND),
    ],
)
def test_of_value_each_twin_explains_one_reversal(
    twins: tuple[TwinState, ...], reversals: int, finding: Finding
) -> None:
    sale = reversing()
    found = tuple(
        Twin(1, f"R1-T{150 + place}", str(150 + place), aud("25.00"), state)
        for place, state in enumerate(twins)
    )
    sale = replace(sale, sweep=replace(sale.sweep, twins=found))
    rows = [row(160 + number, type="reversal") for number in range(reversals)]
    assert evidence.find_reversal(sale, sale.legs[0], rows, SPENT).finding is finding


@pytest.mark.parametrize("twin", [("10.00", False), ("25.00", True)])
def test_a_twin_of_another_worth_or_one_that_is_refunded_explains_none(
    twin: tuple[str, bool],
) -> None:
    worth, refund = twin
    other = Twin(1, "R1-T150", "150", aud(worth), TwinState.SENT, refund=refund)
    sale = reversing()
    sale = replace(sale, sweep=replace(sale.sweep, twins=(other,)))
    listed = row(160, type="reversal")
    verdict = evidence.find_reversal(sale, sale.legs[0], (listed,), SPENT)
    assert verdict.finding is Finding.FOUND


# Credits


def test_a_redeemed_credit_is_known_by_its_credit_its_worth_and_its_balance() -> None:
    sale = by_credit()
    assert sought(sale, spent("7"), after=TAKEN).finding is Finding.FOUND
    assert sought(sale, spent("77"), after=TAKEN).finding is Finding.ABSENT
    assert sought(sale, spent("7", worth="29.99"), after=TAKEN).finding is Finding.ABSENT
    assert sought(sale, spent("7"), after=HELD).finding is Finding.UNCLEAR
    assert sought(by_credit(single_till=False), spent("7"), after=TAKEN).finding is Finding.UNCLEAR


def test_another_credit_whose_number_begins_alike_proves_nothing() -> None:
    others = with_credits(CARD, replace(OTHER, balance=aud("0.00")))
    assert sought(by_credit(), spent("7"), after=others).finding is Finding.UNCLEAR
    sale = by_credit()
    verdict = evidence.find_reversal(sale, sale.legs[0], (), others)
    assert verdict.finding is Finding.FOUND


def test_a_credit_is_back_when_its_balance_is() -> None:
    sale = by_credit()
    verdict = evidence.find_reversal(sale, sale.legs[0], (), TAKEN)
    assert verdict.finding is Finding.ABSENT
    assert [text.split(":")[0] for text in verdict.evidence] == ["credit 7"]


@pytest.mark.parametrize(
    ("balances", "finding"),
    [
        ((), Finding.ABSENT),
        (("30.00",), Finding.FOUND),
        (("29.99",), Finding.UNCLEAR),
        (("30.00", "30.00"), Finding.UNCLEAR),
    ],
)
def test_a_new_credit_of_that_worth_is_a_credits_refund(
    balances: tuple[str, ...], finding: Finding
) -> None:
    new = [
        Credit(str(900 + place), "gift_card", aud(each), None)
        for place, each in enumerate(balances)
    ]
    sale = by_credit()
    verdict = evidence.find_refund(sale, sale.legs[0], (), with_credits(CARD, OTHER, *new))
    assert verdict.finding is finding
    assert verdict.evidence == tuple(f"credit {each.id}: {each.balance}" for each in new)


def test_a_benefit_whose_number_begins_alike_proves_nothing() -> None:
    other = wallet(benefit(402, "first-spend", 1), benefit(4021, "first-spend", 1))
    sale = replace(used(), snapshot=other)
    leg = replace(sale.legs[0], benefit_id="402")
    after = wallet(benefit(402, "first-spend", 1), benefit(4021, "first-spend", 0))
    assert evidence.find_reversal(sale, leg, (use(101),), after).finding is Finding.FOUND
