"""Every field that a write reads has its own 422, by its name and in the vendor's shape; what is refused leaves nothing.

The fields are not listed by hand: a watched body tells which keys the handler asks for, nested records included.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from posdesk.sandbox.rules import context
from posdesk.sandbox.rules.json_text import JSON, MAX_BODY_BYTES, decode_body
from posdesk.sandbox.rules.routes import ROUTES
from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import Desk
from tests.sandbox.write_calls import WRITES, Write, prepare

# No field takes all of these: a text is no object, an object no number, a list neither.
WRONG: tuple[object, ...] = ({"a": [1]}, 7, "☃", [[]])
# Fields that may be anything, by a part of the route: they are kept and shown as they come.
FREE = {
    "/definitions": {"claim_condition", "claim_timeframe", "view_condition", "visibility_condition", "meta", "custom_fields"},
    "-definitions": {"claim_condition", "claim_timeframe", "view_condition", "visibility_condition", "meta"},
    # A payment that is no credit is echoed whole; and a number is looked at only where no id is given.
    "/transactions": {
        "currency_value", "fees", "need_action", "order_id", "organisation_id", "tender", "external_order_id",
        "payments.0.type", "payments.0.credit_number",
    },
    # The old spelling is looked at only where the new one is not.
    "/redeem": {"strategy"},
    "/redemptions": {"strategy"},
}  # fmt: skip


class Watched(dict[str, JSON]):
    """An object of a body that writes down which of its keys are asked for."""

    def __init__(self, values: dict[str, JSON], place: str, asked: set[str]) -> None:
        super().__init__(values)
        self._place = place
        self._asked = asked

    def get(self, key: str, default: JSON = None) -> JSON:
        self._asked.add(self._place + key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._asked.add(f"{self._place}{key}")
        return super().__contains__(key)


def _watched(value: JSON, asked: set[str], place: str = "") -> JSON:
    if isinstance(value, dict):
        inner = {key: _watched(each, asked, f"{place}{key}.") for key, each in value.items()}
        return Watched(inner, place, asked)
    if isinstance(value, list):
        return [_watched(each, asked, f"{place}{index}.") for index, each in enumerate(value)]
    return value


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The fields that handlers ask for while the test runs, by their places (``items.0.name``)."""
    found: set[str] = set()

    def watching(body: bytes, limit: int = MAX_BODY_BYTES) -> JSON:
        return _watched(decode_body(body, limit), found)

    monkeypatch.setattr(context, "decode_body", watching)
    return found


@pytest.fixture
def desks(seed: Seed) -> Iterator[_Desks]:
    desks = _Desks(seed)
    yield desks
    desks.close()


class _Desks:
    """A prepared tenant that is put back in no time: some of the wrong values are right ones elsewhere."""

    def __init__(self, seed: Seed) -> None:
        self.desk = Desk(seed)
        self.made = prepare(self.desk.data)
        self._connection = self.desk.tenant._store._connection
        self._pages = self._connection.serialize("main")

    def renew(self) -> None:
        """Back to what ``prepare`` left."""
        self._connection.deserialize("main", self._pages)
        self.desk.tenant._store._seen.clear()
        self.desk.tenant._settle()

    @property
    def is_unchanged(self) -> bool:
        """Whether the database is what ``prepare`` left, to the byte."""
        return bool(self._connection.serialize("main") == self._pages)

    def close(self) -> None:
        self.desk.tenant.close()


def _spoiled(body: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    changed: Any = copy.deepcopy(body)
    *way, last = place.split(".")
    inner = changed
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[last] = value
    return dict(changed)


def _named(errors: dict[str, list[str]], place: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for name in errors)


def _writes_of_fields() -> list[Write]:
    return [write for write in WRITES if write.body is not None]


def test_every_write_of_the_table_has_a_call() -> None:
    in_the_table = {f"{route.method} {route.path}" for route in ROUTES if route.writes}
    assert {write.route for write in WRITES} == in_the_table
    assert len(WRITES) == len(in_the_table)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.route)
def test_every_call_of_the_writes_succeeds(desks: _Desks, write: Write) -> None:
    status, answer = desks.desk.call(write.method, write.at(desks.made), write.body)
    assert status in (200, 201, 204), answer


@pytest.mark.parametrize("write", _writes_of_fields(), ids=lambda write: write.route)
def test_every_field_of_a_write_has_its_own_422(
    desks: _Desks, asked: set[str], write: Write
) -> None:
    assert write.body is not None
    asked.clear()
    desks.desk.call(write.method, write.at(desks.made), write.body)
    places = sorted(asked)
    desks.renew()
    assert places
    free = {name for part, names in FREE.items() if part in write.route for name in names}
    without = []
    for place in places:
        refused = [_is_refused(desks, write, place, wrong) for wrong in WRONG]
        if not any(refused) and place not in free:
            without.append(place)
    assert without == []


def _is_refused(desks: _Desks, write: Write, place: str, wrong: object) -> bool:
    """Whether the value is 422 on its field; accepted or refused, the answer is clear and nothing is half-written."""
    assert write.body is not None
    body = _spoiled(write.body, place, wrong)
    status, answer = desks.desk.call(write.method, write.at(desks.made), body)
    if status in (200, 201):
        desks.renew()
        return False
    assert desks.is_unchanged, (place, wrong)
    if status == 404:  # the value names somebody, and nobody is there
        return "search-id" in write.route or "exists" in write.route
    assert status == 422, (place, wrong, answer)
    assert set(answer) == {"message", "errors"}
    assert all(reasons and all(reasons) for reasons in answer["errors"].values())
    return _named(answer["errors"], place)
