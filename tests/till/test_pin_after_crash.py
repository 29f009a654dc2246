"""A PIN is written nowhere: after a crash what it was for is read back, and never sent again (design 5)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import LegState, Phase
from posdesk.sale.tender import TenderKind
from tests.sandbox.server.running import Sandbox
from tests.till.headless import a_till, aud, leg, on_a_loop
from tests.till.test_credits_pay import BY_REDEEM, GIFT_CARD, PIN, at_payment, left
from tests.till.weather import Deed, Weather, lose_answer, lose_request

REDEEM_CREDIT = r"POST .*/redeem$"


@pytest.mark.parametrize(
    ("fate", "state"), [(lose_answer, LegState.REVERSED), (lose_request, LegState.ABSENT)]
)
@on_a_loop
async def test_a_credit_with_a_pin_is_read_back_after_a_crash_and_not_sent_again(
    sandbox: Sandbox, tmp_path: Path, fate: Deed, state: LegState
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path, tenant=BY_REDEEM) as till:
        cashier = await at_payment(till)
        till.weather.expect(REDEEM_CREDIT, fate)
        cashier.use_pin(GIFT_CARD, PIN)
        amount = aud("100.00")
        take = partial(ev.TenderTaken, kind=TenderKind.CREDIT, amount=amount, credit_id=GIFT_CARD)
        await cashier.tell(take)
        await till.watch.until(cashier, lambda sale: leg(sale, "C1").state is LegState.UNKNOWN)

    weather = Weather()
    async with a_till(
        sandbox.endpoint, identity, home=tmp_path, tenant=BY_REDEEM, weather=weather
    ) as till:
        (again,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await till.settled(again)
        rows = await till.register.journal_rows(sale.reference)

    assert sale.phase is Phase.VOIDED
    assert leg(sale, "C1").state is state
    assert weather.count(REDEEM_CREDIT) == 0
    assert left(sandbox, GIFT_CARD) == 100
    assert all(f'"{PIN}"' not in row.body for row in rows)
