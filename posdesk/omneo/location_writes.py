"""Adding, changing and removing shops (omneo-api.md 2.10)."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import Call, changing, one_of, removing, writing
from posdesk.omneo.locations import Address, Location, read_location
from posdesk.omneo.wire import Json, without_none


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """What a shop is to be; what is None is left out, and on a change stays as it is.

    A new one needs ``name`` and ``phone``. ``external_id`` is the store's id at the till, such as S01, by which
    sales find it; ``timezone`` an IANA name.
    """

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    external_id: str | None = None
    external_code: str | None = None
    timezone: str | None = None
    address: Address | None = None
    is_closed: bool | None = None

    def body(self) -> dict[str, Json]:
        """The request's body."""
        return without_none(
            {
                "name": self.name,
                "phone": self.phone,
                "email": self.email,
                "external_id": self.external_id,
                "external_code": self.external_code,
                "timezone": self.timezone,
                "address": None if self.address is None else _address_body(self.address),
                "is_permanently_closed": self.is_closed,
            }
        )


def create(draft: LocationDraft) -> Call[Location]:
    """A new shop. A taken ``external_id`` is Invalid (ASSUMED); list by it after Unknown."""
    return writing("/locations", one_of(read_location, "location"), draft.body())


def change(location_id: int, draft: LocationDraft) -> Call[Location]:
    """Change what ``draft`` names."""
    return changing(
        "/locations/{location_id}",
        one_of(read_location, "location"),
        draft.body(),
        location_id=location_id,
    )


def remove(location_id: int) -> Call[None]:
    """Remove the shop. Closing it (``is_closed``) keeps the name on its sales."""
    return removing("/locations/{location_id}", location_id=location_id)


def _address_body(address: Address) -> dict[str, Json]:
    return without_none(
        {
            "address_line_1": address.line_1,
            "address_line_2": address.line_2 or None,
            "city": address.city,
            "state": address.state,
            "postcode": address.postcode,
            "country": address.country,
        }
    )
