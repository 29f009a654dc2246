"""Whole checkouts by plain HTTP and plain dicts: the contract as a till meets it, in both dialects of the paths."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox

REFERENCE = "S01-1-000659-k3f9q2"


@dataclass(frozen=True)
class Dialect:
    """The paths on which the guides and the reference differ (omneo-api.md 0.2)."""

    name: str
    redeem: str
    redeem_benefit: str
    reverse: str
    benefit_definitions: str

    def identify(self, sandbox: Sandbox, card: str) -> str:
        """The profile id behind a card, the way this dialect asks for it."""
        if self.name == "guide":
            path = f"/identities/search?handle=loyalty-card&identifier={card}"
            return str(sandbox.call("GET", path)["data"]["profile_id"])
        found = sandbox.call("GET", f"/identities/search-profile/{card}")["data"]
        assert len(found) == 1
        return str(found[0]["id"])


GUIDE = Dialect(
    "guide",
    "/profiles/{p}/redemptions",
    "/profiles/{p}/benefits/{b}/redemptions",
    "/profiles/{p}/redemptions/{r}/reverse",
    "/benefit-definitions",
)
REFERENCE_DIALECT = Dialect(
    "reference",
    "/profiles/{p}/redeem",
    "/profiles/{p}/benefits/{b}/redeem",
    "/redemptions/{r}/reversal",
    "/benefits/definitions",
)
both = pytest.mark.parametrize("dialect", [GUIDE, REFERENCE_DIALECT], ids=lambda d: d.name)


def _balances(sandbox: Sandbox) -> dict[str, Any]:
    balances: dict[str, Any] = sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]
    return balances


def _rewards(sandbox: Sandbox) -> list[tuple[Any, ...]]:
    rows = sandbox.call("GET", f"/profiles/{ASHA}/rewards?page[size]=100")["data"]
    return sorted((row["id"], row["value_remaining"], row["expires_at"]) for row in rows)


def _uses_left(sandbox: Sandbox) -> list[tuple[Any, ...]]:
    rows = sandbox.call("GET", f"/profiles/{ASHA}/benefits?filter[status]=all")["data"]
    return sorted((row["id"], row["redemptions_remaining"]) for row in rows)


def _first_spend(sandbox: Sandbox) -> dict[str, Any]:
    rows = sandbox.call("GET", f"/profiles/{ASHA}/benefits?filter[status]=active")["data"]
    found: dict[str, Any] = next(
        row for row in rows if row["definition"]["handle"] == "first-spend"
    )
    return found


def _redeem_rewards(sandbox: Sandbox, dialect: Dialect, amount: int) -> dict[str, Any]:
    body = {
        "strategies": ["rewards"],
        "amount": amount,
        "strict": True,
        "transaction_external_id": REFERENCE,
        "meta": {"posdesk_leg": f"{REFERENCE}-R1"},
    }
    granted: dict[str, Any] = sandbox.call("POST", dialect.redeem.format(p=ASHA), body)["data"]
    return granted


def _redeem_benefit(sandbox: Sandbox, dialect: Dialect, benefit: int) -> dict[str, Any]:
    body = {
        "issued_at": "2026-06-15 14:30:00",
        "timezone": "Australia/Melbourne",
        "external_id": f"{REFERENCE}-B1",
    }
    path = dialect.redeem_benefit.format(p=ASHA, b=benefit)
    used: dict[str, Any] = sandbox.call("POST", path, body)["data"]
    return used


def _sale(redemption: int) -> dict[str, Any]:
    return {
        "profile_id": ASHA,
        "total": 155,
        "total_original": 200,
        "transacted_at": "2026-06-15 14:35:00",
        "timezone": "Australia/Melbourne",
        "receipt_ref": "000659",
        "external_id": REFERENCE,
        "location_id": 2,
        "staff_id": 1993,
        "redemption_id": redemption,
        "payments": ["EFTPOS"],
        "items": [
            {
                "name": "Linen Shirt",
                "sku": "LS-01",
                "quantity": 1,
                "price_current": 200,
                "price_sell": 155,
                "price_original": 200,
                "discounts": [{"amount": 45, "reason_desc": "First spend, reward"}],
            }
        ],
    }


@both
def test_a_sale_takes_a_benefit_and_rewards_and_reads_back_as_recorded(
    sandbox: Sandbox, dialect: Dialect
) -> None:
    assert dialect.identify(sandbox, ASHAS_CARD) == ASHA
    before = _balances(sandbox)
    assert (before["reward_balance"], before["combined_balance_dollars"]) == (25, 40)

    benefit = _first_spend(sandbox)
    used = _redeem_benefit(sandbox, dialect, benefit["id"])
    granted = _redeem_rewards(sandbox, dialect, 25)
    assert granted["total"] == 25
    recorded = sandbox.call("POST", "/transactions/update-create", _sale(granted["id"]))["data"]

    read = sandbox.call("GET", f"/transactions/external/{REFERENCE}")["data"]
    assert read["id"] == recorded["id"]
    assert (read["total"], read["total_original"], read["receipt_ref"]) == (155, 200, "000659")
    assert (read["redemption"]["id"], read["location"]["external_id"]) == (granted["id"], "S01")
    assert [(item["sku"], item["price_sell"]) for item in read["items"]] == [("LS-01", 155)]
    assert _balances(sandbox)["reward_balance"] == 0
    redemptions = sandbox.call("GET", f"/profiles/{ASHA}/redemptions")["data"]
    linked = {row["id"]: row["transaction_id"] for row in redemptions}
    assert linked == {granted["id"]: recorded["id"], used["id"]: None}


@both
def test_a_declined_sale_puts_back_value_expiry_and_uses(
    sandbox: Sandbox, dialect: Dialect
) -> None:
    before = (_balances(sandbox), _rewards(sandbox), _uses_left(sandbox))
    used = _redeem_benefit(sandbox, dialect, _first_spend(sandbox)["id"])
    granted = _redeem_rewards(sandbox, dialect, 17)
    assert (_balances(sandbox), _rewards(sandbox), _uses_left(sandbox)) != before

    for redemption in (granted["id"], used["id"]):
        sandbox.call("POST", dialect.reverse.format(p=ASHA, r=redemption))

    assert (_balances(sandbox), _rewards(sandbox), _uses_left(sandbox)) == before


def test_what_one_dialect_redeems_the_other_reverses(sandbox: Sandbox) -> None:
    before = _rewards(sandbox)
    granted = _redeem_rewards(sandbox, GUIDE, 20)
    sandbox.call("POST", REFERENCE_DIALECT.reverse.format(p=ASHA, r=granted["id"]))
    assert _rewards(sandbox) == before


def test_definitions_answer_under_both_paths(sandbox: Sandbox) -> None:
    guide, reference = (
        sandbox.call("GET", dialect.benefit_definitions)["data"]
        for dialect in (GUIDE, REFERENCE_DIALECT)
    )
    assert guide == reference
    assert "first-spend" in {row["handle"] for row in guide}


def test_money_travels_as_json_numbers(sandbox: Sandbox) -> None:
    answer = sandbox.api.get(f"/profiles/{ASHA}/balances")
    assert b'"reward_balance":25' in answer.content.replace(b" ", b"")


def test_a_profile_is_found_by_free_text(sandbox: Sandbox) -> None:
    rows = sandbox.call("GET", "/profiles?search=asha%40example.test")["data"]
    assert [row["id"] for row in rows] == [ASHA]
