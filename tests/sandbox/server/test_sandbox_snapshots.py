"""Snapshots: the whole tenant out, and back to the byte; a broken one changes nothing."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import simplejson

from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import ControlFailed
from posdesk.sandbox.rules.snapshots import _digest
from tests.sandbox.server.running import ASHA, Sandbox

SALE = {
    "external_id": "T-1",
    "profile_id": ASHA,
    "total": 65,
    "transacted_at": "2026-03-10 12:00:00",
    "items": [{"name": "Shirt", "quantity": 1, "price_current": 65, "price_sell": 65}],
}
Connect = Callable[[Endpoint], Sandbox]


def _bytes(value: object) -> str:
    return str(simplejson.dumps(value, use_decimal=True))


def _sell(sandbox: Sandbox) -> None:
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions", {"strategies": ["rewards"], "amount": 5})
    sandbox.call("POST", "/transactions", SALE)


def test_what_was_done_after_a_snapshot_has_not_happened(sandbox: Sandbox) -> None:
    _sell(sandbox)
    sandbox.control.switches(over_ask="partial")
    before, profile = _bytes(sandbox.control.ledger()), sandbox.call("GET", f"/profiles/{ASHA}")
    snapshot = sandbox.control.snapshot()
    identity = sandbox.control.health().identity

    _sell(sandbox)
    sandbox.call("DELETE", f"/profiles/{ASHA}", expect=204)
    sandbox.control.switches(over_ask="refuse")
    assert _bytes(sandbox.control.ledger()) != before

    renewed = sandbox.control.restore(snapshot)
    assert _bytes(sandbox.control.ledger()) == before
    assert sandbox.call("GET", f"/profiles/{ASHA}") == profile
    assert sandbox.control.switches()["over_ask"] == "partial"
    assert renewed == sandbox.control.health().identity != identity
    again = sandbox.control.snapshot()
    assert {**again["tables"], "fact": None} == {**snapshot["tables"], "fact": None}
    _sell(sandbox)  # it goes on from there


def test_numbers_go_on_as_they_did_after_the_snapshot(sandbox: Sandbox) -> None:
    snapshot = sandbox.control.snapshot()
    body = {"strategies": ["rewards"], "amount": 5}
    first = sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)["data"]["id"]
    sandbox.control.restore(snapshot)
    assert sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)["data"]["id"] == first


def test_snapshots_are_kept_by_name(sandbox: Sandbox) -> None:
    before = _bytes(sandbox.control.ledger())
    assert "morning" in sandbox.control.keep("morning")
    _sell(sandbox)
    sandbox.control.restore("morning")
    assert _bytes(sandbox.control.ledger()) == before
    names: tuple[str, ...] = ()
    for number in range(17):
        names = sandbox.control.keep(f"{number}")
    assert names == tuple(str(number) for number in range(1, 17))
    with pytest.raises(ControlFailed, match="no snapshot morning"):
        sandbox.control.restore("morning")


def test_a_snapshot_is_good_in_another_sandbox(
    sandbox: Sandbox, start: Callable[..., SandboxChild], connect: Connect
) -> None:
    made = sandbox.call("POST", "/auth/api-tokens", {"name": "own", "scopes": ["read-rewards"]})
    _sell(sandbox)
    snapshot = sandbox.control.snapshot()
    other = connect(start().ready_blocking(60))
    other.control.restore(snapshot)
    assert _bytes(other.control.ledger()) == _bytes(sandbox.control.ledger())
    # Its own token is good there, and so is one that was made; the first sandbox's is not.
    assert other.call("GET", f"/profiles/{ASHA}")["data"]["first_name"] == "Asha"
    for token, status in ((made["accessToken"], 200), (sandbox.endpoint.token, 401)):
        headers = {"Authorization": f"Bearer {token}"}
        assert other.api.get("/rewards", headers=headers).status_code == status


def test_no_secret_is_in_a_snapshot(sandbox: Sandbox) -> None:
    (shared,) = sandbox.call("GET", "/settings/environment")["data"]
    text = _bytes(sandbox.control.snapshot())
    for secret in (shared["value"], sandbox.endpoint.token, sandbox.endpoint.control_token):
        assert secret not in text
    sandbox.control.restore(simplejson.loads(text, use_decimal=True))
    assert sandbox.call("GET", "/settings/environment")["data"] == [shared]


def _resealed(snapshot: Any) -> Any:
    return {**snapshot, "sha256": _digest(snapshot["tables"])}


def _row_gone(snapshot: Any) -> Any:
    """A reward whose profile is not there."""
    profiles = snapshot["tables"]["profile"]
    place = profiles["columns"].index("id")
    profiles["rows"] = [row for row in profiles["rows"] if row[place] != ASHA]
    return _resealed(snapshot)


def _overdrawn(snapshot: Any) -> Any:
    rewards = snapshot["tables"]["reward"]
    rewards["rows"][0][rewards["columns"].index("remaining")] = -1
    return _resealed(snapshot)


def _of_another_table(snapshot: Any) -> Any:
    snapshot["tables"]["reward; DROP TABLE reward"] = snapshot["tables"].pop("reward")
    return _resealed(snapshot)


def _edited(snapshot: Any) -> Any:
    snapshot["tables"]["profile"]["rows"].pop()
    return snapshot


@pytest.mark.parametrize(
    "spoil",
    [
        _row_gone,
        _overdrawn,
        _of_another_table,
        _edited,
        lambda snapshot: {**snapshot, "schema": snapshot["schema"] + 1},
        lambda snapshot: {**snapshot, "format": 2},
        lambda snapshot: {**snapshot, "tables": []},
        lambda snapshot: _resealed({**snapshot, "tables": []}),
        lambda snapshot: _resealed({**snapshot, "tables": dict.fromkeys(snapshot["tables"], 7)}),
        lambda snapshot: {"tables": snapshot["tables"]},
        lambda _snapshot: {},
        lambda _snapshot: {"name": 7},
    ],
)
def test_a_broken_snapshot_changes_nothing(sandbox: Sandbox, spoil: Callable[[Any], Any]) -> None:
    _sell(sandbox)
    before, identity = sandbox.control.snapshot(), sandbox.control.health().identity
    with pytest.raises(ControlFailed) as caught:
        sandbox.control.restore(spoil(sandbox.control.snapshot()))
    assert caught.value.status == 422
    after = sandbox.control.snapshot()
    assert after["tables"] == before["tables"]
    assert sandbox.control.health().identity == identity
    _sell(sandbox)


def test_a_snapshot_may_be_larger_than_other_bodies(sandbox: Sandbox) -> None:
    rows = [{"profile_id": ASHA, "reward_definition_id": 6, "external_id": "x" * 200}] * 2500
    sandbox.call("POST", "/rewards/batch", {"rewards": rows})
    snapshot = sandbox.control.snapshot()
    assert len(_bytes(snapshot)) > 1 << 20
    sandbox.control.reset()
    sandbox.control.restore(snapshot)
    assert len(sandbox.control.snapshot()["tables"]["reward"]["rows"]) > 2500
    answer = httpx.post(
        f"{sandbox.root}/_sandbox/switches",
        content=b" " * (1 << 20) + b"{}",
        headers={"Authorization": f"Bearer {sandbox.endpoint.control_token}"},
        trust_env=False,
    )
    assert answer.status_code == 413
