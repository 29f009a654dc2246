"""What balances prove about points whose answer was lost, and what they leave to a person."""

from __future__ import annotations

import pytest

from posdesk.omneo.redemptions import Redemption, RedemptionItem
from posdesk.sale import events as ev
from posdesk.sale.events import Finding
from posdesk.sale.purses import Purse
from posdesk.sale.state import Sale
from posdesk.sale.wallet import Wallet
from posdesk.till import evidence
from tests.till.made_sales import AT, FULL, aud, benefit, fold, granted, reward, wallet
from tests.till.points_sales import BEFORE, EATEN, having, taking

POINTS = (Purse.POINTS,)
BOTH = (Purse.REWARDS, Purse.POINTS)
NOBODY: frozenset[str] = frozenset()


def row(total: str, *uses: str) -> Redemption:
    """One that names nobody."""
    items = tuple(RedemptionItem("benefit", None, 1, each) for each in uses)
    value = RedemptionItem("point", aud(total), None, "501")
    return Redemption(
        101, "redeem", aud(total), None, None, None, None, None, None, (*items, value)
    )


def sought(sale: Sale, found: Redemption, after: Wallet) -> Finding:
    return evidence.find_redemption(sale, sale.legs[0], [found], NOBODY, after).finding


def undone(sale: Sale, after: Wallet) -> Finding:
    lost = fold(granted(sale, 1), [ev.UndoUnknown(AT, 1, "omneo.no_answer")])
    return evidence.find_reversal(lost, lost.legs[0], (), after).finding


def refunded(sale: Sale, after: Wallet) -> Finding:
    done = granted(sale, 1)
    return evidence.find_refund(done, done.legs[0], (), after).finding


@pytest.mark.parametrize(
    ("points", "finding"),
    [("500", Finding.FOUND), ("499", Finding.UNCLEAR), ("1500", Finding.UNCLEAR)],
)
def test_points_fit_when_just_those_were_burnt(points: str, finding: Finding) -> None:
    assert sought(taking(POINTS, "10.00"), row("10.00"), having(FULL, points)) is finding


def test_of_two_purses_each_must_fit() -> None:
    sale = taking(BOTH, "30.00")
    assert sought(sale, row("30.00"), having(EATEN, "1000")) is Finding.FOUND
    assert sought(sale, row("30.00"), having(EATEN, "1500")) is Finding.UNCLEAR
    assert sought(sale, row("30.00"), having(FULL, "1000")) is Finding.UNCLEAR


def test_points_that_nobody_asked_for_do_not_matter_to_rewards() -> None:
    sale = taking((Purse.REWARDS,), "25.00")
    assert sought(sale, row("25.00"), having(EATEN, "1499")) is Finding.FOUND


def test_the_reversal_is_proved_only_by_the_very_same_points() -> None:
    sale = taking(POINTS, "10.00")
    assert undone(sale, having(FULL, "1500")) is Finding.FOUND
    assert undone(sale, having(FULL, "500")) is Finding.ABSENT
    # As many as were taken, earned meanwhile, and more: they may still be taken.
    assert undone(sale, having(FULL, "1600")) is Finding.ABSENT


def test_a_tenant_that_took_from_the_other_purse_is_not_believed_to_have_given_back() -> None:
    sale = taking(BOTH, "15.00")
    assert undone(sale, having(FULL, "0")) is Finding.ABSENT
    assert undone(sale, having(EATEN, "1500")) is Finding.ABSENT
    assert undone(sale, having(FULL, "1500")) is Finding.FOUND


def test_a_refund_of_points_is_the_balance_from_before() -> None:
    sale = taking(POINTS, "10.00")
    assert refunded(sale, having(FULL, "500")) is Finding.ABSENT
    assert refunded(sale, having(FULL, "1500")) is Finding.FOUND
    assert refunded(sale, having(FULL, "900")) is Finding.UNCLEAR


def test_a_refund_of_both_needs_both() -> None:
    sale = taking(BOTH, "30.00")
    again = wallet(*EATEN.rewards, reward(900, "25.00"))
    assert refunded(sale, having(EATEN, "1000")) is Finding.ABSENT
    assert refunded(sale, having(again, "1000")) is Finding.UNCLEAR
    assert refunded(sale, having(again, "1500")) is Finding.FOUND


# Benefits in the same call


def used(points: str, *more: str) -> Wallet:
    """First spend is used, the rewards are eaten, and these benefits are new."""
    fresh = [benefit(int(each), "first-spend", 1) for each in more]
    held = wallet(
        *EATEN.rewards,
        benefit(4021, "first-spend", 0),
        benefit(4022, "free-alterations", None),
        *fresh,
    )
    return having(held, points)


def test_a_combined_row_uses_just_the_benefits_of_the_leg() -> None:
    sale = taking(BOTH, "30.00", "4021")
    assert sale.legs[0].benefit_ids == ("4021",)
    assert sought(sale, row("30.00", "4021"), used("1000")) is Finding.FOUND
    assert sought(sale, row("30.00"), used("1000")) is Finding.ABSENT
    assert sought(sale, row("30.00", "4022"), used("1000")) is Finding.ABSENT


def test_every_part_of_a_combined_redemption_must_fit() -> None:
    sale = taking(BOTH, "30.00", "4021")
    value_only = having(wallet(*EATEN.rewards, *FULL.benefits), "1000")
    assert sought(sale, row("30.00", "4021"), value_only) is Finding.UNCLEAR
    assert sought(sale, row("30.00", "4021"), used("1500")) is Finding.UNCLEAR


def test_every_part_of_a_combined_redemption_must_be_back() -> None:
    sale = taking(BOTH, "30.00", "4021")
    still_used = having(wallet(*FULL.rewards, *used("1500").benefits), "1500")
    assert undone(sale, BEFORE) is Finding.FOUND
    assert undone(sale, still_used) is Finding.ABSENT


def test_a_combined_refund_gives_a_benefit_too() -> None:
    sale = taking(POINTS, "10.00", "4021")
    assert refunded(sale, used("500")) is Finding.ABSENT
    assert refunded(sale, used("1500")) is Finding.UNCLEAR
    assert refunded(sale, used("1500", "4900")) is Finding.FOUND
