"""The network, the tenant, or the sandbox's process in trouble: a sentence where it happened, nothing lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.proxy import (
    CARD,
    RECORD,
    REDEEM,
    REVERSE,
    Deed,
    Proxy,
    answers,
    cut_answer,
    lose_answer,
)
from tests.journeys.steps import (
    asha_to_payment,
    choose_all,
    choose_most,
    fill_basket,
    force,
    present,
    record,
    redeem,
)
from tests.sandbox.server.running import ASHAS_CARD, Sandbox
from tests.till import plain_http

ALWAYS = 1000


# Looking a customer up


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (answers(401), "omneo.unauthenticated"),
        (answers(403), "omneo.forbidden"),
        (answers(422), "omneo.invalid"),
        (answers(500), "omneo.server_trouble"),
        (answers(503), "omneo.server_trouble"),
        (answers(400), "omneo.rejected"),
        (cut_answer, "omneo.bad_payload"),
        (lose_answer, "omneo.no_answer"),
    ],
)
@journey
async def test_a_card_that_cannot_be_looked_up_says_why_and_is_found_afterwards(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, deed: Deed, code: str
) -> None:
    await fill_basket(clerk)
    proxy.expect(CARD, deed, ALWAYS)
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("identify.notice.code", code)
    assert clerk.text("identify.notice.text")
    assert clerk.text("basket.due") == "$135.00"

    proxy.calm()
    await present(clerk)
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_a_card_whose_answer_is_404_is_nobodys(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    proxy.expect(CARD, answers(404), ALWAYS)
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("identify.notice.title", "Nobody has the card ending in 1234")


@journey
async def test_one_failed_reading_is_repeated_without_a_word(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    proxy.expect(CARD, answers(503), 2)
    await present(clerk)
    assert proxy.count(CARD) == 3
    assert not clerk.shows("balances.notice")


@journey
async def test_a_pause_that_the_tenant_asks_for_is_told_and_kept(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await fill_basket(clerk)
    proxy.expect(CARD, answers(429, retry_after="600"))
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("identify.notice.code", "omneo.throttled")
    await clerk.sees("alert.title", "The tenant asks for a pause of")
    clerk.press("Escape")
    await clerk.until(lambda: not clerk.shows("identify.notice.code"))
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("identify.notice.code", "omneo.throttled")
    assert proxy.count(CARD) == 1


# Redeeming


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (answers(403), "omneo.forbidden"),
        (answers(404), "omneo.not_found"),
        (answers(422), "omneo.invalid"),
        (answers(429, retry_after="1"), "omneo.throttled"),
    ],
)
@journey
async def test_a_refused_redemption_puts_the_one_before_it_back_and_says_why(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, deed: Deed, code: str
) -> None:
    before = plain_http.wallet(sandbox)
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    proxy.expect(REDEEM, deed)
    clerk.press("Return")
    await clerk.sees("story.badge", "NOT REDEEMED")
    sale = await clerk.at(Phase.CHOOSING)

    assert plain_http.wallet(sandbox) == before
    assert sale.problem == code
    await clerk.sees("step.next", "Choose again")
    clerk.press("Return")
    await clerk.sees("choose.notice.code", code)
    assert clerk.text("basket.due") == "$96.50"


@pytest.mark.parametrize("deed", [lose_answer, cut_answer])
@journey
async def test_a_redemption_whose_answer_is_lost_is_found_and_not_made_twice(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, deed: Deed
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    proxy.expect(REDEEM, deed)
    await redeem(clerk)
    assert proxy.count(REDEEM) == 1
    reference = await record(clerk)
    (_, worth) = plain_http.redemptions(sandbox)
    assert plain_http.transaction(sandbox, reference)["redemption"]["id"] == worth["id"]


@journey
async def test_a_redemption_granted_for_less_is_put_back_and_the_granted_amount_proposed(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    sandbox.control.switches(partial_grant_percent=60)
    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    clerk.press("Return")
    await clerk.sees("story.badge", "GRANTED LESS")
    await clerk.at(Phase.CHOOSING)
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []

    sandbox.control.switches(partial_grant_percent=100)
    await clerk.sees("step.next", "Choose again")
    clerk.press("Return")
    await clerk.sees("step.next", "Redeem 15.00")
    await clerk.sees("choose.notice.code", "sale.granted_less")


@journey
async def test_a_benefit_that_ended_meanwhile_is_said_before_anything_is_taken(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    sandbox.control.advance(6 * 86_400)
    clerk.press("Return")
    await clerk.sees("choose.notice.code", "sale.benefit_changed")
    assert clerk.sale.phase is Phase.CHOOSING
    assert plain_http.redemptions(sandbox) == []
    assert clerk.text("basket.due") != "$96.50"


# Putting back


@pytest.mark.parametrize("deed", [answers(503), lose_answer, cut_answer])
@journey
async def test_a_reversal_in_trouble_is_brought_to_its_end(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, deed: Deed
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await force(clerk, "insufficient_funds")
    proxy.expect(REVERSE, deed)
    clerk.press("F8")
    await clerk.at(Phase.CHOOSING)
    assert plain_http.wallet(sandbox) == before
    await clerk.sees("story.text", "proved by a second reading")


# Recording


@pytest.mark.parametrize(
    "deed", [answers(429, retry_after="1"), answers(401), lose_answer, cut_answer]
)
@journey
async def test_a_paid_sale_whose_record_is_in_trouble_waits_and_is_recorded_once(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, deed: Deed
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, deed)
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting to be recorded")
    assert "Nothing is lost" in clerk.text("record.text")
    assert clerk.text("record.notice.code").startswith("omneo.")
    sale = await clerk.at(Phase.RECORDED)
    assert len(plain_http.transactions(sandbox)) == 1
    assert plain_http.transaction(sandbox, sale.reference)["total"] == Decimal("96.50")


@journey
async def test_while_a_sale_waits_for_its_record_the_next_customer_is_served(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, answers(429, retry_after="1"))
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting")
    first = clerk.sale.reference
    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    await fill_basket(clerk)
    await clerk.until(lambda: len(plain_http.transactions(sandbox)) == 1)
    assert plain_http.transaction(sandbox, first)["external_id"] == first


@journey
async def test_a_transaction_that_the_tenant_refuses_is_for_a_person_and_can_be_sent_again(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy
) -> None:
    await asha_to_payment(clerk)
    proxy.expect(RECORD, answers(422))
    clerk.press("F8")
    await clerk.sees("attention.title", "The tenant refused the transaction")
    clerk.click("attention.choice.try_again")
    sale = await clerk.at(Phase.RECORDED)
    assert plain_http.transaction(sandbox, sale.reference)["external_id"] == sale.reference
