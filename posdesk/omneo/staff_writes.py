"""Adding, changing and removing staff (guide, omneo-api.md 2.11). One pair of paths for both dialects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import Call, changing, one_of, removing, writing
from posdesk.omneo.staff import Staff, read_staff
from posdesk.omneo.wire import Json, local_text, without_none


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """Who somebody is to be; what is None is left out, and on a change stays as it is.

    A new one needs ``number``, both names, an e-mail and ``joined_at``, which is aware and sent in UTC. The e-mail
    and the E.164 mobile number are unique among all profiles, customers too.
    """

    number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile_phone: str | None = None
    joined_at: datetime | None = None

    def body(self) -> dict[str, Json]:
        """The request's body."""
        joined_at = None if self.joined_at is None else local_text(self.joined_at, "UTC")
        return without_none(
            {
                "staff_id": self.number,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "email": self.email,
                "mobile_phone": self.mobile_phone,
                "joined_at": joined_at,
            }
        )


def create(draft: StaffDraft) -> Call[Staff]:
    """Somebody new. Invalid names ``staff_id``, ``email`` or another field; read by number after Unknown."""
    reader = one_of(lambda row: read_staff(row, draft.number or ""), "staff")
    return writing("/staff", reader, draft.body())


def change(number: str, draft: StaffDraft) -> Call[Staff]:
    """Change what ``draft`` names, the number too; NotFound when nobody has ``number``."""
    reader = one_of(lambda row: read_staff(row, draft.number or number), "staff")
    return changing("/staff/{staff_id}", reader, draft.body(), staff_id=number)


def remove(number: str) -> Call[None]:
    """They work here no more. Sales keep their name; whether the profile goes too is the tenant's (ASSUMED)."""
    return removing("/staff/{staff_id}", staff_id=number)
