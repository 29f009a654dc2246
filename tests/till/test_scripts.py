"""Talks with the tenant: what each answer becomes for the sale, against frozen answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
import simplejson

from posdesk.omneo import balances, redemptions
from posdesk.omneo.calls import Answer, Applied, Call, Dialect, NotApplied, Unknown
from posdesk.omneo.errors import NoAnswer, NotFound, OmneoError
from posdesk.omneo.redemptions import RedemptionResult
from posdesk.sale import events as ev
from posdesk.sale.basket import ProductKind
from posdesk.sale.money import AUD
from posdesk.sale.state import Sale, due
from posdesk.sale.tender import TenderKind
from posdesk.till import transaction_scripts
from posdesk.till.catalogue import read_catalogue, read_shop
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.scripts import Reply, Script, proof, value_or
from posdesk.till.wallets import WalletReader
from tests.omneo.samples import REDEEMED, REDEMPTION, TRANSACTION, answered, changed, listed
from tests.till.frozen import ME, CountingClock, FrozenTenant, P
from tests.till.made_sales import AT, REFERENCE, aud, choosing, fold, granted, redeeming

CREATE = (f"{ME}/redemptions", "create")
LOOK_UP = (f"/transactions/external/{REFERENCE}", "")
RECORD = ("/transactions/update-create", "")
OURS = changed(TRANSACTION, external_id=REFERENCE)


def scripts(dialect: Dialect = Dialect.GUIDE) -> RedemptionScripts:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    return RedemptionScripts(reader, dialect)


class OneAnswer(FrozenTenant):
    """Every write gets the one answer; reads are frozen as ever."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def attempt(self, call: Call[object]) -> object:  # type: ignore[override]  # one answer fits all
        if not call.writes:
            return super().attempt(call)
        self.calls.append(call)
        return call.read(self._answer)


def event(script: Script[Reply], tenant: FrozenTenant) -> ev.Event:
    return tenant.run(script)(AT)


def created(answer: Answer) -> ev.Event:
    return event(scripts().create(redeeming(rewards="25.00"), 1), OneAnswer(answer))


def paid() -> Sale:
    """Rewards and a benefit redeemed, the card approved: about to be recorded."""
    sale = granted(granted(redeeming(rewards="25.00", benefits=("4021",)), 1, "157"), 2, "158")
    tender = ev.TenderTaken(AT, TenderKind.CARD, due(sale))
    return fold(sale, [tender, ev.TenderApproved(AT, 1, due(sale), "approved")])


def sent(tenant: FrozenTenant) -> Mapping[str, object]:
    body = tenant.calls[-1].body
    assert isinstance(body, Mapping)
    return body


# Redeeming


def test_a_granted_redemption_comes_with_its_proof() -> None:
    assert created(answered({"data": REDEEMED})) == ev.RedemptionGranted(
        AT, 1, "158", aud("25.00"), "POST …/5b1c6…/redemptions · 200 · applied"
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, ev.RedemptionRefused),
        (403, ev.RedemptionRefused),
        (404, ev.RedemptionRefused),
        (422, ev.RedemptionRefused),
        (429, ev.RedemptionRefused),
        (408, ev.RedemptionUnknown),
        (500, ev.RedemptionUnknown),
        (503, ev.RedemptionUnknown),
    ],
)
def test_only_what_was_certainly_not_done_is_refused(status: int, kind: type[ev.Event]) -> None:
    assert isinstance(created(answered({"message": "no"}, status)), kind)


@pytest.mark.parametrize(
    "body", [b'{"data": {"id": 15', b"<html>sign in</html>", b"", b'{"data": {"total": 25}}']
)
def test_an_answer_that_cannot_be_read_is_unknown(body: bytes) -> None:
    found = created(answered(body))
    assert isinstance(found, ev.RedemptionUnknown)
    assert found.problem == "omneo.bad_payload"


def test_a_redemption_is_sent_with_the_sales_reference_and_the_legs_mark() -> None:
    tenant = OneAnswer(answered({"data": REDEEMED}))
    tenant.run(scripts().create(redeeming(rewards="25.00"), 1))
    body = sent(tenant)
    assert body["transaction_external_id"] == REFERENCE
    assert body["meta"] == {"posdesk_leg": f"{REFERENCE}-R1"}
    assert (body["amount"], body["location_id"]) == (Decimal("25.00"), 2)


