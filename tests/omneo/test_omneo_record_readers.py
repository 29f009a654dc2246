"""Redemptions, sales, shops, staff, products and the token check, as they are answered."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from posdesk.omneo import (
    auth,
    locations,
    products,
    redemptions,
    staff,
    transactions,
)
from posdesk.omneo.auth import TokenCheck
from posdesk.omneo.balances import Balances
from posdesk.omneo.calls import Applied, Call, Dialect, Page, Unknown
from posdesk.omneo.errors import WebPage
from posdesk.omneo.locations import Location
from posdesk.omneo.products import Product, Variant
from posdesk.omneo.redemptions import (
    Redemption,
    RedemptionItem,
    RedemptionResult,
    Strategy,
)
from posdesk.omneo.staff import Staff
from posdesk.omneo.transactions import Transaction
from posdesk.sale.money import AUD, Money
from tests.omneo.samples import (
    BENEFIT,
    IDENTITY,
    PROFILE,
    REDEEMED,
    REDEMPTION,
    TRANSACTION,
    P,
    answered,
    aud,
    changed,
    error_in,
    listed,
    value_of,
    without,
)

REDEMPTIONS = redemptions.list(P, currency=AUD)
FIND_SALE = transactions.find_external("ORDER-10334", currency=AUD)
REVERSE = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)
REDEEM = redemptions.create(
    P,
    dialect=Dialect.GUIDE,
    strategies=(Strategy.REWARDS,),
    amount=Money(2500, AUD),
    reference="r",
    receipt_ref="1",
    leg="r-R1",
)
USE_BENEFIT = redemptions.redeem_benefit(
    P,
    "4021",
    dialect=Dialect.REFERENCE,
    issued_at=datetime(2025, 6, 15, tzinfo=UTC),
    timezone="Australia/Melbourne",
    external_id="r-B1",
    currency=AUD,
)


def only(call: Call[Page[Any]], row: dict[str, Any]) -> Any:
    page = value_of(call, listed(row))
    (item,) = page.items
    return item


def value_applied(value: object) -> object:
    return Applied(value, 200)


def test_a_redemption_row_echoes_the_leg() -> None:
    assert only(REDEMPTIONS, REDEMPTION) == Redemption(
        id=158,
        type="redeem",
        total=aud("25"),
        created_at=datetime(2025, 6, 15, 4, 30, tzinfo=UTC),
        transaction_external_id="S01-1-000659-k3f9q2",
        meta_leg="S01-1-000659-k3f9q2-R1",
        external_id=None,
        transaction_id=64,
        reverses_id=None,
        items=(
            RedemptionItem("reward", aud("10"), None, "811"),
            RedemptionItem("reward", aud("15"), None, "812"),
        ),
    )


@pytest.mark.parametrize("nothing", [None, [], {}])
def test_a_redemption_row_may_echo_nothing(nothing: object) -> None:
    row = changed(
        without(REDEMPTION, "transaction_external_id"),
        meta=nothing,
        items=None,
        total=None,
        transaction_id=None,
    )
    redemption = only(REDEMPTIONS, row)
    assert (redemption.meta_leg, redemption.transaction_external_id) == (None, None)
    assert (redemption.items, redemption.total) == ((), aud("0"))


def test_a_reversal_row_may_name_what_it_reversed() -> None:
    row = changed(REDEMPTION, type="reversal", meta={"reversed_redemption_id": "158"}, id=160)
    assert only(REDEMPTIONS, row).reverses_id == 158


def test_a_redeem_answers_with_what_was_granted_and_the_balances_after() -> None:
    result = value_of(REDEEM, {"data": changed(REDEEMED, total="20.50")})
    assert result == RedemptionResult(
        id=158,
        total=aud("20.50"),
        balances=Balances(aud("0"), Decimal(1500), aud("15"), aud("15"), aud("50"), 2),
        created_at=datetime(2025, 6, 15, 4, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "row", [without(REDEEMED, "id"), without(REDEEMED, "total"), changed(REDEEMED, total=None)]
)
def test_a_redeem_that_does_not_say_what_it_did_is_unknown(row: dict[str, Any]) -> None:
    assert isinstance(REDEEM.read(answered({"data": row})), Unknown)


def test_a_used_benefit_comes_to_nothing() -> None:
    row = {"id": 159, "type": "redeem", "total": None, "items": [{"type": "benefit", "count": 1}]}
    assert value_of(USE_BENEFIT, {"data": row}) == RedemptionResult(159, aud("0"), None, None)


def test_a_benefit_is_never_taken_for_its_redemption() -> None:
    assert isinstance(USE_BENEFIT.read(answered({"data": BENEFIT})), Unknown)


def test_a_reversal_answers_with_the_balances_again() -> None:
    assert value_of(REVERSE, {"data": changed(REDEEMED, id=160)}).id == 160


def test_a_recorded_sale_names_its_redemption() -> None:
    assert value_of(FIND_SALE, {"data": TRANSACTION}) == Transaction(
        id=64,
        external_id="ORDER-10334",
        receipt_ref="659",
        total=aud("175"),
        redemption_id=158,
        is_void=False,
    )


def test_a_recorded_sale_may_name_it_by_number_only() -> None:
    row = changed(TRANSACTION, redemption=None, redemption_id="158", is_void=None)
    sale = value_of(FIND_SALE, {"data": row})
    assert (sale.redemption_id, sale.is_void) == (158, False)


def test_a_shop_is_known_by_the_tills_own_id() -> None:
    row = {"id": 2, "name": "Main Shop", "external_id": "S01", "timezone": "Australia/Melbourne"}
    assert only(locations.list(), row) == Location(
        2, "Main Shop", "S01", None, "Australia/Melbourne"
    )


def test_a_staff_member_is_a_profile_with_a_number() -> None:
    row = changed(PROFILE, identities=[changed(IDENTITY, handle="staff", identifier=1993)])
    assert value_of(staff.read("1993"), {"data": row}) == Staff(
        "1993", P, "Asha Nguyen", "asha@example.test"
    )


def test_a_staff_number_asked_for_is_the_one_found_where_the_row_does_not_say() -> None:
    assert value_of(staff.read("1994"), {"data": without(PROFILE, "identities")}).number == "1994"


def test_a_product_has_a_kind_and_a_tax_where_the_tenant_says_so() -> None:
    row = {
        "id": 5,
        "title": "Gift Card",
        "handle": "gift-card",
        "variants": [
            {
                "sku": "GC-50",
                "title": "Gift Card 50",
                "barcode": None,
                "price": 50,
                "meta": {"kind": "gift_card", "tax_rate": "0"},
            },
            {"sku": "LS-01", "barcode": 2000000000015, "price": "65.00", "meta": []},
        ],
    }
    assert only(products.list(currency=AUD), row) == Product(
        5,
        "Gift Card",
        "gift-card",
        (
            Variant("GC-50", None, "Gift Card 50", aud("50"), "gift_card", Decimal(0)),
            Variant("LS-01", "2000000000015", "Gift Card", aud("65"), "product", None),
        ),
    )


@pytest.mark.parametrize("raw", [b"", b"OK", b"{}", b"null", b'{"valid":true}'])
def test_a_valid_token_needs_no_words(raw: bytes) -> None:
    outcome = auth.verify().read(answered(raw))
    assert outcome == value_applied(TokenCheck())


def test_a_web_page_is_no_valid_token() -> None:
    page = answered(b"<html>Sign in to the Wi-Fi", headers={"content-type": "text/html"})
    assert isinstance(error_in(auth.verify().read(page)), WebPage)
