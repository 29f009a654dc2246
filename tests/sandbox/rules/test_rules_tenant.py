"""The tenant as a whole: opening, keeping, resetting, one transaction a request, two at one file."""

import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import pytest

from posdesk.sandbox.errors import WrongDatabase
from posdesk.sandbox.rules import Request, Tenant, dates, purses
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.router import PREFIX, Route, Router
from posdesk.sandbox.rules.routes import ROUTES
from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import ASHA, OPENED, TOKEN, Desk, sale


def test_an_identity_is_a_uuid_that_a_reset_renews(desk: Desk) -> None:
    first = desk.tenant.identity
    assert str(uuid.UUID(first)) == first
    desk.tenant.reset(None, desk.now)
    assert desk.tenant.identity != first


def test_a_reset_brings_the_wallets_back_as_of_its_day(desk: Desk) -> None:
    desk.redeem(25)
    desk.data("POST", "/transactions", sale(location_id="S77"))
    desk.tenant.set_switches({"earn_on_sale": True})
    desk.advance(days=100)
    desk.tenant.reset(None, desk.now)
    assert desk.balances()["reward_balance"] == 25
    assert desk.data("GET", "/transactions") == []
    assert desk.data("GET", "/locations?filter[external_id]=S77") == []
    assert desk.tenant.switches.earn_on_sale is False
    assert desk.rewards()[811]["expires_local_at"] == "2026-06-21 23:59:59"
    assert desk.redeem(1)["id"] == 158


def test_a_reset_can_bring_another_seed(desk: Desk) -> None:
    text = b'{"format": 1, "tokens": [{"id": 1, "name": "Full"}], "currency": "NZD"}'
    desk.tenant.reset(Seed.parse(text), desk.now)
    assert desk.call("GET", f"/profiles/{ASHA}")[0] == 404
    assert desk.data("GET", "/profiles") == []


def test_a_file_is_kept_when_it_is_opened_again(seed: Seed, tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.db")
    desk = Desk(seed, path)
    identity = desk.tenant.identity
    desk.redeem(10)
    desk.tenant.set_switches({"duplicates": "reject"})
    desk.tenant.close()
    again = Desk(seed, path)
    assert again.tenant.identity == identity
    assert again.balances()["reward_balance"] == 15
    assert again.tenant.switches.duplicates == "reject"
    again.tenant.close()


def test_opening_gives_the_seeds_tokens_new_secrets(seed: Seed, tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.db")
    Tenant.open(path, seed, "first", now=OPENED).close()
    desk = Desk(seed, path)
    assert desk.send("GET", "/auth/verify", token="first").status == 401
    assert desk.send("GET", "/auth/verify", token=TOKEN).status == 200
    assert desk.send("GET", "/auth/verify", token=TOKEN + "-revoked").status == 401
    desk.tenant.close()


def test_no_secret_stands_in_the_file(seed: Seed, tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    secret = "a-very-secret-token"
    Tenant.open(str(path), seed, secret, now=OPENED).close()
    assert secret.encode() not in path.read_bytes()


def test_a_file_that_is_no_sandbox_is_refused_and_left_alone(seed: Seed, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("my notes, which are longer than a database header " * 50)
    other = tmp_path / "other.db"
    with apsw.Connection(str(other)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    newer = tmp_path / "newer.db"
    with apsw.Connection(str(newer)) as connection:
        connection.pragma("user_version", 99)
    for path in (text, other, newer, tmp_path / "nowhere" / "x.db"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(WrongDatabase):
            Tenant.open(str(path), seed, TOKEN, now=OPENED)
        assert (path.read_bytes() if path.exists() else None) == before


def test_files_are_durable(seed: Seed, tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.db")
    Tenant.open(path, seed, TOKEN, now=OPENED).close()
    connection = apsw.Connection(path)
    assert connection.pragma("journal_mode") == "wal"
    connection.close()


def test_two_servers_on_one_file_never_overdraw_a_balance(seed: Seed, tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.db")
    desks = (Desk(seed, path), Desk(seed, path))
    body = {"strategies": ["rewards"], "amount": 20}
    assert [desk.balances()["reward_balance"] for desk in desks] == [25, 25]
    statuses = [desk.call("POST", f"/profiles/{ASHA}/redemptions", body)[0] for desk in desks]
    assert statuses == [200, 422]
    assert [desk.balances()["reward_balance"] for desk in desks] == [5, 5]
    for desk in desks:
        desk.tenant.close()


def test_a_plan_made_on_an_old_balance_cannot_be_carried_out(seed: Seed) -> None:
    desk = Desk(seed)
    context = _context(desk)
    planned = purses.plan(context, ASHA, "rewards", 2500)
    desk.redeem(1)
    with pytest.raises(Refusal):
        purses.remove(context, planned[0])
    assert desk.balances()["reward_balance"] == 24
    desk.tenant.close()


def _context(desk: Desk) -> Context:
    tenant = desk.tenant
    return Context(
        store=tenant._store,
        request=Request("GET", "/"),
        params={},
        now=desk.now,
        at=dates.utc_text(desk.now),
        switches=tenant.switches,
        zone=ZoneInfo("Australia/Melbourne"),
        currency="AUD",
    )


def test_the_same_requests_give_the_same_answers(seed: Seed) -> None:
    def run() -> list[object]:
        desk = Desk(seed)
        answers = [
            desk.redeem(10, transaction_external_id="X"),
            desk.data("POST", "/transactions", sale(staff_id="4711", location_id="S77")),
            desk.balances(),
        ]
        desk.tenant.close()
        return answers

    assert run() == run()


def test_the_route_table_has_no_route_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Router((ROUTES[0], ROUTES[0]))


def test_every_route_but_health_asks_for_a_token(desk: Desk) -> None:
    for route in ROUTES:
        path = route.full_path.removeprefix(PREFIX)
        for name in (
            "p",
            "b",
            "c",
            "r",
            "id",
            "v",
            "type",
            "handle",
            "identifier",
            "external_id",
            "staffId",
        ):
            path = path.replace("{" + name + "}", "1")
        base = "" if route.full_path == "/api/health" else PREFIX
        status = desk.send(route.method, path, token=None, base=base).status
        assert status == (200 if route.is_open else 401), route.path


def test_every_route_with_a_scope_refuses_a_token_without_it(desk: Desk) -> None:
    _, made = desk.call("POST", "/auth/api-tokens", {"name": "none", "scopes": ["nothing"]})
    scoped = [route for route in ROUTES if route.scope is not None]
    assert len(scoped) > 60
    for route in scoped:
        path = route.path.replace("{", "").replace("}", "")
        assert desk.send(route.method, path, token=made["accessToken"]).status == 403, route.path


def test_literal_segments_win_over_patterns_and_unfinished_ones_fall_back() -> None:
    def route(path: str) -> Route:
        return Route("GET", path, ROUTES[0].handler, None, path)

    router = Router(
        (route("/a/{x}"), route("/a/new"), route("/a/{x}/list"), route("/a/new/deep/er"))
    )
    assert router.find("GET", PREFIX + "/a/new", "both")[0].path == "/a/new"
    assert router.find("GET", PREFIX + "/a/new/list", "both")[1] == {"x": "new"}
    assert router.find("GET", PREFIX + "/a/caf%C3%A9", "both")[1] == {"x": "café"}
