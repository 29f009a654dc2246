"""Sales read back whole, returns of them, and what may still be changed."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from posdesk.omneo import recorded, transaction_writes, transactions
from posdesk.omneo.calls import Call, Unknown
from posdesk.omneo.drafts import DiscountDraft, ItemDraft, TransactionDraft
from posdesk.omneo.recorded import RecordedDiscount
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.live import ASHA, BEN, MELBOURNE, Live
from tests.omneo.samples import TRANSACTION, P, answered, aud, changed, listed, value_of

PAGE = (("page[size]", "100"), ("page[number]", "1"))
SHIRT = ItemDraft(
    name="Linen Shirt",
    sku="LS-01",
    quantity=2,
    price_current=Decimal("100.00"),
    price_sell=Decimal("87.50"),
    price_original=Decimal("100.00"),
    price_tax=Decimal("7.95"),
    discounts=(DiscountDraft(Decimal("25.00"), "Reward"),),
    meta={"posdesk_line": "L1"},
)
SALE = TransactionDraft(
    external_id="S01-1-000659-k3f9q2",
    receipt_ref="000659",
    total=Decimal("175.00"),
    total_original=Decimal("200.00"),
    transacted_at=datetime(2025, 6, 15, 4, 35, tzinfo=UTC),
    timezone=MELBOURNE,
    items=(SHIRT,),
    payments=("EFTPOS", {"type": "other", "amount": Decimal("5.00")}),
    profile_id=ASHA,
    location_id=2,
    staff_id=1993,
    currency_code="AUD",
    meta={"posdesk": {"rule": "largest_remainder"}},
)
RETURN = replace(
    SALE,
    external_id="S01-1-000660-p0x2aa",
    receipt_ref="000660",
    linked_receipt_ref="000659",
    type="return",
    total=Decimal("-87.50"),
    total_original=Decimal("-100.00"),
    items=(replace(SHIRT, quantity=-1, discounts=()),),
    payments=("Cash",),
)


def test_transactions_are_narrowed_by_what_is_named() -> None:
    call = recorded.list(currency=AUD, receipt_ref="659", profile_id=P)
    assert call.path == "/transactions"
    assert call.query == (("filter[receipt_ref]", "659"), ("filter[profile_id]", P), *PAGE)
    returns = recorded.list(currency=AUD, linked_receipt_ref="659", location_id=2, page=2, size=5)
    assert returns.query == (
        ("filter[linked_receipt_ref]", "659"),
        ("filter[location_id]", "2"),
        ("page[size]", "5"),
        ("page[number]", "2"),
    )
    assert recorded.list(currency=AUD).query == PAGE


def test_a_return_is_sent_with_negative_counts_and_its_receipt() -> None:
    assert dump(RETURN.body()).decode() == (
        f'{{"profile_id":"{ASHA}","total":-87.50,"total_original":-100.00,'
        '"transacted_at":"2025-06-15 14:35:00","timezone":"Australia/Melbourne",'
        '"receipt_ref":"000660","external_id":"S01-1-000660-p0x2aa",'
        '"linked_receipt_ref":"000659","type":"return","location_id":2,"staff_id":1993,'
        '"currency":"AUD","payments":["Cash"],"items":[{"name":"Linen Shirt","sku":"LS-01",'
        '"quantity":-1,"price_current":100.00,"price_sell":87.50,"price_original":100.00,'
        '"price_tax":7.95,"discounts":[],"meta":{"posdesk_line":"L1"}}],'
        '"meta":{"posdesk":{"rule":"largest_remainder"}}}'
    )


def test_a_transaction_of_few_words_is_read() -> None:
    row = changed(TRANSACTION, items=None, payments=None, meta=[], currency="NZD", total=-10)
    found = value_of(recorded.read(64, currency=AUD), {"data": row})
    assert (found.items, found.payments, found.meta, found.staff_number) == ((), (), {}, None)
    assert found.head.total == Money(-1000, Currency("NZD"))


@pytest.mark.parametrize("quantity", [None, "many", Decimal("1.5"), 10**9])
def test_a_line_without_a_count_is_unreadable(quantity: object) -> None:
    item = {"id": 701, "name": "Shirt", "price_sell": 10}
    good = changed(TRANSACTION, items=[{**item, "quantity": "-1.0"}])
    assert value_of(recorded.read(64, currency=AUD), {"data": good}).items[0].is_return
    bad = changed(TRANSACTION, items=[{**item, "quantity": quantity}])
    assert isinstance(recorded.read(64, currency=AUD).read(answered({"data": bad})), Unknown)


def test_a_change_names_only_what_it_changes() -> None:
    void = transaction_writes.void(64, currency=AUD)
    assert (void.method, void.path, void.writes) == ("PUT", "/transactions/64", True)
    assert dump(void.body) == b'{"is_void":true}'
    assert transaction_writes.assign(64, P, currency=AUD).body == {"profile_id": P}
    linked = transaction_writes.change(64, currency=AUD, linked_receipt_ref="659")
    assert linked.body == {"linked_receipt_ref": "659"}
    assert transaction_writes.remove(64).method == "DELETE"
    assert isinstance(void.read(answered(listed())), Unknown)


def record(live: Live, draft: TransactionDraft = SALE) -> int:
    return live.done(transactions.record(draft, currency=AUD)).id


def test_a_sale_is_read_back_whole(live: Live) -> None:
    sale_id = record(live)
    found = live.done(recorded.read(sale_id, currency=AUD))
    assert found.head.total == aud("175")
    assert (found.total_original, found.currency, found.profile_id) == (aud("200"), AUD, ASHA)
    assert (found.transacted_at, found.timezone) == (SALE.transacted_at, MELBOURNE)
    assert (found.location_id, found.staff_number) == (2, "1993")
    assert found.payments == ("EFTPOS", {"type": "other", "amount": 5})
    assert found.meta == {"posdesk": {"rule": "largest_remainder"}}
    (item,) = found.items
    assert (item.name, item.sku, item.quantity, item.is_return) == (
        "Linen Shirt",
        "LS-01",
        2,
        False,
    )
    assert (item.price_sell, item.price_original) == (aud("87.50"), aud("100"))
    assert item.discounts == (RecordedDiscount(aud("25"), "Reward"),)
    assert item.meta == {"posdesk_line": "L1"}
    assert live.done(recorded.find_external(SALE.external_id, currency=AUD)) == found


def test_a_receipt_leads_to_its_sale_and_to_its_returns(live: Live) -> None:
    sale_id, return_id = record(live), record(live, RETURN)
    (sale,) = live.done(recorded.list(currency=AUD, receipt_ref="000659")).items
    (back,) = live.done(recorded.list(currency=AUD, linked_receipt_ref="000659")).items
    assert (sale.head.id, back.head.id) == (sale_id, return_id)
    assert (back.head.total, back.type) == (Money(-8750, AUD), "return")
    assert [(each.quantity, each.is_return) for each in back.items] == [(-1, True)]
    page = live.done(recorded.list_for_profile(ASHA, currency=AUD, size=1))
    assert ([each.head.id for each in page.items], page.last > 1) == ([return_id], True)


def test_a_sale_is_voided_corrected_and_removed(live: Live) -> None:
    sale_id = record(live)
    assert live.done(transaction_writes.void(sale_id, currency=AUD)).is_void
    assert not live.done(transaction_writes.void(sale_id, currency=AUD, is_void=False)).is_void
    live.done(transaction_writes.change(sale_id, currency=AUD, meta={"note": "Gift"}))
    found = live.done(recorded.read(sale_id, currency=AUD))
    assert (found.meta, len(found.items), found.head.total) == ({"note": "Gift"}, 1, aud("175"))
    live.done(transaction_writes.remove(sale_id))
    assert live.is_missing(recorded.read(sale_id, currency=AUD))
    assert live.is_missing(transaction_writes.void(sale_id, currency=AUD))


def test_a_sale_without_a_customer_finds_one(live: Live) -> None:
    sale_id = record(live, replace(SALE, profile_id=None))
    assert live.done(recorded.read(sale_id, currency=AUD)).profile_id is None
    nobody = transaction_writes.assign(sale_id, "nobody", currency=AUD)
    assert live.fields_of(nobody) == {"profile_id"}
    live.done(transaction_writes.assign(sale_id, BEN, currency=AUD))
    assert live.done(recorded.read(sale_id, currency=AUD)).profile_id == BEN


def test_a_token_that_only_reads_changes_no_sale(live: Live) -> None:
    sale_id = record(live)
    verbs: list[Call[object]] = [
        transaction_writes.void(sale_id, currency=AUD),
        transaction_writes.remove(sale_id),
        transactions.record(RETURN, currency=AUD),
    ]
    assert [live.is_forbidden(verb) for verb in verbs] == [True] * len(verbs)
