"""The tenant of a world: the sandbox's own rules in memory, and the customers that all tills share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

import simplejson

from posdesk.omneo.calls import Answer, Call, Outcome, Query
from posdesk.omneo.wire import dump
from posdesk.sale.basket import Product
from posdesk.sale.money import AUD, Money
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sandbox.rules import Request, Tenant
from posdesk.sandbox.seed import Seed
from posdesk.simulation.clocks import EPOCH_MS
from posdesk.simulation.schedule import Schedule
from posdesk.till.books import BookRedemption, TenantBooks

T = TypeVar("T")
TENANT_ID: Final = "sandbox:simulation"
TOKEN: Final = "simulated-token"  # noqa: S105  # nobody listens outside this process
BENEFIT: Final = "tenth-off"
PROMOTIONS: Final = {BENEFIT: Promotion(PromotionKind.PERCENT, percent=Decimal(10))}
PRODUCTS: Final = tuple(
    Product(sku, name, Money(minor, AUD))
    for sku, name, minor in (
        ("TS-01", "T-Shirt", 3500),
        ("SK-01", "Socks", 995),
        ("JK-01", "Jacket", 18_990),
        ("BT-01", "Belt", 4505),
    )
)
_OPENED: Final = datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
_MEMORY: Final = 4096
_CHECKED_EVERY: Final = 50


def person(number: int) -> str:
    """The profile of the ``number``-th customer."""
    return f"0f0e7a10-0000-4000-8000-{number:012x}"


@dataclass(frozen=True, slots=True)
class Custom:
    """How this tenant behaves where nobody documents it: one of the combinations of the switches."""

    dialect: str = "guide"
    duplicates: str = "duplicate"
    leg_echoed: bool = True
    filter_honoured: bool = True

    def switches(self) -> Mapping[str, object]:
        return {
            "dialects": self.dialect,
            "duplicates": self.duplicates,
            "leg_echoed": self.leg_echoed,
            "reference_filter_honoured": self.filter_honoured,
        }


class Shop:
    """The tenant. ``handle`` answers at the world's own time, whatever the tills believe it is."""

    def __init__(self, schedule: Schedule, people: int, custom: Custom) -> None:
        self._schedule = schedule
        self.people = tuple(person(number) for number in range(1, people + 1))
        self.tenant = Tenant.open(":memory:", _seed(people), TOKEN, now=_OPENED)
        self.tenant.set_switches(custom.switches())
        self.custom = custom
        self._headers = {"host": "127.0.0.1", "authorization": f"Bearer {TOKEN}"}
        self._read: dict[tuple[str, bytes], Outcome[Any]] = {}
        self._told: dict[tuple[str, Query], Answer] = {}
        self._hits = 0

    def handle(self, call: Call[Any]) -> Answer:
        """Carry out one request.

        Until the next write the same question has the same answer: it is remembered, and one in
        ``_CHECKED_EVERY`` is asked all the same and compared. Nothing of this tenant ends while a world lasts.
        """
        if call.writes:
            self._told.clear()
            return self._answer(call)
        key = (call.path, call.query)
        known = self._told.get(key)
        if known is None:
            known = self._told[key] = self._answer(call)
            return known
        self._hits += 1
        if self._hits % _CHECKED_EVERY == 0:
            self._compare(call, known)
        return known

    def _compare(self, call: Call[Any], known: Answer) -> None:
        again = self._answer(call)
        if (again.status, again.body) != (known.status, known.body):
            raise AssertionError(f"{call.route} answers otherwise without a write between")

    def _answer(self, call: Call[Any]) -> Answer:
        body = b"" if call.body is None else dump(call.body)
        path = f"/api/v3{call.path}"
        request = Request(call.method, path, tuple(call.query), self._headers, body)
        now = _OPENED + timedelta(milliseconds=self._schedule.now_ms)
        response = self.tenant.handle(request, now)
        return Answer(response.status, _lowered(response.headers), response.body)

    def read(self, call: Call[T], answer: Answer) -> Outcome[T]:
        """What the till makes of the answer. The same bytes are read once: reading has no memory of its own."""
        if call.writes or not 200 <= answer.status < 300:
            return call.read(answer)
        key = (call.path, answer.body)
        known = self._read.get(key)
        if known is None:
            if len(self._read) >= _MEMORY:
                self._read.clear()
            known = self._read[key] = call.read(answer)
        return known

    def books(self) -> TenantBooks:
        """All that the tenant holds, whatever it echoes."""
        return TenantBooks.parse(self.tenant.books())

    def taken(self, tag: str) -> str:
        """The first redemption of that leg that is there and taken, by id; empty for none."""
        return next((str(row.id) for row in self._taken(tag)), "")

    def put_back_by_hand(self, tag: str, *, but: str = "") -> None:
        """Whoever looks after this tenant undoes what was redeemed for that leg, ``but`` one."""
        for row in self._taken(tag):
            if str(row.id) == but:
                continue
            for verb in ("reverse", "refund") if self._is_guide else ("reversal", "return"):
                if self._by_hand(row, verb):
                    break

    def was_refunded(self, tag: str) -> bool:
        """Whether something new was given for what was redeemed for that leg."""
        books = self.books()
        origins = {row.id for row in books.redemptions if row.tag == tag}
        return any(row.type == "return" and row.origin_id in origins for row in books.redemptions)

    def _taken(self, tag: str) -> tuple[BookRedemption, ...]:
        books = self.books()
        undone = {row.origin_id for row in books.redemptions if row.origin_id}
        return tuple(
            row
            for row in books.redemptions
            if row.tag == tag and row.spends and row.id not in undone
        )

    @property
    def _is_guide(self) -> bool:
        return self.custom.dialect == "guide"

    def _by_hand(self, row: BookRedemption, verb: str) -> bool:
        whose = f"/profiles/{row.profile_id}" if self._is_guide else ""
        path = f"/api/v3{whose}/redemptions/{row.id}/{verb}"
        if verb == "return" and any(item.kind == "benefit" for item in row.items):
            path = f"/api/v3/redemptions/{row.id}/benefit/return"
        self._told.clear()
        request = Request("POST", path, (), self._headers, b"{}")
        now = _OPENED + timedelta(milliseconds=self._schedule.now_ms)
        return 200 <= self.tenant.handle(request, now).status < 300

    def close(self) -> None:
        self.tenant.close()


