"""The tenant's switches: both outcomes of what nobody documents (omneo-api.md 5, design.md 7)."""

from decimal import Decimal

import pytest

from posdesk.sandbox.errors import BadSwitch
from posdesk.sandbox.rules.switches import Switches
from tests.sandbox.rules.rule_desk import ASHA, Desk, sale

SENT = {
    "transaction_external_id": "X",
    "transaction_receipt_ref": "7",
    "meta": {"posdesk_leg": "X-R1"},
}


def test_the_leg_can_be_hidden_wherever_rows_are_read_back(desk: Desk) -> None:
    made = desk.redeem(1, **SENT)
    desk.tenant.set_switches({"leg_echoed": False})
    rows = [
        desk.data("GET", f"/profiles/{ASHA}/redemptions")[0],
        desk.data("GET", "/redemptions")[0],
        desk.data("GET", f"/redemptions/{made['id']}"),
    ]
    for row in rows:
        assert {row[name] for name in SENT} == {None}
    assert {name: made[name] for name in SENT} == SENT


def test_the_reference_filter_can_be_ignored(desk: Desk) -> None:
    desk.redeem(1, **SENT)
    path = f"/profiles/{ASHA}/redemptions?filter[transaction_external_id]=made-up"
    assert desk.data("GET", path) == []
    desk.tenant.set_switches({"reference_filter_honoured": False})
    assert len(desk.data("GET", path)) == 1


@pytest.mark.parametrize(("mode", "statuses", "rows"), [
    ("duplicate", [201, 201], 2), ("upsert", [201, 200], 1), ("reject", [201, 422], 1),
])  # fmt: skip
def test_a_taken_reference_has_three_outcomes(
    desk: Desk, mode: str, statuses: list[int], rows: int
) -> None:
    desk.tenant.set_switches({"duplicates": mode})
    assert [
        desk.call("POST", "/transactions", sale(external_id="X"))[0] for _ in range(2)
    ] == statuses
    assert len(desk.data("GET", "/transactions?filter[external_id]=X")) == rows


def test_a_tenant_may_grant_less_than_asked(desk: Desk) -> None:
    desk.tenant.set_switches({"partial_grant_percent": 50})
    assert desk.redeem(Decimal("10.01"), strict=True)["total"] == 5
    assert desk.balances()["reward_balance"] == 20


def test_asking_too_much_may_be_granted_in_part_unless_strict(desk: Desk) -> None:
    desk.tenant.set_switches({"over_ask": "partial"})
    body = {"strategies": ["rewards"], "amount": 30, "strict": True}
    assert "amount" in desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)
    assert desk.redeem(30)["total"] == 25


@pytest.mark.parametrize(
    ("dialect", "served", "hidden"),
    [("guide", "redemptions", "redeem"), ("reference", "redeem", "redemptions")],
)
def test_a_tenant_may_serve_one_dialect_only(
    desk: Desk, dialect: str, served: str, hidden: str
) -> None:
    desk.tenant.set_switches({"dialects": dialect})
    body = {"amount": 1}
    assert desk.call("POST", f"/profiles/{ASHA}/{served}", body)[0] == 200
    assert desk.call("POST", f"/profiles/{ASHA}/{hidden}", body)[0] in (404, 405)
    assert desk.call("GET", f"/profiles/{ASHA}/redemptions")[0] == 200


def test_credits_may_be_spent_by_payments_only(desk: Desk) -> None:
    desk.tenant.set_switches({"credits_spent": "payments"})
    assert desk.call("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 1})[0] == 404
    body = {"strategies": ["credits"], "amount": 1}
    assert "strategies.0" in desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)


def test_credits_may_be_spent_by_redeeming_only(desk: Desk) -> None:
    desk.tenant.set_switches({"credits_spent": "redeem"})
    desk.data(
        "POST", "/transactions", sale(payments=[{"type": "credit", "credit_id": 77, "amount": 20}])
    )
    assert desk.balances()["credit_balance"] == 50


@pytest.mark.parametrize(
    "values",
    [
        {"unheard_of": True},
        {"leg_echoed": 1},
        {"leg_echoed": "yes"},
        {"duplicates": "sometimes"},
        {"duplicates": ["reject"]},
        {"throttle_per_minute": -1},
        {"throttle_per_minute": True},
        {"partial_grant_percent": 0},
        {"partial_grant_percent": Decimal("50.5")},
    ],
)
def test_a_wrong_switch_changes_none(desk: Desk, values: dict[str, object]) -> None:
    with pytest.raises(BadSwitch):
        desk.tenant.set_switches({"earn_on_sale": True, **values})
    assert desk.tenant.switches == Switches()
