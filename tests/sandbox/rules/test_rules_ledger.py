"""The books balance whatever is done in whatever order: a state machine over one tenant.

For every profile and kind: issued = left + redeemed + paid, and nothing is ever below zero. Reversals put
the wallet back exactly; what was refused changed nothing.
"""

from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import ASHA, DANIEL, IVY, JAMES, Desk, sale

PEOPLE = st.sampled_from((ASHA, DANIEL, IVY, JAMES))
CENTS = st.integers(1, 9000).map(lambda minor: Decimal(minor) / 100)
STRATEGIES = st.lists(st.sampled_from(("rewards", "points", "credits")), min_size=1, unique=True)
_SEED = Seed.builtin()


class Ledger(RuleBasedStateMachine):
    redemptions = Bundle("redemptions")
    sold = Bundle("sold")

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(_SEED)
        self.count = 0  # how much else has happened

    def teardown(self) -> None:
        self.desk.tenant.close()

    def _unchanged_unless(self, before: Any, status: int) -> None:
        if status >= 400:
            assert self.desk.tenant.ledger() == before

    @rule(target=redemptions, who=PEOPLE, amount=CENTS, strategies=STRATEGIES, strict=st.booleans())
    def redeem(self, who: str, amount: Decimal, strategies: list[str], strict: bool) -> Any:
        self.count += 1
        before = self.desk.tenant.ledger()
        wallet = self.desk.balances(who)
        body = {"strategies": strategies, "amount": amount, "strict": strict}
        status, answer = self.desk.call("POST", f"/profiles/{who}/redemptions", body)
        self._unchanged_unless(before, status)
        if status != 200:
            return multiple()
        found = answer["data"]
        assert 0 < found["total"] <= amount
        assert sum(item["value"] for item in found["items"]) == found["total"]
        assert found["total"] == amount or not strict
        return (who, found["id"], found["total"], wallet, self.count)

    @rule(target=redemptions, amount=CENTS)
    def redeem_credit(self, amount: Decimal) -> Any:
        self.count += 1
        before = self.desk.tenant.ledger()
        wallet = self.desk.balances()
        status, answer = self.desk.call(
            "POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": amount}
        )
        self._unchanged_unless(before, status)
        return (
            (ASHA, answer["data"]["id"], amount, wallet, self.count)
            if status == 200
            else multiple()
        )

    @rule(made=consumes(redemptions))
    def reverse(self, made: Any) -> None:
        who, number, total, wallet, count = made
        before = self.desk.tenant.ledger()
        status, answer = self.desk.call("POST", f"/redemptions/{number}/reversal")
        self._unchanged_unless(before, status)
        if status == 200:
            assert answer["data"]["total"] == total
            if count == self.count:  # nothing else happened in between
                assert self.desk.balances(who) == wallet
        self.count += 1

    @rule(made=redemptions, part=st.none() | CENTS)
    def refund(self, made: Any, part: Decimal | None) -> None:
        self.count += 1
        before = self.desk.tenant.ledger()
        body = None if part is None else {"amount": part}
        status, answer = self.desk.call("POST", f"/redemptions/{made[1]}/return", body)
        self._unchanged_unless(before, status)
        if status == 200:
            given = answer["data"]["total"]
            assert given == (part or given) <= made[2]

    @rule(target=sold, amount=CENTS, reference=st.sampled_from("ABC"))
    def pay_by_credit(self, amount: Decimal, reference: str) -> str:
        self.count += 1
        before = self.desk.tenant.ledger()
        payments = [{"type": "credit", "credit_id": 77, "amount": amount}]
        body = sale(external_id=reference, payments=payments)
        for _ in range(2):  # an answer may be lost: sent again, it is deducted once
            status, _answer = self.desk.call("POST", "/transactions/update-create", body)
            self._unchanged_unless(before, status)
            before = self.desk.tenant.ledger()
        return reference

    @rule(reference=sold)
    def pay_otherwise(self, reference: str) -> None:
        self.count += 1
        self.desk.call(
            "POST", "/transactions/update-create", sale(external_id=reference, payments=["CASH"])
        )

    @rule(hours=st.integers(0, 60))
    def wait(self, hours: int) -> None:
        self.count += 1
        self.desk.advance(hours=hours)

    @invariant()
    def the_books_balance(self) -> None:
        for who, kinds in self.desk.tenant.ledger()["profiles"].items():
            for kind, entry in kinds.items():
                assert entry["left"] >= 0
                spent = entry["redeemed"] + entry["paid"]
                assert entry["issued"] == entry["left"] + spent, (who, kind, entry)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
