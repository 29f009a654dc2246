"""Faults by the control routes and the command line: set, counted, switched, counted anew, gone with a reset."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from posdesk.home.faults.plan import Fault, FaultPlan
from posdesk.sandbox.control import ControlFailed
from tests.sandbox.server.running import ASHA, Sandbox

SPENT = Fault("spent", "balances.read", "balance_spent", {"percent": 20})
LOST = Fault("lost", "*", "answer_lost")


def reward_balance(sandbox: Sandbox) -> object:
    return sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"]


def test_a_plan_is_set_counted_switched_and_counted_anew(sandbox: Sandbox) -> None:
    (counted,) = sandbox.control.set_faults(FaultPlan((SPENT, LOST)))
    assert (counted.fault, counted.matched, counted.happened) == (SPENT, 0, 0)
    assert reward_balance(sandbox) == 20
    (counted,) = sandbox.control.switch_fault("spent", on=False)
    assert (counted.fault.on, counted.matched, counted.happened) == (False, 1, 1)
    assert reward_balance(sandbox) == 20
    sandbox.control.switch_fault("spent", on=True)
    assert reward_balance(sandbox) == 16
    (counted,) = sandbox.control.reset_fault_counters()
    assert (counted.fault.on, counted.happened) == (True, 0)
    assert sandbox.control.set_faults(FaultPlan()) == ()
    assert reward_balance(sandbox) == 16


def test_a_plan_that_is_set_again_keeps_the_counters_of_what_stayed(sandbox: Sandbox) -> None:
    sandbox.control.set_faults(FaultPlan((SPENT,)))
    reward_balance(sandbox)
    other = Fault("other", "balances.read", "window_passed")
    counted = sandbox.control.set_faults(FaultPlan((SPENT, other)))
    assert [each.happened for each in counted] == [1, 0]


def test_faults_are_gone_after_a_reset_and_never_in_a_snapshot(sandbox: Sandbox) -> None:
    sandbox.control.set_faults(FaultPlan((SPENT,)))
    assert "balance_spent" not in str(sandbox.control.snapshot())
    sandbox.control.reset()
    assert sandbox.control.faults() == ()
    assert reward_balance(sandbox) == 25


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "faults takes"),
        ({"all_off": False}, "faults takes"),
        ({"all_off": True, "more": 1}, "faults takes"),
        ({"switch": "spent"}, "faults takes"),
        ({"switch": "nobody", "on": True}, "there is no such fault"),
        ({"format": 2}, "format"),
        ({"format": 1, "fault": [{"name": "x", "operation": "*", "kind": "no"}]}, "fault 1"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    sandbox: Sandbox, body: dict[str, Any], said: str
) -> None:
    sandbox.control.set_faults(FaultPlan((SPENT,)))
    answer = control(sandbox, body)
    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert [each.fault for each in sandbox.control.faults()] == [SPENT]


def test_all_are_turned_off_at_once(sandbox: Sandbox) -> None:
    sandbox.control.set_faults(FaultPlan((SPENT,)))
    assert control(sandbox, {"all_off": True}).json()["fault"][0]["on"] is False
    assert reward_balance(sandbox) == 25


def test_a_fault_that_is_not_there_cannot_be_switched(sandbox: Sandbox) -> None:
    with pytest.raises(ControlFailed, match="no such fault"):
        sandbox.control.switch_fault("nobody", on=True)


def control(sandbox: Sandbox, body: object) -> httpx.Response:
    endpoint = sandbox.endpoint
    headers = {"Authorization": f"Bearer {endpoint.control_token}"}
    return httpx.post(f"{endpoint.control_url}/faults", json=body, headers=headers, trust_env=False)
