"""Events as JSON and back: nothing is lost, and what cannot be read says so."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest
import simplejson
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.sale import (
    attention_events,
    correction_events,
    credit_events,
    line_events,
    profile_events,
    sweep_events,
)
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Product, ProductKind
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Currency, Money
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.state import LegState, Phase, Terms, due, quote_of
from posdesk.sale.tender import TenderState
from posdesk.till.codec import EVENTS, VERSION, BadJournalRow, decode, encode
from posdesk.till.journal import Row, fold

FIXTURE = Path(__file__).parent / "fixtures" / "journal-0.1.0.jsonl"
AT = Instant(1_760_000_000_000, 5_000, "boot")

CURRENCIES = st.sampled_from(["AUD", "JPY", "KWD"]).map(Currency)
MONEY = st.builds(Money, st.integers(), CURRENCIES)
INSTANTS = st.builds(Instant, st.integers(), st.integers(), st.text())
EXACT = st.decimals(allow_nan=False, allow_infinity=False)
PROMOTIONS = st.builds(
    Promotion,
    st.sampled_from(PromotionKind),
    percent=st.decimals(0, 100, places=3),
    amount=st.integers(0),
)
PRODUCTS = st.builds(
    Product,
    st.text(),
    st.text(),
    st.builds(Money, st.integers(0), CURRENCIES),
    st.text(),
    st.decimals(0, 9, places=4),
    st.sampled_from(ProductKind),
)
TERMS = st.builds(
    Terms,
    CURRENCIES,
    rule=st.sampled_from(Rule),
    promotions=st.dictionaries(st.text(), PROMOTIONS),
    late_window_s=st.integers(),
    single_till=st.booleans(),
)
for _type, _strategy in (
    (Money, MONEY),
    (Currency, CURRENCIES),
    (Instant, INSTANTS),
    (Decimal, EXACT),
    (Promotion, PROMOTIONS),
    (Product, PRODUCTS),
    (Terms, TERMS),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
):
    st.register_type_strategy(_type, _strategy)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@given(data=st.data())
@settings(max_examples=25)
def test_every_event_comes_back_as_it_was(kind: type[ev.Event], data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    name, version, body = encode(event)
    assert decode(name, version, body, event.at) == event


def test_every_class_of_event_is_known_to_the_codec() -> None:
    modules = (
        ev,
        rev,
        attention_events,
        correction_events,
        credit_events,
        line_events,
        profile_events,
        sweep_events,
    )
    classes = {name for module in modules for name, each in vars(module).items() if _is_event(each)}
    assert set(EVENTS) == classes - {"Event"}


def _is_event(each: object) -> bool:
    return isinstance(each, type) and issubclass(each, ev.Event)


def test_the_instant_stands_in_columns_and_not_in_the_body() -> None:
    assert encode(ev.Confirmed(AT)) == ("Confirmed", VERSION, "{}")


def test_money_is_written_in_whole_minor_units() -> None:
    _, _, body = encode(ev.RewardsChosen(AT, Money(2500, AUD)))
    assert simplejson.loads(body) == {"amount": {"minor": 2500, "currency": {"code": "AUD"}}}


def test_no_binary_float_holds_an_amount_in_any_event() -> None:
    floats = {
        f"{kind.__name__}.{field.name}"
        for kind in EVENTS.values()
        for field in dataclasses.fields(kind)
        if "float" in str(field.type)
    }
    # Seconds that a tenant asked to wait.
    assert floats == {
        "UndoRefused.retry_after_s",
        "ReadFailed.retry_after_s",
        "TransactionRefused.retry_after_s",
        "RefundRefused.retry_after_s",
        "SweepFailed.retry_after_s",
        "TwinUndoRefused.retry_after_s",
    }


LINE = '{"product":{"sku":"A","name":"A","price":{"minor":-1,"currency":{"code":"AUD"}}}}'


@pytest.mark.parametrize(
    ("kind", "version", "body"),
    [
        ("Confirmed2", 1, "{}"),
        ("Event", 1, "{}"),
        ("Confirmed", VERSION + 1, "{}"),
        ("Confirmed", 0, "{}"),
        ("Confirmed", 1, "{"),
        ("Confirmed", 1, "[]"),
        ("Confirmed", 1, ""),
        ("RewardsChosen", 1, "{}"),
        ("RewardsChosen", 1, '{"amount": 25}'),
        ("RewardsChosen", 1, '{"amount": {"minor": 1.5, "currency": {"code": "AUD"}}}'),
        ("RewardsChosen", 1, '{"amount": {"minor": 1, "currency": {"code": "dollars"}}}'),
        ("LineAdded", 1, LINE),
        ("TenderTaken", 1, '{"kind":"shells","amount":{"minor":1,"currency":{"code":"AUD"}}}'),
    ],
)
def test_what_cannot_be_read_is_a_bad_row(kind: str, version: int, body: str) -> None:
    with pytest.raises(BadJournalRow):
        decode(kind, version, body, AT)


def test_the_error_of_a_bad_row_does_not_quote_the_body() -> None:
    with pytest.raises(BadJournalRow) as caught:
        decode("RewardsChosen", 1, '{"amount": "asha@example.test"}', AT)
    assert "asha" not in str(caught.value)


def fixture_rows() -> list[Row]:
    """A sale of 0.1.0: cash and a declined card put back, an answer lost, a record sent twice."""
    rows = []
    for line in FIXTURE.read_text(encoding="utf-8").splitlines():
        row = simplejson.loads(line)
        at = Instant(row["utc_ms"], row["boot_ms"], row["boot_id"])
        rows.append(Row("S01-1-000659-k3f9q2", row["seq"], at, row["type"], row["v"], row["body"]))
    return rows


def test_a_journal_of_0_1_0_still_folds_to_the_same_sale() -> None:
    sale, seq = fold(fixture_rows())

    assert (sale.phase, seq, sale.reference) == (Phase.RECORDED, 48, "S01-1-000659-k3f9q2")
    assert [(leg.mark, leg.state, leg.redemption_id) for leg in sale.legs] == [
        ("B1", LegState.REVERSED, "158"),
        ("R2", LegState.REVERSED, "159"),
        ("B3", LegState.GRANTED, "162"),
        ("R4", LegState.GRANTED, "163"),
    ]
    assert [(each.kind, each.state, each.amount.minor) for each in sale.tenders] == [
        ("cash", TenderState.GIVEN_BACK, 5000),
        ("card", TenderState.DECLINED, 15500),
        ("card", TenderState.APPROVED, 20500),
    ]
    assert sale.recorded is not None
    assert (sale.recorded.transaction_id, sale.recorded.linked) == ("64", "163")
    assert [line.note for line in sale.basket.lines] == ["", "a gift", "", ""]
    assert [each.net.minor for each in quote_of(sale).lines] == [10075, 3487, 1938, 5000]
    assert due(sale).minor == 0


def test_folding_a_journal_up_to_any_row_gives_a_sale() -> None:
    rows = fixture_rows()
    assert [fold(rows[:count])[1] for count in range(1, len(rows) + 1)] == [row.seq for row in rows]


def test_a_missing_row_is_noticed() -> None:
    rows = fixture_rows()
    with pytest.raises(BadJournalRow):
        fold([*rows[:11], *rows[12:]])


@pytest.mark.parametrize("cut", [1, 5, 13])
def test_a_sale_does_not_begin_in_its_middle(cut: int) -> None:
    with pytest.raises(BadJournalRow):
        fold(fixture_rows()[cut:])


def test_no_rows_are_no_sale() -> None:
    with pytest.raises(BadJournalRow):
        fold([])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("WentBack", "{}"),
        ("LineRemoved", '{"line_id":99}'),
        ("RedemptionSought", '{"leg":9,"finding":"found"}'),
        ("Sent", '{"intention":"R9.create"}'),
    ],
)
def test_a_row_that_cannot_follow_is_a_bad_row(kind: str, body: str) -> None:
    rows = fixture_rows()[:17]
    rows[-1] = dataclasses.replace(rows[-1], type=kind, body=body)
    with pytest.raises(BadJournalRow):
        fold(rows)
