"""What is said of a recovery when the screen has moved on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.recovered import found_notice, is_too_late
from posdesk.desktop.screens.whole import screen_of
from posdesk.sale import events as ev
from posdesk.sale.state import Sale
from posdesk.sale.story import StoryKind
from tests.sale import build
from tests.sale.world import Luck, World


def paying() -> Sale:
    """First spend and 25.00 of rewards are taken, nothing is paid yet."""
    world = World(build.choosing(), lambda: Luck.FINE)
    world.desk.choose(2500, "4021")
    world.press(ev.Confirmed(world.desk.now))
    return world.desk.sale


def adopted(sale: Sale, *marks: str) -> Sale:
    """As if the answers of those legs had been lost, and the redemptions found."""
    for mark in marks:
        sale = sale.told(StoryKind.ADOPTED, build.START, mark=mark)
    return sale


@pytest.mark.parametrize(
    ("marks", "named"),
    [
        (("R2",), "25.00 of rewards was taken"),
        (("B1",), "First spend was taken"),
        (("B1", "R2"), "First spend, 25.00 of rewards was taken"),
    ],
)
def test_what_was_found_is_named_where_the_cashier_pays(marks: tuple[str, ...], named: str) -> None:
    said = found_notice(adopted(paying(), *marks))
    assert said is not None
    assert named in said.text
    assert said.tone is Tone.SUCCESS


def test_an_answer_that_came_is_not_spoken_of() -> None:
    assert found_notice(paying()) is None


def test_an_answer_of_an_earlier_try_is_not_spoken_of() -> None:
    sale = adopted(paying(), "R2").told(StoryKind.SNAPSHOT, build.START)
    assert found_notice(sale) is None


@pytest.mark.parametrize(("age_s", "late"), [(599, False), (601, True)])
def test_after_ten_minutes_the_pay_step_promises_no_reversal(age_s: int, late: bool) -> None:
    sale = paying()
    oldest = min(leg.sent_at.utc_ms for leg in sale.granted if leg.sent_at is not None)
    now = replace(build.START, utc_ms=oldest + age_s * 1000, boot_ms=0, boot_id="")
    assert is_too_late(sale, now) is late
    screen = screen_of(sale, Desk("Sandbox", now, "Australia/Melbourne"))
    assert ("same expiry" in screen.why) is not late
    assert ("something new" in screen.window.text) is late
