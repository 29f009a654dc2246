"""A tenant that shows no marks: a person says which redemption is the sale's, and it is recorded or put back."""

from __future__ import annotations

from functools import partial

import pytest

from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.state import LegState, Phase, Sale
from posdesk.till.audit_report import Findings
from posdesk.till.audit_rows import read_sale
from posdesk.till.audit_story import history_of
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.audited import audited
from tests.till.headless import Till, a_till, leg, on_a_loop
from tests.till.test_late_twins import twice
from tests.till.weather import REDEEM, Deed, Weather, lose_answer


async def asked(till: Till, sandbox: Sandbox, deed: Deed) -> tuple[Cashier, Sale]:
    sandbox.control.switches(leg_echoed=False)
    till.weather.expect(REDEEM, deed)
    cashier = await till.asha(rewards="10.00")
    sale = await till.redeem(cashier)
    assert sale.attention is not None
    assert sale.attention.why == "redemption_unclear"
    return cashier, sale


@pytest.mark.parametrize(("deed", "rows"), [(lose_answer, 1), (twice, 2)])
@on_a_loop
async def test_the_sale_goes_on_with_the_redemption_that_was_named(
    sandbox: Sandbox, deed: Deed, rows: int
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=Weather()) as till:
        cashier, sale = await asked(till, sandbox, deed)
        assert sale.attention is not None
        made = sorted(plain_http.live(sandbox))
        assert sale.attention.candidates == tuple(str(each) for each in made)
        assert len(made) == rows
        told = sale.attention.evidence[0]
        assert f"redemption {made[0]}: AUD 10.00, made 20" in told
        named = str(made[-1])
        await cashier.tell(partial(RedemptionNamed, leg=1, redemption_id=named, by="Sam Lee"))
        sale = await till.pay(cashier)
        report = await audited(till, sandbox, finished=False)
        journal = await till.register.journal_rows(sale.reference)

    assert sale.phase is Phase.RECORDED
    assert till.weather.count(REDEEM) == 1
    assert plain_http.transaction(sandbox, sale.reference)["redemption_id"] == made[-1]
    assert report.violations == ()
    found = Findings()
    read_sale(journal, found)
    assert found.all == ()
    lines = [each for each in history_of(journal) if each["op"] in {"attention", "find"}]
    assert {"op": "find", "kind": "ok", "leg": "R1", "amount": 1000, "id": named}.items() <= lines[
        -1
    ].items()


@on_a_loop
async def test_what_was_named_is_put_back_when_the_card_is_refused(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=Weather()) as till:
        cashier, sale = await asked(till, sandbox, lose_answer)
        (made,) = plain_http.live(sandbox)
        await cashier.tell(partial(RedemptionNamed, leg=1, redemption_id=str(made)))
        sale = await till.pay(cashier, "do_not_honour")

    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "R1").state is LegState.REVERSED
    assert plain_http.balance(sandbox) == 25


@on_a_loop
async def test_it_can_still_be_said_that_none_of_them_is(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=Weather()) as till:
        cashier, _ = await asked(till, sandbox, lose_answer)
        await cashier.tell(partial(ev.AttentionSettled, choice=ev.Choice.WAS_NOT_TAKEN))
        sale = await till.settled(cashier)
    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "R1").state is LegState.ABSENT
