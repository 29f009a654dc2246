"""From a sale to its receipt: every amount adds up, to the cent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.sale import events as ev
from posdesk.sale.checkout import opened
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Phase, Sale, Terms, cash_due, due
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Customer
from posdesk.till.catalogue import Shop
from posdesk.till.receipt import receipt_text
from posdesk.till.receipt_draft import (
    ItemRow,
    LoyaltyRow,
    Mark,
    ReceiptDraft,
    ReceiptWords,
    Row,
    TenderRow,
)
from posdesk.till.receipt_of import plain, receipt_of
from tests.till.made_sales import (
    AT,
    BELT,
    FULL,
    GIFT_CARD,
    REFERENCE,
    SCARF,
    SHIRT,
    aud,
    choosing,
    fold,
    granted,
    redeeming,
)

SHOP = Shop("2", "Main Shop", "1993", "Sam Lee")
PRINTED_AT = datetime(2026, 11, 21, 16, 5)  # noqa: DTZ001  # the store's wall clock, as printed
BENEFITS = ("4021", "4022")


def receipt(sale: Sale) -> ReceiptDraft:
    return receipt_of(sale, SHOP, printed_at=PRINTED_AT)


def paying(*, rewards: str = "25.00", benefits: tuple[str, ...] = ("4021",)) -> Sale:
    sale = redeeming(rewards=rewards, benefits=benefits)
    for leg in sale.legs:
        sale = granted(sale, leg.number, str(157 + leg.number))
    return sale


def by_card(sale: Sale) -> Sale:
    number = len(sale.tenders) + 1
    amount = due(sale)
    return fold(
        sale,
        [
            ev.TenderTaken(AT, TenderKind.CARD, amount),
            ev.TenderApproved(AT, number, amount, "approved"),
        ],
    )


def recorded(sale: Sale) -> Sale:
    return fold(sale, [ev.TransactionSought(AT), ev.TransactionRecorded(AT, "64", "159")])


def declined() -> Sale:
    """Cash and a declined card, put back; the sale is at the choice again."""
    tendered = fold(
        paying(),
        [
            ev.TenderTaken(AT, TenderKind.CASH, aud("50.00")),
            ev.TenderTaken(AT, TenderKind.CARD, aud("155.00")),
            ev.TenderDeclined(AT, 2, "do_not_honour"),
            ev.TenderGivenBack(AT, 1),
            ev.UndoConfirmed(AT, 2),
            ev.UndoConfirmed(AT, 1),
            ev.WalletRead(AT, FULL),
        ],
    )
    assert tendered.phase is Phase.CHOOSING
    return tendered


def money(text: str) -> Decimal:
    return Decimal(text or "0")


def adds_up(draft: ReceiptDraft) -> bool:
    lines = sum(money(item.amount) for item in draft.items)
    off = sum(money(each.amount) for each in draft.discounts)
    shares = sum(money(each.amount) for item in draft.items for each in item.discounts)
    rounded = money(draft.rounding.amount) if draft.rounding else Decimal(0)
    paid = sum(money(each.amount) for each in draft.tenders) - money(draft.change)
    return (
        lines == money(draft.subtotal)
        and shares == off
        and lines + off == money(draft.total)
        and money(draft.total) + rounded == paid
    )


def test_the_pictures_sale_to_the_cent() -> None:
    draft = receipt(recorded(by_card(paying())))

    assert draft.items[0] == ItemRow(
        "Linen Shirt",
        "2",
        "65.00",
        "130.00",
        (Row("First Spend", "-13.00"), Row("Rewards", "-16.25")),
    )
    assert draft.items[3] == ItemRow("Gift Card", "1", "50.00", "50.00")
    assert draft.subtotal == "250.00"
    assert draft.discounts == (Row("First Spend", "-20.00"), Row("Rewards", "-25.00"))
    assert draft.total == "205.00"
    assert draft.taxes == (Row("GST included", "14.09"),)
    assert draft.tenders == (TenderRow("Card", "205.00", "approved"),)
    assert adds_up(draft)


def test_the_head_and_foot_are_the_shops_and_the_sales() -> None:
    draft = receipt(recorded(by_card(paying())))
    assert (draft.shop, draft.register, draft.staff) == ("Main Shop", "S01-1", "Sam Lee")
    assert (draft.number, draft.reference) == ("659", REFERENCE)
    assert (draft.printed_at, draft.title) == ("2026-11-21 16:05", "TAX INVOICE")
    assert (draft.customer, draft.mark) == ("Asha Nguyen", Mark.NONE)


def test_a_shop_that_the_tenant_does_not_know_is_named_by_its_code() -> None:
    draft = receipt_of(by_card(paying()), Shop(staff_id="7"), printed_at=PRINTED_AT)
    assert (draft.shop, draft.staff) == ("S01", "7")


def test_rewards_and_uses_are_told_with_what_is_left_of_them() -> None:
    draft = receipt(recorded(by_card(paying(rewards="20.00", benefits=BENEFITS))))
    assert draft.loyalty == (
        LoyaltyRow("Rewards", "20.00", "5.00"),
        LoyaltyRow("First Spend", "1", "0"),
        LoyaltyRow("Free Alterations", "1", ""),
    )


def test_a_benefit_that_only_leaves_a_note_is_no_discount() -> None:
    draft = receipt(by_card(paying(rewards="0.00", benefits=("4022",))))
    assert draft.discounts == ()
    assert draft.loyalty[1] == LoyaltyRow("Free Alterations", "1", "")


def test_cash_shows_what_was_handed_over_and_the_change() -> None:
    handed = [ev.TenderTaken(AT, TenderKind.CASH, aud("300.00"))]
    draft = receipt(fold(paying(), handed))
    assert draft.tenders == (TenderRow("Cash", "300.00"),)
    assert draft.change == "95.00"
    assert adds_up(draft)


def test_a_split_payment_lists_each_tender() -> None:
    part = fold(paying(), [ev.TenderTaken(AT, TenderKind.CASH, aud("50.00"))])
    draft = receipt(by_card(part))
    assert draft.tenders == (TenderRow("Cash", "50.00"), TenderRow("Card", "155.00", "approved"))
    assert adds_up(draft)


def test_another_way_to_pay_goes_by_its_own_name() -> None:
    voucher = ev.TenderTaken(AT, TenderKind.OTHER, aud("205.00"), "Mall voucher")
    assert receipt(fold(paying(), [voucher])).tenders == (TenderRow("Mall voucher", "205.00"),)


def test_an_anonymous_sale_has_no_loyalty_block() -> None:
    sale = opened(ev.SaleOpened(AT, REFERENCE, Terms(AUD, store="S01", register="1")))
    sale = by_card(fold(sale, [ev.LineAdded(AT, SHIRT), ev.Confirmed(AT)]))
    draft = receipt(sale)
    assert (draft.customer, draft.loyalty) == ("", ())


def test_a_note_stands_under_its_line() -> None:
    sale = fold(choosing(), [ev.NoteSet(AT, 2, "a gift")])
    assert receipt(by_card(fold(sale, [ev.Confirmed(AT)]))).items[1].note == "a gift"


def test_a_refused_sale_says_so_and_what_became_of_each_tender() -> None:
    draft = receipt(declined())
    assert (draft.mark, draft.title, draft.change) == (Mark.REFUSED, "", "")
    assert draft.tenders == (
        TenderRow("Cash", "50.00", "given back"),
        TenderRow("Card", "155.00", "declined"),
    )


def test_a_refused_sale_used_nothing_of_the_customers() -> None:
    assert receipt(declined()).loyalty == (LoyaltyRow("Rewards", "", "25.00"),)


def test_after_a_decline_and_a_second_try_only_what_paid_is_listed() -> None:
    sale = fold(declined(), [ev.Confirmed(AT), ev.SnapshotRead(AT, FULL, 200)])
    for number in (3, 4):
        sale = granted(sale, number, str(300 + number))
    draft = receipt(recorded(by_card(sale)))
    assert draft.tenders == (TenderRow("Card", "205.00", "approved"),)
    assert (draft.mark, draft.loyalty[0]) == (Mark.NONE, LoyaltyRow("Rewards", "25.00", "0.00"))


def test_a_voided_sale_says_so_and_used_nothing() -> None:
    draft = receipt(fold(choosing(rewards="25.00"), [ev.VoidRequested(AT)]))
    assert (draft.mark, draft.title, draft.tenders) == (Mark.VOIDED, "", ())
    assert draft.loyalty == (LoyaltyRow("Rewards", "", "25.00"),)


def test_the_words_and_the_amounts_are_the_readers() -> None:
    words = ReceiptWords(title="RECHNUNG", tax="enthaltene MwSt.", card="Karte", approved="ok")
    draft = receipt_of(
        by_card(paying()),
        SHOP,
        printed_at=PRINTED_AT,
        amount=lambda amount: f"{plain(amount).replace('.', ',')} A$",
        words=words,
    )
    assert (draft.title, draft.words, draft.total) == ("RECHNUNG", words, "205,00 A$")
    assert draft.taxes[0].name == "enthaltene MwSt."
    assert draft.tenders == (TenderRow("Karte", "205,00 A$", "ok"),)


def test_the_printed_receipt_holds_every_amount_and_says_simulation() -> None:
    text = receipt_text(receipt(recorded(by_card(paying()))))
    assert text.count("SIMULATION") == 2
    for amount in ("130.00", "-13.00", "-16.25", "-20.00", "-25.00", "205.00", "14.09"):
        assert amount in text
    assert REFERENCE in text


@given(
    quantities=st.lists(st.integers(1, 7), min_size=1, max_size=4),
    prices=st.lists(st.integers(0, 99_999), min_size=4, max_size=4),
    percent=st.booleans(),
    rewards=st.integers(0, 2_500),
    handed=st.integers(1, 500),
    cash=st.booleans(),
)
@settings(max_examples=200)
def test_every_receipt_adds_up(
    quantities: list[int],
    prices: list[int],
    percent: bool,
    rewards: int,
    handed: int,
    cash: bool,
) -> None:
    sale = opened(ev.SaleOpened(AT, REFERENCE, choosing().terms))
    products = (SHIRT, SCARF, BELT, GIFT_CARD)
    for line, (product, count) in enumerate(zip(products, quantities, strict=False), start=1):
        price = ev.PriceSet(AT, line, Money(prices[line - 1], AUD))
        sale = fold(sale, [ev.LineAdded(AT, product, count), price])
    sale = fold(sale, [ev.CustomerAttached(AT, Customer("p", "Asha"), FULL)])
    sale = fold(sale, [ev.BenefitChosen(AT, "4021", percent)])
    sale = fold(sale, [ev.RewardsChosen(AT, Money(rewards, AUD)), ev.Confirmed(AT)])
    if sale.phase is Phase.REDEEMING:
        sale = fold(sale, [ev.SnapshotRead(AT, FULL, 0)])
    for leg in sale.legs:
        sale = granted(sale, leg.number)
    if sale.phase is Phase.PAYING and cash:
        given_over = cash_due(sale) + Money(handed, AUD)
        sale = fold(sale, [ev.TenderTaken(AT, TenderKind.CASH, given_over)])
    elif sale.phase is Phase.PAYING:
        sale = by_card(sale)

    assert sale.phase is Phase.RECORDING
    assert adds_up(receipt(sale))
