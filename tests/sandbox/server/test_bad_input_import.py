"""Imports over HTTP with every tenth row wrong: each wrong row is named, and what was refused left nothing behind.

Rewards are all or nothing; of profiles the good rows are in and the wrong ones are out whole (both ASSUMED).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.server.bench import Bench
from tests.sandbox.server.running import Sandbox
from tests.sandbox.write_calls import ERIN, REWARD

ROWS = 10_000
WRONG_ROWS = (
    ({"profile_id": "nobody"}, "profile_id"),
    ({"value_initial": -1}, "value_initial"),
    ({"expires_at": "2026-02-30"}, "expires_at"),
    ({"reward_definition_id": 99}, "reward_definition_id"),
    ({"timezone": "Mars/Base"}, "timezone"),
)


def _rewards(count: int) -> tuple[list[dict[str, Any]], set[str]]:
    """Rows of which every tenth is wrong, each kind in turn; and the names of what is wrong."""
    rows, names = [], set()
    for index in range(count):
        wrong, field = WRONG_ROWS[index // 10 % len(WRONG_ROWS)] if index % 10 == 9 else ({}, "")
        rows.append({**REWARD, "external_id": f"row-{index}", **wrong})
        if field:
            names.add(f"rewards.{index}.{field}")
    return rows, names


def test_of_ten_thousand_rewards_every_tenth_wrong_none_is_issued(bench: Bench) -> None:
    rows, names = _rewards(ROWS)
    answer = bench.api.post("/rewards/batch", json={"rewards": rows})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == names
    assert len(names) == ROWS // 10


def test_what_is_left_after_correction_is_issued_once_and_adds_up(sandbox: Sandbox) -> None:
    rows = [{**REWARD, "external_id": row["external_id"]} for row in _rewards(ROWS)[0]]
    assert sandbox.api.post("/rewards/batch", json=rows).status_code == 200
    listed = sandbox.call("GET", f"/profiles/{ERIN}/rewards?page[size]=1")
    assert listed["meta"]["total"] == ROWS
    assert sandbox.call("GET", f"/profiles/{ERIN}/balances")["data"]["reward_balance"] == 10 * ROWS


def test_one_row_too_many_is_refused_as_a_whole(bench: Bench) -> None:
    answer = bench.api.post("/rewards/batch", json=[REWARD] * (ROWS + 1))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["rewards"]


@pytest.mark.parametrize("field", ["email", "identities"])
def test_of_profiles_every_tenth_wrong_the_good_ones_are_in_whole(
    sandbox: Sandbox, field: str
) -> None:
    before = sandbox.call("GET", "/profiles?page[size]=1")["meta"]["total"]
    cards = sandbox.call("GET", "/identities?page[size]=1")["meta"]["total"]
    wrong: Any = {"email": "no address", "identities": [{"handle": "pos"}]}[field]
    rows = [_person(index, **({field: wrong} if index % 10 == 9 else {})) for index in range(500)]
    answer = sandbox.call("POST", "/profiles/batch", {"match_criteria": "email", "profiles": rows})

    named = {".".join(name.split(".")[:3]) for name in answer["data"]["errors"]}
    assert named == {f"profiles.{index}.{field}" for index in range(9, 500, 10)}
    after = sandbox.call("GET", "/profiles?page[size]=1")["meta"]["total"]
    assert after - before == 450
    # A card of a row that is out would be a half-written one.
    assert sandbox.call("GET", "/identities?page[size]=1")["meta"]["total"] - cards == 450


def _person(index: int, **wrong: Any) -> dict[str, Any]:
    return {
        "first_name": "Row",
        "last_name": str(index),
        "email": f"row.{index}@example.test",
        "identities": [{"handle": "pos", "identifier": f"import-{index}"}],
        **wrong,
    }
