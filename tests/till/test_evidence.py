"""What a tenant's lists prove about a write whose answer was lost, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posdesk.omneo.redemptions import Redemption, RedemptionItem
from posdesk.sale.events import Finding, UndoUnknown
from posdesk.sale.state import LegState, Sale
from posdesk.sale.sweep import Twin
from posdesk.sale.wallet import Wallet
from posdesk.till import evidence
from tests.till.made_sales import (
    AT,
    FULL,
    REFERENCE,
    SPENT,
    aud,
    benefit,
    fold,
    granted,
    redeeming,
    reward,
    wallet,
)

NOBODY: frozenset[str] = frozenset()
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def row(number: int, total: str = "25.00", **fields: object) -> Redemption:
    """A row that names nobody."""
    item = RedemptionItem("reward", aud(total), None, "811")
    plain = Redemption(number, "redeem", aud(total), None, None, None, None, None, None, (item,))
    return replace(plain, **fields)  # type: ignore[arg-type]  # each field is the row's own


def use(number: int, benefit_id: str = "4021", **fields: object) -> Redemption:
    items = (RedemptionItem("benefit", None, 1, benefit_id),)
    return row(number, "0.00", items=items, **fields)


def rewards_sale(*, single_till: bool = False) -> Sale:
    sale = redeeming(rewards="25.00")
    return replace(sale, terms=replace(sale.terms, single_till=single_till))


def sought(
    sale: Sale, *rows: Redemption, known: frozenset[str] = NOBODY, after: Wallet = SPENT
) -> evidence.Verdict:
    return evidence.find_redemption(sale, sale.legs[0], rows, known, after)


# With an echo


def test_a_row_that_echoes_our_leg_is_ours() -> None:
    verdict = sought(rewards_sale(), row(101, meta_leg=f"{REFERENCE}-R1"))
    assert (verdict.finding, verdict.row and verdict.row.id) == (Finding.FOUND, 101)


def test_a_benefits_use_is_known_by_its_external_id() -> None:
    sale = redeeming(benefits=("4021",))
    verdict = sought(sale, use(101, external_id=f"{REFERENCE}-B1"))
    assert verdict.finding is Finding.FOUND


def test_of_two_twins_the_first_is_adopted() -> None:
    mark = f"{REFERENCE}-R1"
    verdict = sought(rewards_sale(), row(105, meta_leg=mark), row(103, meta_leg=mark))
    assert verdict.row is not None
    assert verdict.row.id == 103


def test_an_echo_counts_even_if_less_was_granted() -> None:
    verdict = sought(rewards_sale(), row(101, "10.00", meta_leg=f"{REFERENCE}-R1"))
    assert verdict.row is not None
    assert verdict.row.total == aud("10.00")


@pytest.mark.parametrize(
    "foreign",
    [
        row(101, meta_leg=f"{REFERENCE}-R2"),
        row(101, meta_leg="S02-1-000659-k3f9q2-R1"),
        row(101, external_id="WEB-77"),
        row(101, transaction_external_id="S01-1-000658-k3f9q2"),
        row(101, transaction_id=64),
        row(101, type="reversal", meta_leg=f"{REFERENCE}-R1"),
        row(101, type="return"),
        row(101, "24.99"),
        use(101),
    ],
    ids=[
        "another leg of ours",
        "another till's leg",
        "a web shop's",
        "another sale's",
        "linked to a transaction",
        "a reversal",
        "a return",
        "another worth",
        "a benefit's use",
    ],
)
@pytest.mark.parametrize("single_till", [True, False])
def test_a_row_that_is_not_ours_is_no_evidence(foreign: Redemption, single_till: bool) -> None:
    verdict = sought(rewards_sale(single_till=single_till), foreign)
    assert verdict == evidence.Verdict(Finding.ABSENT)


def test_rows_from_before_the_intention_are_never_adopted() -> None:
    sale = rewards_sale(single_till=True)
    verdict = sought(sale, row(99), row(100, meta_leg=f"{REFERENCE}-R1"))
    assert verdict.finding is Finding.ABSENT


def test_a_row_that_the_journal_knows_is_never_adopted_again() -> None:
    sale = rewards_sale(single_till=True)
    verdict = sought(sale, row(101, meta_leg=f"{REFERENCE}-R1"), known=frozenset({"101"}))
    assert verdict.finding is Finding.ABSENT


def test_a_filter_that_was_ignored_changes_nothing() -> None:
    others = [row(number, meta_leg=f"S01-1-{number:06}-k3f9q2-R1") for number in range(101, 150)]
    ours = row(150, meta_leg=f"{REFERENCE}-R1")
    verdict = sought(rewards_sale(), *others, ours)
    assert verdict.row == ours


# Without an echo


def test_without_an_echo_the_only_till_adopts_the_one_row_that_fits() -> None:
    verdict = sought(rewards_sale(single_till=True), row(101))
    assert verdict.finding is Finding.FOUND


def test_a_row_with_the_sales_reference_and_no_leg_fits_too() -> None:
    verdict = sought(rewards_sale(single_till=True), row(101, transaction_external_id=REFERENCE))
    assert verdict.finding is Finding.FOUND


def test_where_several_tills_serve_a_person_decides() -> None:
    verdict = sought(rewards_sale(single_till=False), row(101))
    told = ("redemption 101: AUD 25.00, not tagged",)
    assert verdict == evidence.Verdict(Finding.UNCLEAR, None, told, (row(101),))


def test_two_rows_that_fit_are_for_a_person() -> None:
    verdict = sought(rewards_sale(single_till=True), row(101), row(102))
    assert verdict.finding is Finding.UNCLEAR
    assert [each.id for each in verdict.candidates] == [101, 102]
    assert len(verdict.evidence) == 2


def test_a_balance_that_does_not_fit_is_for_a_person() -> None:
    partly = wallet(reward(811, "0.00", "10.00"), reward(812, "5.00", "15.00"))
    verdict = sought(rewards_sale(single_till=True), row(101), after=partly)
    assert verdict.finding is Finding.UNCLEAR


def test_a_benefits_use_without_an_echo_fits_when_its_uses_fell() -> None:
    sale = redeeming(benefits=("4021",))
    sale = replace(sale, terms=replace(sale.terms, single_till=True))
    used = wallet(*FULL.rewards, benefit(4021, "first-spend", 0))
    assert sought(sale, use(101), after=used).finding is Finding.FOUND
    assert sought(sale, use(101), after=FULL).finding is Finding.UNCLEAR
    assert sought(sale, use(101, "4022"), after=used).finding is Finding.ABSENT


# Reversals


def reversing(*, benefit_only: bool = False) -> Sale:
    """The redemption 158 is granted, and the answer of its reversal was lost."""
    sale = redeeming(benefits=("4021",)) if benefit_only else redeeming(rewards="25.00")
    sale = granted(sale, 1)
    return fold(sale, [UndoUnknown(AT, 1, "omneo.no_answer")])


def undone(sale: Sale, *rows: Redemption, after: Wallet) -> Finding:
    return evidence.find_reversal(sale, sale.legs[0], rows, after).finding


def test_a_wallet_that_is_as_it_was_proves_the_reversal() -> None:
    assert undone(reversing(), row(158), after=FULL) is Finding.FOUND


def test_a_wallet_that_still_lacks_the_reward_proves_the_opposite() -> None:
    assert undone(reversing(), row(158), after=SPENT) is Finding.ABSENT


def test_one_newer_reversal_of_that_worth_is_ours_though_the_wallet_moved_on() -> None:
    moved = wallet(reward(811, "4.00", "10.00"), reward(812, "15.00"))
    reversal = row(160, type="reversal")
    assert undone(reversing(), row(158), reversal, after=moved) is Finding.FOUND


def test_a_reversal_that_names_its_redemption_is_evidence_by_itself() -> None:
    named = row(160, type="reversal", reverses_id=158)
    other = row(161, type="reversal", reverses_id=150)
    assert undone(reversing(), named, other, after=SPENT) is Finding.FOUND
    assert undone(reversing(), other, after=SPENT) is Finding.ABSENT


@pytest.mark.parametrize(
    "reversal", [row(157, type="reversal"), row(160, "24.00", type="reversal"), row(160)]
)
def test_an_older_or_another_reversal_proves_nothing(reversal: Redemption) -> None:
    assert undone(reversing(), reversal, after=SPENT) is Finding.ABSENT


@pytest.mark.parametrize(
    ("other", "finding"),
    [
        (row(150), Finding.UNCLEAR),
        (row(150, created_at=NOON - timedelta(minutes=10)), Finding.UNCLEAR),
        (row(150, created_at=NOON - timedelta(minutes=10, seconds=1)), Finding.FOUND),
        (row(150, transaction_id=64), Finding.FOUND),
        (row(150, "24.99"), Finding.FOUND),
    ],
    ids=["no date", "in time to be reversed", "too old", "a sale's", "another worth"],
)
def test_a_reversal_may_be_that_of_another_redemption_of_that_worth(
    other: Redemption, finding: Finding
) -> None:
    reversal = row(160, type="reversal")
    own = row(158, created_at=NOON)
    assert undone(reversing(), own, other, reversal, after=SPENT) is finding


def test_two_reversals_of_that_worth_are_for_a_person() -> None:
    rows = (row(160, type="reversal"), row(161, type="reversal"))
    assert undone(reversing(), *rows, after=SPENT) is Finding.UNCLEAR


def test_a_benefits_reversal_is_read_from_its_uses_not_from_the_rewards() -> None:
    used = wallet(*FULL.rewards, benefit(4021, "first-spend", 0))
    rewards_moved = wallet(*SPENT.rewards, *FULL.benefits)
    assert undone(reversing(benefit_only=True), after=used) is Finding.ABSENT
    assert undone(reversing(benefit_only=True), after=rewards_moved) is Finding.FOUND


def test_a_reward_that_lost_its_expiry_date_is_not_as_it_was() -> None:
    first, second = FULL.rewards
    later = wallet(replace(first, expires_ms=1_780_000_000_000), second)
    assert undone(reversing(), after=later) is Finding.ABSENT


# Refunds


def refunded(sale: Sale, after: Wallet, *rows: Redemption) -> Finding:
    return evidence.find_refund(sale, sale.legs[0], rows, after).finding


def test_nothing_new_means_not_refunded() -> None:
    assert refunded(reversing(), SPENT) is Finding.ABSENT


def test_one_new_reward_of_that_worth_is_the_refund() -> None:
    after = wallet(*SPENT.rewards, reward(900, "25.00"))
    assert refunded(reversing(), after) is Finding.FOUND


def test_a_new_reward_for_each_that_was_spent_is_the_refund() -> None:
    after = wallet(*SPENT.rewards, reward(900, "10.00"), reward(901, "15.00"))
    assert refunded(reversing(), after) is Finding.FOUND


@pytest.mark.parametrize("worths", [("20.00",), ("25.00", "25.00"), ("10.00", "15.00", "5.00")])
def test_something_new_that_does_not_add_up_is_for_a_person(worths: tuple[str, ...]) -> None:
    new = [reward(900 + place, worth) for place, worth in enumerate(worths)]
    assert refunded(reversing(), wallet(*SPENT.rewards, *new)) is Finding.UNCLEAR


def test_a_new_benefit_is_a_benefits_refund() -> None:
    sale = reversing(benefit_only=True)
    used = benefit(4021, "first-spend", 0)
    new = benefit(4900, "first-spend", 1)
    assert refunded(sale, wallet(used)) is Finding.ABSENT
    assert refunded(sale, wallet(used, new)) is Finding.FOUND


REFUNDED = wallet(*SPENT.rewards, reward(900, "25.00"))


def test_something_new_may_be_of_another_redemption_of_that_worth() -> None:
    other = row(150)
    verdict = evidence.find_refund(reversing(), reversing().legs[0], (row(158), other), REFUNDED)
    assert verdict.finding is Finding.UNCLEAR
    assert verdict.evidence[-1] == evidence.told_of(other)
    assert refunded(reversing(), SPENT, row(158), other) is Finding.ABSENT


@pytest.mark.parametrize(
    "other", [row(150, "24.99"), use(150), row(150, type="reversal"), row(158)]
)
def test_what_cannot_have_given_it_leaves_the_proof(other: Redemption) -> None:
    assert refunded(reversing(), REFUNDED, other) is Finding.FOUND


def test_a_new_benefit_may_be_of_any_other_use() -> None:
    sale = reversing(benefit_only=True)
    new = wallet(benefit(4021, "first-spend", 0), benefit(4900, "first-spend", 1))
    assert refunded(sale, new, use(158), row(150)) is Finding.FOUND
    assert refunded(sale, new, use(158), use(150, "4022")) is Finding.UNCLEAR


def test_what_the_sale_itself_reversed_or_took_for_a_twin_gives_nothing_new() -> None:
    sale = reversing()
    earlier = replace(sale.legs[0], number=0, redemption_id="150", state=LegState.REVERSED)
    assert refunded(replace(sale, legs=(*sale.legs, earlier)), REFUNDED, row(150)) is Finding.FOUND
    twin = Twin(1, "R1-T159", "159", aud("25.00"))
    swept = replace(sale, sweep=replace(sale.sweep, twins=(twin,)))
    assert refunded(swept, REFUNDED, row(159)) is Finding.FOUND


def test_a_refund_bears_the_mark_of_its_intention() -> None:
    mine = row(160, type="return", meta_leg=f"{REFERENCE}-R1.refund")
    assert refunded(reversing(), SPENT, row(150), mine) is Finding.FOUND


def test_where_refunds_bear_marks_another_ones_refund_is_not_ours() -> None:
    others = row(160, type="return", meta_leg="S02-1-000659-k3f9q2-R1.refund")
    assert refunded(reversing(), REFUNDED, others) is Finding.ABSENT
    # Of another kind it says nothing: a tenant may keep the marks of one path and not of the other.
    assert refunded(reversing(), REFUNDED, use(160, type="return", meta_leg="x")) is Finding.FOUND


def test_without_a_reading_from_before_nobody_can_say() -> None:
    sale = replace(reversing(), snapshot=None)
    assert refunded(sale, SPENT) is Finding.UNCLEAR
    assert undone(sale, after=FULL) is Finding.ABSENT
