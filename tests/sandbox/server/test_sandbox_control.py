"""The control routes: the clock that rules the reversal window, reset, switches, the log, the ledger."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from uuid import UUID

import httpx
import pytest

import posdesk
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control, ControlFailed
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox


def _redeem(sandbox: Sandbox, amount: int = 5) -> int:
    body = {"strategies": ["rewards"], "amount": amount}
    return int(sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)["data"]["id"])


def _reward_balance(sandbox: Sandbox) -> object:
    return sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"]


def test_health_names_the_sandbox_and_its_time(sandbox: Sandbox) -> None:
    health = sandbox.control.health()
    assert health.ready
    assert health.version == posdesk.__version__
    assert UUID(health.identity).version == 4
    assert health.time.offset_s == 0
    assert not health.time.frozen
    assert health.time.now.utcoffset() == timedelta(0)


def test_the_window_of_reversal_follows_the_sandboxs_clock(sandbox: Sandbox) -> None:
    sandbox.control.freeze()
    in_time, too_late = _redeem(sandbox), _redeem(sandbox)

    sandbox.control.advance(600)
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions/{in_time}/reverse")
    sandbox.control.advance(1)
    refused = sandbox.call("POST", f"/profiles/{ASHA}/redemptions/{too_late}/reverse", expect=422)

    assert list(refused["errors"]) == ["redemption"]
    assert _reward_balance(sandbox) == 20


def test_a_frozen_clock_stands_until_it_runs(sandbox: Sandbox) -> None:
    at = datetime(2026, 6, 15, 4, 30, tzinfo=UTC)
    frozen = sandbox.control.freeze(at)
    assert (frozen.now, frozen.frozen) == (at, True)
    assert sandbox.control.health().time.now == at
    assert sandbox.control.advance(Decimal("1.5")).now == at + timedelta(seconds=1.5)
    running = sandbox.control.run()
    assert not running.frozen
    assert running.now >= at + timedelta(seconds=1.5)


def test_real_time_forgets_every_move(sandbox: Sandbox) -> None:
    sandbox.control.advance(3600)
    sandbox.control.freeze()
    told = sandbox.control.return_to_real_time()
    assert told.offset_s == 0
    assert not told.frozen


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"advance_s": "600"},
        {"advance_s": True},
        {"advance_s": 10**30},
        {"advance_s": 1, "run": True},
        {"freeze": "yesterday"},
        {"freeze": "2026-06-15T04:30:00"},
        {"freeze": "1815-06-18T12:00:00+00:00"},
        {"freeze": 5},
        {"run": False},
    ],
    ids=repr,
)
def test_a_clock_move_that_makes_no_sense_is_refused_and_moves_nothing(
    sandbox: Sandbox, wanted: dict[str, object]
) -> None:
    answer = httpx.post(
        f"{sandbox.endpoint.control_url}/clock",
        json=wanted,
        headers={"Authorization": f"Bearer {sandbox.endpoint.control_token}"},
        trust_env=False,
    )
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(".")
    assert sandbox.control.health().time.offset_s == 0


def test_a_reset_makes_a_new_identity_and_the_seed_again(sandbox: Sandbox) -> None:
    before = sandbox.control.health().identity
    _redeem(sandbox, 25)
    after = sandbox.control.reset()
    assert after != before
    assert sandbox.control.health().identity == after
    assert _reward_balance(sandbox) == 25


def test_the_tenants_token_outlives_a_reset(sandbox: Sandbox) -> None:
    sandbox.control.reset()
    assert sandbox.api.get("/auth/verify").status_code == 200


def test_a_reset_with_a_malformed_seed_changes_nothing(sandbox: Sandbox) -> None:
    before = sandbox.control.health().identity
    with pytest.raises(ControlFailed) as refused:
        sandbox.control.reset({"format": 99})
    assert refused.value.status == 422
    assert sandbox.control.health().identity == before


def test_a_switch_changes_how_the_tenant_answers(sandbox: Sandbox) -> None:
    assert sandbox.control.switches(dialects="reference")["dialects"] == "reference"
    sandbox.call("GET", "/benefit-definitions", expect=404)
    sandbox.call("GET", "/benefits/definitions")


def test_one_unknown_switch_changes_none(sandbox: Sandbox) -> None:
    before = sandbox.control.switches()
    with pytest.raises(ControlFailed) as refused:
        sandbox.control.switches(dialects="guide", date_skew_s=5, no_such_switch=True)
    assert refused.value.status == 422
    assert sandbox.control.switches() == before


def test_the_date_header_stays_real_until_it_is_skewed(sandbox: Sandbox) -> None:
    sandbox.control.advance(86400)
    plain = parsedate_to_datetime(sandbox.api.get("/auth/verify").headers["date"])
    sandbox.control.switches(date_skew_s=-7200)
    skewed = parsedate_to_datetime(sandbox.api.get("/auth/verify").headers["date"])
    now = datetime.now(UTC)
    assert timedelta(0) <= now - plain < timedelta(minutes=10)
    assert timedelta(hours=2) <= now - skewed < timedelta(hours=2, minutes=10)


def test_the_log_tells_the_last_requests_without_naming_anybody(sandbox: Sandbox) -> None:
    sandbox.call("GET", "/profiles?search=asha%40example.test&page[size]=5")
    sandbox.call("GET", f"/identities/search-profile/{ASHAS_CARD}")
    sandbox.call("GET", f"/identities/search?handle=loyalty-card&identifier={ASHAS_CARD}")
    sandbox.call("GET", f"/profiles/{ASHA}/balances")

    log = sandbox.control.log()

    assert [(entry.method, entry.path, entry.status) for entry in log] == [
        ("GET", "/api/v3/profiles", 200),
        ("GET", "/api/v3/identities/search-profile/[masked]", 200),
        ("GET", "/api/v3/identities/search", 200),
        ("GET", f"/api/v3/profiles/{ASHA}/balances", 200),
    ]
    assert log[0].query == (("search", "[masked]"), ("page[size]", "5"))
    assert log[2].query == (("handle", "loyalty-card"), ("identifier", "[masked]"))
    told = repr(log)
    assert not any(secret in told for secret in ("asha", ASHAS_CARD, sandbox.endpoint.token))


def test_the_log_is_cut_to_the_newest(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.call("GET", "/settings")
    sandbox.call("GET", "/currencies")
    assert [entry.path for entry in sandbox.control.log(2)] == [
        "/api/v3/settings",
        "/api/v3/currencies",
    ]
    assert sandbox.control.log(0) == ()


def test_the_ledger_changes_with_a_redemption(sandbox: Sandbox) -> None:
    before = sandbox.control.ledger()
    _redeem(sandbox, 25)
    assert sandbox.control.ledger() != before


def test_the_books_show_a_redemption_as_it_is(sandbox: Sandbox) -> None:
    before = len(sandbox.control.books()["redemptions"])
    _redeem(sandbox, 25)
    (*_, row) = sandbox.control.books()["redemptions"]
    assert len(sandbox.control.books()["redemptions"]) == before + 1
    assert (row["type"], row["total"], row["reversed_ms"]) == ("redeem", 2500, None)


def test_a_token_is_revoked_and_made_good_again(sandbox: Sandbox) -> None:
    sandbox.control.revoke_token()
    sandbox.call("GET", "/auth/verify", expect=401)
    sandbox.control.revoke_token(revoked=False)
    sandbox.call("GET", "/auth/verify", expect=200)


def test_a_token_ends_by_the_sandboxs_clock(sandbox: Sandbox) -> None:
    sandbox.control.freeze()
    sandbox.control.end_token(600)
    sandbox.control.advance(599)
    sandbox.call("GET", "/auth/verify", expect=200)
    sandbox.control.advance(1)
    sandbox.call("GET", "/auth/verify", expect=401)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Nobody's", "revoked": True},
        {"name": "Full"},
        {"name": "Full", "revoked": True, "expires_in_s": 1},
        {"name": "Full", "expires_in_s": 10**10},
        {"name": "Full", "expires_in_s": True},
    ],
)
def test_a_token_is_changed_in_one_way_by_a_name_that_exists(
    sandbox: Sandbox, body: dict[str, object]
) -> None:
    headers = {"Authorization": f"Bearer {sandbox.endpoint.control_token}"}
    url = f"{sandbox.endpoint.control_url}/tokens"
    before = httpx.get(url, headers=headers, trust_env=False).json()
    assert httpx.post(url, headers=headers, json=body, trust_env=False).status_code == 422
    assert httpx.get(url, headers=headers, trust_env=False).json() == before
    assert all(set(each) == {"name", "revoked", "expires_at"} for each in before["tokens"])


def test_a_wrong_control_token_steers_nothing(sandbox: Sandbox) -> None:
    stranger = replace(sandbox.endpoint, control_token=sandbox.endpoint.token)
    with Control(stranger, timeout_s=20) as control, pytest.raises(ControlFailed) as refused:
        control.reset()
    assert refused.value.status == 401


def test_a_sandbox_that_is_gone_is_an_error_of_its_own(
    start: Callable[..., SandboxChild],
) -> None:
    child = start()
    endpoint = child.ready_blocking(60)
    child.close()
    with Control(endpoint) as control, pytest.raises(ControlFailed) as failed:
        control.health()
    assert failed.value.status is None
    assert "ConnectError" in str(failed.value)


def test_the_http_client_does_not_write_urls_to_the_log(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        sandbox.control.health()
    assert caplog.records == []
