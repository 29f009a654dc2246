"""One sale with two redemptions at one simulated till, which can be killed at any point of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from posdesk.sale import events as ev
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Phase, Sale, due
from posdesk.sale.tender import TenderKind
from posdesk.simulation.clerk import Manager
from posdesk.simulation.schedule import Schedule
from posdesk.simulation.shop import PRODUCTS, Custom, Shop
from posdesk.simulation.sim_till import Place, SimTill
from posdesk.simulation.weather import Weather
from posdesk.simulation.wire import Tally
from posdesk.till.audit import audit
from posdesk.till.audit_report import Report
from posdesk.till.outcomes import outcome_named
from posdesk.till.wallets import customer_of

NEVER = 1_000_000
HALF_AN_HOUR_MS = 30 * 60_000
CALM = Weather(down_s=30)


class OneSale:
    """The sale of one customer: a benefit and a reward, then a card that answers ``outcome``."""

    def __init__(self, custom: Custom, outcome: str, dies_at: int = NEVER) -> None:
        self.schedule = Schedule()
        self.shop = Shop(self.schedule, 2, custom)
        self._outcome = outcome_named(outcome)
        self._begun = False
        self._manager = Manager()
        place = Place(
            self.schedule,
            self.shop,
            1,
            custom,
            lambda: CALM,
            lambda for_ms: None,
            Tally(),
            each_call=True,
        )
        self.till = SimTill(place, 1, self._staff, dies_at)

    def _staff(self, till: SimTill) -> None:
        """The first start sells; after a crash nobody is there but whoever decides."""
        if not self._begun:
            self._begun = True
            till.life.begin(self._sell(till))
        self._manager.come(till)

    async def _sell(self, till: SimTill) -> None:
        stand = till.open()
        stand.tell(partial(ev.LineAdded, product=PRODUCTS[2], quantity=1))
        who = till.reader.customer(self.shop.people[0])
        profile, standing, wallet = await till.wire.converse(who)
        customer = customer_of(profile, standing)
        stand.tell(partial(ev.CustomerAttached, customer=customer, wallet=wallet))
        benefit = wallet.benefits[0].id
        stand.tell(partial(ev.BenefitChosen, benefit_id=benefit, chosen=True))
        stand.tell(partial(ev.RewardsChosen, amount=Money(2500, AUD)))
        stand.tell(ev.Confirmed)
        sale = await stand.until(lambda sale: sale.phase is Phase.PAYING)
        till.outcome = self._outcome
        stand.tell(partial(ev.TenderTaken, kind=TenderKind.CARD, amount=due(sale)))
        await stand.until(lambda sale: sale.phase not in {Phase.PAYING, Phase.COMPENSATING})
        if stand.sale.phase is Phase.CHOOSING:
            stand.tell(ev.VoidRequested)

    def run(self) -> Report:
        """Half an hour of it, then the checker."""
        self.schedule.run(HALF_AN_HOUR_MS)
        kept = self.till.core.kept(self.till.terminal_now())
        return audit(self.sales(), self.shop.books(), kept, finished=True)

    def sales(self) -> list[Sale]:
        return [stand.sale for stand in self.till.sales.values()]

    def close(self) -> None:
        self.till.close()
        self.shop.close()


OUTCOMES = ("approved", "do_not_honour", "answer_lost", "timed_out")
DUPLICATES = ("duplicate", "upsert", "reject")


def passed(custom: Custom, outcome: str) -> list[str]:
    """Every point of the sale when nothing goes wrong."""
    sale = OneSale(custom, outcome)
    report = sale.run()
    assert report.clean, report.violations
    assert [each.phase.value for each in sale.sales()] == [
        "voided" if outcome in {"do_not_honour", "timed_out"} else "recorded"
    ]
    points = list(sale.till.points)
    sale.close()
    return points


def killed_everywhere(custom: Custom, outcome: str) -> Iterator[tuple[int, str, OneSale, Report]]:
    """The sale once for each of its points, killed there."""
    for number, point in enumerate(passed(custom, outcome), start=1):
        sale = OneSale(custom, outcome, number)
        yield number, point, sale, sale.run()
        sale.close()


def check_matrix(dialect: str, duplicates: str, outcome: str) -> int:
    """Every point of one column of the matrix; how many cases it had. Raises AssertionError with the case."""
    custom = Custom(dialect=dialect, duplicates=duplicates)
    cases = 0
    for number, point, sale, report in killed_everywhere(custom, outcome):
        where = f"point {number} ({point}) of {dialect}, {duplicates}, {outcome}"
        assert sale.till.crashes == 1, f"not killed at {where}"
        assert report.clean, f"{where}: {[str(each) for each in report.violations]}"
        for each in sale.sales():
            # Before its first row a sale is nowhere but in memory.
            assert each.finished or each.phase is Phase.OPEN, f"{where}: {each.phase}"
        cases += 1
    return cases
