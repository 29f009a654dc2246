"""The proof of a putting back, and where the sale is after it: what is told and kept, and what the choice says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.state import (
    Phase,
    Proof,
    ProofState,
    Retry,
)
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import (
    ASHA,
    BELT,
    SHIRT,
    Desk,
    aud,
    choosing,
    declined,
    desk,
    paying,
    redeeming,
    wallet,
)
from tests.sale.test_put_back_in_full import leave, since
from tests.sale.test_story_in_full import story


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


# The proof


def test_the_proof_is_told_once_and_kept() -> None:
    made = paying()
    made.later(5)
    made.do(ev.WentBack(made.now))
    first = len(made.sale.story)
    made.do(ev.UndoConfirmed(made.now, 1, proof="200 158"))
    assert made.asked == [ef.ReadWallet(ASHA.profile_id)]
    for seconds in (1.0, 2.0):
        made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
        assert made.sale.problem == "omneo.unreachable"
        made.later(seconds)
        made.do(ev.TimePassed(made.now))
        assert made.asked == [ef.ReadWallet(ASHA.profile_id)]
    made.do(ev.WalletRead(made.now, wallet(at=made.now), proof="balances"))
    assert since(made, first) == [
        "reversed R1 2500 Rewards; 200 158",
        "proof_sent",
        "proved 2500; balances",
    ]
    back = made.sale.putting_back
    assert (back.done, back.proof) == (True, Proof(ProofState.EQUAL, aud(2500), aud(2500)))
    assert (made.sale.phase, made.sale.retry, made.sale.problem) == (Phase.CHOOSING, Retry(), "")
    assert made.sale.wallet == wallet(at=made.now)


def test_another_reads_failure_says_nothing_of_the_proof() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    before = made.sale
    made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
    assert made.sale == before
    made.do(ev.UndoConfirmed(made.now, 1))
    before = made.sale
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())


def test_a_proof_is_read_no_sooner_than_the_tenant_says() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.throttled", 45.0))
    assert made.asked == [ef.WakeAt(made.now.plus(45.0))]


def test_a_sale_that_ends_without_its_proof_says_so_after_the_fifth_try_and_no_sooner() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    first = len(made.sale.story)
    for _ in range(4):
        made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable", proof="no line"))
        assert made.sale.phase is Phase.COMPENSATING
        made.later(60)
        made.do(ev.TimePassed(made.now))
    made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable", proof="no line"))
    assert made.sale.phase is Phase.VOIDED
    assert since(made, first) == ["not_proved omneo.unreachable; no line", "voided cancelled"]


def test_a_sale_that_goes_on_waits_for_its_proof_however_long() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    for _ in range(8):
        made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
        made.later(60)
        made.do(ev.TimePassed(made.now))
    assert made.sale.phase is Phase.COMPENSATING


def test_a_wallet_read_beside_it_is_no_proof_but_the_customer_card_shows_it() -> None:
    made = declined()
    made.later(1)
    fresher = wallet((7,), at=made.now)
    assert made.do(ev.WalletRead(made.now, fresher)) == ()
    assert (made.sale.phase, made.sale.wallet) == (Phase.COMPENSATING, fresher)
    assert made.sale.putting_back.proof is None


# Where the sale is after it


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda made: made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid")), "omneo.invalid"),
        (lambda made: made.grant(2, "159", 2400), "sale.granted_less"),
    ],
)
def test_the_choice_says_what_became_of_the_try_before(answer: object, problem: str) -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    answer(made)  # type: ignore[operator]  # one of the two above
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, problem)


def test_a_declined_card_is_no_problem_of_the_choice() -> None:
    made = declined()
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert made.sale.problem == ""


def test_less_than_was_asked_for_is_proposed_after_it() -> None:
    made = redeeming()
    made.grant(1, "158", 2000)
    leave(made)
    assert (made.sale.proposal, made.sale.chosen.rewards) == (aud(2000), aud(2000))


def test_a_second_thought_ends_the_sale_with_the_same_cause() -> None:
    made = declined()
    before = made.sale.putting_back
    assert made.do(ev.VoidRequested(made.now)) == ()
    assert made.sale.putting_back == replace(before, target=Phase.VOIDED)
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert story(made)[-1] == "0 voided declined"


def test_a_sale_without_a_customer_goes_back_to_its_basket_and_no_failed_void_is_its_problem() -> (
    None
):
    made = desk()
    made.scan(BELT)
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.take()
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds"))
    made.do(ev.TenderBackFailed(made.now, 1, "terminal.in_progress"))
    made.do(ev.TenderGivenBack(made.now, 1))
    assert (made.sale.phase, made.sale.problem, made.effects) == (Phase.OPEN, "", ())


def test_an_exchange_goes_back_to_what_was_picked() -> None:
    made = returning_desk(original(bought([(BELT, 1)], card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.LineAdded(made.now, SHIRT))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    assert phase_of(made) is Phase.PAYING
    made.take()
    made.do(ev.TenderDeclined(made.now, 1, "insufficient_funds"))
    assert made.sale.returning is not None
    assert (phase_of(made), made.sale.returning.confirmed) == (Phase.PICKING, False)
