"""What a tenant can do: found out by reads alone, dated, and what the till makes of it (design.md 5).

``survey`` asks with made-up ids, so it is safe on a live tenant; what an answer does not show stays unknown,
and so does everything whose question failed. What only writes can show is learnt from the sales themselves
(``learning``). ``ways_of`` is what follows: where nothing is known, the till does as the guides say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, get_args

from posdesk.home.tenant import Capability, CapabilityName, TenantFile
from posdesk.omneo.calls import Applied, Call, Dialect, Outcome
from posdesk.omneo.probes import NO_ID, NO_PROFILE, NO_REFERENCE, Sighting, probe
from posdesk.omneo.wire import Json
from posdesk.sale.moments import Instant
from posdesk.till.scripts import Script

Found = Mapping[CapabilityName, bool]
SURVEYED: Final[tuple[CapabilityName, ...]] = (
    "guide_paths",
    "reference_paths",
    "identity_search",
    "profile_by_identifier",
    "redemptions_listed",
    "filter_honoured",
    "lookup_by_external_id",
    "upsert",
)
ALL: Final[tuple[CapabilityName, ...]] = get_args(CapabilityName)
GOOD_FOR = timedelta(days=7)
_ONE = (("page[size]", "1"), ("page[number]", "1"))
_BY_REFERENCE = ("filter[transaction_external_id]", NO_REFERENCE)
# An identifier that stands in a path as it is: an encoded slash is a 404 of its own on many servers.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_GUIDE = (
    "/profiles/{profile_id}/redemptions/{redemption_id}/reverse",
    "/profiles/{profile_id}/redemptions/{redemption_id}/refund",
)
_REFERENCE = (
    "/profiles/{profile_id}/redeem",
    "/redemptions/{redemption_id}/reversal",
    "/redemptions/{redemption_id}/return",
)


@dataclass(frozen=True, slots=True)
class Ways:
    """How the till speaks to a tenant. ``redeeming`` and ``identifying`` are the paths' dialects.

    ``lists_redemptions``: without it a lost answer is for a person. ``looks_up``: transactions are found by
    their external id; without it they are searched. ``upserts``: else a sale is recorded by a plain POST.
    """

    redeeming: Dialect = Dialect.GUIDE
    identifying: Dialect = Dialect.GUIDE
    lists_redemptions: bool = True
    looks_up: bool = True
    upserts: bool = True
    partial_refund: bool = True
    combined_redemption: bool = False


GUIDES: Final = Ways()


def ways_of(tenant: TenantFile) -> Ways:
    """What the tenant's file and what is known of it come to. The guides win where both paths are there."""
    return Ways(
        redeeming=_dialect(tenant, "guide_paths", "reference_paths"),
        identifying=_dialect(tenant, "identity_search", "profile_by_identifier"),
        lists_redemptions=tenant.can("redemptions_listed") is not False,
        looks_up=tenant.can("lookup_by_external_id") is not False,
        upserts=tenant.can("upsert") is not False,
        partial_refund=tenant.can("partial_refund") is not False,
        combined_redemption=tenant.can("combined_redemption") is True,
    )


def _dialect(tenant: TenantFile, guide: CapabilityName, reference: CapabilityName) -> Dialect:
    if tenant.dialect != "auto":
        return Dialect(tenant.dialect)
    only_reference = tenant.can(guide) is False and tenant.can(reference) is True
    return Dialect.REFERENCE if only_reference else Dialect.GUIDE


def is_due(tenant: TenantFile, today: date) -> bool:
    """Whether something that reading shows is unknown or older than a week. The built-in sandbox is known."""
    known = tenant.capabilities
    return not tenant.is_sandbox and any(
        name not in known or today - known[name].checked > GOOD_FOR for name in SURVEYED
    )


def knowing(tenant: TenantFile, found: Found, today: date) -> TenantFile:
    """The tenant with what was found ``today`` (UTC); what was not found stays as it was."""
    news = {name: Capability(holds, today) for name, holds in found.items()}
    return replace(tenant, capabilities=MappingProxyType({**tenant.capabilities, **news}))


def utc_day(at: Instant) -> date:
    """The day of an instant, in UTC."""
    return datetime.fromtimestamp(at.utc_ms / 1000, UTC).date()


