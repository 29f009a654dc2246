"""A recorded sale as the original of a return, a return as what is back, and a return's record: every field of them."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.allocation import Rule
from posdesk.sale.past import (
    Original,
    Parcel,
    PastLeg,
    PastLine,
    PastRefund,
    PastReturn,
    PastTender,
    Pick,
    RefundKind,
    Share,
)
from posdesk.sale.past_of import goods_of, original_of, return_of
from posdesk.sale.record import SoldDiscount, SoldItem, SoldShare, SoldTender
from posdesk.sale.repayment import returning
from posdesk.sale.return_record import return_record_of
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Credit
from tests.sale.bought import after, bought, original, returning_desk
from tests.sale.build import ASHA, BELT, SCARF, SHIRT, Desk, aud, desk, wallet

REFERENCE = "S01-1-000659-k3f9q2"
STORE = Credit("82", "store_credit", aud(3550), 10**12)
GIFT = Credit("79", "gift_card", aud(5000), None, needs_pin=True)


def paid_in_every_way() -> Desk:
    """Two shirts at 60.01 instead of 65.00 and a scarf, ten per cent and 10.00 off: 138.52.

    10.00 of a credit that the transaction deducts, 30.00 of one that was redeemed, 50.00 by card, the rest in
    cash one minute after it was opened.
    """
    made, held = desk(rule=Rule.CARRY), replace(wallet(), credits=(STORE, GIFT))
    made.do(ev.LineAdded(made.now, SHIRT, 2))
    made.scan(SCARF)
    made.do(ev.PriceSet(made.now, 1, aud(6001)))
    made.present(held)
    made.choose(1000, "4021")
    made.confirm(held)
    made.grant(1, "158", 0)
    made.grant(2, "159", 1000)
    made.do(ev.TenderTaken(made.now, TenderKind.CREDIT, aud(1000), credit_id="82"))
    made.do(ev.CreditRead(made.now, 1, aud(3550)))
    made.do(ev.TenderTaken(made.now, TenderKind.CREDIT, aud(3000), credit_id="79"))
    made.do(ev.SnapshotRead(made.now, held, 100))
    made.grant(3, "160", 3000)
    made.take(TenderKind.CARD, 5000)
    made.approve()
    made.later(60)
    made.do(ev.TenderTaken(made.now, TenderKind.CASH, aud(9000)))
    made.do(ev.TransactionSought(made.now))
    made.later(1)
    made.do(ev.TransactionRecorded(made.now, "64"))
    assert made.sale.phase is Phase.RECORDED
    return made


def test_an_original_says_all_that_a_return_can_undo() -> None:
    sale = paid_in_every_way().sale
    shirts = PastLine(
        1,
        "LS-01",
        "Linen Shirt",
        aud(6001),
        aud(6500),
        (Parcel(1, aud(5038)), Parcel(1, aud(5037))),
        aud(916),
        (Share("4021", "First spend", aud(1200)), Share("rewards", "Rewards", aud(727))),
    )
    scarf = PastLine(
        2,
        "WS-01",
        "Wool Scarf",
        aud(4500),
        aud(4500),
        (Parcel(1, aud(3777)),),
        aud(343),
        (Share("4021", "First spend", aud(450)), Share("rewards", "Rewards", aud(273))),
    )
    before = PastReturn("S01-1-000660-k3f9q2", (Pick(2, 1),), (), aud(0))
    assert original_of(sale, [before]) == Original(
        reference=REFERENCE,
        receipt_ref="659",
        sold_at_ms=sale.opened_at.utc_ms + 60_000,
        total=aud(13852),
        rounding=aud(-2),
        lines=(shirts, scarf),
        # The linked one first: the greatest total.
        legs=(
            PastLeg("C3", RefundKind.CREDIT, "160", aud(3000), name="gift_card"),
            PastLeg("B1", RefundKind.BENEFIT, "158", aud(0), "4021", "First spend"),
            PastLeg("R2", RefundKind.REWARDS, "159", aud(1000), name="Rewards"),
        ),
        tenders=(
            PastTender("T1", "credit", aud(1000)),
            PastTender("T2", "credit", aud(3000), "C3"),
            PastTender("T3", "card", aud(5000)),
            PastTender("T4", "cash", aud(4850)),
        ),
        customer=ASHA,
        rule=Rule.CARRY,
        returns=(before,),
    )


def test_a_sale_that_was_never_paid_is_dated_when_it_was_opened() -> None:
    made = desk()
    made.scan(BELT)
    made.later(60)
    assert original_of(made.sale).sold_at_ms == made.sale.opened_at.utc_ms


def test_a_discount_that_took_nothing_of_a_line_has_no_share_there() -> None:
    free = replace(SCARF, price=aud(0))
    past = original(bought([(SHIRT, 1), (free, 1)], rewards=500))
    assert [len(line.shares) for line in past.lines] == [1, 0]


# Exchanges


def exchanged(price: int) -> Desk:
    """A belt of 25.00, 5.00 of it rewards, is exchanged for a scarf at ``price``; what it costs more is paid by card."""
    made = returning_desk(original(bought([(BELT, 1)], rewards=500, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(rev.ReturnReasonSet(made.now, "wrong colour"))
    made.do(ev.LineAdded(made.now, replace(SCARF, price=aud(price))))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    if made.sale.phase is Phase.PAYING:
        made.take(TenderKind.CARD)
        made.approve()
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.do(rev.RefundGiven(made.now, 1, aud(500), "901"))
    return made


def test_the_goods_paid_what_the_other_tenders_did_not() -> None:
    made = exchanged(4500)
    assert goods_of(made.sale) == (PastTender("", "goods", aud(2000)),)
    assert original_of(made.sale).tenders == (
        PastTender("", "goods", aud(2000)),
        PastTender("T1", "card", aud(2500)),
    )


def test_no_goods_paid_a_sale_or_a_basket_that_costs_nothing() -> None:
    assert goods_of(paid_in_every_way().sale) == ()
    made = returning_desk(original(bought([(BELT, 1)])))
    made.do(rev.AllPicked(made.now))
    assert goods_of(made.sale) == ()


def test_the_record_of_an_exchange_has_both_kinds_of_items_and_the_goods_as_its_first_tender() -> (
    None
):
    record = return_record_of(exchanged(4500).sale)
    purchase = record.purchase
    assert (purchase.total, purchase.total_original) == (aud(2500), aud(4500 - 2500))
    assert [(item.sku, item.quantity) for item in purchase.items] == [("WS-01", 1), ("LB-01", -1)]
    assert purchase.tenders == (
        SoldTender("goods", aud(2000)),
        SoldTender("card", aud(2500), "approved", mark="T1"),
    )
    assert (record.reason, record.rounding) == ("wrong colour", aud(0))


# A return, and its record


def two_thirds() -> Desk:
    """One shirt and the scarf of a sale whose shares were carried on; paid back in cash."""
    past = original(
        bought([(SHIRT, 2), (SCARF, 1)], rewards=1000, benefits=["4021"], rule=Rule.CARRY)
    )
    made = returning_desk(replace(past, receipt_ref="1659"))
    made.do(rev.ReturnPicked(made.now, 1, 1))
    made.do(rev.ReturnPicked(made.now, 2, 1))
    made.do(rev.ReturnReasonSet(made.now, "too small"))
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    return made


def settled() -> Desk:
    made = two_thirds()
    made.do(rev.RefundGiven(made.now, 1, None, "901"))
    made.do(rev.CashHandedOver(made.now, 2))
    assert made.sale.phase is Phase.RECORDING
    return made


def test_what_a_return_has_taken_back_counts_from_the_moment_it_is_claimed() -> None:
    made = two_thirds()
    assert return_of(made.sale, REFERENCE) == PastReturn(
        made.sale.reference,
        (Pick(1, 1), Pick(2, 1)),
        (PastRefund("R2", RefundKind.REWARDS, returning(made.sale).refund(1).amount),),
        aud(0),
        settled=False,
    )


def test_what_a_return_gave_is_what_was_given_not_what_was_asked() -> None:
    made = two_thirds()
    made.do(rev.RefundGiven(made.now, 1, aud(600), "901"))
    made.do(rev.CashHandedOver(made.now, 2))
    cash = returning(made.sale).refund(2)
    found = return_of(made.sale, REFERENCE)
    assert cash.rounding is not None
    assert found == PastReturn(
        made.sale.reference,
        (Pick(1, 1), Pick(2, 1)),
        (
            PastRefund("R2", RefundKind.REWARDS, aud(600)),
            PastRefund("", RefundKind.CASH, cash.amount),
        ),
        cash.rounding,
    )


def test_what_was_refused_is_no_part_of_a_return() -> None:
    made = two_thirds()
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    made.do(ev.AttentionSettled(made.now, ev.Choice.GO_ON))
    found = return_of(made.sale, REFERENCE)
    assert found is not None
    assert [each.kind for each in found.refunds] == [RefundKind.CASH]


def test_a_return_that_was_dropped_or_is_only_being_picked_holds_nothing() -> None:
    made = returning_desk(original(bought([(BELT, 1)])))
    made.do(rev.AllPicked(made.now))
    assert return_of(made.sale, REFERENCE) is None
    made.do(ev.Confirmed(made.now))
    assert return_of(made.sale, REFERENCE) is not None
    assert return_of(made.sale, "S01-1-000001-k3f9q2") is None
    made.do(ev.Resumed(made.now))
    assert made.sale.phase is Phase.VOIDED
    assert return_of(made.sale, REFERENCE) is None
    assert return_of(paid_in_every_way().sale, REFERENCE) is None


def test_the_record_of_a_return_says_which_sale_it_undoes_and_by_whose_rule() -> None:
    record = return_record_of(settled().sale)
    assert (record.original, record.original_receipt, record.reason) == (
        REFERENCE,
        "1659",
        "too small",
    )
    assert record.purchase.rule == "carry"
    assert record.lines == returning(settled().sale).figures(partial_refund=True).lines


def test_the_record_of_an_exchange_goes_by_the_rule_of_its_own_basket() -> None:
    made = two_thirds()
    made.sale = replace(made.sale, basket=made.sale.basket.add(BELT))
    assert return_record_of(made.sale).purchase.rule == "largest_remainder"


def test_every_share_that_came_back_is_told_by_its_line_and_its_discount() -> None:
    """Ten per cent of 65.00 and 45.00, and the carried shares of 10.00."""
    record = return_record_of(settled().sale)
    assert record.undone == (
        SoldShare(1, "4021", aud(650), "First spend"),
        SoldShare(1, "rewards", aud(371), "Rewards"),
        SoldShare(2, "4021", aud(450), "First spend"),
        SoldShare(2, "rewards", aud(257), "Rewards"),
    )


def test_every_item_that_came_back_is_told_as_it_was_sold_with_its_pieces_below_zero() -> None:
    past = original(paid_in_every_way())
    made = returning_desk(past)
    made.do(rev.ReturnPicked(made.now, 1, 2))
    record = return_record_of(made.sale)
    common = (aud(6500), aud(6001))
    assert record.purchase.items == (
        SoldItem(
            1,
            "LS-01",
            "Linen Shirt",
            -1,
            *common,
            aud(5038),
            aud(458),
            (SoldDiscount("First spend", aud(600)), SoldDiscount("Rewards", aud(363))),
        ),
        SoldItem(
            1,
            "LS-01",
            "Linen Shirt",
            -1,
            *common,
            aud(5037),
            aud(458),
            (SoldDiscount("First spend", aud(600)), SoldDiscount("Rewards", aud(364))),
        ),
    )
    assert record.purchase.total == aud(-10075)
    assert record.purchase.total_original == aud(-12002)


def test_pieces_that_came_back_at_one_price_are_one_item() -> None:
    past = original(bought([(BELT, 3)], card=10**6))
    made = returning_desk(replace(past, returns=(after(past, [Pick(1, 1)], 1),)))
    made.do(rev.AllPicked(made.now))
    (item,) = return_record_of(made.sale).purchase.items
    assert (item.quantity, item.price_sell, item.tax, item.discounts) == (
        -2,
        aud(2500),
        aud(454),
        (),
    )
