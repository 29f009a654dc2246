"""Judging what a profile's redemptions say about late twins. Pure.

Only a row's own mark makes it a twin. Where the tenant echoes none, a row that fits is told and never touched:
it may be another till's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posdesk.omneo.redemptions import Redemption
from posdesk.sale.money import Money
from posdesk.sale.state import UNDECIDED, Leg, LegKind, LegState, Sale
from posdesk.sale.sweep import Twin, TwinRow, TwinState
from posdesk.till import evidence

# What a redemption moved: its reversal moves the same.
_Moved = tuple[Money, tuple[tuple[str, str | None, Money | None, int | None], ...]]


_PERHAPS_REVERSED = frozenset({LegState.UNDOING, LegState.UNDO_UNKNOWN, LegState.REVERSED})


@dataclass(frozen=True, slots=True)
class Seen:
    """The fields of ``TwinsSought``."""

    found: tuple[TwinRow, ...]
    possible: tuple[str, ...]
    undone: tuple[str, ...]
    linked: tuple[str, ...]


def look(sale: Sale, profile: str, rows: Sequence[Redemption], known: frozenset[str]) -> Seen:
    """What ``rows`` say of the legs in doubt at ``profile``; ``known`` are redemptions of any sale's.

    A leg that is still looked for itself has no twin yet: the row that bears its mark may be its own.
    """
    legs = [leg for leg in sale.legs if leg.doubted_of == profile and leg.state not in UNDECIDED]
    redeemed = [row for row in rows if row.type == "redeem"]
    twins = {twin.redemption_id: twin for twin in sale.sweep.twins}
    found: list[TwinRow] = []
    possible: list[str] = []
    for leg in legs:
        for row in _not_own(leg, redeemed, known - set(twins)):
            if _bears(sale, leg, row):
                if row.transaction_id is None:
                    found.append(TwinRow(leg.number, str(row.id), row.total))
                else:
                    told = f"redemption {row.id}: {row.total}, of transaction {row.transaction_id}"
                    possible.append(told)
            elif not _echoes(leg, redeemed) and _could_be(sale, leg, row):
                possible.append(evidence.told_of(row))
    linked = {str(row.id) for row in redeemed if row.transaction_id is not None}
    return Seen(
        tuple(found),
        tuple(dict.fromkeys(possible)),
        tuple(twin.redemption_id for twin in _undone(sale, rows)),
        tuple(each for each in twins if each in linked),
    )


def _not_own(leg: Leg, rows: Iterable[Redemption], known: frozenset[str]) -> Iterable[Redemption]:
    return (row for row in rows if str(row.id) not in known | {leg.redemption_id})


def _bears(sale: Sale, leg: Leg, row: Redemption) -> bool:
    return evidence.tag(sale, leg) in (row.meta_leg, row.external_id)


def _could_be(sale: Sale, leg: Leg, row: Redemption) -> bool:
    return row.id > sale.high_water and evidence.could_be(sale, leg, row)


def _echoes(leg: Leg, rows: Iterable[Redemption]) -> bool:
    """Whether this tenant shows marks on redemptions of the leg's kind: then a row without one is not ours."""
    if leg.kind is LegKind.BENEFIT:
        return any(row.external_id for row in rows)
    return any(row.meta_leg for row in rows)


def _undone(sale: Sale, rows: Sequence[Redemption]) -> list[Twin]:
    """Twins without a known end that the list shows as taken back.

    A refund bears the twin's mark. A reversal names what it reversed; one that does not is the twin's where
    there are more of that very content than the sale's other reversals explain.
    """
    of_id = {str(row.id): row for row in rows}
    refunds = {row.meta_leg for row in rows if row.type == "return"}
    named = {row.reverses_id for row in rows if row.type == "reversal"}
    unnamed = Counter(
        _moved(row) for row in rows if row.type == "reversal" and row.reverses_id is None
    )
    for redemption_id in _reversed(sale):
        if redemption_id in of_id and of_id[redemption_id].id not in named:
            unnamed[_moved(of_id[redemption_id])] -= 1
    done: list[Twin] = []
    for twin in sale.sweep.twins:
        if twin.state is not TwinState.UNKNOWN:
            continue
        row = of_id.get(twin.redemption_id)
        if f"{sale.reference}-{twin.mark}" in refunds or (row is not None and row.id in named):
            done.append(twin)
        elif row is not None and unnamed[_moved(row)] > 0:
            unnamed[_moved(row)] -= 1
            done.append(twin)
    return done


def _reversed(sale: Sale) -> list[str]:
    own = [leg.redemption_id for leg in sale.legs if leg.state in _PERHAPS_REVERSED]
    twins = [t.redemption_id for t in sale.sweep.twins if t.state is TwinState.REVERSED]
    return own + twins


def _moved(row: Redemption) -> _Moved:
    items = ((each.type, each.incentive_id, each.value, each.count) for each in row.items)
    return row.total, tuple(sorted(items, key=repr))
