"""Business faults: what has happened to a customer by the time the request is handled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posdesk.home.faults.injector import Counted
from posdesk.home.faults.kinds import KINDS, Side, Value
from posdesk.home.faults.plan import Every, Fault, FaultPlan, Nth, When
from posdesk.sandbox.rules.faults import _DEEDS, ELSEWHERE
from tests.sandbox.rules.rule_desk import ASHA, BEN, CHLOE, Desk, sale

FIRST_SPEND = 4021


def befall(desk: Desk, kind: str, operation: str, when: When = Nth(1), **values: Value) -> None:  # noqa: B008 - a value
    desk.tenant.faults.set(FaultPlan((Fault("it", operation, kind, values, when),)))


def counted(desk: Desk) -> Counted:
    return desk.tenant.faults.injector.counters()[0]


def holds(desk: Desk) -> None:
    """issued = left + redeemed + paid for everybody."""
    for kinds in desk.tenant.ledger()["profiles"].values():
        for row in kinds.values():
            assert row["issued"] == row["left"] + row["redeemed"] + row["paid"]


def test_every_business_fault_is_done_or_said_to_the_handler() -> None:
    business = {kind.name for kind in KINDS.values() if kind.side is Side.BUSINESS}
    assert business == {*_DEEDS, "less_granted"}


def test_a_balance_spent_elsewhere_refuses_what_could_be_had_before(desk: Desk) -> None:
    befall(desk, "balance_spent", "redemptions.create")
    body = {"strategies": ["rewards"], "amount": 10}
    assert "amount" in desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)
    balances = desk.balances()
    assert (balances["reward_balance"], balances["point_balance_dollars"]) == (0, 0)
    (row,) = desk.data("GET", f"/profiles/{ASHA}/redemptions")
    assert row["transaction_external_id"].startswith(ELSEWHERE)
    assert row["total"] == Decimal("40.00")
    holds(desk)


def test_a_part_of_a_balance_is_spent_elsewhere(desk: Desk) -> None:
    befall(desk, "balance_spent", "balances.read", percent=40)
    balances = desk.balances()
    assert balances["reward_balance"] == 15
    assert balances["point_balance_dollars"] == 9
    assert desk.balances()["reward_balance"] == 15  # the second time nothing happened
    assert counted(desk).happened == 1
    holds(desk)


def test_who_has_nothing_left_spends_nothing_elsewhere(desk: Desk) -> None:
    befall(desk, "balance_spent", "balances.read", Every())
    for _ in range(2):
        assert desk.balances()["reward_balance"] == 0
    assert len(desk.data("GET", f"/profiles/{ASHA}/redemptions")) == 1


def test_a_benefit_runs_out_while_it_is_used(desk: Desk) -> None:
    befall(desk, "benefit_expired", "redemptions.redeem_benefit")
    path = f"/profiles/{ASHA}/benefits"
    before = {
        row["id"]: row["is_expired"] for row in desk.data("GET", f"{path}?filter[status]=all")
    }
    assert "benefit" in desk.errors("POST", f"{path}/{FIRST_SPEND}/redemptions", {})
    after = {row["id"]: row["is_expired"] for row in desk.data("GET", f"{path}?filter[status]=all")}
    assert {key for key in after if after[key] != before[key]} == {FIRST_SPEND}


def test_all_benefits_run_out_where_none_is_named(desk: Desk) -> None:
    befall(desk, "benefit_expired", "benefits.list")
    assert desk.data("GET", f"/profiles/{ASHA}/benefits?filter[status]=active") == []
    assert desk.data("GET", f"/profiles/{CHLOE}/benefits?filter[status]=active") != []


def test_a_card_is_deactivated_as_it_is_read(desk: Desk) -> None:
    befall(desk, "identity_deactivated", "identities.search")
    found = desk.data("GET", "/identities/search?handle=loyalty-card&identifier=60011234")
    assert found["is_active"] is False
    assert counted(desk).happened == 1


def test_a_definition_is_unpublished_before_a_benefit_is_used(desk: Desk) -> None:
    befall(desk, "definition_unpublished", "redemptions.redeem_benefit")
    assert "benefit" in desk.errors(
        "POST", f"/profiles/{ASHA}/benefits/{FIRST_SPEND}/redemptions", {}
    )
    unpublished = [
        row["id"] for row in desk.data("GET", "/benefit-definitions") if not row["is_published"]
    ]
    assert len(unpublished) == 1


def test_less_is_granted_for_that_one_request(desk: Desk) -> None:
    befall(desk, "less_granted", "redemptions.create", percent=60)
    assert desk.redeem(10, strict=True)["total"] == 6
    assert desk.redeem(10, strict=True)["total"] == 10
    assert desk.tenant.switches.partial_grant_percent == 100
    holds(desk)


@pytest.mark.parametrize(
    "path", ["/profiles/{p}/redemptions/{r}/reverse", "/redemptions/{r}/reversal"]
)
def test_the_window_has_passed_when_a_reversal_comes(desk: Desk, path: str) -> None:
    redeemed = desk.redeem(10)["id"]
    befall(desk, "window_passed", "redemptions.reverse")
    assert desk.errors("POST", path.format(p=ASHA, r=redeemed)) == {
        "redemption": ["Redemptions can only be reversed within 10 minutes."]
    }
    refund = path.replace("reversal", "return").replace("reverse", "refund")
    desk.data("POST", refund.format(p=ASHA, r=redeemed))
    holds(desk)


def test_a_sale_names_its_customer_in_its_body(desk: Desk) -> None:
    befall(desk, "balance_spent", "transactions.record")
    desk.data("POST", "/transactions", sale())
    assert desk.balances()["reward_balance"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/products", b""),
        ("GET", "/profiles/5b1c6a52-6c0e-4a52-9a35-ffffffffffff/balances", b""),
        ("GET", "/identities/search?handle=loyalty-card&identifier=nobody", b""),
        ("POST", "/redemptions/999999/reversal", b""),
        ("POST", "/redemptions/none/reversal", b""),
        ("POST", "/transactions", b"no json"),
        ("POST", "/transactions", b"[]"),
        ("POST", "/transactions", b'{"profile_id": 3}'),
    ],
)
def test_a_request_about_nobody_is_not_befallen(
    desk: Desk, method: str, path: str, body: bytes
) -> None:
    befall(desk, "balance_spent", "*", Every())
    desk.send(method, path, body)
    assert (counted(desk).matched, counted(desk).happened) == (0, 0)


def test_others_are_left_alone_and_a_refused_token_counts_nothing(desk: Desk) -> None:
    befall(desk, "balance_spent", "balances.read", Every())
    before = desk.tenant.ledger()["profiles"][BEN]
    assert desk.send("GET", f"/profiles/{ASHA}/balances", token="wrong").status == 401
    assert counted(desk).matched == 0
    desk.balances()
    assert desk.tenant.ledger()["profiles"][BEN] == before


def test_faults_of_the_way_are_not_the_tenants(desk: Desk) -> None:
    desk.tenant.faults.set(
        FaultPlan((Fault("lost", "*", "answer_lost"), Fault("b", "*", "window_passed")))
    )
    assert [each.fault.name for each in desk.tenant.faults.injector.counters()] == ["b"]


def test_faults_are_gone_with_a_reset(desk: Desk) -> None:
    befall(desk, "balance_spent", "*", Every())
    desk.tenant.reset(None, desk.now)
    assert desk.balances()["reward_balance"] == 25
    assert desk.tenant.faults.injector.counters() == ()


def test_a_change_by_a_fault_is_told_like_any_other(desk: Desk) -> None:
    hook = {
        "url": "http://127.0.0.1:1/x",
        "trigger": "profile.updated",
        "namespace": "t",
        "name": "t",
    }
    desk.data("POST", "/webhooks", hook)
    befall(desk, "identity_deactivated", "balances.read")
    desk.balances()
    assert [each["event"] for each in desk.tenant.outbox.listed(10)] == ["profile.updated"]
