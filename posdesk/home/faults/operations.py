"""The names a fault's ``operation`` may have, and which request each of them is.

A name is ``noun.verb`` of the client's calls, whatever the dialect of the path (omneo-api.md 0.2). Three more are
sets: ``any write``, ``any read`` and ``*``. What no name covers is still a read (GET, HEAD) or a write.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

EVERYTHING, ANY_READ, ANY_WRITE = "*", "any read", "any write"
SETS = (EVERYTHING, ANY_READ, ANY_WRITE)
_BASE = "/api/v3"

_TABLE = """
auth.verify             GET    /auth/verify
balances.read           GET    /profiles/{}/balances
benefits.change         PUT    /benefits/{}
benefits.count          GET    /benefits.count
benefits.extend         POST   /benefits/extend
benefits.issue          POST   /benefits
benefits.list           GET    /profiles/{}/benefits
benefits.read           GET    /profiles/{}/benefits/{}
benefits.remove         DELETE /benefits/{}
credits.change          PUT    /profiles/{}/credits/{}            /credits/{}
credits.extend          POST   /credits/extend
credits.issue           POST   /profiles/{}/credits               /credits
credits.list            GET    /profiles/{}/credits
credits.read            GET    /profiles/{}/credits/{}
credits.remove          DELETE /credits/{}
credits.search          GET    /credits
currencies.change       PUT    /currencies/{}
currencies.create       POST   /currencies
currencies.list         GET    /currencies
definitions.change      PUT    /reward-definitions/{} /rewards/definitions/{} /benefit-definitions/{} /benefits/definitions/{} /credits/definitions/{} /points/definitions/{}
definitions.clone       POST   /benefit-definitions/{}/clone /benefits/definitions/{}/clone
definitions.create      POST   /reward-definitions /rewards/definitions /benefit-definitions /benefits/definitions /credits/definitions /points/definitions
definitions.list        GET    /reward-definitions /rewards/definitions /benefit-definitions /benefits/definitions /credits/definitions /points/definitions
definitions.read        GET    /reward-definitions/{} /rewards/definitions/{} /benefit-definitions/{} /benefits/definitions/{} /credits/definitions/{} /points/definitions/{}
definitions.remove      DELETE /reward-definitions/{} /rewards/definitions/{} /benefit-definitions/{} /benefits/definitions/{} /credits/definitions/{} /points/definitions/{}
identities.add          POST   /profiles/{}/identities
identities.change       PUT    /profiles/{}/identities/{}         /profiles/{}/identities/id/{}
identities.list         GET    /profiles/{}/identities
identities.remove       DELETE /profiles/{}/identities/{}         /profiles/{}/identities/id/{}
identities.search       GET    /identities/search                 /identities/search-profile/{}
locations.change        PUT    /locations/{}
locations.create        POST   /locations
locations.list          GET    /locations
locations.read          GET    /locations/{}
locations.remove        DELETE /locations/{}
points.issue            POST   /points
points.list             GET    /profiles/{}/points
points.read             GET    /points/{}
products.list           GET    /products
profiles.availability   ASK    /profiles/availability
profiles.by_identity    ASK    /profiles/search-id
profiles.change         PUT    /profiles/{}
profiles.create         POST   /profiles
profiles.exists         ASK    /profiles/exists
profiles.merge          POST   /profiles/merge
profiles.purge          POST   /profiles/{}/purge
profiles.purge          DELETE /profiles/{}/purge
profiles.read           GET    /profiles/{}
profiles.remove         DELETE /profiles/{}
profiles.search         GET    /profiles
profiles.sync           POST   /profiles/sync
redemptions.create      POST   /profiles/{}/redemptions           /profiles/{}/redeem
redemptions.list        GET    /profiles/{}/redemptions
redemptions.redeem_benefit POST /profiles/{}/benefits/{}/redemptions /profiles/{}/benefits/{}/redeem
redemptions.redeem_credit  POST /profiles/{}/credits/{}/redeem
redemptions.refund      POST   /profiles/{}/redemptions/{}/refund /redemptions/{}/return /redemptions/{}/benefit/return
redemptions.reverse     POST   /profiles/{}/redemptions/{}/reverse /redemptions/{}/reversal
rewards.batch           POST   /rewards/batch
rewards.change          PUT    /rewards/{}
rewards.extend          POST   /rewards/extend
rewards.issue           POST   /rewards
rewards.list            GET    /profiles/{}/rewards
rewards.marked          GET    /rewards
rewards.read            GET    /profiles/{}/rewards/{}
rewards.remove          DELETE /rewards/{}
settings.change         PUT    /settings/{}
settings.list           GET    /settings
settings.read           GET    /settings/{}
settings.request_key    GET    /settings/environment
staff.change            PUT    /staff/{}
staff.create            POST   /staff
staff.list              GET    /identities
staff.read              GET    /staff/{}
staff.remove            DELETE /staff/{}
tiers.read              GET    /profiles/{}/tiers
transactions.change     PUT    /transactions/{}
transactions.claim      POST   /profiles/{}/transactions/claims
transactions.find_external GET /transactions/external/{}
transactions.list       GET    /transactions
transactions.list_for_profile GET /profiles/{}/transactions
transactions.read       GET    /transactions/{}
transactions.record     POST   /transactions/update-create        /transactions
transactions.remove     DELETE /transactions/{}
webhooks.change         PUT    /webhooks/{}
webhooks.create         POST   /webhooks
webhooks.list           GET    /webhooks
webhooks.read           GET    /webhooks/{}
webhooks.remove         DELETE /webhooks/{}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is: ``name`` is empty where no operation covers it."""

    name: str
    writes: bool

    def is_one_of(self, operation: str) -> bool:
        """Whether ``operation``, a name or a set, covers this request."""
        if operation == EVERYTHING:
            return True
        if operation in SETS:
            return self.writes == (operation == ANY_WRITE)
        return operation == self.name


@cache
def operations() -> tuple[str, ...]:
    """Every name, in order; the sets are ``SETS``."""
    return tuple(dict.fromkeys(line.split()[0] for line in _TABLE.strip().splitlines()))


@cache
def routes_of(operation: str) -> tuple[tuple[str, str], ...]:
    """(method, path with ``{}`` for each id) of every route that ``operation`` covers by name."""
    found = []
    for line in _TABLE.strip().splitlines():
        name, verb, *routes = line.split()
        if name == operation:
            found += [(_method(verb), route) for route in routes]
    return tuple(found)


def asked_for(method: str, path: str) -> Asked:
    """What ``method`` of ``path`` is. ``path`` is percent-encoded, with or without what stands before /api/v3."""
    _, base, below = path.partition(_BASE)
    segments = tuple((below if base else path).strip("/").split("/"))
    for pattern, found in _routes().get((method, len(segments)), ()):
        if all(want in ("{}", given) for want, given in zip(pattern, segments, strict=True)):
            return found
    return Asked("", method not in ("GET", "HEAD"))


@cache
def _routes() -> dict[tuple[str, int], list[tuple[tuple[str, ...], Asked]]]:
    """Patterns by method and length; those with fewer gaps first, so that a literal segment wins."""
    found: dict[tuple[str, int], list[tuple[tuple[str, ...], Asked]]] = {}
    for line in _TABLE.strip().splitlines():
        name, verb, *routes = line.split()
        method = _method(verb)
        asked = Asked(name, verb not in ("ASK", "GET"))
        for route in routes:
            pattern = tuple(route.strip("/").split("/"))
            found.setdefault((method, len(pattern)), []).append((pattern, asked))
    for patterns in found.values():
        patterns.sort(key=lambda each: each[0].count("{}"))
    return found


def _method(verb: str) -> str:
    """ASK is a POST that changes nothing."""
    return "POST" if verb == "ASK" else verb
