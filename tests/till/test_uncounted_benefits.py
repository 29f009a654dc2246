"""A benefit without a number of uses: an unchanged wallet proves nothing about its reversal."""

from __future__ import annotations

from dataclasses import replace

from posdesk.omneo.redemptions import Redemption, RedemptionItem
from posdesk.sale.events import Finding
from posdesk.sale.state import LegState, Sale
from posdesk.sale.wallet import Wallet
from posdesk.till import evidence
from tests.till.made_sales import aud, benefit, redeeming, wallet

UNCOUNTED: Wallet = wallet(benefit(4021, "tenth-off", None))


def used(refusals: int = 0) -> Sale:
    """Benefit 4021 used as redemption 101, and to be put back."""
    sale = replace(redeeming(benefits=("4021",)), snapshot=UNCOUNTED)
    leg = replace(
        sale.legs[0],
        state=LegState.UNDO_UNKNOWN,
        redemption_id="101",
        granted=aud("0.00"),
        refusals=refusals,
    )
    return sale.with_leg(leg)


def reversal(number: int, benefit_id: str = "4021", **fields: object) -> Redemption:
    items = (RedemptionItem("benefit", None, 1, benefit_id),)
    zero = aud("0.00")
    plain = Redemption(number, "reversal", zero, None, None, None, None, None, None, items)
    return replace(plain, **fields)  # type: ignore[arg-type]  # each field is the row's own


def sought(sale: Sale, *rows: Redemption) -> Finding:
    return evidence.find_reversal(sale, sale.legs[0], rows, UNCOUNTED).finding


def test_an_unchanged_wallet_proves_nothing() -> None:
    assert sought(used()) is Finding.ABSENT


def test_a_counted_one_is_proved_by_its_wallet() -> None:
    counted = wallet(benefit(4021, "tenth-off", 3))
    sale = replace(used(), snapshot=counted)
    verdict = evidence.find_reversal(sale, sale.legs[0], (), counted)
    assert verdict.finding is Finding.FOUND


def test_a_listed_reversal_may_be_another_sales_so_it_is_tried_again() -> None:
    assert sought(used(), reversal(102)) is Finding.ABSENT
    assert sought(used(), reversal(102), reversal(103)) is Finding.ABSENT


def test_refused_and_listed_it_is_done() -> None:
    assert sought(used(refusals=1), reversal(102)) is Finding.FOUND


def test_refused_and_not_listed_it_is_not_done() -> None:
    assert sought(used(refusals=1), reversal(102, "4022")) is Finding.ABSENT
    assert sought(used(refusals=1)) is Finding.ABSENT


def test_a_reversal_that_names_it_needs_no_refusal() -> None:
    assert sought(used(), reversal(102, reverses_id=101)) is Finding.FOUND
