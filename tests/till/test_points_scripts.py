"""The bodies of redemptions with points, and the tier beside a wallet, against frozen answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posdesk.omneo import tiers
from posdesk.omneo.calls import Applied, Call, Dialect
from posdesk.omneo.errors import ServerTrouble
from posdesk.sale import events as ev
from posdesk.sale.money import AUD
from posdesk.sale.purses import ORDERS, Order, Purse
from posdesk.sale.wallet import Customer
from posdesk.till.identify import Identifier, Presented
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.wallets import WalletReader
from tests.omneo.samples import REDEEMED, answered
from tests.till.frozen import ME, CountingClock, FrozenTenant, P
from tests.till.made_sales import AT, REFERENCE
from tests.till.points_sales import taking

TIER = {
    "id": 7,
    "profile_id": P,
    "current_tier": {"id": 2, "name": "Silver", "handle": "silver"},
    "next_tier": {"id": 3, "name": "Gold", "handle": "gold"},
    "next_remain": "1160.00",
}


class Redeeming(FrozenTenant):
    """Grants what is asked; ``body`` is what was sent."""

    def attempt(self, call: Call[object]) -> object:  # type: ignore[override]  # one answer fits all
        self.calls.append(call)
        return call.read(answered({"data": REDEEMED}))

    @property
    def body(self) -> object:
        return self.calls[-1].body


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_strategies_are_sent_in_the_order_of_taking(order: Order, dialect: Dialect) -> None:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    tenant = Redeeming()
    tenant.run(RedemptionScripts(reader, dialect).create(taking(order, "12.50"), 1))
    assert tenant.body == {
        "strategies": [purse.value for purse in order],
        "amount": Decimal("12.50"),
        "strict": True,
        "transaction_external_id": REFERENCE,
        "transaction_receipt_ref": "659",
        "location_id": 2,
        "meta": {"posdesk_leg": f"{REFERENCE}-R1"},
    }


def test_benefits_of_the_same_call_come_first_and_by_their_ids() -> None:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    tenant = Redeeming()
    sale = taking((Purse.POINTS, Purse.REWARDS), "25.00", "4021", "4022")
    result = tenant.run(RedemptionScripts(reader, Dialect.GUIDE).create(sale, 1))
    assert isinstance(result(AT), ev.RedemptionGranted)
    assert tenant.body == {
        "strategies": ["benefits", "points", "rewards"],
        "amount": Decimal("25.00"),
        "strict": True,
        "transaction_external_id": REFERENCE,
        "transaction_receipt_ref": "659",
        "benefits": [{"id": 4021}, {"id": 4022}],
        "location_id": 2,
        "meta": {"posdesk_leg": f"{REFERENCE}-R1"},
    }
    assert len(tenant.calls) == 1


# The tier


def presented(tenant: FrozenTenant) -> Customer:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    found = tenant.run(Identifier(reader, "loyalty-card").profile(P))
    assert isinstance(found, Presented)
    return found.customer


def test_the_next_tier_and_how_far_it_is_come_with_the_customer() -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/tiers", ""] = answered({"data": TIER})
    customer = presented(tenant)
    assert (customer.tier, customer.next_tier, customer.to_next) == (
        "Silver",
        "Gold",
        Decimal("1160.00"),
    )
    assert len(tenant.batches) == 1


@pytest.mark.parametrize("status", [403, 404, 500])
def test_without_a_tier_to_read_the_customer_is_served_all_the_same(status: int) -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/tiers", ""] = answered({"message": "no"}, status)
    customer = presented(tenant)
    assert (customer.tier, customer.next_tier, customer.to_next) == ("Silver", "", None)


@pytest.mark.parametrize(
    ("row", "following", "left"),
    [
        ({**TIER, "next_tier": None}, "", None),
        ({**TIER, "next_remain": None}, "Gold", None),
        ({"id": 7, "current_tier": [], "next_tier": []}, "", None),
    ],
)
def test_who_is_at_the_top_has_no_next_tier(
    row: dict[str, object], following: str, left: Decimal | None
) -> None:
    outcome = tiers.read(P).read(answered({"data": row}))
    assert isinstance(outcome, Applied)
    assert (outcome.value.following, outcome.value.to_next) == (following, left)


def test_trouble_with_a_tier_is_trouble_and_not_a_missing_tier() -> None:
    outcome = tiers.read(P).read(answered({}, 500))
    assert not isinstance(outcome, Applied)
    assert isinstance(outcome.error, ServerTrouble)
