"""Issuing, importing, correcting and extending rewards (omneo-api.md 2.4.2). The tenant keeps their dates in UTC.

There is no mark that a tenant compares: after Unknown look for the ``external_id`` or the newest rewards of the
profile before anything is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import (
    Body,
    Call,
    Dialect,
    changing,
    many_of,
    one_of,
    removing,
    writing,
)
from posdesk.omneo.extensions import ByDays, Until, extension_body
from posdesk.omneo.rewards import Reward, read_reward
from posdesk.omneo.wire import Json, local_text, without_none
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class RewardDraft:
    """A reward to be issued. The moments are aware and sent local in ``timezone`` (IANA).

    ``definition`` is an id or, for the reference, a handle. ``value`` None: the definition's; ``remaining`` None:
    all of it. ``issued_at`` None: now; ``expires_at`` None: after the definition's period. In a batch
    ``profile_id_handle`` (``email`` or an identity's handle) says what ``profile_id`` holds, None: an Omneo id.
    """

    profile_id: str
    definition: int | str
    timezone: str
    value: Money | None = None
    remaining: Money | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    external_id: str | None = None
    profile_id_handle: str | None = None
    meta: Mapping[str, Json] | None = None

    def body(self) -> dict[str, Json]:
        """The request's body; the guides send both values."""
        kind = "id" if isinstance(self.definition, int) else "handle"
        remaining = self.value if self.remaining is None else self.remaining
        return without_none(
            {
                f"reward_definition_{kind}": self.definition,
                "profile_id": self.profile_id,
                "profile_id_handle": self.profile_id_handle,
                "value_initial": None if self.value is None else self.value.amount,
                "value_remaining": None if remaining is None else remaining.amount,
                "issued_at": _text(self.issued_at, self.timezone),
                "expires_at": _text(self.expires_at, self.timezone),
                "timezone": self.timezone,
                "external_id": self.external_id,
                "meta": self.meta,
            }
        )


def issue(draft: RewardDraft, *, currency: Currency) -> Call[Reward]:
    """Give a customer a reward. Invalid names ``value_initial``, ``profile_id`` or the definition's field."""
    return writing(
        "/rewards", one_of(lambda row: read_reward(row, currency), "reward"), draft.body()
    )


def batch(drafts: Sequence[RewardDraft], *, dialect: Dialect) -> Call[str]:
    """Issue many rewards; the value is the tenant's message, and the work may still be under way.

    The guides send a bare list, the reference names it ``rewards``. One wrong reward refuses all (ASSUMED), its
    place in ``fields``: ``rewards.7.profile_id``. Very large imports are arranged with the vendor (guide).
    """
    rows = [draft.body() for draft in drafts]
    body: Body = rows if dialect is Dialect.GUIDE else {"rewards": rows}
    return writing("/rewards/batch", one_of(lambda row: row.text("message"), "batch"), body)


def change(
    reward_id: int,
    *,
    currency: Currency,
    timezone: str,
    remaining: Money | None = None,
    expires_at: datetime | None = None,
) -> Call[Reward]:
    """Correct what is left of it, or its end, which is aware and sent local in ``timezone`` (IANA)."""
    body = without_none(
        {
            "value_remaining": None if remaining is None else remaining.amount,
            "expires_at": _text(expires_at, timezone),
            "timezone": timezone,
        }
    )
    reader = one_of(lambda row: read_reward(row, currency), "reward")
    return changing("/rewards/{reward_id}", reader, body, reward_id=reward_id)


def extend(
    profile_id: str,
    reward_ids: Sequence[int],
    extension: ByDays | Until,
    *,
    currency: Currency,
) -> Call[tuple[Reward, ...]]:
    """Make rewards of one profile last longer (reference; the guides have no such path)."""
    reader = many_of(lambda row: read_reward(row, currency), "rewards")
    return writing("/rewards/extend", reader, extension_body(profile_id, reward_ids, extension))


def remove(reward_id: int) -> Call[None]:
    """Take a reward away; redemptions made of it keep what they say (U34)."""
    return removing("/rewards/{reward_id}", reward_id=reward_id)


def _text(moment: datetime | None, timezone: str) -> str | None:
    return None if moment is None else local_text(moment, timezone)
