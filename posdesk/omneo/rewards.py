"""Rewards: money off, with an expiry (omneo-api.md 2.4). Their dates are UTC on the wire; writes: ``reward_writes``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading
from posdesk.omneo.rows import Row
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Reward:
    """A reward of a profile, spent ones included. ``expires_at`` None: it never does.

    ``external_id`` is the mark of whoever issued it: stored and found by tenants, compared by none.
    """

    id: int
    name: str
    handle: str
    value_initial: Money
    value_remaining: Money
    issued_at: datetime | None
    expires_at: datetime | None
    is_active: bool
    external_id: str | None = None


def list(  # the verb of the API; this module makes no lists
    profile_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Reward]]:
    """A page of all rewards of the profile, also used and expired ones, in the tenant's order (U24)."""
    reader = page_of(lambda row: read_reward(row, currency), "rewards")
    return reading(
        "/profiles/{profile_id}/rewards", reader, paged(page, size), profile_id=profile_id
    )


def marked(external_ids: Sequence[str], *, currency: Currency) -> Call[Page[Reward]]:
    """The rewards of all profiles that carry one of these marks, at most ``PAGE_SIZE`` (reference).

    A tenant may ignore the filter: look at each row's own ``external_id`` (U48). Marks must hold no comma.
    """
    reader = page_of(lambda row: read_reward(row, currency), "rewards")
    wanted = (("filter[external_id][in]", ",".join(external_ids)),)
    return reading("/rewards", reader, wanted + paged(1, PAGE_SIZE))


def read(profile_id: str, reward_id: int, *, currency: Currency) -> Call[Reward]:
    """One reward of the profile; NotFound when it has none of that id."""
    return reading(
        "/profiles/{profile_id}/rewards/{reward_id}",
        one_of(lambda row: read_reward(row, currency), "reward"),
        profile_id=profile_id,
        reward_id=reward_id,
    )


def read_reward(row: Row, currency: Currency) -> Reward:
    remaining = row.money("value_remaining", currency)
    definition = row.maybe_row("definition")
    return Reward(
        id=row.number("id"),
        name=definition.words("name") if definition else "",
        handle=(definition.maybe_text("handle") if definition else None) or "",
        value_initial=row.maybe_money("value_initial", currency) or remaining,
        value_remaining=remaining,
        issued_at=row.maybe_moment("issued_at"),
        expires_at=row.maybe_moment("expires_at"),
        is_active=_is_active(row, remaining),
        external_id=row.maybe_text("external_id"),
    )


def _is_active(row: Row, remaining: Money) -> bool:
    said = row.maybe_flag("is_active")
    if said is not None:
        return said
    return remaining.minor > 0 and not row.flag("is_expired", default=False)
