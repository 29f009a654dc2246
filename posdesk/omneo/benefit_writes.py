"""Issuing, correcting, extending and counting benefits (omneo-api.md 2.5.2).

A benefit's dates stay as they are sent, local in its own time zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.benefits import Benefit, read_benefit
from posdesk.omneo.calls import Call, changing, many_of, one_of, reading, removing, writing
from posdesk.omneo.extensions import ByDays, Until, extension_body
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json, local_text, without_none


@dataclass(frozen=True, slots=True)
class BenefitDraft:
    """A benefit to be issued. The moments are aware and sent local in ``timezone`` (IANA).

    ``expires_at`` None: the definition's period after ``issued_at``.
    """

    profile_id: str
    definition_id: int
    issued_at: datetime
    timezone: str
    expires_at: datetime | None = None
    external_id: str | None = None
    meta: Mapping[str, Json] | None = None

    def body(self) -> dict[str, Json]:
        """The request's body, in the order of the guides."""
        return without_none(
            {
                "benefit_definition_id": self.definition_id,
                "profile_id": self.profile_id,
                "issued_at": local_text(self.issued_at, self.timezone),
                "expires_at": _text(self.expires_at, self.timezone),
                "timezone": self.timezone,
                "external_id": self.external_id,
                "meta": self.meta,
            }
        )


@dataclass(frozen=True, slots=True)
class BenefitCounts:
    """Benefits of the whole tenant: all there are, and those that were redeemed."""

    every: int
    redeemed: int


def issue(draft: BenefitDraft) -> Call[Benefit]:
    """Give a customer a benefit. Invalid names ``benefit_definition_id`` or ``profile_id``."""
    reader = one_of(lambda row: read_benefit(row, draft.timezone), "benefit")
    return writing("/benefits", reader, draft.body())


def change(
    benefit_id: str,
    *,
    timezone: str,
    expires_at: datetime | None = None,
    pos_code: str | None = None,
) -> Call[Benefit]:
    """Correct its end, or give it a promotion code of its own. ``timezone`` must be the benefit's, as it was read."""
    body = without_none({"expires_at": _text(expires_at, timezone), "redeem_code_pos": pos_code})
    reader = one_of(lambda row: read_benefit(row, timezone), "benefit")
    return changing("/benefits/{benefit_id}", reader, body, benefit_id=benefit_id)


def extend(
    profile_id: str, benefit_ids: Sequence[str], extension: ByDays | Until, *, timezone: str
) -> Call[tuple[Benefit, ...]]:
    """Make benefits of one profile last longer (reference; the guides have no such path).

    ``timezone`` (IANA) stands in where a row names none.
    """
    ids = [int(each) if each.isdecimal() else each for each in benefit_ids]
    reader = many_of(lambda row: read_benefit(row, timezone), "benefits")
    return writing("/benefits/extend", reader, extension_body(profile_id, ids, extension))


def count() -> Call[BenefitCounts]:
    """How many benefits there are; the dot in the path is the vendor's."""
    return reading("/benefits.count", one_of(_read_counts, "counts"))


def remove(benefit_id: str) -> Call[None]:
    """Take a benefit away; redemptions made of it keep what they say (U34)."""
    return removing("/benefits/{benefit_id}", benefit_id=benefit_id)


def _read_counts(row: Row) -> BenefitCounts:
    return BenefitCounts(row.number("countAll"), row.number("countRedeemed"))


def _text(moment: datetime | None, timezone: str) -> str | None:
    return None if moment is None else local_text(moment, timezone)
