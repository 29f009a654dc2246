"""A person says which of the redemptions in question is the sale's: it goes on as if that had been answered."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.state import LegState, Phase
from posdesk.sale.story import StoryKind
from tests.sale.build import Desk, aud, choosing, paying, redeeming

BY = "Sam Lee"


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


def asked(made: Desk) -> Desk:
    """Its answer was lost, and two redemptions could be it."""
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.wait_out()
    unclear = ev.RedemptionSought(
        made.now, 1, ev.Finding.UNCLEAR, evidence=("one", "another"), candidates=("158", "159")
    )
    made.do(unclear)
    assert made.sale.attention is not None
    assert made.sale.attention.candidates == ("158", "159")
    return made


def test_the_one_that_was_named_is_the_legs_and_can_be_paid_for() -> None:
    made = asked(redeeming())
    made.do(RedemptionNamed(made.now, 1, "159", BY))
    leg = made.sale.leg(1)
    assert phase_of(made) is Phase.PAYING
    assert (leg.state, leg.redemption_id, leg.granted) == (LegState.GRANTED, "159", aud(2500))
    assert made.sale.attention is None
    adopted = next(each for each in made.sale.story if each.kind is StoryKind.ADOPTED)
    assert (adopted.mark, adopted.proof) == ("R1", BY)


def test_in_a_sale_that_is_put_back_it_is_reversed() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.VoidRequested(made.now))
    assert phase_of(made) is Phase.COMPENSATING
    made.wait_out()
    unclear = ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, candidates=("158",))
    made.do(unclear)
    assert phase_of(made) is Phase.ATTENTION
    effects = made.do(RedemptionNamed(made.now, 1, "158", BY))
    assert phase_of(made) is Phase.COMPENSATING
    assert effects == (ef.ReverseRedemption(1, "R1"),)


@pytest.mark.parametrize("number", ["157", "", "158, 159"])
def test_one_that_is_not_in_question_is_no_answer(number: str) -> None:
    made = asked(redeeming())
    before = made.sale
    with pytest.raises(IllegalEvent, match="not offered"):
        made.do(RedemptionNamed(made.now, 1, number, BY))
    assert made.sale == before


def test_only_the_leg_in_question_can_be_named() -> None:
    made = paying()
    with pytest.raises(IllegalEvent):
        made.do(RedemptionNamed(made.now, 1, "158", BY))
    asked_about = asked(redeeming())
    with pytest.raises(IllegalEvent, match="no leg 2"):
        asked_about.do(RedemptionNamed(asked_about.now, 2, "158", BY))


def test_another_question_offers_no_redemption() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, by_hand=True))
    with pytest.raises(IllegalEvent, match="not offered"):
        made.do(RedemptionNamed(made.now, 1, "158", BY))


def test_another_leg_of_the_sale_is_not_what_was_asked_about() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.do(ev.RedemptionUnknown(made.now, 2, "omneo.no_answer"))
    made.wait_out(2)
    made.do(ev.RedemptionSought(made.now, 2, ev.Finding.UNCLEAR, candidates=("159",)))
    with pytest.raises(IllegalEvent, match="not offered for B1"):
        made.do(RedemptionNamed(made.now, 1, "159", BY))