def test_a_benefits_use_is_sent_with_the_legs_mark_and_the_shops_time() -> None:
    tenant = OneAnswer(answered({"data": changed(REDEEMED, total=None)}))
    tenant.run(scripts().create(redeeming(benefits=("4021",)), 1))
    assert sent(tenant) == {
        "issued_at": "2025-10-09 19:53:20",
        "timezone": "Australia/Melbourne",
        "external_id": f"{REFERENCE}-B1",
    }


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        (Dialect.GUIDE, f"{ME}/redemptions/158/reverse"),
        (Dialect.REFERENCE, "/redemptions/158/reversal"),
    ],
)
def test_a_reversal_goes_to_the_tenants_own_path(dialect: Dialect, path: str) -> None:
    tenant = OneAnswer(answered({"data": REDEEMED}))
    sale = granted(redeeming(rewards="25.00"), 1)
    assert event(scripts(dialect).undo(sale, 1, refund=False), tenant) == ev.UndoConfirmed(
        AT, 1, proof=f"POST …/{'/'.join(path.split('/')[-2:])} · 200 · applied"
    )
    assert tenant.calls[-1].path == path


@pytest.mark.parametrize(
    ("status", "judged"), [(422, True), (404, True), (401, False), (403, False), (429, False)]
)
def test_a_refused_reversal_says_whether_the_tenant_judged_it(status: int, judged: bool) -> None:
    tenant = OneAnswer(answered({"message": "no"}, status, {"retry-after": "7"}))
    sale = granted(redeeming(rewards="25.00"), 1)
    found = event(scripts().undo(sale, 1, refund=False), tenant)
    assert isinstance(found, ev.UndoRefused)
    assert found.judged is judged
    assert found.retry_after_s == (7.0 if status == 429 else 0.0)


def test_a_lists_trouble_is_unreadable_and_never_absent() -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/redemptions", ""] = answered({"message": "no"}, 403)
    found = event(scripts().find(redeeming(rewards="25.00"), 1, frozenset()), tenant)
    assert found == ev.RedemptionSought(AT, 1, ev.Finding.UNREADABLE, proof="omneo.forbidden")


def test_our_redemption_is_found_on_a_later_page() -> None:
    tenant = FrozenTenant()
    mine = changed(REDEMPTION, meta={"posdesk_leg": f"{REFERENCE}-R1"})
    other = changed(REDEMPTION, id=150, meta={"posdesk_leg": "S02-1-000001-aaaaaa-R1"})
    tenant.answers[f"{ME}/redemptions", "1"] = answered(listed(other, last=2))
    tenant.answers[f"{ME}/redemptions", "2"] = answered(listed(mine, current=2, last=2))
    found = event(scripts().find(redeeming(rewards="25.00"), 1, frozenset()), tenant)
    assert isinstance(found, ev.RedemptionSought)
    assert (found.finding, found.redemption_id, found.total) == ("found", "158", aud("25.00"))


def test_without_a_reading_there_is_no_snapshot() -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/balances", ""] = answered({}, 429, {"retry-after": "3"})
    found = event(scripts().snapshot(choosing(rewards="25.00")), tenant)
    assert found == ev.ReadFailed(AT, "ReadSnapshot", "omneo.throttled", 3.0, "429")


# Recording


def looked_up(answer: Answer) -> ev.Event:
    tenant = FrozenTenant()
    tenant.answers[LOOK_UP] = answer
    return event(transaction_scripts.look_up(paid()), tenant)


def test_the_sales_transaction_is_found_with_what_it_links() -> None:
    found = looked_up(answered({"data": OURS}))
    assert isinstance(found, ev.TransactionSought)
    assert (found.transaction_id, found.linked) == ("64", "158")


@pytest.mark.parametrize(
    "answer",
    [
        answered({"message": "none"}, 404),
        answered({"data": changed(OURS, is_void=True)}),
        answered({"data": changed(OURS, external_id="S01-1-000658-k3f9q2")}),
    ],
    ids=["none", "a voided one", "another sale's"],
)
def test_what_is_not_this_sales_is_not_found(answer: Answer) -> None:
    found = looked_up(answer)
    assert isinstance(found, ev.TransactionSought)
    assert found.transaction_id == ""


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_look_up_that_failed_is_not_an_absence(status: int) -> None:
    assert isinstance(looked_up(answered({"message": "no"}, status)), ev.ReadFailed)


def recorded(answer: Answer) -> ev.Event:
    return event(transaction_scripts.record(paid()), OneAnswer(answer))


def test_a_written_transaction_is_recorded() -> None:
    found = recorded(answered({"data": OURS}, 201))
    assert isinstance(found, ev.TransactionRecorded)
    assert (found.transaction_id, found.linked) == ("64", "158")


def test_a_refused_transaction_tells_the_fields() -> None:
    errors = {"location_id": ["The selected location is invalid."]}
    found = recorded(answered({"message": "Invalid.", "errors": errors}, 422))
    assert isinstance(found, ev.TransactionRefused)
    assert found.judged
    assert found.fields == ("location_id: The selected location is invalid.",)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_transaction_that_was_not_judged_waits(status: int) -> None:
    found = recorded(answered({"message": "no"}, status))
    assert isinstance(found, ev.TransactionRefused)
    assert not found.judged


def test_a_transaction_without_a_readable_answer_is_unknown() -> None:
    assert isinstance(recorded(answered(b'{"data": {"id"')), ev.TransactionUnknown)


