"""Returns in foul weather: seeded, from the pick to the record, with crashes; nothing is ever given twice.

A failure names its seed, and the seed is the return.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import Original, PastLeg, PastTender, RefundKind
from posdesk.sale.phases.attention import CHOICES
from posdesk.sale.repayment import claimed, returning, rounding_back, worth
from posdesk.sale.return_record import return_record_of
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import FINAL, Phase, due, paid, rounding
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, CARD, SCARF, SHIRT, aud
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import Fate, calm

SEEDS = 1200
STEPS = 60
BUSY = frozenset(Phase) - FINAL - {Phase.PICKING}
IN_FLIGHT = {RefundState.SENT, RefundState.UNKNOWN}


def a_return(chance: random.Random) -> ReturnWorld:
    odd = replace(BELT, price=aud(1999))
    lines = [(SHIRT, chance.randint(1, 3)), (SCARF, 1), (odd, chance.randint(1, 3)), (CARD, 1)]
    sold = bought(
        chance.sample(lines, chance.randint(1, 4)),
        rewards=chance.choice([0, 700, 2500]),
        benefits=chance.choice([[], ["4021"]]),
        card=chance.choice([0, 2000, 10**6]),
    )
    past = with_credit(original(sold), chance)
    return ReturnWorld(returning_desk(past, partial_refund=chance.random() < 0.7))


def with_credit(past: Original, chance: random.Random) -> Original:
    """At times a credit paid a part of it: redeemed, or deducted with the transaction."""
    part = chance.choice([0, 0, 1500, 4000])
    if not part or past.total.minor < part:
        return past
    leg = PastLeg("C9", RefundKind.CREDIT, "300", aud(part), name="gift_card")
    redeems = chance.random() < 0.5
    tender = PastTender("T9", "credit", aud(part), leg.mark if redeems else "")
    legs = (*past.legs, leg) if redeems else past.legs
    return replace(past, tenders=(tender, *past.tenders), legs=legs)


def fate(chance: random.Random) -> Fate:
    return Fate.FINE if chance.random() < 0.55 else chance.choice(list(Fate))


def weather(made: ReturnWorld, chance: random.Random) -> bool:
    """Something that nobody at the till has wished for. False: not this time."""
    dice = chance.random()
    if made.out and dice < 0.70:
        made.answer(made.out.pop(chance.randrange(len(made.out))), fate(chance))
    elif dice < 0.78:
        seconds = chance.choice([1.0, 3.0, 31.0, 61.0, 700.0])
        made.pass_time(seconds, [fate(chance) for _ in range(4)])
    elif dice < 0.82 and made.phase in BUSY:
        made.die([fate(chance) for _ in range(4)])
        made.pass_time(chance.choice([2.0, 70.0, 1800.0]))
        made.press(ev.Resumed(made.desk.now))
    else:
        return False
    return True


def cashier(made: ReturnWorld, chance: random.Random) -> None:
    """What a cashier does next, mostly; and at times anything."""
    now, sale = made.desk.now, made.sale
    kind = chance.choice(list(RepayKind))
    if chance.random() < 0.15:
        wish = chance.choice([ev.WentBack, ev.Confirmed, ev.VoidRequested, rev.AllPicked])
        made.press(wish(now))
    elif sale.phase is Phase.PICKING:
        line = chance.choice(returning(sale).original.lines)
        made.press(rev.ReturnPicked(now, line.id, chance.randint(0, line.quantity)))
        if chance.random() < 0.3:
            made.press(ev.LineAdded(now, chance.choice([BELT, SCARF])))
        made.press(rev.RepayChosen(now, kind, aud(chance.choice([0, 500]))))
        made.press(ev.Confirmed(now))
    elif sale.phase is Phase.PAYING:
        tender = chance.choice([TenderKind.CARD, TenderKind.CASH])
        made.press(ev.TenderTaken(now, tender, due(sale)))
    elif sale.phase is Phase.REPAYING:
        made.press(rev.RepayChosen(now, kind))
        hand_over(made)
    elif sale.cash_owed:
        for each in sale.approved:
            made.press(ev.TenderGivenBack(now, each.number))
    elif sale.phase is Phase.ATTENTION:
        decide(made, chance)
    else:
        made.pass_time(1.0, [fate(chance)])


def hand_over(made: ReturnWorld) -> None:
    for refund in returning(made.sale).refunds:
        asked = refund.state is RefundState.SENT
        if refund.kind is RefundKind.CASH and asked and refund.mark not in made.given:
            made.given[refund.mark] = [refund]
            made.press(rev.CashHandedOver(made.desk.now, refund.number))


def decide(made: ReturnWorld, chance: random.Random) -> None:
    """A person who knows the truth, and never says that something is what it is not."""
    attention = made.sale.attention
    assert attention is not None
    given = attention.mark in made.given
    truths = {ev.Choice.WAS_GIVEN: given, ev.Choice.WAS_NOT_GIVEN: not given and not made.late}
    wishes = [each for each in CHOICES[attention.why] if truths.get(each, True)]
    if wishes:
        made.press(ev.AttentionSettled(made.desk.now, chance.choice(wishes), "Sam Lee"))


# What must always hold


def check(made: ReturnWorld) -> None:
    sale = made.sale
    assert made.twice == []
    assert len(made.recorded) <= 1
    assert len([call for call in made.out if call.effect.intention]) <= 1
    if sale.phase in {Phase.PICKING, Phase.VOIDED}:
        assert made.given == {}
        assert all(each.state != "taken" for each in made.tenant.charges.values())
    if sale.phase in BUSY and sale.phase is not Phase.COMPENSATING:
        assert claimed(sale)
    idle = sale.phase in {Phase.PICKING, Phase.PAYING, Phase.REPAYING, Phase.ATTENTION, *FINAL}
    assert idle or sale.cash_owed or made.out or made.wake
    if sale.phase is Phase.RECORDED:
        check_record(made)


def check_record(made: ReturnWorld) -> None:
    """What is written is what was given, and the drawer is right to the cent."""
    sale, (record,) = made.sale, made.recorded
    given = {each.mark for each in returning(sale).given if each.amount or each.kind in KINDS}
    assert given == {mark for mark in made.given if made.given[mark]}
    items = record.purchase.items
    assert sum(i.quantity * i.price_sell.minor for i in items) == record.purchase.total.minor
    extra = sum((each.extra or aud(0)).minor for each in record.repaid)
    out = sum((each.given or aud(0)).minor for each in record.repaid) - extra
    into = (paid(sale) + rounding(sale)).minor
    assert into - out == (record.purchase.total + record.purchase.rounding).minor
    assert record.rounding == rounding_back(sale)
    assert record.purchase.rounding == rounding(sale) - record.rounding
    for back in worth(sale).redemptions:
        here = [each for each in record.refunds if each.of == back.leg.mark]
        assert len(here) <= 1
        assert all(each.given == back.amount for each in here)


KINDS = {RefundKind.BENEFIT}


def live_through(seed: int) -> None:
    chance = random.Random(seed)
    made = a_return(chance)
    for _ in range(STEPS):
        if made.phase in FINAL and not made.out:
            break
        if not weather(made, chance):
            cashier(made, chance)
        check(made)
    finish(made, chance)


def finish(made: ReturnWorld, chance: random.Random) -> None:
    """The weather clears, a person is there: every return comes to rest, and the journal knows it."""
    for _ in range(25):
        calm(made)
        made.pass_time(100.0)
        if made.phase in FINAL:
            break
        now = made.desk.now
        if made.phase is Phase.ATTENTION:
            decide(made, chance)
        made.press(ev.AttentionSettled(now, ev.Choice.HANDED_BACK))
        if made.phase is Phase.PICKING:
            made.press(ev.VoidRequested(now))
        elif made.phase is Phase.REPAYING:
            made.press(rev.RepayChosen(now, RepayKind.CASH))
            hand_over(made)
        elif made.phase is Phase.PAYING:
            made.press(ev.VoidRequested(now))
        for each in made.sale.approved:
            made.press(ev.TenderGivenBack(now, each.number))
    assert made.phase in FINAL, (made.phase, made.sale.attention)
    check(made)
    assert made.replayed()
    if made.phase is Phase.RECORDED:
        assert return_record_of(made.sale) == made.recorded[0]


@pytest.mark.parametrize("block", range(8))
def test_a_storm_gives_nothing_twice_and_forgets_nothing(block: int) -> None:
    for seed in range(block, SEEDS, 8):
        try:
            live_through(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error
