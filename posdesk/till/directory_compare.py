"""A local record beside the live profile, field by field: what the till believed, and what is true. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.till.directory import LocalCustomer
from posdesk.till.directory_news import NOTHING, facts_of

# ``national_phone`` is only a way to be found; a live profile is not read with it.
_COMPARED = ("first_name", "last_name", "email", "phone", "tier", "profile_type")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of both. Text on both sides, empty for nothing; of an identity, its state."""

    name: str
    local: str = field(repr=False)
    live: str = field(repr=False)

    @property
    def differs(self) -> bool:
        """Whether the two say different things. E-mail addresses differ only by more than their case."""
        if self.name == "email":
            return self.local.casefold() != self.live.casefold()
        return self.local != self.live


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the directory believes of a profile and what the tenant says; None where it knows none.

    ``differences`` are empty where either is missing: there is nothing to lay beside the other.
    """

    local: LocalCustomer | None
    live: Profile | None
    differences: tuple[Difference, ...] = ()


def compared(local: LocalCustomer | None, live: Profile | None) -> Comparison:
    """Both, and every field in which they differ."""
    if local is None or live is None:
        return Comparison(local, live)
    return Comparison(local, live, differences(local, live))


def differences(local: LocalCustomer, live: Profile) -> tuple[Difference, ...]:
    """Every field in which the two differ, profile id first; none when the record is true."""
    return tuple(each for each in beside(local, live) if each.differs)


def beside(local: LocalCustomer, live: Profile | None) -> tuple[Difference, ...]:
    """Every field of the two, profile id first; of a profile that is not there, nothing on its side.

    Identities stand one by one, by handle and identifier: ``identity loyalty-card 60011234``.
    """
    if live is None:
        theirs, live_id = NOTHING, ""
    else:
        theirs, live_id = facts_of(live), live.id
    found = [Difference("profile_id", local.profile_id, live_id)]
    found += [
        Difference(name, getattr(local.facts, name), getattr(theirs, name)) for name in _COMPARED
    ]
    ours, live_ones = _states(local.facts.identities), _states(theirs.identities)
    found += [
        Difference(
            f"identity {handle} {identifier}",
            ours.get((handle, identifier), ""),
            live_ones.get((handle, identifier), ""),
        )
        for handle, identifier in sorted(ours.keys() | live_ones.keys())
    ]
    return tuple(found)


def _states(identities: tuple[Identity, ...]) -> dict[tuple[str, str], str]:
    return {
        (each.handle, each.identifier): "active" if each.is_active else "inactive"
        for each in identities
    }
