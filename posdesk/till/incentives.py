"""What a customer has, in full, and what may be issued: read for the office, where a person acts on single rows.

The wallet of a sale knows what can be spent now; here spent, expired and pending rows are kept, with the reason.
Moments are aware UTC. Raises OmneoError; what the token may not see is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from posdesk.home.tenant import TenantFile
from posdesk.omneo import benefit_writes, benefits, definitions, points, reward_writes, rewards
from posdesk.omneo.benefits import Benefit
from posdesk.omneo.calls import Call, Page
from posdesk.omneo.definitions import Definition, Kind
from posdesk.omneo.errors import NotFound
from posdesk.omneo.extensions import ByDays, Until
from posdesk.omneo.points import Points
from posdesk.omneo.rewards import Reward
from posdesk.till.asking import ask
from posdesk.till.capabilities import ways_of
from posdesk.till.scripts import Script, all_items, value, value_or

_NO_DEFINITIONS: Page[Definition] = Page((), 1, 1)
_NO_POINTS: Page[Points] = Page((), 1, 1)
ISSUED = (Kind.REWARD, Kind.BENEFIT, Kind.POINT)


class Standing(StrEnum):
    """What can be done with something issued, and if nothing, why."""

    USABLE = "usable"
    SPENT = "spent"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    ALL_TAKEN = "all_taken"
    UNPUBLISHED = "unpublished"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True)
class Incentives:
    """Rewards and benefits with the soonest end first, usable ones before the rest; points newest first."""

    rewards: tuple[Reward, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    points: tuple[Points, ...] = ()


def read_incentives(profile_id: str, tenant: TenantFile, now: datetime) -> Script[Incentives]:
    """All that the profile has, spent and expired too, as far as the tenant lists them (U23, U24)."""

    def rewards_of(page: int) -> Call[Page[Reward]]:
        return rewards.list(profile_id, currency=tenant.currency, page=page)

    def benefits_of(page: int) -> Call[Page[Benefit]]:
        return benefits.list(profile_id, timezone=tenant.timezone, active_only=False, page=page)

    def points_of(page: int) -> Call[Page[Points]]:
        return points.list(profile_id, page=page)

    first = yield (rewards_of(1), benefits_of(1), points_of(1))
    own_rewards = yield from all_items(value(first[0]), rewards_of)
    own_benefits = yield from all_items(value(first[1]), benefits_of)
    own_points = yield from all_items(value_or(first[2], _NO_POINTS), points_of)
    return Incentives(
        tuple(sorted(own_rewards, key=lambda each: _soonest(standing_of_reward(each, now), each))),
        tuple(
            sorted(own_benefits, key=lambda each: _soonest(standing_of_benefit(each, now), each))
        ),
        own_points,
    )


def read_definitions(kind: Kind, tenant: TenantFile) -> Script[tuple[Definition, ...]]:
    """All definitions of a kind; none where the token may not see them."""

    def page_call(page: int) -> Call[Page[Definition]]:
        return definitions.list(
            kind, dialect=ways_of(tenant).redeeming, currency=tenant.currency, page=page
        )

    (outcome,) = yield (page_call(1),)
    return (yield from all_items(value_or(outcome, _NO_DEFINITIONS), page_call))


def standing_of_reward(reward: Reward, now: datetime) -> Standing:
    """Whether it counts at ``now``."""
    if not reward.value_remaining.minor:
        return Standing.SPENT
    if reward.expires_at is not None and reward.expires_at <= now:
        return Standing.EXPIRED
    if reward.issued_at is not None and reward.issued_at > now:
        return Standing.NOT_YET
    return Standing.USABLE if reward.is_active else Standing.SWITCHED_OFF


def standing_of_benefit(benefit: Benefit, now: datetime) -> Standing:
    """Whether it can be used at ``now``; the tenant's own word decides, the rest says why."""
    if benefit.remaining == 0:
        return Standing.SPENT
    if benefit.is_expired or (benefit.expires_at is not None and benefit.expires_at <= now):
        return Standing.EXPIRED
    if benefit.issued_at is not None and benefit.issued_at > now:
        return Standing.NOT_YET
    if benefit.is_redeemable:
        return Standing.USABLE
    if benefit.remaining_everywhere == 0:
        return Standing.ALL_TAKEN
    return Standing.SWITCHED_OFF if benefit.is_published else Standing.UNPUBLISHED


def standing_of_points(held: Points, now: datetime) -> Standing:
    """Pending points say ``pending``; the later of their two dates has to have come (ASSUMED)."""
    if not held.remaining:
        return Standing.SPENT
    if held.expires_at is not None and held.expires_at <= now:
        return Standing.EXPIRED
    start = usable_from(held)
    pending = held.status == "pending" or (start is not None and start > now)
    return Standing.NOT_YET if pending else Standing.USABLE


def usable_from(held: Points) -> datetime | None:
    """The later of the two dates, where the tenant tells one."""
    return max((each for each in (held.accrued_at, held.issued_at) if each), default=None)


def _soonest(standing: Standing, each: Reward | Benefit) -> tuple[bool, bool, datetime]:
    never = each.expires_at is None
    return (
        standing is not Standing.USABLE,
        never,
        each.expires_at or datetime.max.replace(tzinfo=UTC),
    )


def end_of_day(text: str, timezone: str) -> datetime:
    """The last second of a typed day (``2026-12-31``) in ``timezone``, aware UTC. Raises ValueError."""
    if len(text) != len("2026-12-31"):
        raise ValueError("not written as 2026-12-31")
    day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    last = datetime.combine(day, time(23, 59, 59), ZoneInfo(timezone))
    return last.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Longer:
    """By how much something is to last longer: ``days`` more, or to the end of a day."""

    days: int | None = None
    until: datetime | None = None

    def extension(self, timezone: str) -> ByDays | Until:
        return ByDays(self.days) if self.until is None else Until(self.until, timezone)

    def after(self, end: datetime | None) -> datetime | None:
        """The new end, where it can be told here: days are counted from the old one."""
        if self.until is not None:
            return self.until
        return None if end is None or self.days is None else end + timedelta(days=self.days)


def extend_reward(
    profile_id: str, reward: Reward, longer: Longer, tenant: TenantFile
) -> Script[None]:
    """Make a reward last longer. The guides have no such path: where it is missing the end is corrected by PUT,
    which they have. Raises OmneoError, NoWord."""
    wanted = longer.extension(tenant.timezone)
    currency = tenant.currency
    try:
        yield from ask(reward_writes.extend(profile_id, (reward.id,), wanted, currency=currency))
    except NotFound:
        end = longer.after(reward.expires_at)
        if end is None:
            raise
        yield from ask(
            reward_writes.change(
                reward.id, currency=currency, timezone=tenant.timezone, expires_at=end
            )
        )


def extend_benefit(
    profile_id: str, benefit: Benefit, longer: Longer, tenant: TenantFile
) -> Script[None]:
    """Make a benefit last longer, as ``extend_reward`` does, in the benefit's own zone. Raises OmneoError, NoWord."""
    zone = benefit.timezone
    wanted = longer.extension(zone)
    try:
        yield from ask(
            benefit_writes.extend(profile_id, (benefit.id,), wanted, timezone=tenant.timezone)
        )
    except NotFound:
        end = longer.after(benefit.expires_at)
        if end is None:
            raise
        yield from ask(benefit_writes.change(benefit.id, timezone=zone, expires_at=end))