def _lowered(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _seed(people: int) -> Seed:
    """Customers with one large reward, a small one that ends soon, and a benefit that can be used often."""
    return _SEEDS.setdefault(people, Seed.parse(simplejson.dumps(_seed_file(people)).encode()))


_SEEDS: dict[int, Seed] = {}


def _seed_file(people: int) -> dict[str, Any]:
    return {
        "format": 1,
        "timezone": "Australia/Melbourne",
        "currency": "AUD",
        "locations": [{"id": 1, "name": "Main Shop", "external_id": "S01"}],
        "definitions": {
            "rewards": [{"id": 1, "handle": "welcome", "name": "Welcome", "value": 1000}],
            "benefits": [{"id": 1, "handle": BENEFIT, "name": "A tenth off"}],
        },
        "profiles": [_profile(number) for number in range(1, people + 1)],
    }


def _profile(number: int) -> dict[str, Any]:
    return {
        "id": person(number),
        "first_name": "Customer",
        "last_name": f"No {number}",
        "fields": {"email": f"customer-{number}@example.test"},
        "identities": [
            {"id": number, "handle": "loyalty-card", "identifier": str(70_000_000 + number)}
        ],
        "rewards": [
            {
                "id": 2 * number - 1,
                "definition": "welcome",
                "value": 60_000,
                "expires_in_days": 300,
            },
            {"id": 2 * number, "definition": "welcome", "value": 1250, "expires_in_days": 3},
        ],
        "benefits": [{"id": number, "definition": BENEFIT, "expires_in_days": 90}],
    }
