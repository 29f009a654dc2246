"""Making incentives last longer: one body for rewards, benefits and credits (omneo-api.md 2.4.2, 2.5.2, 2.7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.wire import Json, local_text


@dataclass(frozen=True, slots=True)
class ByDays:
    """``days`` more than now. None: as many as the definition says."""

    days: int | None = None

    def fields(self) -> dict[str, Json]:
        return {} if self.days is None else {"extend_days": self.days}


@dataclass(frozen=True, slots=True)
class Until:
    """To ``moment``, which is aware and sent local in ``timezone`` (IANA): the incentive's own, as issued."""

    moment: datetime
    timezone: str

    def fields(self) -> dict[str, Json]:
        return {"extend_date": local_text(self.moment, self.timezone), "timezone": self.timezone}


def extension_body(
    profile_id: str, ids: Sequence[int | str], extension: ByDays | Until
) -> dict[str, Json]:
    """The body for some incentives of one profile. A tenant may not read ``timezone`` here: compare the answer."""
    return {"ids": [*ids], "profile_id": profile_id, **extension.fields()}
