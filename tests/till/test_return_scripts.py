"""Talks about a return: what each answer of a tenant or a terminal becomes, and what proves a lost one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from posdesk.omneo.calls import Answer, Call, Dialect
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import PosError
from posdesk.sale.money import AUD, Money
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Sale
from posdesk.till import return_scripts
from posdesk.till.return_scripts import ReturnScripts
from posdesk.till.terminal_answers import (
    BackRefused,
    InProgress,
    NoTerminalAnswer,
    NotFound,
    Refunded,
)
from posdesk.till.wallets import WalletReader
from tests.omneo.samples import CREDIT, REDEEMED, REDEMPTION, REWARD, answered, changed, listed
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import ASHA, SHIRT, START, Desk, aud, wallet
from tests.till.frozen import CountingClock, FrozenTenant
from tests.till.headless import on_a_loop

ME = f"/profiles/{ASHA.profile_id}"
RETURN = "S01-1-000700-k3f9q2"
LISTED = ("/transactions", "")
NO_ANSWER = answered({"message": "Gateway"}, 504)


def scripts(dialect: Dialect = Dialect.GUIDE) -> ReturnScripts:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    return ReturnScripts(reader, dialect)


def refunding(kind: RepayKind = RepayKind.CARD) -> Desk:
    """One of two shirts, 5.00 of rewards to refund: the first refund is about to leave."""
    made = returning_desk(original(bought([(SHIRT, 2)], rewards=1000, card=10**6)))
    made.do(rev.ReturnPicked(made.now, 1, 1))
    made.do(rev.RepayChosen(made.now, kind))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet((0,)), 200))
    return made


def repaying(kind: RepayKind) -> Desk:
    """The redemption is refunded; the money is about to leave."""
    made = refunding(kind)
    made.do(rev.RefundGiven(made.now, 1))
    if kind is RepayKind.STORE_CREDIT:
        made.do(ev.SnapshotRead(made.now, wallet((0,)), 201))
    return made


class Writes(FrozenTenant):
    """Every write gets the one answer; reads are frozen."""

    def __init__(self, answer: Answer) -> None:
        super().__init__({})
        self._answer = answer

    def attempt(self, call: Call[Any]) -> Any:
        if not call.writes:
            return super().attempt(call)
        self.calls.append(call)
        return call.read(self._answer)


def given(sale: Sale, number: int, answer: Answer) -> tuple[ev.Event, Call[Any]]:
    tenant = Writes(answer)
    event = tenant.run(scripts().give(sale, number))(START)
    return event, tenant.calls[-1]


# What is sent


def test_a_part_of_a_redemption_is_asked_for_by_amount_under_the_refunds_own_mark() -> None:
    event, call = given(refunding().sale, 1, answered({"data": changed(REDEEMED, id=171, total=5)}))
    assert call.path == f"{ME}/redemptions/158/refund"
    assert call.body == {
        "amount": Decimal("5.00"),
        "transaction_external_id": RETURN,
        "transaction_receipt_ref": "659",
        "meta": {"posdesk_leg": f"{RETURN}-F1"},
    }
    assert isinstance(event, rev.RefundGiven)
    assert (event.amount, event.row_id) == (aud(500), "171")


def test_all_of_a_redemption_is_asked_for_without_an_amount() -> None:
    made = returning_desk(original(bought([(SHIRT, 2)], rewards=1000, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet((0,)), 200))
    _, call = given(made.sale, 1, answered({"data": REDEEMED}))
    assert call.body is not None
    assert "amount" not in call.body


def test_a_store_credit_is_issued_as_the_guide_writes_it() -> None:
    answer = answered({"data": changed(CREDIT, id=91, balance=60)}, 201)
    event, call = given(repaying(RepayKind.STORE_CREDIT).sale, 2, answer)
    assert (call.path, call.body) == (
        f"{ME}/credits",
        {
            "amount": Decimal("60.00"),
            "type": "store_credit",
            "external_id": f"{RETURN}-F2",
            "note": "Return of receipt 659",
        },
    )
    assert isinstance(event, rev.RefundGiven)
    assert event.row_id == "91"


def test_an_answer_without_an_amount_gave_what_was_asked_and_never_nothing() -> None:
    body = {"data": {key: value for key, value in REDEEMED.items() if key != "total"}}
    event, _ = given(refunding().sale, 1, answered(body))
    assert isinstance(event, rev.RefundGiven)
    assert event.amount == aud(500)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    ("status", "kind", "judged"),
    [
        (422, rev.RefundRefused, True),
        (403, rev.RefundRefused, False),
        (429, rev.RefundRefused, False),
        (504, rev.RefundUnknown, None),
    ],
)
def test_only_what_was_certainly_not_given_is_refused(
    number: int, status: int, kind: type[ev.Event], judged: bool | None
) -> None:
    made = repaying(RepayKind.STORE_CREDIT)
    event, _ = given(made.sale, number, answered({"message": "no"}, status))
    assert type(event) is kind
    if isinstance(event, rev.RefundRefused):
        assert event.judged is judged


# What proves a lost answer


def sought(made: Desk, number: int, **lists: Answer) -> rev.RefundSought:
    answers = {(f"{ME}/{name}", ""): answer for name, answer in lists.items()}
    tenant = FrozenTenant(
        {
            **{
                (f"{ME}/{name}", ""): answered(listed())
                for name in ("benefits", "credits", "redemptions")
            },
            (f"{ME}/benefits", "active"): answered(listed()),
            (f"{ME}/rewards", ""): answered(listed()),
            (f"{ME}/balances", ""): answered({"data": {"reward_balance": 0, "point_balance": 0}}),
            **answers,
        }
    )
    event = tenant.run(scripts().find(made.sale, number))(START)
    assert isinstance(event, rev.RefundSought)
    return event


def test_a_row_that_echoes_our_mark_is_ours() -> None:
    row = changed(REDEMPTION, id=171, type="return", total=5, meta={"posdesk_leg": f"{RETURN}-F1"})
    event = sought(refunding(), 1, redemptions=answered(listed(row)))
    assert (event.finding, event.row_id, event.amount) == (ev.Finding.FOUND, "171", aud(500))


def test_without_an_echo_something_new_of_that_worth_is() -> None:
    new = changed(REWARD, id=900, value_initial=5, value_remaining=5)
    assert sought(refunding(), 1, rewards=answered(listed(new))).finding is ev.Finding.FOUND


def test_something_new_of_another_worth_is_for_a_person() -> None:
    new = changed(REWARD, id=900, value_initial=7, value_remaining=7)
    event = sought(refunding(), 1, rewards=answered(listed(new)))
    assert (event.finding, event.evidence) == (ev.Finding.UNCLEAR, ("reward 900: AUD 7.00",))


def test_nothing_new_is_absent_and_a_lists_trouble_is_not() -> None:
    assert sought(refunding(), 1).finding is ev.Finding.ABSENT
    event = sought(refunding(), 1, redemptions=NO_ANSWER)
    assert event.finding is ev.Finding.UNREADABLE


def a_credit(number: int, balance: int, mark: str | None = None) -> dict[str, Any]:
    return changed(CREDIT, id=number, balance=balance, status="active", external_id=mark)


@pytest.mark.parametrize(
    ("rows", "finding", "row_id"),
    [
        ((a_credit(91, 60, f"{RETURN}-F2"), a_credit(92, 60)), ev.Finding.FOUND, "91"),
        ((a_credit(92, 60),), ev.Finding.FOUND, "92"),
        ((a_credit(92, 60, "another till's"),), ev.Finding.ABSENT, ""),
        ((a_credit(92, 60), a_credit(93, 60)), ev.Finding.UNCLEAR, ""),
        ((a_credit(92, 59),), ev.Finding.ABSENT, ""),
        ((), ev.Finding.ABSENT, ""),
    ],
)
def test_a_store_credit_is_found_by_our_mark_or_as_the_one_new_of_its_worth(
    rows: tuple[dict[str, Any], ...], finding: ev.Finding, row_id: str
) -> None:
    event = sought(repaying(RepayKind.STORE_CREDIT), 2, credits=answered(listed(*rows)))
    assert (event.finding, event.row_id) == (finding, row_id)


# Returns of the sale elsewhere


def a_return(**meta: object) -> dict[str, Any]:
    return {
        "id": 70,
        "external_id": "S01-2-000009-zzzzzz",
        "total": -60,
        "linked_receipt_ref": "659",
        "items": [],
        "meta": {
            "posdesk": {
                "original": "S01-1-000659-k3f9q2",
                "returned": [{"line": 1, "quantity": 1}],
                "refunds": [{"of": "R1", "kind": "rewards", "amount": 5}],
                **meta,
            }
        },
    }


def read(answer: Answer) -> ev.Event:
    tenant = FrozenTenant({LISTED: answer})
    return tenant.run(scripts().returns(refunding().sale))(START)


def test_a_return_is_known_by_what_it_says_itself_not_by_the_filter() -> None:
    other_shop = a_return(original="S09-1-000659-aaaaaa")
    void = {**a_return(), "id": 71, "external_id": "S01-2-000010-zzzzzz", "is_void": True}
    plain = {"id": 72, "total": 10, "external_id": "X", "items": []}
    event = read(answered(listed(a_return(), other_shop, void, plain)))
    assert isinstance(event, rev.ReturnsRead)
    (found,) = event.returns
    assert found.reference == "S01-2-000009-zzzzzz"
    assert [(each.of, each.kind, each.amount) for each in found.refunds] == [
        ("R1", RefundKind.REWARDS, aud(500))
    ]


@pytest.mark.parametrize("status", [403, 404])
def test_where_transactions_are_not_listed_the_journal_must_do(status: int) -> None:
    event = read(answered({"message": "no"}, status))
    assert isinstance(event, rev.ReturnsRead)
    assert event.returns == ()


@pytest.mark.parametrize(
    "answer", [NO_ANSWER, answered(listed(a_return(refunds=[{"kind": "shells"}])))]
)
def test_a_list_that_cannot_be_read_is_not_an_empty_one(answer: Answer) -> None:
    event = read(answer)
    assert isinstance(event, ev.ReadFailed)
    assert event.purpose == "ReadReturns"


# The terminal


class OneWord:
    """A terminal that says one thing, whatever it is asked."""

    def __init__(self, word: Refunded | InProgress | NotFound | PosError) -> None:
        self._word = word
        self.asked: list[tuple[str, str, Money]] = []

    async def refund(
        self, payment_id: str, refund_id: str, amount: Money
    ) -> Refunded | InProgress | NotFound:
        self.asked.append((payment_id, refund_id, amount))
        if isinstance(self._word, PosError):
            raise self._word
        return self._word

    async def refund_status(self, refund_id: str) -> Refunded | NotFound:
        if isinstance(self._word, PosError):
            raise self._word
        return self._word if isinstance(self._word, Refunded) else NotFound(refund_id)


DONE = Refunded("S01-1-000659-k3f9q2-T1", f"{RETURN}-F2", aud(6000))


@pytest.mark.parametrize(
    ("word", "kind", "judged"),
    [
        (DONE, rev.RefundGiven, None),
        (InProgress("x"), rev.RefundRefused, False),
        (NotFound("x"), rev.RefundRefused, True),
        (BackRefused("x"), rev.RefundRefused, True),
        (NoTerminalAnswer("x"), rev.RefundUnknown, None),
    ],
)
@on_a_loop
async def test_a_card_is_refunded_under_the_refunds_own_id(
    word: Any, kind: type[ev.Event], judged: bool | None
) -> None:
    sale, terminal = repaying(RepayKind.CARD).sale, OneWord(word)
    event = (await return_scripts.give_to_card(terminal, sale, 2))(START)  # type: ignore[arg-type]  # all that is asked
    assert type(event) is kind
    assert terminal.asked == [("S01-1-000659-k3f9q2-T1", f"{RETURN}-F2", aud(6000))]
    if isinstance(event, rev.RefundRefused):
        assert event.judged is judged


@pytest.mark.parametrize(
    ("word", "finding"),
    [
        (DONE, ev.Finding.FOUND),
        (NotFound("x"), ev.Finding.ABSENT),
        (NoTerminalAnswer("x"), ev.Finding.UNREADABLE),
    ],
)
@on_a_loop
async def test_the_terminal_is_asked_for_a_refund_by_its_id(word: Any, finding: ev.Finding) -> None:
    sale = repaying(RepayKind.CARD).sale
    terminal = OneWord(word)
    event = (await return_scripts.ask_for_card(terminal, sale, 2))(START)  # type: ignore[arg-type]  # all that is asked
    assert isinstance(event, rev.RefundSought)
    assert event.finding is finding
    assert returning(sale).refund(2).kind is RefundKind.CARD
