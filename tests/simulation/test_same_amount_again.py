"""Declined, the same amount chosen again, and that answer lost: the reversed row is never adopted (Shows 3)."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest

from posdesk.sale import events as ev
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import LegState, Phase, due
from posdesk.sale.tender import TenderKind
from posdesk.simulation.schedule import Schedule
from posdesk.simulation.shop import PRODUCTS, Custom, Shop
from posdesk.simulation.sim_till import Place, SimTill
from posdesk.simulation.stand import Stand
from posdesk.simulation.weather import Fate, Weather
from posdesk.simulation.wire import Tally
from posdesk.till.audit import audit
from posdesk.till.outcomes import APPROVED, outcome_named
from posdesk.till.wallets import customer_of

LOST = Weather({Fate.ANSWER_LOST: 1.0})
CALM = Weather()


class TwoTries:
    """One sale, paid at the second try; the second redemption's answer is lost."""

    def __init__(self, custom: Custom) -> None:
        self.schedule = Schedule()
        self.shop = Shop(self.schedule, 1, custom)
        self.stand: Stand | None = None
        place = Place(
            self.schedule, self.shop, 1, custom, self.weather, lambda for_ms: None, Tally()
        )
        self.till = SimTill(place, 1, lambda till: till.life.begin(self.sell(till)))

    def weather(self) -> Weather:
        """Bad for the second redemption alone."""
        legs = self.stand.sale.legs if self.stand else ()
        second = len(legs) == 2 and legs[1].state is LegState.SENT
        return LOST if second else CALM

    async def sell(self, till: SimTill) -> None:
        self.stand = stand = till.open()
        stand.tell(partial(ev.LineAdded, product=PRODUCTS[0], quantity=1))
        who = till.reader.customer(self.shop.people[0])
        profile, standing, wallet = await till.wire.converse(who)
        customer = customer_of(profile, standing)
        stand.tell(partial(ev.CustomerAttached, customer=customer, wallet=wallet))
        for outcome in (outcome_named("do_not_honour"), APPROVED):
            stand.tell(partial(ev.RewardsChosen, amount=Money(2500, AUD)))
            stand.tell(ev.Confirmed)
            await stand.until(lambda sale: sale.phase not in {Phase.CHOOSING, Phase.REDEEMING})
            if stand.sale.phase is not Phase.PAYING:
                return
            till.outcome = outcome
            stand.tell(partial(ev.TenderTaken, kind=TenderKind.CARD, amount=due(stand.sale)))
            await stand.until(lambda sale: sale.phase in {Phase.CHOOSING, Phase.RECORDED})


@pytest.mark.parametrize(
    ("dialect", "echoed", "honoured"),
    list(product(("guide", "reference"), (True, False), (True, False))),
)
def test_the_reversed_row_is_not_taken_for_the_second_try(
    dialect: str, echoed: bool, honoured: bool
) -> None:
    tries = TwoTries(Custom(dialect=dialect, leg_echoed=echoed, filter_honoured=honoured))
    tries.schedule.run(20 * 60_000)
    assert tries.stand is not None
    sale = tries.stand.sale
    first, second = sale.legs
    assert first.state is LegState.REVERSED
    assert second.redemption_id != first.redemption_id
    if echoed:
        assert sale.phase is Phase.RECORDED
        assert second.state is LegState.GRANTED
        assert sale.recorded is not None
        assert sale.recorded.linked == second.redemption_id
    else:
        # Two rows of one amount and nobody's mark on them: a person decides, the till does not guess.
        assert sale.phase is Phase.ATTENTION
        assert sale.attention is not None
        assert sale.attention.why == "redemption_unclear"
    kept = tries.till.core.kept(tries.till.terminal_now())
    assert audit([sale], tries.shop.books(), kept, finished=True).clean
    tries.till.close()
    tries.shop.close()
