"""A local record beside the live profile, field by field: what the till believed, and what is true. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.till.directory import LocalCustomer
from posdesk.till.directory_news import facts_of

# ``national_phone`` is only a way to be found; a live profile is not read with it.
_COMPARED = ("first_name", "last_name", "email", "phone", "tier", "profile_type")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs. Text on both sides, empty for nothing; of an identity, its state."""

    name: str
    local: str = field(repr=False)
    live: str = field(repr=False)


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
    """Every field in which the two differ, profile id first; none when the record is true.

    E-mail addresses differ only by more than their case. Identities are compared one by one, by handle and
    identifier: ``identity loyalty-card 60011234``.
    """
    theirs = facts_of(live)
    found = [Difference("profile_id", local.profile_id, live.id)]
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
    return tuple(each for each in found if not _same(each))


def _states(identities: tuple[Identity, ...]) -> dict[tuple[str, str], str]:
    return {
        (each.handle, each.identifier): "active" if each.is_active else "inactive"
        for each in identities
    }


def _same(each: Difference) -> bool:
    if each.name == "email":
        return each.local.casefold() == each.live.casefold()
    return each.local == each.live
