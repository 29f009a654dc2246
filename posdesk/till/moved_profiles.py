"""A profile that is gone: whether it was merged into another one, and which (reliability W30, U42).

Proved by the identities of the one that stays, which say whom they came from, or, in a return, by the original's
transaction, which is another profile's now. Nothing else is believed: the same name or e-mail may be another
person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from posdesk.omneo import profiles
from posdesk.omneo.calls import Applied, Call, Dialect, Outcome, Page
from posdesk.omneo.errors import Invalid, NotFound
from posdesk.omneo.profiles import Profile
from posdesk.sale.effects import Effect
from posdesk.sale.moments import Instant
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.state import Sale
from posdesk.till.scripts import Reply, Script

if TYPE_CHECKING:
    from posdesk.omneo.recorded import Recorded


def following(script: Script[Reply], sale: Sale, effect: Effect, dialect: Dialect) -> Script[Reply]:
    """``script``, and where it met a profile that was merged away, the move in the place of its result."""
    reply, gone = yield from _watched(script, sale)
    if not gone:
        return reply
    new, proof = yield from _moved_to(sale, gone, dialect)
    if not new:
        return reply

    def moved(at: Instant) -> ProfileMoved:
        return ProfileMoved(at, gone, new, type(effect).__name__, effect.intention, proof)

    return moved


def _watched(script: Script[Reply], sale: Sale) -> Script[tuple[Reply, str]]:
    """The script's result, and the first profile that was not there."""
    gone = ""
    try:
        batch = next(script)
        while True:
            outcomes = yield batch
            for call, outcome in zip(batch, outcomes, strict=True):
                gone = gone or _gone(sale, call, outcome)
            batch = script.send(outcomes)
    except StopIteration as done:
        return done.value, gone


def _gone(sale: Sale, call: Call[Any], outcome: Outcome[Any]) -> str:
    """The profile that the tenant says is not there; empty for any other answer."""
    if isinstance(outcome, Applied):
        return ""
    customer = sale.customer.profile_id if sale.customer else ""
    if isinstance(outcome.error, Invalid):
        return customer if "profile_id" in outcome.error.fields else ""
    if not isinstance(outcome.error, NotFound):
        return ""
    known = [customer, *(leg.doubted_of for leg in sale.legs)]
    return next((each for each in known if each and f"/profiles/{each}" in call.path), "")


def _moved_to(sale: Sale, gone: str, dialect: Dialect) -> Script[tuple[str, str]]:
    """Into whom ``gone`` was merged, and the proof; empty when nobody is proved to be."""
    new = yield from _heir(sale, gone, dialect)
    if new:
        return new, "GET …/profiles · an identity says that it was merged"
    if sale.returning is not None:
        new = yield from _owner(sale.returning.original.reference, sale)
    found = new if new != gone else ""
    return found, "GET …/transactions/external · the sale is that profile's now"


def _heir(sale: Sale, gone: str, dialect: Dialect) -> Script[str]:
    """Who has taken over an identity of ``gone``."""
    customer = sale.customer
    for words in (customer.email, customer.name) if customer else ():
        if not words:
            continue
        search = profiles.search(words, currency=sale.terms.currency, dialect=dialect)
        (outcome,) = yield (search,)
        if not isinstance(outcome, Applied):
            continue
        page: Page[Profile] = outcome.value
        for profile in page.items:
            if any(identity.merged_from == gone for identity in profile.identities):
                return profile.id
    return ""


def _owner(reference: str, sale: Sale) -> Script[str]:
    """Whose the transaction ``reference`` is. A customer's words leave an old sale, so a search may find nobody."""
    from posdesk.omneo import recorded

    (outcome,) = yield (recorded.find_external(reference, currency=sale.terms.currency),)
    if not isinstance(outcome, Applied):
        return ""
    row: Recorded = outcome.value
    return (row.profile_id or "") if row.head.external_id == reference else ""
