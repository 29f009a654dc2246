"""The office's pages GST and Settings in the real window."""

from __future__ import annotations

from posdesk.home.tenants import Tenants
from posdesk.sale.allocation import Rule
from posdesk.sale.gst import TaxTreatment
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present
from tests.journeys.test_office import fill, open_page


@journey
async def test_gst_shows_the_same_amount_as_a_reward_and_as_a_credit(clerk: Clerk) -> None:
    await fill_basket(clerk)
    await present(clerk)
    await open_page(clerk, "gst")
    await clerk.sees("office.sums.rows")
    assert clerk.column("office.sums.rows", 1) == ["25.00", "110.00", "–", "110.00", "9.99"]
    assert clerk.column("office.sums.rows", 2) == ["25.00", "135.00", "25.00", "110.00", "12.27"]
    assert clerk.column("office.lines.rows", 6) == ["5.91", "4.09", "2.27"]
    await fill(clerk, "office.compare.amount", "13.50")
    clerk.press("Return")
    await clerk.until(lambda: clerk.column("office.sums.rows", 1)[0] == "13.50")
    assert clerk.sale.chosen.rewards.minor == 0


@journey
async def test_settings_are_kept_and_hold_for_the_next_sale(clerk: Clerk) -> None:
    await open_page(clerk, "cash rounding")
    await clerk.sees("office.selling.cash_rounding")
    await fill(clerk, "office.selling.cash_rounding", "0")
    clerk.press("Return")
    await clerk.sees("office.selling.cash_rounding.error", "1 to 1000")
    await fill(clerk, "office.selling.cash_rounding", "10")
    clerk.click("office.selling.credits_by_redeem.redeem")
    clerk.click("office.selling.allocation.carry")
    clerk.click("office.selling.submit")
    await clerk.sees("office.notice.title", "Kept")
    clerk.click("office.taxes.tax.promotional.discount")
    clerk.click("office.taxes.submit")
    await clerk.until(
        lambda: (
            Tenants(clerk.home.tenants).load("sandbox").treatment("promotional")
            is TaxTreatment.DISCOUNT
        )
    )
    kept = Tenants(clerk.home.tenants).load("sandbox")
    assert (kept.cash_rounding, kept.allocation, kept.credits_by_redeem) == (10, Rule.CARRY, True)
    assert kept.treatment("gift_card") is TaxTreatment.PAYMENT

    before = clerk.sale.reference
    clerk.press("Esc", "Ctrl+N")
    await clerk.until(lambda: clerk.sale.reference != before)
    await fill_basket(clerk)
    await present(clerk)
    sale = await clerk.at(Phase.CHOOSING)
    assert (sale.terms.cash_step, sale.terms.credits_by_redeem) == (10, True)
