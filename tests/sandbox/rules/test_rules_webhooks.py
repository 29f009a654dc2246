"""The webhooks resource, and JSON Logic conditions: by requests and values, without a server."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest

from posdesk.sandbox.rules import json_logic
from posdesk.sandbox.rules.outbox import retry_pause
from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import ASHA, TOKEN, Desk, sale

HOOK: dict[str, object] = {
    "trigger": "profiles.create",
    "url": "http://127.0.0.1:9/in",
    "namespace": "till",
}


def test_a_webhook_is_made_read_changed_and_deleted(desk: Desk) -> None:
    status, answer = desk.call("POST", "/webhooks", {**HOOK, "queue": "express"})
    assert status == 201
    made = answer["data"]
    assert made["queue"] == "low"  # unknown ones become low
    assert (made["is_active"], made["retry_hourly"], made["condition"]) == (True, False, None)
    assert {"id", "user_id", "created_at", "updated_at"} <= made.keys()
    path = f"/webhooks/{made['id']}"
    assert desk.data("GET", path) == made
    changed = desk.data("PUT", path, {"is_active": False, "queue": "high"})
    assert (changed["is_active"], changed["queue"], changed["url"]) == (False, "high", HOOK["url"])
    assert desk.call("DELETE", path) == (204, None)
    assert desk.call("GET", path)[0] == 404


def test_webhooks_are_filtered(desk: Desk) -> None:
    desk.data("POST", "/webhooks", HOOK)
    desk.data("POST", "/webhooks", {**HOOK, "trigger": "profile.updated", "is_active": False})
    for query, triggers in (
        ("filter[is_active]=1", ["profiles.create"]),
        ("filter[is_active]=0", ["profile.updated"]),
        ("filter[trigger]=profile.updated", ["profile.updated"]),
        ("filter[namespace]=till", ["profiles.create", "profile.updated"]),
    ):
        found = desk.data("GET", f"/webhooks?{query}")
        assert [each["trigger"] for each in found] == triggers


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trigger": None}, "trigger"),
        ({"url": ""}, "url"),
        ({"namespace": None}, "namespace"),
        ({"url": "ftp://127.0.0.1/"}, "url"),
        ({"url": "http://"}, "url"),
        ({"url": "http://127.0.0.1:99999999/"}, "url"),
        ({"url": "http://[::1/"}, "url"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"condition": "x"}, "condition"),
        ({"condition": {"launch": []}}, "condition"),
        ({"condition": {"and": [{"==": [1, 1], "!=": [1, 2]}]}}, "condition"),
    ],
)
def test_a_wrong_webhook_is_refused(desk: Desk, wrong: dict[str, object], field: str) -> None:
    assert list(desk.errors("POST", "/webhooks", {**HOOK, **wrong})) == [field]


def test_trigger_and_url_are_unique_together(desk: Desk) -> None:
    first = desk.data("POST", "/webhooks", HOOK)
    assert list(desk.errors("POST", "/webhooks", HOOK)) == ["url"]
    other = desk.data("POST", "/webhooks", {**HOOK, "trigger": "profile.updated"})
    assert list(desk.errors("PUT", f"/webhooks/{other['id']}", {"trigger": HOOK["trigger"]})) == [
        "url"
    ]
    assert desk.data("PUT", f"/webhooks/{first['id']}", HOOK)["url"] == HOOK["url"]


def test_webhooks_need_their_scopes(desk: Desk) -> None:
    token = f"{TOKEN}-read-only"
    assert desk.call("GET", "/webhooks", token=token)[0] == 403
    assert desk.call("POST", "/webhooks", HOOK, token=token)[0] == 403


def test_a_deleted_webhook_owes_nothing_and_keeps_its_record(desk: Desk) -> None:
    webhook = desk.data("POST", "/webhooks", {**HOOK, "trigger": "transaction.created"})
    desk.data("POST", "/transactions", sale())
    (owed,) = desk.tenant.outbox.due(desk.now)
    desk.tenant.outbox.settle(owed.id, desk.now, 200, None)
    desk.data("POST", "/transactions", sale())
    assert len(desk.tenant.outbox.due(desk.now)) == 1
    desk.call("DELETE", f"/webhooks/{webhook['id']}")
    assert desk.tenant.outbox.due(desk.now) == []
    assert [each["state"] for each in desk.tenant.outbox.listed()] == ["delivered"]


def test_an_inactive_webhooks_deliveries_wait(desk: Desk) -> None:
    webhook = desk.data("POST", "/webhooks", {**HOOK, "trigger": "transaction.created"})
    desk.data("POST", "/transactions", sale())
    path = f"/webhooks/{webhook['id']}"
    desk.data("PUT", path, {"is_active": False, "url": "http://127.0.0.1:8/new"})
    desk.data("POST", "/transactions", sale())  # nobody is told of this one
    assert desk.tenant.outbox.due(desk.now) == []
    desk.data("PUT", path, {"is_active": True})
    (owed,) = desk.tenant.outbox.due(desk.now)
    assert owed.url == "http://127.0.0.1:8/new"


def test_a_reversal_tells_of_the_sale_it_was_linked_to(desk: Desk) -> None:
    redemption = desk.redeem(10)["id"]
    desk.data("POST", "/transactions", sale(redemption_id=redemption))
    desk.data("POST", "/webhooks", {**HOOK, "trigger": "transaction.updated"})
    desk.reverse(redemption)
    (owed,) = desk.tenant.outbox.due(desk.now)
    assert b'"reversed_redemptions":[{' in owed.body


def test_a_new_benefit_and_its_definition_are_told(desk: Desk) -> None:
    for number, trigger in enumerate(("benefit.created", "benefit-definition.created")):
        desk.data(
            "POST",
            "/webhooks",
            {**HOOK, "trigger": trigger, "url": f"http://127.0.0.1:9/{number}"},
        )
    body = {"name": "Tea", "handle": "tea", "period": 7}
    definition = desk.data("POST", "/benefit-definitions", body)
    issue = {
        "benefit_definition_id": definition["id"],
        "profile_id": ASHA,
        "issued_at": "2026-03-10 09:00:00",
        "timezone": "Australia/Melbourne",
    }
    desk.data("POST", "/benefits", issue)
    owed = desk.tenant.outbox.due(desk.now)
    assert [each.event for each in owed] == ["benefit-definition.created", "benefit.created"]


def test_a_database_from_before_webhooks_gets_them(seed: Seed, tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.db")
    Desk(seed, path).tenant.close()
    before = apsw.Connection(path)
    before.execute("DROP TABLE webhook_delivery; DROP TABLE webhook")
    before.execute("DELETE FROM fact WHERE name = 'webhook_secret'")
    before.close()
    desk = Desk(seed, path)
    desk.data("POST", "/webhooks", {**HOOK, "trigger": "transaction.created"})
    desk.data("POST", "/transactions", sale())
    assert len(desk.tenant.outbox.due(desk.now)) == 1
    assert desk.data("GET", "/settings/environment")[0]["value"]
    desk.tenant.close()


@pytest.mark.parametrize(
    ("hourly", "daily", "hours", "days"),
    [(False, False, 0, 0), (True, False, 24, 0), (False, True, 0, 7), (True, True, 24, 7)],
)
def test_the_schedule_of_retries(hourly: bool, daily: bool, hours: int, days: int) -> None:
    pauses: list[timedelta] = []
    while (pause := retry_pause(len(pauses) + 1, hourly, daily)) is not None:
        pauses.append(pause)
    assert pauses == [timedelta(hours=1)] * hours + [timedelta(days=1)] * days


DATA = {"type": "active", "tags": ["vip", "new"], "balance": {"rewards": 25}, "items": [{"n": 1}]}


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        (True, True),
        ({"==": [{"var": "type"}, "active"]}, True),
        ({"==": [1, "1"]}, True),
        ({"===": [1, "1"]}, False),
        ({"!=": [{"var": "type"}, "active"]}, False),
        ({"!==": [{"var": "none"}, None]}, False),
        ({"in": ["vip", {"var": "tags"}]}, True),
        ({"in": ["act", {"var": "type"}]}, True),
        ({">": [{"var": "balance.rewards"}, 20]}, True),
        ({"<": [20, {"var": "balance.rewards"}, 30]}, True),
        ({"<=": [20, {"var": "balance.rewards"}, 24]}, False),
        ({">=": ["b", "a"]}, True),
        ({"and": [{"var": "type"}, {"!": {"var": "deleted"}}]}, True),
        ({"or": [False, {"var": "missing"}]}, False),
        ({"if": [{"var": "no"}, True, {"==": [1, 2]}, True, False]}, False),
        ({"missing": ["type", "email"]}, True),
        ({"!": {"missing": ["type"]}}, True),
        ({"var": ["absent", "x"]}, True),
        ({"==": [{"var": "items.0.n"}, 1]}, True),
        ({"some": [{"var": "items"}, {"==": [{"var": "n"}, 1]}]}, True),
        ({"all": [{"var": "items"}, {"==": [{"var": "n"}, 2]}]}, False),
        ({"none": [{"var": "items"}, {"==": [{"var": "n"}, 2]}]}, True),
        ({"==": [{"+": [1, "2"]}, 3]}, True),
        ({"==": [{"-": [5, 2]}, 3]}, True),
        ({"==": [{"-": [5]}, -5]}, True),
        ({"==": [{"*": [2, 3]}, 6]}, True),
        ({"==": [{"/": [1, 0]}, None]}, True),
        ({"==": [{"max": [1, 3, 2]}, 3]}, True),
        ({"==": [{"cat": ["a", 1]}, "a1"]}, True),
        ({"!!": [[]]}, False),
        ({"<": ["nan", 1]}, False),
        ({"<": [1, "Infinity"]}, False),
        ({"*": ["1e999999", "1e999999"]}, False),
        ({"var": "items." + "9" * 5000}, False),
        ({"<": []}, False),
        ({"==": []}, True),
        ({"max": []}, False),
    ],
)
def test_conditions_by_json_logic(rule: Any, held: bool) -> None:
    assert json_logic.flaw(rule) is None
    assert json_logic.holds(rule, DATA) is held