def survey() -> Script[Found]:
    """Ask the tenant what it can do, in two batches of reads. Raises nothing for trouble of the tenant."""
    outcomes = yield (*_paths(), *_samples())
    guide, reference = outcomes[:2], outcomes[2:5]
    by_handle, by_identifier, upsert, redemption, profile, transaction = map(_seen, outcomes[5:])
    customer = _text(redemption, "profile_id") or _text(profile, "id")
    sold = _text(transaction, "external_id")
    outcomes = yield (
        probe("/profiles/{profile_id}", profile_id=customer or NO_PROFILE),
        _redemptions(customer or NO_PROFILE),
        _redemptions(customer or NO_PROFILE, _BY_REFERENCE),
        probe("/transactions/external/{external_id}", external_id=sold or NO_REFERENCE),
    )
    somebody, every, filtered, looked_up = map(_seen, outcomes)
    return _known(
        {
            "guide_paths": _all_there(map(_seen, guide)),
            "reference_paths": _all_there(map(_seen, reference)),
            "identity_search": _answers(by_handle, 200, 400, 422),
            "profile_by_identifier": _answers(by_identifier, 200),
            "redemptions_listed": _is_listed(every, somebody),
            "filter_honoured": _is_honoured(every, filtered),
            "lookup_by_external_id": _looks_up(looked_up, sold),
            # 404 may be a transaction of that id: only the route's own refusal says anything.
            "upsert": True if upsert is not None and upsert.status == 405 else None,
        }
    )


def _known(answers: Mapping[CapabilityName, bool | None]) -> Found:
    return {name: holds for name, holds in answers.items() if holds is not None}


def _paths() -> tuple[Call[Sighting], ...]:
    ids = {"profile_id": NO_PROFILE, "redemption_id": NO_ID}
    return (
        *(probe(route, (), **ids) for route in (*_GUIDE, *_REFERENCE)),
        probe("/identities/search"),
        probe("/identities/search-profile/{identifier}", identifier=NO_REFERENCE),
        probe("/transactions/update-create"),
    )


def _samples() -> tuple[Call[Sighting], ...]:
    """Somebody who redeemed, anybody, and a sale: a made-up id cannot show what is done with a true one."""
    return (
        probe("/redemptions", _ONE),
        probe("/profiles", _ONE),
        probe("/transactions", _ONE),
    )


def _redemptions(profile_id: str, *more: tuple[str, str]) -> Call[Sighting]:
    return probe("/profiles/{profile_id}/redemptions", (*more, *_ONE), profile_id=profile_id)


def _seen(outcome: Outcome[Sighting]) -> Sighting | None:
    """None when the question was not answered: no network, no scope, the tenant's own trouble."""
    return outcome.value if isinstance(outcome, Applied) else None


def _text(sample: Sighting | None, key: str) -> str:
    """The named text of the first row of a list, if there is one that can stand in a path."""
    rows = sample.rows if sample is not None else None
    first: Json = rows[0] if rows else None
    found = first.get(key) if isinstance(first, Mapping) else None
    return found if isinstance(found, str) and _PLAIN.fullmatch(found) else ""


def _all_there(paths: Iterable[Sighting | None]) -> bool | None:
    """Whether every POST-only path is there: half a dialect is none."""
    statuses = {None if seen is None else seen.status for seen in paths}
    if 404 in statuses:
        return False
    return True if statuses == {405} else None


def _answers(seen: Sighting | None, *good: int) -> bool | None:
    if seen is None:
        return None
    if seen.status in good and seen.is_json:
        return True
    return False if seen.status in (404, 405) else None


def _is_listed(seen: Sighting | None, somebody: Sighting | None) -> bool | None:
    if seen is None:
        return None
    if seen.rows is not None:
        return True
    # Of a customer who is gone a tenant that lists says 404 too.
    is_there = somebody is not None and somebody.status == 200
    return False if seen.status == 405 or (is_there and seen.status == 404) else None


def _is_honoured(every: Sighting | None, filtered: Sighting | None) -> bool | None:
    if filtered is None or every is None or not every.rows:
        return None
    if filtered.rows is None:
        return False if filtered.status in (400, 422) else None
    return not filtered.rows


def _looks_up(seen: Sighting | None, sold: str) -> bool | None:
    """A sale that exists is found, or not. Of a made-up one a JSON 404 is the best that can be had."""
    if seen is None:
        return None
    if sold:
        return _answers(seen, 200)
    if seen.status == 404:
        return seen.is_json
    return False if seen.status == 405 else None
