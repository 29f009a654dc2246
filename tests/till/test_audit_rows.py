"""The order of a sale's rows: what a till may write passes, in any weather; what it may not is named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale import sweep_events as sev
from posdesk.sale.moments import Instant
from posdesk.sale.quote import Quote
from posdesk.sale.state import FINAL, Sale, Terms, quote_of
from posdesk.sale.sweep import TwinRow
from posdesk.till import audit_sale
from posdesk.till.audit import audit
from posdesk.till.audit_history import audit_history
from posdesk.till.audit_report import Findings, Invariant, Violation
from posdesk.till.audit_rows import check_protocol, read_sale
from posdesk.till.audit_story import history_of, written_lines
from posdesk.till.codec import encode
from posdesk.till.journal import Row
from tests.sale import test_checkout_storm as storm
from tests.sale import test_return_storm as return_storm
from tests.sale.bought import bought
from tests.sale.build import SCARF, SHIRT, START, aud
from tests.sale.slow_world import SlowWorld
from tests.sale.test_checkout_any_order import AnyOrder

REFERENCE = "S01-1-000659-k3f9q2"
OPENED = ev.SaleOpened(START, REFERENCE, Terms(aud(0).currency))


def at(seconds: float) -> Instant:
    return START.plus(seconds)


def sent(intention: str, seconds: float) -> ev.Sent:
    return ev.Sent(at(seconds), intention)


def granted(seconds: float) -> ev.RedemptionGranted:
    return ev.RedemptionGranted(at(seconds), 1, "158", aud(2500))


def lost(seconds: float) -> ev.RedemptionUnknown:
    return ev.RedemptionUnknown(at(seconds), 1, "omneo.no_answer")


def absent(seconds: float) -> ev.RedemptionSought:
    return ev.RedemptionSought(at(seconds), 1, ev.Finding.ABSENT)


def given_lost(seconds: float) -> rev.RefundUnknown:
    return rev.RefundUnknown(at(seconds), 1, "omneo.no_answer")


def record_lost(seconds: float) -> ev.TransactionUnknown:
    return ev.TransactionUnknown(at(seconds), "omneo.no_answer")


def names(*events: ev.Event, sale: Sale | None = None) -> list[Invariant]:
    found = Findings()
    check_protocol(REFERENCE, (OPENED, *events), sale, found)
    return [each.invariant for each in found.all]


def seen(seconds: float, *undone: str) -> sev.TwinsSought:
    """A look that finds the twin 159, or shows it as taken back."""
    twin = () if undone else (TwinRow(1, "159", aud(2500)),)
    return sev.TwinsSought(at(seconds), "p1", found=twin, undone=undone)


def undo_lost(seconds: float) -> sev.TwinUndoUnknown:
    return sev.TwinUndoUnknown(at(seconds), "R1-T159", "omneo.no_answer")


TWIN, TWIN_REFUND = "R1-T159.reverse", "R1-T159.refund"
DOUBTED = (sent("R1.create", 0), lost(9), absent(70), sent("R1.create", 71), granted(72))
CREATE, REVERSE, REFUND = "R1.create", "R1.reverse", "R1.refund"


@pytest.mark.parametrize(
    "events",
    [
        (sent(CREATE, 0), granted(1), sent(REVERSE, 2), ev.UndoConfirmed(at(3), 1)),
        (sent(CREATE, 0), lost(10), absent(70), sent(CREATE, 71), granted(72)),
        (sent(CREATE, 0), granted(1), sent(REFUND, 601)),
        (sent(CREATE, 0), ev.Resumed(at(5)), absent(70), sent(CREATE, 71)),
        (sent("T1.charge", 0), ev.TenderUnknown(at(1), 1), sent("T1.charge", 2)),
        (sent("sale.record", 0), record_lost(9), ev.TransactionSought(at(70)), sent("sale.record", 71)),
        # A redemption that was given up took effect: it goes back beside what goes on.
        (sent(CREATE, 0), lost(9), absent(70), sent("sale.record", 71), granted(72), sent(REVERSE, 73)),
        (sent(CREATE, 0), lost(9), ev.AttentionSettled(at(20), ev.Choice.WAS_NOT_TAKEN), sent(CREATE, 21)),
        # A late twin goes back beside the sale's own course.
        (*DOUBTED, sent("sale.record", 191), seen(191), sent(TWIN, 192), sev.TwinUndone(at(193), "R1-T159")),
        (*DOUBTED, seen(191), sent(TWIN, 192), undo_lost(193), seen(195), sent(TWIN, 196), seen(200, "159")),
        (*DOUBTED, seen(650), sent(TWIN, 660), undo_lost(661), seen(730), sent(TWIN_REFUND, 731)),
    ],
)  # fmt: skip
def test_what_a_till_may_write_is_no_violation(events: tuple[ev.Event, ...]) -> None:
    assert names(*events) == []


@pytest.mark.parametrize(
    ("events", "invariant"),
    [
        ((granted(1),), Invariant.INTENTION),
        ((granted(1), sent(CREATE, 2)), Invariant.INTENTION),
        ((sent(CREATE, 0), granted(1), ev.UndoConfirmed(at(3), 1)), Invariant.INTENTION),
        ((sent(REVERSE, 0),), Invariant.INTENTION),
        ((ev.TransactionRecorded(at(1), "64"),), Invariant.INTENTION),
        ((given_lost(1),), Invariant.INTENTION),
        ((sent(CREATE, 0), sent("R2.create", 1)), Invariant.ONE_IN_FLIGHT),
        ((sent(CREATE, 0), granted(1), sent(REVERSE, 2), sent("sale.record", 3)), Invariant.ONE_IN_FLIGHT),
        ((sent(CREATE, 0), lost(9), sent(CREATE, 20)), Invariant.LATE_WINDOW),
        ((sent(CREATE, 0), lost(9), absent(11), sent(CREATE, 20)), Invariant.LATE_WINDOW),
        ((sent(CREATE, 0), ev.Resumed(at(5)), sent(CREATE, 20)), Invariant.LATE_WINDOW),
        ((sent("F1.give", 0), given_lost(9), sent("F1.give", 20)), Invariant.LATE_WINDOW),
        ((sent("sale.record", 0), record_lost(9), sent("sale.record", 20)), Invariant.LATE_WINDOW),
        (
            (sent(CREATE, 0), granted(1), sent(REVERSE, 590), ev.UndoUnknown(at(599), 1, "x"), sent(REFUND, 601)),
            Invariant.LATE_WINDOW,
        ),
        ((*DOUBTED, seen(191), sent(TWIN, 192), sent("R1-T160.reverse", 193)), Invariant.ONE_IN_FLIGHT),
        ((*DOUBTED, sev.TwinUndone(at(193), "R1-T159")), Invariant.INTENTION),
        ((*DOUBTED, seen(191), sent(TWIN, 192), undo_lost(193), sent(TWIN, 194)), Invariant.LATE_WINDOW),
        ((*DOUBTED, seen(191), sent(TWIN_REFUND, 192)), Invariant.WINDOW),
        ((*DOUBTED, seen(665), sent(TWIN, 670), undo_lost(671), seen(673), sent(TWIN_REFUND, 674)), Invariant.LATE_WINDOW),
        ((sent(CREATE, 0), granted(1), sent(REVERSE, 700)), Invariant.WINDOW),
        ((sent(CREATE, 0), granted(1), sent(REFUND, 300)), Invariant.WINDOW),
    ],
)  # fmt: skip
def test_what_a_till_must_not_write_is_named(
    events: tuple[ev.Event, ...], invariant: Invariant
) -> None:
    assert names(*events) == [invariant]


def test_an_outcome_of_a_card_needs_a_charge_and_cash_does_not() -> None:
    card = bought([(SHIRT, 1)], card=10**6).sale
    cash = bought([(SHIRT, 1)]).sale
    approved = ev.TenderApproved(at(1), 1, aud(6500))
    back = ev.TenderGivenBack(at(2), 1)
    assert names(approved, sale=card) == [Invariant.INTENTION]
    assert names(back, sale=cash) == []


def rows_of(events: Sequence[ev.Event]) -> tuple[Row, ...]:
    (reference,) = {each.reference for each in events if isinstance(each, ev.SaleOpened)}
    return tuple(
        Row(reference, seq, event.at, *encode(event)) for seq, event in enumerate(events, start=1)
    )


def test_rows_that_do_not_follow_from_each_other_are_not_read() -> None:
    found = Findings()
    assert read_sale(rows_of([OPENED, granted(1)]), found) is None
    assert {each.invariant for each in found.all} == {Invariant.READABLE, Invariant.INTENTION}


def test_a_row_that_is_missing_is_noticed() -> None:
    rows = rows_of([OPENED, ev.LineAdded(at(1), SHIRT), ev.LineAdded(at(2), SCARF)])
    found = Findings()
    assert read_sale((rows[0], rows[2]), found) is None
    assert [each.invariant for each in found.all] == [Invariant.READABLE]


def test_money_as_a_binary_float_is_named() -> None:
    rows = rows_of([OPENED, ev.LineAdded(at(1), SHIRT)])
    spoiled = replace(rows[1], body=rows[1].body.replace('"minor":6500', '"minor":6500.5'))
    found = Findings()
    assert read_sale((rows[0], spoiled), found) is None
    assert {each.invariant for each in found.all} == {Invariant.READABLE, Invariant.EXACT}


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("paid with 4111 1111 1111 1111", "a card number"),
        ("4111111111111111", "a card number"),
        ("Bearer abcdef0123456789", "a token"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", "a token"),
    ],
)
def test_a_secret_in_a_row_is_named_and_never_shown(note: str, kind: str) -> None:
    events = [OPENED, ev.LineAdded(at(1), SHIRT), ev.NoteSet(at(2), 1, note)]
    found = Findings()
    assert read_sale(rows_of(events), found) is not None
    (violation,) = found.all
    assert (violation.invariant, violation.detail) == (Invariant.PRIVATE, f"row 3 holds {kind}")


@pytest.mark.parametrize(
    "note", ["4111111111111112", "2000000000017", "04111111111111111111", "token 5", "1-800-555"]
)
def test_other_numbers_are_no_secret(note: str) -> None:
    found = Findings()
    read_sale(rows_of([OPENED, ev.LineAdded(at(1), SHIRT), ev.NoteSet(at(2), 1, note)]), found)
    assert found.all == ()


def test_a_pin_under_its_name_is_a_secret() -> None:
    (opened, row) = rows_of([OPENED, ev.LineAdded(at(1), SHIRT)])
    body = row.body[:-1] + ',"security_code":"4321"}'
    found = Findings()
    read_sale((opened, replace(row, body=body)), found)
    assert Invariant.PRIVATE in {each.invariant for each in found.all}
    assert "4321" not in "".join(map(str, found.all))


def test_lines_that_do_not_add_up_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sale = bought([(SHIRT, 1), (SCARF, 1)], rewards=2500).sale
    assert audit([sale], finished=True).clean

    def broken(asked: Sale) -> Quote:
        quote = quote_of(asked)
        first, *rest = quote.discounts
        more = replace(first, shares=(first.shares[0] + 1, *first.shares[1:]))
        return replace(quote, discounts=(more, *rest))

    monkeypatch.setattr(audit_sale, "quote_of", broken)
    found = {each.invariant for each in audit([sale], finished=True).violations}
    assert found == {Invariant.SHARES}


def judged(world: SlowWorld, *, finished: bool) -> tuple[Violation, ...]:
    """By its rows, by itself, and as a history."""
    sale = world.desk.sale
    original = sale.returning.original if sale.returning else None
    opening = ev.SaleOpened(sale.opened_at, sale.reference, sale.terms, original)
    rows = rows_of([opening, *world.journal])
    found = Findings()
    folded = read_sale(rows, found)
    assert folded == sale
    found.add(audit([folded], finished=finished).violations)
    found.add(audit_history(written_lines(history_of(rows)), finished=finished).violations)
    return found.all


def test_sales_in_foul_weather_keep_every_rule() -> None:
    for seed in range(100):
        chance, sale = random.Random(seed), AnyOrder()
        sale.open_shop()
        for _ in range(storm.STEPS):
            if sale.phase in FINAL and not sale.world.out:
                break
            if not storm.weather(sale, chance):
                storm.cashier(sale, chance)
        sale.teardown()
        assert judged(sale.world, finished=True) == (), f"seed {seed}"


def test_returns_in_foul_weather_keep_every_rule() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        made = return_storm.a_return(chance)
        for _ in range(return_storm.STEPS):
            if made.phase in FINAL and not made.out:
                break
            if not return_storm.weather(made, chance):
                return_storm.cashier(made, chance)
        is_over = made.phase in FINAL and not made.out
        assert judged(made, finished=is_over) == (), f"seed {seed}"
