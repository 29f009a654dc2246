"""Late twins in the slow world: how redemptions come twice, and what a sale hears that looks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.moments import Instant
from posdesk.sale.sweep import TwinRow
from tests.sale.build import aud
from tests.sale.tenant import Row

if TYPE_CHECKING:
    from tests.sale.slow_world import SlowWorld

Reply = Callable[[Instant], ev.Event]


def twins(world: SlowWorld) -> list[Row]:
    """Live redemptions that no leg holds, of intentions that took effect beyond what a till is promised."""
    own = {leg.redemption_id for leg in world.desk.sale.legs}
    extra = {row.tag for row in world.tenant.rows if row.extra}
    return [row for row in world.tenant.live if row.tag in extra and str(row.id) not in own]


def look(world: SlowWorld, profile: str, *, fine: bool) -> Reply:
    """The list of the profile's redemptions, or none."""
    if not fine:
        return lambda at: sev.SweepFailed(at, "omneo.unreachable")
    sale = world.desk.sale
    found = tuple(
        TwinRow(leg.number, str(row.id), aud(row.total))
        for leg in sale.legs
        for row in world.tenant.rows
        if row.tag == f"{sale.reference}-{leg.mark}" and str(row.id) != leg.redemption_id
    )
    undone = tuple(str(row.id) for row in world.tenant.rows if row.state != "live")
    return lambda at: sev.TwinsSought(at, profile, found, undone=undone)


def undo(world: SlowWorld, mark: str, *, refund: bool, heard: bool, arrives: bool) -> Reply:
    """Take a twin back; ``heard``: the till gets the answer."""
    row = world.tenant.row(mark.rpartition("-T")[2])
    held = {leg.redemption_id for leg in world.desk.sale.granted}
    assert str(row.id) not in held, "took back what the sale holds"
    done = False
    if arrives and refund:
        leg = next(leg for leg in world.desk.sale.legs if mark.startswith(f"{leg.mark}-T"))
        assert leg.sent_at is not None
        assert leg.sent_at.elapsed_s(world.desk.now) > 600, "refunded inside the ten minutes"
        done = world.tenant.refund(row)
    elif arrives:
        done = world.tenant.reverse(row, world.desk.now)
    if not heard:
        return lambda at: sev.TwinUndoUnknown(at, mark, "omneo.no_answer", refund)
    if done:
        return lambda at: sev.TwinUndone(at, mark, refund)
    return lambda at: sev.TwinUndoRefused(at, mark, "omneo.invalid", refund)
