"""What belongs to the window and not to a sale: wire, key map, theme, zoom, full screen, closing."""

from __future__ import annotations

import pytest

from posdesk.desktop.keymap import ACTIONS
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import asha_to_payment, fill_basket, present, record, take_cash
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


@journey
async def test_the_wire_shows_every_request_with_both_bodies(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await record(clerk)
    await clerk.sees("wire.rows")
    await clerk.until(
        lambda: any("update-create" in each for each in wire(clerk)),
    )
    sent = [each for each in sandbox.control.log() if "redemptions" in each.path]
    assert len([each for each in sent if each.method == "POST"]) == 2
    clerk.press("F10")
    await clerk.until(lambda: not clerk.shows("wire.rows"))


def wire(clerk: Clerk) -> list[str]:
    """All cells of the wire, row by row."""
    return [
        " ".join(row) for row in zip(*[clerk.column("wire.rows", n) for n in range(5)], strict=True)
    ]


@journey
async def test_f1_shows_every_key_and_closes_by_the_same(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.press("F1")
    await clerk.sees("help.close")
    shown = clerk.screen_text()
    missing = [each.words for each in ACTIONS if each.words not in shown]
    assert missing == []
    clerk.press("F1")
    await clerk.until(lambda: not clerk.shows("help.close"))


@journey
async def test_the_zoom_is_kept_in_the_settings(clerk: Clerk, sandbox: Sandbox) -> None:
    height = clerk.control("step.next").height() if clerk.shows("step.next") else 0
    clerk.press("Ctrl++", "Ctrl++")
    await clerk.until(lambda: "zoom = 150" in clerk.home.settings.read_text(encoding="utf-8"))
    clerk.press("Ctrl+-")
    await clerk.until(lambda: "zoom = 125" in clerk.home.settings.read_text(encoding="utf-8"))
    clerk.press("Ctrl+0")
    await clerk.until(lambda: "zoom = 100" in clerk.home.settings.read_text(encoding="utf-8"))
    assert height == (clerk.control("step.next").height() if clerk.shows("step.next") else 0)


@journey
async def test_the_theme_turns_and_is_kept(clerk: Clerk, sandbox: Sandbox) -> None:
    light = clerk.window.palette().window().color().lightness()
    clerk.click("top.theme")
    await clerk.until(lambda: 'theme = "dark"' in clerk.home.settings.read_text(encoding="utf-8"))
    assert clerk.window.palette().window().color().lightness() < light
    clerk.click("top.theme")
    await clerk.until(lambda: 'theme = "light"' in clerk.home.settings.read_text(encoding="utf-8"))


@journey
async def test_simulation_stands_on_the_window_and_in_its_title(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    assert clerk.text("top.simulation") == "SIMULATION"
    assert "SIMULATION" in clerk.window.windowTitle()
    assert "Sandbox" in clerk.window.windowTitle()


@journey
async def test_no_token_and_no_customer_stand_in_the_title_or_the_log(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await record(clerk)
    await clerk.leave()
    logged = "".join(each.read_text(encoding="utf-8") for each in clerk.home.logs.iterdir())
    for secret in (sandbox.endpoint.token, "asha@example.test", "60011234"):
        assert secret not in clerk.window.windowTitle()
        assert secret not in logged


# Closing


@journey
async def test_an_idle_window_closes_at_the_first_asking(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.window.close()
    assert await clerk.closed() == 0


@journey
async def test_a_basket_without_anything_taken_closes_by_itself(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    clerk.window.close()
    assert await clerk.closed() == 0


@journey
async def test_closing_with_a_sale_in_flight_stays_shows_the_putting_back_and_then_closes(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    clerk.window.close()
    assert clerk.window.isVisible()
    assert clerk.text("notice.title") == "Closing"
    await clerk.until(lambda: clerk.sale.phase is Phase.COMPENSATING or clerk.has_closed)
    assert await clerk.closed() == 0
    assert plain_http.wallet(sandbox) == before


@journey
async def test_while_cash_must_be_handed_back_the_window_stays_until_it_is(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await take_cash(clerk, "50.00")
    clerk.window.close()
    await clerk.sees("story.hand_back", "50.00 handed back")
    assert clerk.window.isVisible()
    clerk.click("story.hand_back")
    assert await clerk.closed() == 0
    assert plain_http.wallet(sandbox) == before


@journey
async def test_a_second_close_quits_at_once_and_the_next_start_finishes(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await take_cash(clerk, "50.00")
    clerk.window.close()
    await clerk.sees("story.hand_back")
    clerk.window.close()
    assert await clerk.closed() == 0
    assert plain_http.wallet(sandbox) != before

    await clerk.open()
    await clerk.sees("attention.choice.handed_back")
    assert plain_http.wallet(sandbox) == before
    clerk.click("attention.choice.handed_back")
    await clerk.at(Phase.VOIDED)


@pytest.mark.parametrize("key", ["F11"])
@journey
async def test_full_screen_and_back(clerk: Clerk, sandbox: Sandbox, key: str) -> None:
    clerk.press(key)
    assert clerk.window.isFullScreen()
    clerk.press(key)
    assert not clerk.window.isFullScreen()
