"""What a profile's redemptions prove about late twins, and what they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.omneo.redemptions import Redemption, RedemptionItem
from posdesk.sale.events import Finding
from posdesk.sale.state import Leg, LegState, Sale
from posdesk.sale.sweep import Sweep, Twin, TwinRow, TwinState
from posdesk.till import evidence, twin_evidence
from tests.till.made_sales import ASHA, REFERENCE, SPENT, aud, redeeming

NOBODY: frozenset[str] = frozenset()
TAG = f"{REFERENCE}-R1"


def row(number: int, incentive: str = "811", **fields: object) -> Redemption:
    total = "25.00"
    item = RedemptionItem("reward", aud(total), None, incentive)
    plain = Redemption(number, "redeem", aud(total), None, None, None, None, None, None, (item,))
    return replace(plain, **fields)  # type: ignore[arg-type]  # each field is the row's own


def doubted(state: LegState = LegState.GRANTED, profile: str = ASHA.profile_id) -> Sale:
    """25.00 of rewards redeemed as 101, once in doubt."""
    sale = redeeming(rewards="25.00")
    leg: Leg = replace(
        sale.legs[0],
        state=state,
        redemption_id="101",
        granted=aud("25.00"),
        doubted_of=profile,
    )
    return sale.with_leg(leg)


def with_twins(sale: Sale, **states: TwinState) -> Sale:
    """``t102=FOUND``: redemption 102 is a twin in that state."""
    twins = tuple(
        Twin(1, f"R1-T{name[1:]}", name[1:], aud("25.00"), state) for name, state in states.items()
    )
    return replace(sale, sweep=Sweep(twins))


def seen(sale: Sale, *rows: Redemption, known: frozenset[str] = NOBODY) -> twin_evidence.Seen:
    return twin_evidence.look(sale, ASHA.profile_id, rows, known)


def test_another_row_with_our_mark_is_a_twin() -> None:
    mine = row(101, meta_leg=TAG, transaction_id=64)
    found = seen(doubted(), mine, row(102, meta_leg=TAG)).found
    assert found == (TwinRow(1, "102", aud("25.00")),)


def test_a_benefits_twin_is_known_by_its_external_id() -> None:
    sale = redeeming(benefits=("4021",))
    leg = replace(sale.legs[0], state=LegState.ABSENT, doubted_of=ASHA.profile_id)
    tagged = row(102, external_id=f"{REFERENCE}-B1")
    assert [each.redemption_id for each in seen(sale.with_leg(leg), tagged).found] == ["102"]


@pytest.mark.parametrize(
    "other",
    [
        {"meta_leg": f"{REFERENCE}-R2"},
        {"meta_leg": "S01-2-000001-aaaaaa-R1"},
        {"type": "reversal", "meta_leg": TAG},
    ],
)
def test_what_says_that_it_is_something_else_is_no_twin(other: dict[str, object]) -> None:
    told = seen(doubted(), row(101, meta_leg=TAG), replace(row(102), **other))  # type: ignore[arg-type]  # the row's own
    assert (told.found, told.possible) == ((), ())


def test_a_linked_row_is_told_and_never_a_twin() -> None:
    told = seen(doubted(), row(101, meta_leg=TAG), row(102, meta_leg=TAG, transaction_id=64))
    assert told.found == ()
    assert told.possible == ("redemption 102: AUD 25.00, of transaction 64",)


def test_where_marks_are_not_echoed_a_row_that_fits_is_told_only() -> None:
    told = seen(doubted(), row(101), row(102))
    assert told.found == ()
    assert told.possible == ("redemption 102: AUD 25.00, not tagged",)


def test_where_marks_are_echoed_a_row_without_one_is_anothers() -> None:
    assert seen(doubted(), row(101, meta_leg=TAG), row(102)).possible == ()


def test_a_row_of_another_sale_of_this_till_is_not_told() -> None:
    assert seen(doubted(), row(101), row(102), known=frozenset({"102"})).possible == ()


def test_a_row_from_before_the_sale_is_not_told() -> None:
    sale = replace(doubted(), high_water=500)
    assert seen(sale, row(101), row(102)).possible == ()


def test_a_leg_in_doubt_at_another_profile_is_looked_for_there() -> None:
    elsewhere = doubted(profile="another")
    assert seen(elsewhere, row(102, meta_leg=TAG)).found == ()


# What became of one


def test_a_refund_under_the_twins_mark_is_its_end() -> None:
    sale = with_twins(doubted(), t102=TwinState.UNKNOWN)
    back = row(103, type="return", meta_leg=f"{REFERENCE}-R1-T102")
    assert seen(sale, row(102, meta_leg=TAG), back).undone == ("102",)


def test_a_reversal_that_names_it_is_its_end() -> None:
    sale = with_twins(doubted(), t102=TwinState.UNKNOWN)
    back = row(103, type="reversal", reverses_id=102)
    assert seen(sale, row(102, meta_leg=TAG), back).undone == ("102",)


def test_a_reversal_of_the_same_content_that_nothing_else_explains_is_its_end() -> None:
    sale = with_twins(doubted(), t102=TwinState.UNKNOWN)
    rows = (row(101), row(102, incentive="812"), row(103, type="reversal", incentive="812"))
    assert seen(sale, *rows).undone == ("102",)


@pytest.mark.parametrize("state", [LegState.REVERSED, LegState.UNDO_UNKNOWN])
def test_a_reversal_that_may_be_of_the_sales_own_redemption_proves_nothing(state: LegState) -> None:
    sale = with_twins(doubted(state), t102=TwinState.UNKNOWN)
    assert seen(sale, row(101), row(102), row(103, type="reversal")).undone == ()


def test_a_reversal_of_other_content_proves_nothing() -> None:
    sale = with_twins(doubted(), t102=TwinState.UNKNOWN)
    rows = (row(102, incentive="812"), row(103, type="reversal", incentive="811"))
    assert seen(sale, *rows).undone == ()


def test_a_known_twin_that_became_part_of_a_transaction_is_named() -> None:
    sale = with_twins(doubted(), t102=TwinState.UNKNOWN)
    assert seen(sale, row(102, meta_leg=TAG, transaction_id=64)).linked == ("102",)


# The sale's own reversal, beside a twin's


def reversal_found(sale: Sale, *rows: Redemption) -> Finding:
    return evidence.find_reversal(sale, sale.legs[0], rows, SPENT).finding


def test_the_reversal_of_a_twin_is_not_taken_for_the_sales_own() -> None:
    sale = with_twins(doubted(LegState.UNDO_UNKNOWN), t102=TwinState.REVERSED)
    assert reversal_found(sale, row(103, type="reversal")) is Finding.ABSENT
    both = (row(103, type="reversal"), row(104, type="reversal"))
    assert reversal_found(sale, *both) is Finding.FOUND


def test_while_a_twins_reversal_is_not_known_one_reversal_may_be_either() -> None:
    sale = with_twins(doubted(LegState.UNDO_UNKNOWN), t102=TwinState.UNKNOWN)
    assert reversal_found(sale, row(103, type="reversal")) is Finding.UNCLEAR
    assert reversal_found(sale) is Finding.ABSENT
