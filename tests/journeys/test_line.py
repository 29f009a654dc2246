"""Trouble on the line to the tenant, at the till: answered in the bar below the top, while the sale stands."""

from __future__ import annotations

import pytest

from posdesk.desktop import till as till_module
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.steps import asha_to_payment, choose_most, fill_basket, present, record, redeem
from tests.sandbox.server.running import ASHAS_CARD, Sandbox
from tests.till import plain_http

ACME = """format = 1
url = "{url}"
store = "S01"
register = "1"
title = "Acme Outfitters"
currency = "AUD"
timezone = "Australia/Melbourne"
card_handle = "loyalty-card"
"""


def stand_at_acme(clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window opens the sandbox alone so far: it is given another tenant's file for it."""
    clerk.home.tenants.mkdir()
    file = clerk.home.tenants / "acme.toml"
    file.write_text(ACME.format(url=sandbox.endpoint.url), encoding="utf-8")
    monkeypatch.setattr(till_module, "SANDBOX_NAME", "acme")


@journey
async def test_a_token_that_ends_is_replaced_in_the_bar_and_everything_goes_back(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    made = sandbox.call("POST", "/auth/api-tokens", {"name": "Till 2", "scopes": ["*"]})
    wallet = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    sandbox.control.revoke_token()
    clerk.press("Shift+Esc")
    await clerk.sees("alert.title", "does not accept the token")
    await clerk.sees("alert.text", "can go back as it was for another")

    clerk.control("alert.field").setFocus()
    await clerk.type("wrong")
    clerk.press("Return")
    await clerk.sees("alert.problem", "did not accept the token")

    clerk.control("alert.field").setProperty("text", made["accessToken"])
    clerk.click("alert.act")
    await clerk.until(lambda: not clerk.shows("alert.bar"))
    await clerk.until(lambda: clerk.presenter.last_void is not None)
    sandbox.control.revoke_token(revoked=False)
    assert plain_http.wallet(sandbox) == wallet


@journey
async def test_a_wrong_clock_redeems_only_where_the_cashier_allows_it(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    sandbox.control.switches(date_skew_s=3600)
    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    await clerk.sees("alert.title", "1 h 0 min behind")
    clerk.press("Return")
    await clerk.sees("choose.notice.code", "till.clock_wrong")
    clerk.click("alert.act")
    await clerk.sees("alert.text", "allowed in this sale")
    await redeem(clerk)


@before_opening
async def test_a_new_token_of_a_live_tenant_is_kept_where_it_can_be_and_shown_to_no_log(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sandbox.call("POST", "/auth/api-tokens", {"name": "Till 2", "scopes": ["*"]})
    stand_at_acme(clerk, sandbox, monkeypatch)
    await clerk.open()
    sandbox.control.revoke_token()
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("alert.title", "does not accept the token")
    clerk.control("alert.field").setProperty("text", made["accessToken"])
    clerk.click("alert.act")
    # This computer has no keyring: the token is used all the same, and that it is not kept is said.
    await clerk.sees("notice.code", "home.no_keyring")
    assert not clerk.shows("alert.problem")
    await present(clerk)
    logs = b"".join(path.read_bytes() for path in clerk.home.logs.iterdir())
    assert made["accessToken"].encode() not in logs


@before_opening
async def test_a_live_tenant_is_framed_and_armed_by_its_name(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at_acme(clerk, sandbox, monkeypatch)
    await clerk.open()
    await clerk.sees("window.live")
    assert "Acme Outfitters" in clerk.window.windowTitle()
    await clerk.sees("top.status", "LIVE · writing off")

    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    clerk.press("Return")
    await clerk.sees("choose.notice.code", "till.not_armed")
    assert clerk.sale.phase is Phase.CHOOSING
    assert plain_http.live(sandbox) == []

    clerk.control("alert.field").setFocus()
    await clerk.type("acme outfit")
    clerk.press("Return")
    await clerk.sees("alert.problem", "not the name")
    await clerk.type("ters")
    clerk.press("Return")
    await clerk.sees("top.status", "LIVE · 15 min")
    assert not clerk.shows("alert.bar")
    assert clerk.shows("window.live")
    await redeem(clerk)
    await record(clerk)
    assert len(plain_http.live(sandbox)) == 1
