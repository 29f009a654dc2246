"""Two tills race for one balance over HTTP: each time exactly one gets it, and the books add up afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.server.plain_client import Answer, PlainTill, plain_till
from tests.sandbox.server.running import Sandbox

ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
WORTH = 10
ROUNDS = 1000


@dataclass(frozen=True)
class Prize:
    """What is fought for: how one is put out, and how a till reaches for it."""

    name: str
    put: Callable[[PlainTill], int]
    reach: Callable[[int], tuple[str, dict[str, Any]]]
    refused_on: str


def _reward(till: PlainTill) -> int:
    body = {"reward_definition_id": 6, "profile_id": ERIN, "value_initial": WORTH}
    number: int = till.post("/rewards", body)["id"]
    return number


def _benefit(till: PlainTill) -> int:
    number: int = till.post("/benefits", {"benefit_definition_id": 94, "profile_id": ERIN})["id"]
    return number


def _credit(till: PlainTill) -> int:
    number: int = till.post(f"/profiles/{ERIN}/credits", {"amount": WORTH, "type": "store"})["id"]
    return number


def _paying(credit: int) -> tuple[str, dict[str, Any]]:
    sale = {
        "profile_id": ERIN, "total": WORTH, "transacted_at": "2026-03-10 13:00:00", "timezone": "UTC", "items": [],
        "payments": [{"type": "credit", "credit_id": credit, "amount": WORTH}],
    }  # fmt: skip
    return "/transactions", sale


PRIZES = (
    Prize("rewards", _reward, lambda _: (f"/profiles/{ERIN}/redemptions", {"strategies": ["rewards"], "amount": WORTH}), "amount"),
    Prize("a benefit's last use", _benefit, lambda number: (f"/profiles/{ERIN}/benefits/{number}/redemptions", {}), "benefit"),
    Prize("a credit, redeemed", _credit, lambda number: (f"/profiles/{ERIN}/credits/{number}/redeem", {"amount": WORTH}), "amount"),
    Prize("a credit, paid with the sale", _credit, _paying, "payments.0.amount"),
)  # fmt: skip


@pytest.fixture
def tills(sandbox: Sandbox) -> Iterator[tuple[PlainTill, PlainTill]]:
    url, token = sandbox.endpoint.url, sandbox.endpoint.token
    with plain_till(url, token) as first, plain_till(url, token) as second:
        yield first, second


@pytest.mark.parametrize("prize", PRIZES, ids=lambda prize: prize.name)
def test_of_two_tills_exactly_one_gets_the_balance_a_thousand_times(
    sandbox: Sandbox, tills: tuple[PlainTill, PlainTill], prize: Prize
) -> None:
    """1,000 rounds take two seconds."""
    line = threading.Barrier(2)

    def run(till: PlainTill, path: str, body: dict[str, Any]) -> Answer:
        line.wait()
        return till.send("POST", path, body)

    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            path, body = prize.reach(prize.put(tills[0]))
            racing = tills if turn % 2 else tills[::-1]  # neither is always the first to set off
            answers = list(pool.map(run, racing, (path, path), (body, body)))
            won = [answer.status in (200, 201) for answer in answers]
            assert sorted(won) == [False, True], answers
            lost = answers[won.index(False)]
            assert (lost.status, list(lost.json["errors"])) == (422, [prize.refused_on])
    _require_balanced(sandbox)


def _require_balanced(sandbox: Sandbox) -> None:
    """What was issued is what was spent, once a round, and nothing is left."""
    balances = sandbox.call("GET", f"/profiles/{ERIN}/balances")["data"]
    assert (balances["reward_balance"], balances["credit_balance"]) == (0, 0)
    entries = [entry for entry in _books(sandbox).values() if entry["issued"]]
    for entry in entries:
        spent = entry["redeemed"] + entry["paid"]
        assert (entry["issued"], entry["left"]) == (spent, 0)
        assert spent in (ROUNDS, ROUNDS * WORTH * 100)
    assert len(entries) == 1


def _books(sandbox: Sandbox) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = sandbox.control.ledger()["profiles"][ERIN]
    return kinds


def test_a_reversal_in_between_gives_the_other_till_its_turn(
    sandbox: Sandbox, tills: tuple[PlainTill, PlainTill]
) -> None:
    path, body = PRIZES[0].reach(_reward(tills[0]))
    for winner, loser in (tills, tills[::-1], tills):
        granted = winner.post(path, body)
        assert list(loser.refusal("POST", path, body)) == ["amount"]
        winner.post(f"/profiles/{ERIN}/redemptions/{granted['id']}/reverse")
        assert list(loser.refusal("POST", f"/redemptions/{granted['id']}/reversal")) == ["redemption"]  # fmt: skip
    (entry,) = (entry for entry in _books(sandbox).values() if entry["issued"])
    assert (entry["issued"], entry["left"], entry["redeemed"]) == (WORTH * 100, WORTH * 100, 0)
