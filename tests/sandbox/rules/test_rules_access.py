"""Tokens, scopes, unknown routes and verbs, throttling (omneo-api.md 1.8-1.10)."""

from datetime import UTC, datetime

import pytest

from posdesk.sandbox.rules import Request
from tests.sandbox.rules.rule_desk import ASHA, TOKEN, Desk

REDEEM = f"/profiles/{ASHA}/redemptions"
TEN = {"strategies": ["rewards"], "amount": 10}


def test_health_needs_no_token(desk: Desk) -> None:
    assert desk.send("GET", "/api/health", token=None, base="").status == 200


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "-revoked", TOKEN + " x"])
def test_without_a_valid_token_every_call_is_401(desk: Desk, token: str | None) -> None:
    response = desk.send("GET", "/auth/verify", token=token)
    assert (response.status, response.body) == (401, b'{"message":"Unauthenticated."}')


def test_a_token_without_the_bearer_scheme_is_401(desk: Desk) -> None:
    request = Request("GET", "/api/v3/auth/verify", (), {"authorization": f"Basic {TOKEN}"})
    assert desk.tenant.handle(request, desk.now).status == 401


def test_a_valid_token_is_verified_without_a_body(desk: Desk) -> None:
    response = desk.send("GET", "/auth/verify")
    assert (response.status, response.body) == (200, b"")


def test_by_switch_the_check_of_a_token_says_when_it_ends(desk: Desk) -> None:
    desk.tenant.set_switches({"token_end_told": True})
    at = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    desk.tenant.end_token("Full", at)
    assert desk.call("GET", "/auth/verify") == (200, {"expires_at": "2031-02-03 04:05:06"})


def test_the_user_comes_without_the_envelope(desk: Desk) -> None:
    status, user = desk.call("GET", "/users/me")
    assert status == 200
    assert user["name"] == "Sandbox till"
    assert "data" not in user


def test_a_read_only_token_reads_and_may_not_write(desk: Desk) -> None:
    token = TOKEN + "-read-only"
    assert desk.call("GET", f"/profiles/{ASHA}/balances", token=token)[0] == 200
    assert desk.call("POST", REDEEM, TEN, token=token) == (
        403,
        {"message": "Invalid scope(s) provided."},
    )


def test_a_token_without_redeem_strategy_may_use_benefits_only(desk: Desk) -> None:
    token = TOKEN + "-no-redeem"
    assert desk.call("POST", REDEEM, TEN, token=token)[0] == 403
    assert (
        desk.call("POST", f"/profiles/{ASHA}/benefits/4021/redemptions", {}, token=token)[0] == 200
    )
    assert desk.balances()["reward_balance"] == 25


def test_a_made_token_works_with_its_scopes_only_and_dies_when_deleted(desk: Desk) -> None:
    status, made = desk.call(
        "POST", "/auth/api-tokens", {"name": "till", "scopes": ["read-profiles"]}
    )
    assert status == 201
    token, token_id = made["accessToken"], made["token"]["id"]
    assert made["token"]["scopes"] == ["read-profiles"]
    assert made["token"]["expires_at"] > "2026-03-10 02:00:00"
    assert desk.call("GET", f"/profiles/{ASHA}", token=token)[0] == 200
    assert desk.call("GET", "/transactions", token=token)[0] == 403
    assert desk.call("DELETE", f"/auth/api-tokens/{token_id}")[0] == 204
    assert desk.call("GET", f"/profiles/{ASHA}", token=token)[0] == 401


def test_a_token_cannot_hand_on_scopes_it_lacks(desk: Desk) -> None:
    body = {"name": "more", "scopes": ["read-profiles", "redeem-strategy"]}
    status, answer = desk.call("POST", "/auth/api-tokens", body, token=TOKEN + "-read-only")
    assert status == 422
    assert list(answer["errors"]) == ["scopes.1"]


def test_a_made_token_runs_out_after_its_year(desk: Desk) -> None:
    _, made = desk.call("POST", "/auth/api-tokens", {"name": "till", "scopes": ["read-profiles"]})
    desk.advance(days=365)
    assert desk.call("GET", f"/profiles/{ASHA}", token=made["accessToken"])[0] == 401
    assert made["token"]["id"] in [
        row["id"] for row in desk.call("GET", "/auth/access-tokens?type=expired")[1]
    ]


def test_tokens_are_listed_bare_and_without_the_revoked(desk: Desk) -> None:
    status, rows = desk.call("GET", "/auth/access-tokens?type=current")
    assert status == 200
    assert [row["name"] for row in rows] == ["Full", "Read only", "Without redeem-strategy"]


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/profiles//balances", f"/profiles/{ASHA}/nothing", "/", "/rewards/definitions/x/y/z",
     "/rewards/999999999999999999999", "/rewards/abc", "/rewards/%F0%9F%98%80", "/profiles/nobody"],
)  # fmt: skip
def test_an_unknown_route_or_id_is_404(desk: Desk, path: str) -> None:
    assert desk.call("GET", path) == (404, {"message": "Not Found."})


def test_a_wrong_verb_is_405_and_names_the_right_ones(desk: Desk) -> None:
    response = desk.send("PATCH", f"/profiles/{ASHA}/redemptions")
    assert response.status == 405
    assert response.body == b'{"message":"The PATCH method is not supported for this route."}'
    assert ("Allow", "GET, POST") in response.headers


def test_head_answers_like_get_without_the_body(desk: Desk) -> None:
    response = desk.send("HEAD", f"/profiles/{ASHA}/balances")
    assert (response.status, response.body) == (200, b"")


def test_a_throttled_token_gets_429_until_the_minute_is_over(desk: Desk) -> None:
    desk.tenant.set_switches({"throttle_per_minute": 2})
    statuses = [desk.send("GET", "/auth/verify").status for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = desk.send("GET", "/auth/verify")
    assert refused.body == b'{"message":"Too Many Attempts."}'
    headers = dict(refused.headers)
    assert (headers["Retry-After"], headers["X-RateLimit-Limit"]) == ("60", "2")
    assert desk.send("GET", "/auth/verify", token=TOKEN + "-read-only").status == 200
    desk.advance(seconds=60)
    assert desk.send("GET", "/auth/verify").status == 200