def test_the_draft_adds_up_to_the_total_and_links_the_monetary_leg() -> None:
    draft = transaction_scripts.draft_of(paid())
    assert sum(item.quantity * item.price_sell for item in draft.items) == draft.total == 205
    assert draft.redemption_id == 158
    assert draft.payments == ("EFTPOS",)
    assert (draft.location_id, draft.staff_id, draft.receipt_ref) == (2, 1993, "659")


def test_the_draft_is_written_without_a_binary_float() -> None:
    tenant = OneAnswer(answered({"data": OURS}))
    tenant.run(transaction_scripts.record(paid()))
    text = simplejson.dumps(sent(tenant), use_decimal=True)
    assert '"price_sell": 50.38' in text
    assert _floats(sent(tenant)) == []


def _floats(value: object) -> list[float]:
    if isinstance(value, Mapping):
        return [each for inner in value.values() for each in _floats(inner)]
    if isinstance(value, list | tuple):
        return [each for inner in value for each in _floats(inner)]
    return [value] if isinstance(value, float) else []


# The catalogue and the shop


def variant(sku: str, price: object, **fields: object) -> dict[str, object]:
    return {"id": 1, "sku": sku, "price": price, "title": sku, **fields}


def product(*variants: dict[str, object]) -> dict[str, object]:
    return {
        "id": 101,
        "handle": "p",
        "title": "Product",
        "currency": "AUD",
        "variants": [*variants],
    }


def test_a_catalogue_is_found_by_barcode_and_by_sku() -> None:
    tenant = FrozenTenant()
    rows = listed(product(variant("LS-01", 65, barcode="9300000000017"), variant("LS-02", "29.95")))
    tenant.answers["/products", ""] = answered(rows)
    catalogue = tenant.run(read_catalogue(AUD))
    shirt = catalogue.find("9300000000017")
    assert shirt is catalogue.find("LS-01")
    assert shirt is not None
    assert shirt.price == aud("65.00")
    assert catalogue.find("ls-01") is None
    assert len(catalogue.products) == 2


@pytest.mark.parametrize("status", [403, 404])
def test_a_tenant_that_shows_no_products_has_an_empty_catalogue(status: int) -> None:
    tenant = FrozenTenant()
    tenant.answers["/products", ""] = answered({"message": "no"}, status)
    assert tenant.run(read_catalogue(AUD)).products == ()


def test_a_gift_card_sold_carries_no_tax() -> None:
    tenant = FrozenTenant()
    rows = listed(product(variant("GC-50", 50, meta={"kind": "gift_card"}), variant("LS-01", 65)))
    tenant.answers["/products", ""] = answered(rows)
    gift_card, shirt = tenant.run(read_catalogue(AUD)).products
    assert (gift_card.kind, gift_card.tax_rate) == (ProductKind.GIFT_CARD, Decimal(0))
    assert (shirt.kind, shirt.tax_rate) == (ProductKind.PRODUCT, Decimal("0.10"))


def test_the_shop_is_the_one_with_our_code_though_the_filter_was_ignored() -> None:
    tenant = FrozenTenant()
    others = [
        {"id": 1, "name": "Web", "external_id": "WEB"},
        {"id": 2, "name": "Main", "external_id": "S01"},
    ]
    tenant.answers["/locations", ""] = answered(listed(*others))
    shop = tenant.run(read_shop("S01", "1993"))
    assert (shop.location_id, shop.store_name) == ("2", "Main")
    assert (shop.staff_id, shop.staff_name) == ("1993", "")


def test_a_shop_that_the_tenant_does_not_know_stays_empty() -> None:
    tenant = FrozenTenant()
    tenant.answers["/locations", ""] = answered(listed())
    shop = tenant.run(read_shop("S09", ""))
    assert (shop.location_id, shop.store_name, shop.staff_id) == ("", "", "")
    assert tenant.batches == [["/locations"]]


# Words of proof


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Applied(None, 201), "201 · applied"),
        (NotApplied(NotFound("x", status=404)), "404 · not applied"),
        (Unknown(NoAnswer("x")), "no answer · unknown"),
    ],
)
def test_a_proof_says_the_call_its_answer_and_its_reading(
    outcome: Applied[None] | NotApplied | Unknown, words: str
) -> None:
    call: Call[RedemptionResult] = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)
    assert proof(call, outcome) == f"POST …/158/reverse · {words}"


def test_a_profile_id_is_cut_in_a_proof() -> None:
    call = balances.read(P, currency=AUD)
    assert P not in proof(call, Applied(None, 200))


def test_trouble_is_not_a_missing_thing() -> None:
    with pytest.raises(OmneoError):
        value_or(Unknown(NoAnswer("x")), "nothing")
    assert value_or(NotApplied(NotFound("x")), "nothing") == "nothing"
