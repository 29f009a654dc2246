"""The books balance through a whole life: issue, redeem, reverse, refund, extend, void, correct, hand on, delete.

A state machine over one tenant, beside the one of ``test_rules_ledger``: what was issued is what is left and what
was spent, for every holder and kind; a refusal changes nothing; and nothing is spent beyond its caps.
"""

from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, ERIN, Desk

PEOPLE = st.sampled_from((ASHA, BEN, DANIEL, ERIN))
AMOUNTS = st.integers(1, 6000).map(lambda minor: Decimal(minor) / 100)
CURRENCIES = st.sampled_from(("AUD", "NZD", "USD"))
STRATEGIES = st.lists(st.sampled_from(("rewards", "points", "credits")), min_size=1, unique=True)
CODE = "1111"
_SEED = Seed.builtin()


class Books(RuleBasedStateMachine):
    rewards = Bundle("rewards")
    credits = Bundle("credits")
    benefits = Bundle("benefits")
    redemptions = Bundle("redemptions")

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(_SEED)

    def teardown(self) -> None:
        self.desk.tenant.close()

    def _call(self, method: str, path: str, body: object = None) -> Any:
        """The answer's data, or None for a refusal, which must have changed nothing."""
        before = self.desk.tenant.ledger()
        status, answer = self.desk.call(method, path, body)
        assert status in (200, 201, 204, 404, 422), (status, answer)
        if status >= 400:
            assert self.desk.tenant.ledger() == before
            return None
        return {} if answer is None else answer["data"]

    def _made(self, answer: Any) -> Any:
        return multiple() if answer is None else answer["id"]

    @rule(target=rewards, who=PEOPLE, value=AMOUNTS, left=st.none() | AMOUNTS)
    def issue_reward(self, who: str, value: Decimal, left: Decimal | None) -> Any:
        body = {
            "reward_definition_id": 7, "profile_id": who, "value_initial": value, "value_remaining": left,
        }  # fmt: skip
        return self._made(self._call("POST", "/rewards", body))

    @rule(target=credits, who=PEOPLE, value=AMOUNTS, currency=CURRENCIES, kind=st.integers(1, 3))
    def issue_credit(self, who: str, value: Decimal, currency: str, kind: int) -> Any:
        body = {
            "credit_definition_id": kind, "profile_id": who, "value_initial": value,
            "currency": currency, "security_code": CODE if kind == 2 else None,
        }  # fmt: skip
        return self._made(self._call("POST", "/credits", body))

    @rule(target=benefits, who=PEOPLE, definition=st.sampled_from((95, 98)))
    def issue_benefit(self, who: str, definition: int) -> Any:
        body = {"benefit_definition_id": definition, "profile_id": who}
        return self._made(self._call("POST", "/benefits", body))

    @rule(who=PEOPLE, value=AMOUNTS, left=st.none() | AMOUNTS)
    def issue_points(self, who: str, value: Decimal, left: Decimal | None) -> None:
        body = {
            "point_definition_id": 1, "profile_id": who, "value_initial": value, "value_remaining": left,
        }  # fmt: skip
        self._call("POST", "/points", body)

    @rule(
        target=redemptions, who=PEOPLE, amount=AMOUNTS, strategies=STRATEGIES, strict=st.booleans()
    )
    def redeem(self, who: str, amount: Decimal, strategies: list[str], strict: bool) -> Any:
        body = {"strategies": strategies, "amount": amount, "strict": strict}
        return self._made(self._call("POST", f"/profiles/{who}/redemptions", body))

    @rule(target=redemptions, number=credits, amount=AMOUNTS, currency=CURRENCIES)
    def redeem_credit(self, number: int, amount: Decimal, currency: str) -> Any:
        row = self._call("GET", f"/credits/{number}")
        if row is None:
            return multiple()
        path = f"/profiles/{row['profile_id']}/credits/{number}/redeem"
        body = {"amount": amount, "currency": currency, "security_code": CODE}
        return self._made(self._call("POST", path, body))

    @rule(target=redemptions, number=benefits, count=st.integers(1, 4))
    def redeem_benefit(self, number: int, count: int) -> Any:
        row = self._call("GET", f"/benefits/{number}")
        if row is None:
            return multiple()
        path = f"/profiles/{row['profile_id']}/benefits/{number}/redemptions"
        return self._made(self._call("POST", path, {"count": count}))

    @rule(number=redemptions)
    def reverse(self, number: int) -> None:
        self._call("POST", f"/redemptions/{number}/reversal")

    @rule(number=redemptions, part=st.none() | AMOUNTS)
    def refund(self, number: int, part: Decimal | None) -> None:
        self._call(
            "POST", f"/redemptions/{number}/return", None if part is None else {"amount": part}
        )

    @rule(who=PEOPLE, number=rewards, days=st.integers(0, 30))
    def extend(self, who: str, number: int, days: int) -> None:
        body = {"ids": [number], "profile_id": who, "extend_days": days}
        self._call("POST", "/rewards/extend", body)

    @rule(number=rewards, initial=st.none() | AMOUNTS, left=st.none() | AMOUNTS)
    def correct_reward(self, number: int, initial: Decimal | None, left: Decimal | None) -> None:
        body = {"value_initial": initial, "value_remaining": left}
        self._call("PUT", f"/rewards/{number}", body)

    @rule(number=credits, initial=st.none() | AMOUNTS, left=st.none() | AMOUNTS, void=st.booleans())
    def change_credit(
        self, number: int, initial: Decimal | None, left: Decimal | None, void: bool
    ) -> None:
        body = {"value_initial": initial, "value_remaining": left, "is_void": void}
        self._call("PUT", f"/credits/{number}", body)

    @rule(number=credits, to=PEOPLE)
    def hand_on(self, number: int, to: str) -> None:
        self._call("PUT", f"/credits/{number}", {"profile_id": to})

    @rule(
        kind=st.sampled_from(("rewards", "credits", "benefits")),
        number=rewards | credits | benefits,
    )
    def delete(self, kind: str, number: int) -> None:
        self._call("DELETE", f"/{kind}/{number}")

    @rule(hours=st.sampled_from((0, 1, 30, 2000)))
    def wait(self, hours: int) -> None:
        self.desk.advance(hours=hours)

    @invariant()
    def the_books_balance(self) -> None:
        for who, kinds in self.desk.tenant.ledger()["profiles"].items():
            for kind, entry in kinds.items():
                assert entry["left"] >= 0
                spent = entry["redeemed"] + entry["paid"]
                assert entry["issued"] == entry["left"] + spent, (who, kind, entry)

    @invariant()
    def no_cap_is_passed(self) -> None:
        definition = self.desk.data("GET", "/benefit-definitions/98")
        assert definition["total_global_redemptions"] <= definition["max_global_redemptions"]


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
