"""A sale of nobody's is found by its receipt, and claimed once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from posdesk.omneo.recorded import Recorded
from posdesk.omneo.recorded import read as read_recorded
from posdesk.sale.money import AUD
from posdesk.till.anonymous import MOST_PAGES, FoundSales, Receipt, claim, find_sales, matches
from tests.omneo.samples import TRANSACTION, P, answered, aud, changed, listed, value_of
from tests.till.asked_tenant import AskedTenant

ZONE = "Australia/Melbourne"
LIST = "GET /transactions"
NOBODYS = changed(
    TRANSACTION,
    profile_id=None,
    redemption=None,
    items=[],
    # 00:30 on the 16th in Melbourne.
    transacted_at="2025-06-15 14:30:00",
    timezone=ZONE,
    location={"id": 2, "name": "Main Shop"},
)


def sale(**fields: Any) -> Recorded:
    return value_of(read_recorded(64, currency=AUD), {"data": changed(NOBODYS, **fields)})


def found(tenant: AskedTenant, wanted: Receipt) -> FoundSales:
    return tenant.run(find_sales(wanted, currency=AUD, timezone=ZONE))


@pytest.mark.parametrize(
    ("wanted", "is_it"),
    [
        (Receipt("659"), True),
        (Receipt("59"), False),
        (Receipt("659", aud("175.00"), date(2025, 6, 16), 2), True),
        (Receipt(total=aud("175.01")), False),
        (Receipt(sold_on=date(2025, 6, 15)), False),
        (Receipt("659", location_id=3), False),
    ],
)
def test_what_is_known_of_the_paper_must_be_so(wanted: Receipt, is_it: bool) -> None:
    assert matches(sale(), wanted, "UTC") is is_it


@pytest.mark.parametrize("fields", [{"is_void": True}, {"total": -175}])
def test_voids_and_returns_are_never_it(fields: dict[str, Any]) -> None:
    assert not matches(sale(**fields), Receipt("659"), ZONE)


def test_a_zone_that_is_none_is_the_tills_own() -> None:
    odd = sale(timezone="Mars/Olympus")
    assert matches(odd, Receipt(sold_on=date(2025, 6, 16)), ZONE)


def test_a_receipt_is_enough_by_number_or_by_total_and_day() -> None:
    assert Receipt("659").is_enough
    assert Receipt(total=aud("1"), sold_on=date(2025, 6, 16)).is_enough
    assert not Receipt(total=aud("1")).is_enough
    assert not Receipt(sold_on=date(2025, 6, 16), location_id=2).is_enough


def test_a_tenant_that_ignores_the_filter_is_read_on_and_compared() -> None:
    others = [changed(NOBODYS, id=number, receipt_ref=f"{number}") for number in (1, 2)]
    tenant = AskedTenant(
        {
            f"{LIST} 1": answered(listed(*others, last=2)),
            f"{LIST} 2": answered(listed(NOBODYS, current=2, last=2)),
        }
    )
    result = found(tenant, Receipt("659"))
    assert [each.head.id for each in result.sales] == [64]
    assert not result.more


def test_pages_before_the_day_are_not_read() -> None:
    early = changed(NOBODYS, transacted_at="2025-06-01 10:00:00")
    tenant = AskedTenant({LIST: answered(listed(early, last=50))})
    result = found(tenant, Receipt(total=aud("175.00"), sold_on=date(2025, 6, 16)))
    assert (result.sales, result.more, len(tenant.calls)) == ((), False, 1)


def test_the_look_back_ends_and_says_so() -> None:
    tenant = AskedTenant({LIST: answered(listed(changed(NOBODYS, receipt_ref="1"), last=50))})
    result = found(tenant, Receipt("659"))
    assert (result.sales, result.more, len(tenant.calls)) == ((), True, MOST_PAGES)


def test_a_sale_that_became_somebodys_meanwhile_is_left_to_them() -> None:
    path = "/transactions/64"
    theirs = AskedTenant({f"GET {path}": answered({"data": changed(NOBODYS, profile_id="p")})})
    assert theirs.run(claim(sale(), P, currency=AUD)) is None
    assert theirs.written == []
    free = AskedTenant(
        {
            f"GET {path}": answered({"data": NOBODYS}),
            f"PUT {path}": answered({"data": changed(NOBODYS, profile_id=P)}),
        }
    )
    done = free.run(claim(sale(), P, currency=AUD))
    assert done is not None
    assert free.written == [f"PUT {path}"]
    assert free.calls[-1].body == {"profile_id": P}
