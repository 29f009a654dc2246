"""From a return to its receipt: what came back, how it was repaid, and every amount adds up, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning, ways
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.sale.tender import TenderKind
from posdesk.till.catalogue import Shop
from posdesk.till.receipt import SIMULATION, receipt_text
from posdesk.till.receipt_draft import Mark, Paper, ReceiptDraft, Row, TenderRow
from posdesk.till.receipt_of import receipt_of
from tests.sale.bought import bought, original, returning_desk, sold, some_left
from tests.sale.build import BELT, SCARF, SHIRT, Desk, aud
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import calm

SHOP = Shop("2", "Main Shop", "1993", "Sam Lee")
PRINTED_AT = datetime(2026, 11, 21, 16, 5)  # noqa: DTZ001  # the store's wall clock, as printed


def receipt(sale: Sale) -> ReceiptDraft:
    return receipt_of(sale, SHOP, printed_at=PRINTED_AT)


def finished(made: ReturnWorld, kind: RepayKind | None, extra: int = 0) -> Sale:
    """Confirmed, with what cash is asked for handed over, and a cashier who then takes what is offered."""
    if kind is not None:
        made.tell(rev.RepayChosen(made.desk.now, kind, aud(extra)))
    made.tell(ev.Confirmed(made.desk.now))
    for _ in range(9):
        calm(made)
        sale, now = made.sale, made.desk.now
        if sale.phase is Phase.PAYING:
            made.tell(ev.TenderTaken(now, TenderKind.CASH, aud(10**6)))
            continue
        asked = [
            each
            for each in returning(sale).refunds
            if each.kind is RefundKind.CASH and each.state is RefundState.SENT
        ]
        if asked:
            made.tell(rev.CashHandedOver(now, asked[0].number))
        elif sale.phase is Phase.REPAYING:
            made.tell(rev.RepayChosen(now, RepayKind.CASH))
    assert made.sale.phase is Phase.RECORDED
    return made.sale


def pictures_return(kind: RepayKind, extra: int = 0) -> Sale:
    """One of two shirts, and the belt, of a sale with 25.00 of rewards and ten per cent off."""
    past = original(bought([(SHIRT, 2), (BELT, 1)], rewards=2500, benefits=["4021"], card=10**6))
    made = ReturnWorld(returning_desk(past))
    for line_id in (1, 2):
        made.tell(rev.ReturnPicked(made.desk.now, line_id, 1))
    return finished(made, kind, extra)


def test_the_receipt_of_a_return_names_what_it_belongs_to() -> None:
    draft = receipt(pictures_return(RepayKind.CARD))
    assert (draft.title, draft.link) == ("RETURN", "Return of receipt 659")
    assert draft.link_reference == "S01-1-000659-k3f9q2"
    text = receipt_text(draft, Paper.NARROW)
    assert text.count(SIMULATION) == 2
    assert "Return of receipt 659" in text


def test_what_came_back_is_negative_and_its_shares_are_added_back() -> None:
    draft = receipt(pictures_return(RepayKind.CARD))
    assert [(each.name, each.quantity, each.amount) for each in draft.items] == [
        ("Linen Shirt", "-1", "-65.00"),
        ("Leather Belt", "-1", "-25.00"),
    ]
    assert draft.subtotal == "-90.00"
    assert [row.name for row in draft.items[0].discounts] == ["First spend", "Rewards"]
    assert all(Decimal(row.amount) > 0 for row in draft.discounts)


def test_what_was_refunded_stands_apart_as_something_new() -> None:
    draft = receipt(pictures_return(RepayKind.CARD))
    assert draft.refunds == (Row("Rewards", "14.51"),)
    assert draft.tenders == (TenderRow("Card", draft.total, ""),)
    assert "Given back as new" in receipt_text(draft)


def test_a_whole_return_gives_the_benefits_use_back_too() -> None:
    past = original(bought([(SHIRT, 1)], rewards=500, benefits=["4021"]))
    made = ReturnWorld(returning_desk(past))
    made.tell(rev.AllPicked(made.desk.now))
    draft = receipt(finished(made, RepayKind.CASH))
    assert draft.refunds == (Row("Rewards", "5.00"), Row("First spend", "1 use"))


def test_an_extra_stands_beside_the_store_credit_it_is_in() -> None:
    draft = receipt(pictures_return(RepayKind.STORE_CREDIT, 1000))
    (tender,) = draft.tenders
    assert (tender.name, tender.detail) == ("Store credit", "(10.00 extra)")
    assert Decimal(tender.amount) == Decimal(draft.total) - 10


def test_cash_and_its_rounding_stand_as_on_any_receipt() -> None:
    past = original(bought([(replace(BELT, price=aud(1999)), 1)]))
    made = ReturnWorld(returning_desk(past))
    made.tell(rev.AllPicked(made.desk.now))
    draft = receipt(finished(made, RepayKind.CASH))
    assert draft.total == "-19.99"
    assert draft.rounding == Row("Cash rounding", "-0.01")
    assert draft.tenders == (TenderRow("Cash", "-20.00"),)


def test_an_exchange_has_both_kinds_of_items_and_one_total() -> None:
    past = original(bought([(BELT, 1)], card=10**6))
    made = ReturnWorld(returning_desk(past))
    made.tell(rev.AllPicked(made.desk.now))
    made.tell(ev.LineAdded(made.desk.now, SCARF))
    draft = receipt(finished(made, None))
    assert (draft.title, draft.total) == ("EXCHANGE", "20.00")
    assert [each.amount for each in draft.items] == ["-25.00", "45.00"]


def test_a_dropped_return_is_no_return() -> None:
    made = ReturnWorld(returning_desk(original(bought([(BELT, 1)]))))
    made.tell(rev.AllPicked(made.desk.now))
    made.tell(ev.VoidRequested(made.desk.now))
    draft = receipt(made.sale)
    assert (draft.mark, draft.title, draft.tenders) == (Mark.VOIDED, "", ())


@given(data=st.data(), made=sold())
@settings(max_examples=50)
def test_every_receipt_of_a_return_adds_up(data: st.DataObject, made: Desk) -> None:
    past = original(made)
    world = ReturnWorld(returning_desk(past))
    for pick in data.draw(some_left(past)):
        world.tell(rev.ReturnPicked(world.desk.now, pick.line_id, pick.quantity))
    if data.draw(st.booleans()):
        world.tell(ev.LineAdded(world.desk.now, data.draw(st.sampled_from([BELT, SCARF]))))
    kinds = [None, *(way.kind for way in ways(world.sale))]
    draft = receipt(finished(world, data.draw(st.sampled_from(kinds))))
    lines = sum(Decimal(each.amount) for each in draft.items)
    discounts = sum(Decimal(each.amount) for each in draft.discounts)
    rounded = Decimal(draft.rounding.amount) if draft.rounding else Decimal(0)
    tenders = sum(Decimal(each.amount) for each in draft.tenders)
    assert lines == Decimal(draft.subtotal)
    assert Decimal(draft.subtotal) + discounts == Decimal(draft.total)
    assert Decimal(draft.total) + rounded == tenders - Decimal(draft.change or 0)
