"""The sweep's talks: which paths, which body, and what each answer becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Outcome, Unknown
from posdesk.omneo.errors import Invalid, NoAnswer, OmneoError, Throttled
from posdesk.omneo.redemptions import RedemptionResult
from posdesk.sale import sweep_events as sev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.money import AUD
from posdesk.sale.state import LegState, Sale
from posdesk.sale.sweep import Sweep, Twin
from posdesk.till.scripts import Reply, Script
from posdesk.till.twin_scripts import TwinScripts
from posdesk.till.wallets import WalletReader
from tests.till.headless import QuickClock
from tests.till.made_sales import ASHA, AT, REFERENCE, aud, redeeming

DONE = RedemptionResult(200, aud("25.00"), None, None)


def scripts(dialect: Dialect = Dialect.GUIDE, *, lists: bool = True) -> TwinScripts:
    reader = WalletReader(AUD, "Australia/Melbourne", QuickClock(), lists)
    return TwinScripts(reader, dialect)


def with_a_twin(**choice: object) -> Sale:
    sale = redeeming(**(choice or {"rewards": "25.00"}))  # type: ignore[arg-type]  # its own names
    leg = replace(sale.legs[0], state=LegState.GRANTED, doubted_of=ASHA.profile_id)
    twin = Twin(1, f"{leg.mark}-T102", "102", aud("25.00"))
    return replace(sale.with_leg(leg), sweep=Sweep((twin,)))


def asked(script: Script[Reply]) -> Call[object]:
    (call,) = next(script)
    return call


def heard(script: Script[Reply], outcome: Outcome[object]) -> object:
    next(script)
    try:
        script.send((outcome,))
    except StopIteration as done:
        return done.value(AT)
    raise AssertionError("it asks again")


@pytest.mark.parametrize(
    ("dialect", "refund", "path"),
    [
        (Dialect.GUIDE, False, f"/profiles/{ASHA.profile_id}/redemptions/102/reverse"),
        (Dialect.GUIDE, True, f"/profiles/{ASHA.profile_id}/redemptions/102/refund"),
        (Dialect.REFERENCE, False, "/redemptions/102/reversal"),
        (Dialect.REFERENCE, True, "/redemptions/102/return"),
    ],
)
def test_a_twin_is_undone_by_its_own_id(dialect: Dialect, refund: bool, path: str) -> None:
    call = asked(scripts(dialect).undo(with_a_twin(), "R1-T102", refund=refund))
    assert call.path.endswith(path)


def test_a_benefits_twin_is_refunded_on_the_benefits_path_of_the_reference() -> None:
    sale = with_a_twin(benefits=("4021",))
    call = asked(scripts(Dialect.REFERENCE).undo(sale, "B1-T102", refund=True))
    assert call.path.endswith("/redemptions/102/benefit/return")


def test_a_refund_bears_the_twins_mark_so_that_it_can_be_found() -> None:
    call = asked(scripts().undo(with_a_twin(), "R1-T102", refund=True))
    assert f"{REFERENCE}-R1-T102" in str(call.body)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (Applied(DONE, 200), sev.TwinUndone),
        (NotApplied(Invalid("no", status=422)), sev.TwinUndoRefused),
        (NotApplied(Throttled("slow", status=429)), sev.TwinUndoRefused),
        (Unknown(NoAnswer("lost")), sev.TwinUndoUnknown),
    ],
)
def test_each_answer_becomes_its_event(outcome: Outcome[object], event: type) -> None:
    made = heard(scripts().undo(with_a_twin(), "R1-T102", refund=False), outcome)
    assert isinstance(made, event)
    if isinstance(made, sev.TwinUndoRefused):
        throttled = isinstance(outcome, NotApplied) and isinstance(outcome.error, Throttled)
        assert made.judged is not throttled


def test_a_twin_that_never_was_is_not_undone() -> None:
    with pytest.raises(IllegalEvent):
        next(scripts().undo(with_a_twin(), "R1-T777", refund=False))


def test_where_redemptions_are_not_listed_nothing_is_seen_and_the_look_is_over() -> None:
    script = scripts(lists=False).look(with_a_twin(), ASHA.profile_id, frozenset())
    with pytest.raises(StopIteration) as done:
        next(script)
    made = done.value.value(AT)
    assert isinstance(made, sev.TwinsSought)
    assert (made.found, made.possible, made.undone) == ((), (), ())


def test_a_list_that_cannot_be_read_says_why() -> None:
    script = scripts().look(with_a_twin(), ASHA.profile_id, frozenset())
    failed = heard(script, NotApplied(NoAnswer("lost")))
    assert isinstance(failed, sev.SweepFailed)
    assert failed.problem == NoAnswer.code
    assert issubclass(NoAnswer, OmneoError)
