"""A paid sale that cannot be recorded yet: the next customer is served, and it is put right when it can be."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.proxy import RECORD, Ask, Proxy, answers
from tests.journeys.steps import asha_to_payment, fill_basket, present, redeem
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

LOOK_UP = r"GET .*/transactions/external/"
ALWAYS = 1000
NO_SUCH_STORE = "The selected location id is invalid."


async def refuse_store(_ask: Ask) -> bytes:
    """422, as a tenant words it."""
    errors = b'{"message": "Invalid.", "errors": {"location_id": ["%s"]}}' % NO_SUCH_STORE.encode()
    head = b"HTTP/1.1 422 Unprocessable\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % len(errors) + errors


async def sell_without_rewards(clerk: Clerk) -> None:
    """The next customer, to the end of payment."""
    await fill_basket(clerk)
    await present(clerk)
    clerk.press("Return")
    await clerk.sees("step.next", "Go to payment")
    await redeem(clerk)
    clerk.press("F8")


@journey
async def test_with_the_record_unreachable_two_are_sold_and_both_recorded_when_it_is_back(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(LOOK_UP, answers(503), ALWAYS)
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting")
    first = clerk.sale.reference
    assert not clerk.shows("top.queued")

    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    await clerk.sees("top.queued")
    assert clerk.presenter.desk.queued == 1
    await sell_without_rewards(clerk)
    await clerk.sees("record.title", "Paid, and waiting")
    second = clerk.sale.reference
    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    await clerk.until(lambda: clerk.presenter.desk.queued == 2)
    assert plain_http.transactions(sandbox) == []

    proxy.calm()
    await clerk.until(lambda: len(plain_http.transactions(sandbox)) == 2)
    await clerk.until(lambda: not clerk.shows("top.queued"))
    found = {row["external_id"] for row in plain_http.transactions(sandbox)}
    assert found == {first, second}


@journey
async def test_a_refused_transaction_waits_in_the_list_and_is_corrected_from_there(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, refuse_store)
    clerk.press("F8")
    await clerk.sees("attention.title", "The tenant refused the transaction")
    parked = clerk.sale.reference
    assert NO_SUCH_STORE in clerk.screen_text()
    clerk.click("attention.copy")
    assert parked in QApplication.clipboard().text()

    await clerk.sees("step.next", "New sale")
    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    await clerk.until(lambda: clerk.presenter.desk.parked == 1)
    await sell_without_rewards(clerk)
    await clerk.at(Phase.RECORDED)
    await clerk.sees("step.next", "New sale")

    clerk.press("F12")
    await clerk.until(
        lambda: clerk.shows("recent.rows") and "needs a person" in clerk.column("recent.rows", 3)
    )
    clerk.press("Down", "Return")
    await clerk.sees("attention.title", "The tenant refused the transaction")
    assert clerk.sale.reference == parked
    edit = clerk.control("attention.field.location_id")
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.setText("1")
    clerk.press("Return")
    sale = await clerk.at(Phase.RECORDED)
    assert sale.reference == parked
    assert plain_http.transaction(sandbox, parked)["external_id"] == parked
    assert len(plain_http.transactions(sandbox)) == 2


@journey
async def test_while_somebody_is_served_a_parked_sale_is_not_put_in_their_place(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, refuse_store)
    clerk.press("F8")
    await clerk.sees("attention.title")
    parked = clerk.sale.reference
    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    await fill_basket(clerk)
    serving = clerk.sale.reference
    assert clerk.presenter.open_parked(parked)
    await clerk.until(lambda: clerk.presenter.desk.step_problem is not None)
    assert clerk.sale.reference == serving
