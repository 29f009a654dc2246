"""A paid sale that the tenant refuses to record: corrected and sent again, while the next one is sold (W28)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import httpx
import pytest

from posdesk.sale.correction_events import Correction, TransactionEdited
from posdesk.sale.corrections import correctable, is_parked
from posdesk.sale.state import Phase
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import a_till, leg, on_a_loop
from tests.till.weather import RECORD, Deed, Handle, Weather


def refuses(field: str, reason: str) -> Deed:
    """422 as a tenant words it."""

    async def answer(handle: Handle, request: httpx.Request) -> httpx.Response:
        body = {"message": "The given data was invalid.", "errors": {field: [reason]}}
        return httpx.Response(422, json=body)

    return answer


@pytest.mark.parametrize(
    ("named", "field", "value"),
    [
        ("location_id", "location_id", "1"),
        ("staff_id", "staff_id", ""),
        ("items.0.product_variant_sku", "items.0.sku", "LS-02"),
        ("items.0.name", "items.0.name", "Shirt"),
    ],
)
@on_a_loop
async def test_what_the_tenant_refused_is_corrected_and_recorded_once(
    sandbox: Sandbox, named: str, field: str, value: str
) -> None:
    weather = Weather()
    weather.expect(RECORD, refuses(named, "It is invalid."))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        assert is_parked(sale)
        assert [each.field for each in correctable(sale)] == [field]
        edit = partial(TransactionEdited, corrections=(Correction(field, value),), by="Sam Lee")
        await cashier.tell(edit)
        sale = await till.settled(cashier)

    assert sale.phase is Phase.RECORDED
    written = plain_http.transaction(sandbox, sale.reference)
    assert written["total"] == 225
    assert written["redemption_id"] == int(leg(sale, "R1").redemption_id)
    if field == "items.0.sku":
        assert written["items"][0]["sku"] == value
    if field == "items.0.name":
        assert written["items"][0]["name"] == value
    assert len(plain_http.transactions(sandbox)) == 1


@on_a_loop
async def test_the_next_customer_is_served_and_the_till_may_end_meanwhile(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    weather = Weather()
    weather.expect(RECORD, refuses("location_id", "The selected location is invalid."))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        parked = await till.asha(rewards="10.00")
        await till.redeem(parked)
        assert is_parked(await till.pay(parked))
        other = await till.asha(rewards="5.00")
        await till.redeem(other)
        assert (await till.pay(other)).phase is Phase.RECORDED
        assert parked.sale.phase is Phase.ATTENTION

    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        (again,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        assert is_parked(again.sale)
        corrections = (Correction("location_id", "1"),)
        await again.tell(partial(TransactionEdited, corrections=corrections, by="Sam Lee"))
        sale = await till.settled(again)
    assert sale.phase is Phase.RECORDED
    assert len(plain_http.transactions(sandbox)) == 2
