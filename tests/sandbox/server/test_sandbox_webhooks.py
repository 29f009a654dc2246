"""Webhooks from a real sandbox process to a real listener: what is told, signed how, and how often it is tried."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import ControlFailed, Delivered
from tests.sandbox.server.receiver import Receiver, receiving
from tests.sandbox.server.running import ASHA, Sandbox

HOUR_S, DAY_S = 3600, 86400


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def subscribe(sandbox: Sandbox, receiver: Receiver) -> Callable[..., Any]:
    """Subscribe the receiver to a trigger; the webhook."""

    def subscribing(trigger: str, path: str = "/in", **more: object) -> Any:
        body = {"trigger": trigger, "url": receiver.url + path, "namespace": "till", **more}
        return sandbox.call("POST", "/webhooks", body)["data"]

    return subscribing


def _secret(sandbox: Sandbox) -> str:
    settings = sandbox.call("GET", "/settings/environment")["data"]
    return str(next(each["value"] for each in settings if each["handle"] == "app.request_key"))


def _staff(sandbox: Sandbox, number: str = "2001", **more: object) -> Any:
    body = {"staff_id": number, "first_name": "Ada", "last_name": "Bell", **more}
    return sandbox.call("POST", "/staff", {"email": f"ada.{number}@example.test", **body})["data"]


def _read_until(sandbox: Sandbox, number: int, done: Callable[[Delivered], bool]) -> Delivered:
    """The delivery once its record says so: the answer is on record a moment after the receiver gave it."""
    for _ in range(5000):
        found = next(each for each in sandbox.control.deliveries() if each.number == number)
        if done(found):
            return found
    raise AssertionError(f"delivery {number} never got there")


def _settled(sandbox: Sandbox, number: int) -> Delivered:
    """After its first attempt, or its refusal."""
    return _read_until(
        sandbox, number, lambda found: found.attempts > 0 or found.state == "refused"
    )


def _after(sandbox: Sandbox, number: int, attempts: int) -> Delivered:
    return _read_until(sandbox, number, lambda found: found.attempts == attempts)


def test_a_subscriber_is_told_of_a_new_profile_with_signature_over_the_raw_body(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("profile.created")
    made = _staff(sandbox)
    received = receiver.next()
    assert received.event == "profile.created"
    assert received.headers["content-type"] == "application/json"
    assert received.signed_with(_secret(sandbox))
    assert not received.signed_with("another secret")
    assert "data" not in received.data  # the object itself
    assert received.data["id"] == made["id"]
    assert received.data["flattened_tags"] == received.data["flattened_statuses"] == []
    (delivery,) = sandbox.control.deliveries()
    assert _settled(sandbox, delivery.number).state == "delivered"
    assert _settled(sandbox, delivery.number).status == 200


def test_a_change_and_a_removal_are_told_each_once(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    made = _staff(sandbox)
    for verb in ("created", "updated", "deleted"):
        subscribe(f"profile.{verb}")
    sandbox.call("PUT", "/staff/2001", {"first_name": "Adele"})
    changed = receiver.next()
    assert (changed.event, changed.data["first_name"]) == ("profile.updated", "Adele")
    sandbox.call("DELETE", "/staff/2001", expect=204)
    gone = receiver.next()
    assert (gone.event, gone.data["id"]) == ("profile.deleted", made["id"])
    assert gone.data["profile_type"] == "deleted"
    assert len(sandbox.control.deliveries()) == 2


def test_redeeming_tells_of_the_rewards_and_of_the_balance(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("reward.updated")
    subscribe("balance.updated")
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions", {"strategies": ["rewards"], "amount": 12})
    first, balance, second = receiver.several(3)
    assert [first.event, balance.event, second.event] == [
        "reward.updated",
        "balance.updated",
        "reward.updated",
    ]
    assert [first.data["value_remaining"], second.data["value_remaining"]] == [0, 13]
    assert (balance.data["profile_id"], balance.data["reward_balance"]) == (ASHA, 13)


def test_a_sale_tells_of_itself_with_its_customer(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("transaction.created")
    subscribe("transaction.updated")
    line = {"name": "Shirt", "quantity": 1, "price_current": 65, "price_sell": 65}
    sale = {
        "profile_id": ASHA,
        "total": 65,
        "transacted_at": "2026-03-10 13:00:00",
        "items": [line],
    }
    number = sandbox.call("POST", "/transactions", sale)["data"]["id"]
    created = receiver.next()
    assert (created.event, created.data["id"]) == ("transaction.created", number)
    assert created.data["profile"]["id"] == ASHA
    assert len(created.data["rewards"]) == 2
    sandbox.call("PUT", f"/transactions/{number}", {"is_void": True})
    assert receiver.next().data["is_void"] is True


def test_what_is_refused_is_not_told(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("balance.updated")
    body = {"strategies": ["rewards"], "amount": 9999}
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body, expect=422)
    assert sandbox.control.deliveries() == ()
    assert receiver.silent


def test_a_caller_is_not_told_of_its_own_doing(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("profile.created", "/own", namespace="Full")
    subscribe("profile.created", "/other", namespace="till")
    _staff(sandbox)
    assert receiver.next().path == "/other"
    assert len(sandbox.control.deliveries()) == 1


def test_a_condition_decides(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("profile.created", condition={"==": [{"var": "first_name"}, "Grace"]})
    _staff(sandbox, "2001")
    _staff(sandbox, "2002", first_name="Grace")
    assert receiver.next().data["first_name"] == "Grace"
    assert len(sandbox.control.deliveries()) == 1


def test_a_failed_delivery_is_tried_hourly_until_it_succeeds(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    sandbox.control.freeze()
    subscribe("profile.created", retry_hourly=True)
    for status in (500, 302, 404):  # a redirect is no answer and is not followed
        receiver.statuses.put(status)
    _staff(sandbox)
    first = receiver.next()
    for attempts, status in ((1, 500), (2, 302), (3, 404)):
        delivery = _after(sandbox, 1, attempts)
        assert (delivery.state, delivery.status) == ("pending", status)
        sandbox.control.advance(HOUR_S - 1)
        assert receiver.silent
        sandbox.control.advance(1)
        again = receiver.next()
        assert (again.path, again.body, again.headers["x-omneo-hmac-sha256"]) == (
            "/in",
            first.body,
            first.headers["x-omneo-hmac-sha256"],
        )
    assert _after(sandbox, 1, 4).state == "delivered"


def test_retries_end_after_a_day_of_hours_and_a_week_of_days(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    sandbox.control.freeze()
    subscribe("profile.created", retry_hourly=True, retry_daily=True)
    for _ in range(32):
        receiver.statuses.put(503)
    _staff(sandbox)
    pauses = [HOUR_S] * 24 + [DAY_S] * 7
    for attempts, pause in enumerate(pauses, start=1):
        receiver.next()
        assert _after(sandbox, 1, attempts).state == "pending"
        sandbox.control.advance(pause)
    receiver.next()
    assert _after(sandbox, 1, 32).state == "failed"


def test_without_retry_flags_a_failure_is_final(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("profile.created")
    receiver.statuses.put(500)
    _staff(sandbox)
    receiver.next()
    assert _settled(sandbox, 1).state == "failed"


def test_nobody_listening_is_on_record(sandbox: Sandbox) -> None:
    with receiving() as receiver:
        gone = receiver.url
    sandbox.control.send_event("profile.updated", url=gone)
    found = _settled(sandbox, 1)
    assert (found.state, found.status, found.reason) == ("failed", None, "ConnectError")


def test_nothing_leaves_this_computer(sandbox: Sandbox) -> None:
    body = {
        "trigger": "profile.created",
        "url": "https://example.test/in",
        "namespace": "elsewhere",
        "retry_hourly": True,
    }
    sandbox.call("POST", "/webhooks", body)
    _staff(sandbox)
    found = _settled(sandbox, 1)
    assert (found.state, found.attempts) == ("refused", 0)
    assert "webhooks_beyond_loopback" in (found.reason or "")


@pytest.mark.parametrize(
    ("event", "noun"),
    [
        ("profile.updated", "id"),
        ("profile.merged", "merged_from"),
        ("reward.created", "value_initial"),
        ("benefit.updated", "is_redeemable"),
        ("point.created", "value_remaining"),
        ("balance.updated", "reward_balance"),
        ("identity.created", "identifier"),
        ("transaction.created", "payments"),
        ("location.updated", "external_code"),
        ("tier.achieved", "profile"),
    ],
)
def test_any_event_is_sent_by_its_name(
    sandbox: Sandbox, receiver: Receiver, event: str, noun: str
) -> None:
    (number,) = sandbox.control.send_event(event, url=f"{receiver.url}/x", profile_id=ASHA)
    received = receiver.next()
    assert (received.path, received.event) == ("/x", event)
    assert received.data[noun] is not None
    assert received.signed_with(_secret(sandbox))
    assert _settled(sandbox, number).state == "delivered"


def test_duplicates_and_old_news_are_sent_on_demand(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    sandbox.control.freeze()
    subscribe("profile.updated")
    numbers = sandbox.control.send_event("profile.updated", times=2, changes={"first_name": "A"})
    assert len(numbers) == 2
    one, two = receiver.several(2)
    assert one.body == two.body
    sandbox.control.send_event("profile.updated", age_s=60)
    assert receiver.next().data["updated_at"] < one.data["updated_at"]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"event": "profile"},
        {"event": "Profile.updated\r\nX: y"},
        {"event": "profile.updated"},  # nobody subscribed
        {"event": "profile.updated", "url": "file:///etc/passwd"},
        {"event": "profile.updated", "url": "http://127.0.0.1:1/", "times": 0},
        {"event": "profile.updated", "url": "http://127.0.0.1:1/", "age_s": "1"},
        {"event": "profile.updated", "url": "http://127.0.0.1:1/", "changes": []},
        {"event": "profile.updated", "url": "http://127.0.0.1:1/", "profile_id": "nobody"},
        {"event": "profile.updated", "url": "http://127.0.0.1:1/", "secret": "x"},
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(sandbox: Sandbox, wanted: dict[str, Any]) -> None:
    answer = httpx.post(
        f"{sandbox.endpoint.control_url}/webhooks/send",
        json=wanted,
        headers={"Authorization": f"Bearer {sandbox.endpoint.control_token}"},
        trust_env=False,
    )
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(".")
    assert sandbox.control.deliveries() == ()


def test_the_control_client_says_why_an_event_was_not_sent(sandbox: Sandbox) -> None:
    with pytest.raises(ControlFailed, match="No active webhook"):
        sandbox.control.send_event("profile.updated")


def test_what_is_owed_survives_the_servers_end(
    tmp_path: Path,
    receiver: Receiver,
    start: Callable[..., SandboxChild],
    connect: Callable[[Endpoint], Sandbox],
) -> None:
    database = tmp_path / "sandbox.db"
    first = start(database)
    sandbox = connect(first.ready_blocking(60))
    receiver.statuses.put(500)
    body = {"trigger": "profile.created", "url": receiver.url, "namespace": "n"}
    sandbox.call("POST", "/webhooks", {**body, "retry_hourly": True})
    _staff(sandbox)
    told = receiver.next()
    _after(sandbox, 1, 1)
    secret = _secret(sandbox)
    first.close()

    again = connect(start(database).ready_blocking(60))
    again.control.advance(HOUR_S + 1)
    assert receiver.next().body == told.body
    assert _secret(again) == secret
    assert _after(again, 1, 2).state == "delivered"


def test_a_reset_forgets_webhooks_and_keeps_the_secret(
    sandbox: Sandbox, receiver: Receiver, subscribe: Callable[..., Any]
) -> None:
    subscribe("profile.created")
    _staff(sandbox)
    receiver.next()
    secret = _secret(sandbox)
    sandbox.control.reset()
    assert sandbox.call("GET", "/webhooks")["data"] == []
    assert sandbox.control.deliveries() == ()
    assert _secret(sandbox) == secret


def test_a_slow_receiver_holds_up_nobody_else_and_gets_its_own_in_order(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    with receiving() as slow:
        slow.open.clear()
        first, second = sandbox.control.send_event("profile.updated", url=slow.url, times=2)
        slow.next()
        (third,) = sandbox.control.send_event("profile.updated", url=receiver.url)
        receiver.next()
        assert _settled(sandbox, third).state == "delivered"
        sandbox.call("GET", f"/profiles/{ASHA}")  # nor is the tenant itself
        waiting = {each.number: each for each in sandbox.control.deliveries()}
        assert [waiting[number].attempts for number in (first, second)] == [0, 0]
        assert slow.silent
        slow.open.set()
        slow.next()
        assert _settled(sandbox, second).state == "delivered"
