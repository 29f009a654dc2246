"""The tables of a customer's rewards, benefits and points, and what their rows say. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Column, Press, Table, TableRow
from posdesk.omneo.benefits import Benefit
from posdesk.omneo.points import Points
from posdesk.omneo.rewards import Reward
from posdesk.till.incentives import (
    Standing,
    standing_of_benefit,
    standing_of_points,
    standing_of_reward,
    usable_from,
)

translate = QCoreApplication.translate
REWARDS, BENEFITS, POINTS = "rewards", "benefits", "points"


@dataclass(frozen=True, slots=True)
class Today:
    """When and where a table is read: aware UTC, IANA zone of the store."""

    now: datetime
    zone: str

    @property
    def ms(self) -> int:
        return round(self.now.timestamp() * 1000)

    def date(self, moment: datetime | None, never: str = figures.DASH) -> str:
        return never if moment is None else figures.date(_ms(moment), self.zone)

    def is_soon(self, moment: datetime | None) -> bool:
        return moment is not None and figures.soon(_ms(moment), self.ms, self.zone)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def standing_words(standing: Standing) -> str:
    """What can be done with it, and if nothing, why."""
    return {
        Standing.USABLE: translate("Office", "usable"),
        Standing.SPENT: translate("Office", "used up"),
        Standing.EXPIRED: translate("Office", "expired"),
        Standing.NOT_YET: translate("Office", "not yet usable"),
        Standing.ALL_TAKEN: translate("Office", "all taken"),
        Standing.UNPUBLISHED: translate("Office", "not published"),
        Standing.SWITCHED_OFF: translate("Office", "switched off"),
    }[standing]


def rewards_table(
    rewards: Sequence[Reward], today: Today, marked: str, presses: tuple[Press, ...]
) -> Table:
    """All of them, with what is left of each."""
    rows = []
    for each in rewards:
        standing = standing_of_reward(each, today.now)
        cells = (
            each.name or each.handle,
            translate("Office", "{0} of {1}").format(
                figures.money(each.value_remaining), figures.money(each.value_initial)
            ),
            today.date(each.issued_at),
        )
        rows.append(_row(str(each.id), cells, standing, each.expires_at, today))
    return Table(
        REWARDS,
        translate("Office", "Rewards"),
        _columns(
            Column(translate("Office", "Reward")),
            Column(translate("Office", "Left"), 120),
            Column(translate("Office", "Issued"), 95),
        ),
        tuple(rows),
        translate("Office", "No rewards yet."),
        marked,
        presses,
    )


def benefits_table(
    benefits: Sequence[Benefit], today: Today, marked: str, presses: tuple[Press, ...]
) -> Table:
    """All that the tenant lists, with the uses that are left of each, and of all customers' together."""
    rows = []
    for each in benefits:
        standing = standing_of_benefit(each, today.now)
        cells = (
            each.name or each.handle,
            _uses(each),
            figures.DASH if each.remaining_everywhere is None else str(each.remaining_everywhere),
        )
        rows.append(_row(each.id, cells, standing, each.expires_at, today))
    return Table(
        BENEFITS,
        translate("Office", "Benefits"),
        _columns(
            Column(translate("Office", "Benefit")),
            Column(translate("Office", "Uses left"), 80),
            Column(translate("Office", "Left for all"), 85),
        ),
        tuple(rows),
        translate("Office", "No benefits yet."),
        marked,
        presses,
    )


def points_table(points: Sequence[Points], today: Today) -> Table:
    """All of them. Points cannot be changed or taken away, so nothing is pressed here."""
    rows = []
    for each in points:
        standing = standing_of_points(each, today.now)
        left = translate("Office", "{0} of {1}").format(
            figures.number(each.remaining), figures.number(each.initial)
        )
        cells = (each.name or each.handle, left, today.date(usable_from(each)))
        rows.append(_row(str(each.id), cells, standing, each.expires_at, today))
    return Table(
        POINTS,
        translate("Office", "Points"),
        _columns(
            Column(translate("Office", "Points")),
            Column(translate("Office", "Left"), 130),
            Column(translate("Office", "Usable from"), 95),
        ),
        tuple(rows),
        translate("Office", "No points yet."),
    )


def _uses(benefit: Benefit) -> str:
    if benefit.remaining is None:
        return translate("Office", "any")
    if benefit.most is None:
        return str(benefit.remaining)
    return translate("Office", "{0} of {1}").format(benefit.remaining, benefit.most)


def _columns(*own: Column) -> tuple[Column, ...]:
    """Those of one kind, then what every incentive says: when it ends, and what can be done with it."""
    ends = Column(translate("Office", "Ends"), 95)
    return (*own, ends, Column(translate("Office", "Status"), 140))


def _row(
    key: str, own: tuple[str, ...], standing: Standing, ends: datetime | None, today: Today
) -> TableRow:
    usable, soon = standing is Standing.USABLE, today.is_soon(ends)
    words = standing_words(standing)
    if usable and soon:
        words = translate("Office", "usable, ends soon")
    tone = (Tone.WARN if soon else Tone.SUCCESS) if usable else Tone.PLAIN
    cells = (*own, today.date(ends, translate("Office", "never")), words)
    return TableRow(key, cells, tone, faint=not usable and standing is not Standing.NOT_YET)
