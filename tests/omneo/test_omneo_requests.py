"""Each verb's request, to the letter of the vendor's guides."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from posdesk.omneo import (
    auth,
    balances,
    benefits,
    credits,
    identities,
    locations,
    products,
    profiles,
    redemptions,
    rewards,
    staff,
    transactions,
)
from posdesk.omneo.calls import Call, Dialect
from posdesk.omneo.drafts import DiscountDraft, ItemDraft, TransactionDraft
from posdesk.omneo.errors import NotFound
from posdesk.omneo.redemptions import Strategy
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.samples import P, aud

PAGE = (("page[size]", "100"), ("page[number]", "1"))
LEG = "S01-1-000659-k3f9q2-R1"
REFERENCE = "S01-1-000659-k3f9q2"


def redeem(dialect: Dialect = Dialect.GUIDE, amount: Money | None = None) -> Call[object]:
    return redemptions.create(
        P,
        dialect=dialect,
        strategies=(Strategy.REWARDS,),
        amount=amount or aud("25"),
        reference=REFERENCE,
        receipt_ref="000659",
        leg=LEG,
    )


def use_benefit(dialect: Dialect) -> Call[object]:
    return redemptions.redeem_benefit(
        P,
        "4021",
        dialect=dialect,
        issued_at=datetime(2025, 6, 15, 4, 30, tzinfo=UTC),
        timezone="Australia/Melbourne",
        external_id=f"{REFERENCE}-B1",
        currency=AUD,
    )


READS: list[tuple[Call[object], str, tuple[tuple[str, str], ...]]] = [
    (auth.verify(), "/auth/verify", ()),
    (
        identities.search(handle="loyalty-card", identifier="60011234"),
        "/identities/search",
        (("handle", "loyalty-card"), ("identifier", "60011234")),
    ),
    (profiles.read(P, currency=AUD), f"/profiles/{P}", ()),
    (
        profiles.search("asha@example.test", currency=AUD),
        "/profiles",
        (("search", "asha@example.test"), ("page[size]", "25"), ("page[number]", "1")),
    ),
    (balances.read(P, currency=AUD), f"/profiles/{P}/balances", ()),
    (rewards.list(P, currency=AUD), f"/profiles/{P}/rewards", PAGE),
    (
        benefits.list(P, timezone="Australia/Melbourne"),
        f"/profiles/{P}/benefits",
        (("filter[status]", "active"), *PAGE),
    ),
    (
        benefits.list(P, timezone="Australia/Melbourne", active_only=False),
        f"/profiles/{P}/benefits",
        PAGE,
    ),
    (credits.list(P, currency=AUD), f"/profiles/{P}/credits", PAGE),
    (redemptions.list(P, currency=AUD), f"/profiles/{P}/redemptions", PAGE),
    (
        redemptions.list(P, currency=AUD, reference=REFERENCE, page=3, size=50),
        f"/profiles/{P}/redemptions",
        (
            ("filter[transaction_external_id]", REFERENCE),
            ("page[size]", "50"),
            ("page[number]", "3"),
        ),
    ),
    (
        transactions.find_external(REFERENCE, currency=AUD),
        f"/transactions/external/{REFERENCE}",
        (),
    ),
    (transactions.list_for_profile(P, currency=AUD), f"/profiles/{P}/transactions", PAGE),
    (locations.list(), "/locations", PAGE),
    (locations.list(external_id="S01"), "/locations", (("filter[external_id]", "S01"), *PAGE)),
    (staff.read("1993"), "/staff/1993", ()),
    (products.list(currency=AUD), "/products", PAGE),
]


@pytest.mark.parametrize(("call", "path", "query"), READS, ids=lambda each: None)
def test_a_read_is_a_get_of_the_documented_path(
    call: Call[object], path: str, query: tuple[tuple[str, str], ...]
) -> None:
    assert (call.method, call.path, call.query) == ("GET", path, query)
    assert call.body is None
    assert not call.writes


PATHS = [
    (redeem, f"/profiles/{P}/redemptions", f"/profiles/{P}/redeem"),
    (
        use_benefit,
        f"/profiles/{P}/benefits/4021/redemptions",
        f"/profiles/{P}/benefits/4021/redeem",
    ),
    (
        lambda dialect: redemptions.reverse(P, 158, dialect=dialect, currency=AUD),
        f"/profiles/{P}/redemptions/158/reverse",
        "/redemptions/158/reversal",
    ),
    (
        lambda dialect: redemptions.refund(P, 158, dialect=dialect, currency=AUD),
        f"/profiles/{P}/redemptions/158/refund",
        "/redemptions/158/return",
    ),
    (
        lambda dialect: redemptions.refund(P, 158, dialect=dialect, currency=AUD, benefit=True),
        f"/profiles/{P}/redemptions/158/refund",
        "/redemptions/158/benefit/return",
    ),
]


@pytest.mark.parametrize(("build", "guide", "reference"), PATHS)
def test_the_dialect_chooses_the_path_of_a_write(build, guide, reference) -> None:  # type: ignore[no-untyped-def]  # five shapes of verb
    for dialect, path in ((Dialect.GUIDE, guide), (Dialect.REFERENCE, reference)):
        call = build(dialect)
        assert (call.method, call.path, call.writes) == ("POST", path, True)


def test_both_dialects_send_the_same_body() -> None:
    assert redeem(Dialect.GUIDE).body == redeem(Dialect.REFERENCE).body
    assert use_benefit(Dialect.GUIDE).body == use_benefit(Dialect.REFERENCE).body


def test_a_redemption_sends_a_decimal_amount_strictly_and_its_own_mark() -> None:
    body = redeem().body
    assert body is not None
    assert dump(body) == (
        b'{"strategies":["rewards"],"amount":25.00,"strict":true,'
        b'"transaction_external_id":"S01-1-000659-k3f9q2","transaction_receipt_ref":"000659",'
        b'"meta":{"posdesk_leg":"S01-1-000659-k3f9q2-R1"}}'
    )


@pytest.mark.parametrize(
    ("minor", "code", "wire"),
    [
        (2500, "JPY", b"2500"),
        (1234, "KWD", b"1.234"),
        (99999999999999999, "AUD", b"999999999999999.99"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(
    minor: int, code: str, wire: bytes
) -> None:
    body = redeem(amount=Money(minor, Currency(code))).body
    assert body is not None
    assert b'"amount":' + wire + b"," in dump(body)


def test_a_redemption_names_the_shop_when_it_is_known() -> None:
    call = redemptions.create(
        P,
        dialect=Dialect.GUIDE,
        strategies=(Strategy.REWARDS, Strategy.POINTS),
        amount=aud("1"),
        reference=REFERENCE,
        receipt_ref="000659",
        leg=LEG,
        location_id=2,
    )
    assert isinstance(call.body, dict)
    assert call.body["location_id"] == 2
    assert call.body["strategies"] == ["rewards", "points"]


def test_a_benefit_is_used_at_the_local_time_of_the_shop() -> None:
    assert use_benefit(Dialect.GUIDE).body == {
        "issued_at": "2025-06-15 14:30:00",
        "timezone": "Australia/Melbourne",
        "external_id": "S01-1-000659-k3f9q2-B1",
    }


def test_a_reversal_has_no_body() -> None:
    assert redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD).body is None


def test_a_refund_of_all_has_no_body_and_one_of_a_part_its_amount() -> None:
    def body(amount: Money | None) -> object:
        call = redemptions.refund(P, 158, dialect=Dialect.GUIDE, currency=AUD, amount=amount)
        return call.body

    assert body(None) is None
    assert body(aud("7.5")) == {"amount": Decimal("7.50")}


def test_a_return_names_itself_and_its_refund() -> None:
    call = redemptions.refund(
        P, 158, dialect=Dialect.GUIDE, currency=AUD, reference=REFERENCE, receipt_ref="659", leg=LEG
    )
    assert call.body == {
        "transaction_external_id": REFERENCE,
        "transaction_receipt_ref": "659",
        "meta": {"posdesk_leg": LEG},
    }


DRAFT = TransactionDraft(
    external_id=REFERENCE,
    receipt_ref="659",
    total=Decimal("175.00"),
    total_original=Decimal("200.00"),
    transacted_at=datetime(2025, 6, 15, 4, 35, tzinfo=UTC),
    timezone="Australia/Melbourne",
    items=(
        ItemDraft(
            name="Linen Shirt",
            sku="LS-01",
            quantity=1,
            price_current=Decimal("200.00"),
            price_sell=Decimal("175.00"),
            price_original=Decimal("200.00"),
            price_tax=Decimal("15.91"),
            discounts=(DiscountDraft(Decimal("25.00"), "Reward"),),
        ),
    ),
    payments=("EFTPOS",),
    profile_id=P,
    redemption_id=158,
    rounding=Decimal("-0.02"),
    location_id=2,
    staff_id=1993,
    currency_code="AUD",
    meta={"posdesk": {"rule": "largest_remainder"}},
)


def test_a_sale_is_sent_as_the_guide_writes_it() -> None:
    assert dump(DRAFT.body()).decode() == (
        f'{{"profile_id":"{P}","total":175.00,"total_original":200.00,'
        '"transacted_at":"2025-06-15 14:35:00","timezone":"Australia/Melbourne",'
        '"receipt_ref":"659","external_id":"S01-1-000659-k3f9q2","location_id":2,'
        '"staff_id":1993,"redemption_id":158,"currency":"AUD","rounding":-0.02,'
        '"payments":["EFTPOS"],"items":[{"name":"Linen Shirt","sku":"LS-01","quantity":1,'
        '"price_current":200.00,"price_sell":175.00,"price_original":200.00,"price_tax":15.91,'
        '"discounts":[{"amount":25.00,"reason_desc":"Reward"}]}],'
        '"meta":{"posdesk":{"rule":"largest_remainder"}}}'
    )


@pytest.mark.parametrize(
    ("upsert", "path"), [(True, "/transactions/update-create"), (False, "/transactions")]
)
def test_a_sale_is_written_by_upsert_or_plainly(*, upsert: bool, path: str) -> None:
    call = transactions.record(DRAFT, currency=AUD, upsert=upsert)
    assert (call.method, call.path, call.writes) == ("POST", path, True)
    assert call.body == DRAFT.body()


def test_an_anonymous_sale_leaves_out_what_it_does_not_know() -> None:
    draft = TransactionDraft(
        external_id=REFERENCE,
        receipt_ref="659",
        total=Decimal("5.00"),
        total_original=Decimal("5.00"),
        transacted_at=datetime(2025, 6, 15, 4, 35, tzinfo=UTC),
        timezone="Australia/Melbourne",
        items=(),
    )
    assert sorted(draft.body()) == [
        "external_id",
        "items",
        "payments",
        "receipt_ref",
        "timezone",
        "total",
        "total_original",
        "transacted_at",
    ]


@pytest.mark.parametrize("typed", ["", "  ", ".", ".."])
def test_an_id_that_would_lead_to_another_path_is_not_found(typed: str) -> None:
    with pytest.raises(NotFound):
        profiles.read(typed, currency=AUD)


def test_a_repr_of_a_call_shows_its_route_and_nobodys_data() -> None:
    call = redemptions.redeem_credit(
        P,
        "77",
        amount=aud("20"),
        reference=REFERENCE,
        receipt_ref="659",
        leg=LEG,
        security_code="8064",
    )
    shown = repr(call) + repr(identities.search(handle="loyalty-card", identifier="60011234"))
    assert "/profiles/{profile_id}/credits/{credit_id}/redeem" in shown
    for secret in ("8064", P, REFERENCE, "60011234", "20.00"):
        assert secret not in shown


def test_what_a_person_types_as_an_id_stays_one_segment_of_the_path() -> None:
    call = profiles.read("../rewards?x=1#é", currency=AUD)
    assert call.path == "/profiles/..%2Frewards%3Fx%3D1%23%C3%A9"


def test_a_float_never_reaches_the_wire() -> None:
    with pytest.raises(TypeError, match="binary float"):
        dump({"items": [{"amount": 1.5}]})  # type: ignore[dict-item]  # the mistake under test


def test_a_number_that_is_none_never_reaches_the_wire() -> None:
    with pytest.raises(ValueError, match="no JSON number"):
        dump({"amount": Decimal("NaN")})


def test_a_moment_without_a_zone_cannot_be_sent() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        redemptions.redeem_benefit(
            P,
            "1",
            dialect=Dialect.GUIDE,
            issued_at=datetime(2025, 6, 15, 4, 30),  # noqa: DTZ001  # the mistake under test
            timezone="Australia/Melbourne",
            external_id="x",
            currency=AUD,
        )
