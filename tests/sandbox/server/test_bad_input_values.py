"""Amounts, dates and names that are wrong or merely unusual, over HTTP: refused by their field, or kept to the letter."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.server.bench import Bench
from tests.sandbox.server.running import ASHA, Sandbox
from tests.sandbox.write_calls import (  # fmt: skip
    ADDRESS,
    BENEFIT,
    ERIN,
    ITEM,
    PERSON,
    PRODUCT,
    REWARD,
    SALE,
    STORE,
    WRITES,
    Write,
)

MONEY = {"amount", "value", "value_initial", "value_remaining", "max_value", "total", "total_original", "price", "price_current", "price_sell"}  # fmt: skip
# Kept as the till says: a return may be below nothing, and sums are nobody's business (U19).
SIGNED = {"total", "total_original", "price_current", "price_sell", "items.0.discounts.0.amount"}
# Nothing at all is no amount where something is to be given or taken.
TAKEN = (
    "/redeem",
    "/redemptions",
    "/return",
    "/refund",
    "/credits",
    "/rewards",
    "/points",
    "/transactions",
)
NO_AMOUNTS = ("1.001", "0.0000001", "1e-30", "1e15", "99999999999999", '"1,00"', '"ten"', "true", "[1]", "{}")  # fmt: skip
GAP = "2026-10-04 02:30:00"  # Melbourne's clocks go from 02:00 to 03:00
AFTER_THE_GAP = "2026-10-03 16:30:00"  # 03:30 there, in UTC
TWICE = "2026-04-05 02:30:00"  # the hour from 02:00 comes twice; the first is meant
NO_DATES = ("2026-02-30", "2026-13-01 00:00:00", "2026-03-10 25:00:00", "10/03/2026", "tomorrow", "3026-01-01", "1960-01-01", 20260310, True)  # fmt: skip
NAMES = (
    "👗🧵 Frock",
    "قميص كتان",
    "עברית — שם",
    "Ünïcødé ß",
    "名前",
    "\u202eback\u202c",
    "e\u0301 ≠ é",
    "👩‍👩‍👧‍👦",
)


def _amounts() -> list[Any]:
    """Every amount in the bodies of the writes, nested ones too."""
    return [
        pytest.param(write, place, id=f"{write.route} {'.'.join(map(str, place))}")
        for write in WRITES
        for place in _places(write.body)
    ]


def _places(value: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, list):
        return [place for index, each in enumerate(value) for place in _places(each, (*way, index))]
    if not isinstance(value, dict):
        return []
    here = [
        (*way, name)
        for name, each in value.items()
        if name in MONEY and isinstance(each, int | float)
    ]
    return here + [place for name, each in value.items() for place in _places(each, (*way, name))]


def _with(body: object, place: tuple[str | int, ...], value: object) -> object:
    changed: Any = copy.deepcopy(body)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


def _raw(write: Write, place: tuple[str | int, ...], number: str) -> bytes:
    """The body with a number as no JSON writer would write it."""
    return json.dumps(_with(write.body, place, "@@")).replace('"@@"', number).encode()


@pytest.mark.parametrize(("write", "place"), _amounts())
def test_an_amount_that_is_none_is_422_on_its_field(
    bench: Bench, write: Write, place: tuple[str | int, ...]
) -> None:
    name = ".".join(map(str, place))
    wrong = [*NO_AMOUNTS]
    if not SIGNED & {name, str(place[-1])}:
        wrong += ["-1", "-0.01"]
        if place[-1] in ("amount", "value_initial") and any(part in write.path for part in TAKEN):
            wrong += ["0", "0.00", '"0"']
    for number in wrong:
        answer = bench.send(write, _raw(write, place, number))
        assert answer.status_code == 422, (number, answer.text)
        assert name in answer.json()["errors"], number


@pytest.mark.parametrize("number", ["-65", "0", "0.01", "9999999999.99"])
def test_a_sales_amounts_are_kept_to_the_cent(sandbox: Sandbox, number: str) -> None:
    line = {**ITEM, "price_sell": "@@", "price_current": "@@"}
    body = {**SALE, "profile_id": ASHA, "payments": [], "total": "@@", "items": [line]}
    sent = json.dumps(body).replace('"@@"', number)
    answer = sandbox.api.post("/transactions", content=sent).json()["data"]
    (item,) = answer["items"]
    assert {answer["total"], item["price_sell"], item["price_current"]} == {float(number)}


_DATED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("/transactions", "transacted_at", SALE),
    ("/rewards", "issued_at", REWARD),
    ("/rewards", "expires_at", REWARD),
    ("/benefits", "issued_at", BENEFIT),
    ("/benefits", "expires_at", BENEFIT),
    (f"/profiles/{ERIN}/credits", "expires_at", {"amount": 25, "type": "store"}),
    ("/rewards/extend", "extend_date", {"ids": [811], "profile_id": ASHA}),
    (f"/profiles/{ASHA}/benefits/4022/redemptions", "issued_at", {}),
    ("/staff", "joined_at", {"staff_id": "2001", "first_name": "a", "last_name": "b", "email": "c@example.test"}),
)  # fmt: skip


@pytest.mark.parametrize(("path", "field", "body"), _DATED)
def test_a_date_that_is_none_is_422_on_its_field(
    bench: Bench, path: str, field: str, body: dict[str, Any]
) -> None:
    for wrong in NO_DATES:
        answer = bench.api.post(path, json={**body, field: wrong})
        assert answer.status_code == 422, wrong
        assert list(answer.json()["errors"]) == [field], wrong


@pytest.mark.parametrize(("local", "utc"), [(GAP, AFTER_THE_GAP), (TWICE, "2026-04-04 15:30:00")])
def test_an_hour_that_never_comes_moves_forward_and_of_two_the_first_is_meant(
    sandbox: Sandbox, local: str, utc: str
) -> None:
    zone = {"timezone": "Australia/Melbourne"}
    sold = sandbox.call("POST", "/transactions", {**SALE, **zone, "transacted_at": local})["data"]
    assert sold["transacted_at"] == utc
    rewarded = sandbox.call("POST", "/rewards", {**REWARD, **zone, "expires_at": local})["data"]
    assert rewarded["expires_at"] == utc
    ended = sandbox.call("POST", "/rewards", {**REWARD, "expires_at": "2026-01-01"})["data"]
    extended = {"ids": [ended["id"]], "profile_id": ERIN, "extend_date": local, **zone}
    assert sandbox.call("POST", "/rewards/extend", extended)["data"][0]["expires_at"] == utc
    given = sandbox.call("POST", "/benefits", {**BENEFIT, **zone, "issued_at": local})["data"]
    assert given["issued_at"] == local  # a benefit's dates are echoed, hour or no hour


def test_a_reward_that_ends_in_the_gap_is_spendable_up_to_the_hour_after(sandbox: Sandbox) -> None:
    sandbox.control.freeze(datetime(2026, 10, 3, 16, 29, 59, tzinfo=UTC))
    sandbox.control.reset()
    body = {**REWARD, "timezone": "Australia/Melbourne", "expires_at": GAP}
    sandbox.call("POST", "/rewards", body)
    balance = f"/profiles/{ERIN}/balances"
    assert sandbox.call("GET", balance)["data"]["reward_balance"] == 10
    sandbox.control.advance(2)
    assert sandbox.call("GET", balance)["data"]["reward_balance"] == 0


_NAMED: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("/profiles", "first_name", "/profiles/{id}", {**PERSON, "identities": []}),
    ("/profiles", "last_name", "/profiles/{id}", {**PERSON, "identities": []}),
    ("/staff", "last_name", "/staff/2001", {**PERSON, "identities": [], "staff_id": "2001"}),
    ("/locations", "name", "/locations/{id}", STORE),
    ("/products", "title", "/products/{id}", PRODUCT),
    ("/reward-definitions", "name", "/rewards/definitions/{id}", {"handle": "x", "value": 1, "type": "other", "period": 1}),
    (f"/profiles/{ERIN}/credits", "note", "/credits/{id}", {"amount": 1, "type": "store"}),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("path", "field", "read", "body"), _NAMED)
def test_a_name_in_any_script_comes_back_as_sent(
    sandbox: Sandbox, path: str, field: str, read: str, body: dict[str, Any], name: str
) -> None:
    for escaped in (True, False):
        sandbox.control.reset()
        sent = json.dumps({**body, field: name}, ensure_ascii=escaped).encode("utf-8")
        made = sandbox.api.post(path, content=sent)
        assert made.status_code == 201, made.text
        found = sandbox.api.get(read.format(id=made.json()["data"]["id"])).json()["data"]
        assert found[field] == made.json()["data"][field] == name


@pytest.mark.parametrize("name", NAMES)
def test_a_line_and_an_address_in_any_script_come_back_as_sent(sandbox: Sandbox, name: str) -> None:
    sale = {**SALE, "payments": [], "items": [{**ITEM, "name": name}], "external_id": name}
    made = sandbox.call("POST", "/transactions", sale)["data"]
    assert (made["items"][0]["name"], made["external_id"]) == (name, name)
    assert sandbox.call("GET", f"/transactions/external/{name}")["data"]["id"] == made["id"]
    home = sandbox.call("PUT", f"/profiles/{ERIN}", {"addresses": [{**ADDRESS, "city": name}]})
    assert home["data"]["addresses"][0]["city"] == name
