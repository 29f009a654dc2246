"""The back office in the real window: opened by key, palette and button; a page that keeps what it is told."""

from __future__ import annotations

from decimal import Decimal

from posdesk.desktop.office_presenter import OfficePresenter
from posdesk.home.tenants import Tenants
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.state import Phase
from posdesk.till.return_errors import NoSuchSale
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present


async def open_page(clerk: Clerk, words: str) -> None:
    """Through the palette, as one who knows only what it is called."""
    clerk.press("Ctrl+K")
    await clerk.sees("palette.filter")
    await clerk.type(words)
    clerk.press("Return")
    await clerk.sees("office.page_title")


async def fill(clerk: Clerk, field: str, text: str) -> None:
    clerk.control(field).setFocus()
    clerk.press("Ctrl+A")
    await clerk.type(text)


@journey
async def test_the_palette_finds_a_page_by_what_it_is_about(clerk: Clerk) -> None:
    await open_page(clerk, "percent")
    await clerk.sees("office.page_title", "Promotions")
    clerk.press("Esc")
    await clerk.until(lambda: not clerk.shows("office.page_title"))
    clerk.press("Ctrl+B")
    await clerk.sees("office.page_title", "Promotions")


@journey
async def test_the_palette_does_what_a_key_does(clerk: Clerk) -> None:
    clerk.press("Ctrl+K")
    await clerk.sees("palette.filter")
    await clerk.type("recent")
    clerk.press("Return")
    await clerk.sees("recent.title")


@journey
async def test_a_promotion_is_kept_and_holds_for_the_next_sale(clerk: Clerk) -> None:
    await open_page(clerk, "promot")
    await clerk.sees("office.promotion.key")
    await clerk.until(lambda: "first-spend" in clerk.column("office.promotions.rows", 0))
    clerk.click("office.promotions.new")
    clerk.click("office.promotion.kind.amount")
    await fill(clerk, "office.promotion.key", "free-alterations")
    await fill(clerk, "office.promotion.value", "7.50")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Kept")
    kept = Tenants(clerk.home.tenants).load("sandbox").promotions
    assert kept["free-alterations"] == Promotion(PromotionKind.AMOUNT, amount=750)
    assert kept["first-spend"].percent == Decimal(10)

    before = clerk.sale.reference
    clerk.press("Esc", "Ctrl+N")
    await clerk.until(lambda: clerk.sale.reference != before)
    await fill_basket(clerk)
    await present(clerk, "60011234")
    sale = await clerk.at(Phase.CHOOSING)
    assert sale.terms.promotions["free-alterations"].amount == 750


@journey
async def test_a_promotion_that_makes_no_sense_is_not_kept(clerk: Clerk) -> None:
    await open_page(clerk, "promot")
    await clerk.sees("office.promotion.key")
    before = Tenants(clerk.home.tenants).load("sandbox").promotions
    await fill(clerk, "office.promotion.key", "too-much")
    await fill(clerk, "office.promotion.value", "120")
    clerk.press("Return")
    await clerk.sees("office.promotion.value.error", "0 to 100")
    assert clerk.text("office.promotion.key") == "too-much"
    assert Tenants(clerk.home.tenants).load("sandbox").promotions == before


@journey
async def test_a_removed_promotion_is_only_recorded(clerk: Clerk) -> None:
    await open_page(clerk, "promot")
    await clerk.sees("office.promotion.key")
    table = clerk.control("office.promotions.rows")
    table.setFocus()
    clerk.press("Down", "Down")
    await clerk.sees("office.promotion.title", "Change")
    clerk.click("office.promotions.remove")
    await clerk.sees("office.notice.title", "Removed")
    assert len(Tenants(clerk.home.tenants).load("sandbox").promotions) == 2


@journey
async def test_from_sheet_to_sheet_the_keyboard_goes_nowhere_else(clerk: Clerk) -> None:
    """A table of the dock that gets it by chance would open a call."""
    await present(clerk, "60011234")
    await open_page(clerk, "promot")
    assert not clerk.shows("wire.bodies")


@journey
async def test_trouble_is_told_on_the_page_that_asked_though_another_is_open_by_then(
    clerk: Clerk,
) -> None:
    await open_page(clerk, "return")
    office = clerk.window.findChild(OfficePresenter)
    assert isinstance(office, OfficePresenter)
    asked = office.subject

    async def look() -> None:
        raise NoSuchSale("4711")

    office.open_page("promotions")
    await clerk.sees("office.page_title", "Promotions")
    asked.later(look)
    await clerk.until(lambda: asked.notice is not None)
    assert not clerk.shows("office.notice.title")
    office.open_page("returns")
    await clerk.sees("office.notice.title", "No such sale")
    office.open_page("returns")
    await clerk.until(lambda: not clerk.shows("office.notice.title"))
