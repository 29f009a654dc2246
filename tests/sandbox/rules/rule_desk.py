"""A tenant in memory and a clock in the hand: requests go straight to ``Tenant.handle``."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import simplejson

from posdesk.sandbox.rules import Request, Response, Tenant
from posdesk.sandbox.seed import Seed
from tests.sandbox import hits

OPENED = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # 13:00 in Melbourne, daylight saving
TOKEN = "full-token"
HOST = "127.0.0.1:8099"


def person(number: int) -> str:
    """The fixed id of the seed's nth person (from 2)."""
    return f"5b1c6a52-6c0e-4a52-9a35-{number:012x}"


ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
BEN, CHLOE, DANIEL, ERIN, FRANK = (person(number) for number in range(2, 7))
GRACE, GRACE_BEFORE, HEMI, IVY, JAMES, KAI = (person(number) for number in (9, 10, 11, 12, 13, 16))


class Desk:
    """Calls a tenant as a till would, with the paths below ``/api/v3``."""

    def __init__(self, seed: Seed, path: str = ":memory:") -> None:
        self.tenant = Tenant.open(path, seed, TOKEN, now=OPENED)
        self.now = OPENED

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        token: str | None = TOKEN,
        base: str = "/api/v3",
    ) -> Response:
        """The raw answer; the query may stand in ``path``."""
        bare, _, query = path.partition("?")
        headers = {"host": HOST}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        request = Request(method, base + bare, pairs, headers, body)
        response = self.tenant.handle(request, self.now)
        hits.note(method, base + bare, response.status)
        return response

    def call(
        self, method: str, path: str, body: object = None, *, token: str = TOKEN
    ) -> tuple[int, Any]:
        """Status and decoded body."""
        raw = b"" if body is None else simplejson.dumps(body, use_decimal=True).encode()
        response = self.send(method, path, raw, token=token)
        decoded = simplejson.loads(response.body, use_decimal=True) if response.body else None
        return response.status, decoded

    def data(self, method: str, path: str, body: object = None) -> Any:
        """The ``data`` of an answer that must be 2xx."""
        status, answer = self.call(method, path, body)
        assert 200 <= status < 300, (status, answer)
        return answer["data"]

    def errors(self, method: str, path: str, body: object = None) -> dict[str, list[str]]:
        """The ``errors`` of an answer that must be 422."""
        status, answer = self.call(method, path, body)
        assert status == 422, (status, answer)
        assert answer["message"] == "The given data was invalid."
        found: dict[str, list[str]] = answer["errors"]
        return found

    def balances(self, profile_id: str = ASHA) -> Any:
        return self.data("GET", f"/profiles/{profile_id}/balances")

    def redeem(self, amount: object, profile_id: str = ASHA, /, **more: object) -> Any:
        """Redeem rewards, the guide's way; the redemption."""
        body = {"strategies": ["rewards"], "amount": amount, **more}
        return self.data("POST", f"/profiles/{profile_id}/redemptions", body)

    def reverse(self, redemption_id: int, profile_id: str = ASHA) -> Any:
        return self.data("POST", f"/profiles/{profile_id}/redemptions/{redemption_id}/reverse")

    def rewards(self, profile_id: str = ASHA) -> dict[int, Any]:
        rows = self.data("GET", f"/profiles/{profile_id}/rewards?page[size]=100")
        return {row["id"]: row for row in rows}


def sale(**more: object) -> dict[str, object]:
    """A transaction's body: one shirt, sold to Asha for 65.00."""
    line = {
        "name": "Linen Shirt",
        "sku": "LS-01",
        "quantity": 1,
        "price_current": 65,
        "price_sell": 65,
    }
    return {
        "profile_id": ASHA,
        "total": 65,
        "transacted_at": "2026-03-10 13:00:00",
        "timezone": "Australia/Melbourne",
        "items": [line],
        **more,
    }
