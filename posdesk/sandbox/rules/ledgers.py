"""A profile's ledger: what it was given and what it redeemed, newest first (omneo-api.md 2.16).

The reference shows ``{id, profile, type, type_attributes}``; which rows there are is ASSUMED: one for each
reward, benefit, points row, credit and redemption. A row's id is its record's, times eight, plus its kind.
"""

from collections.abc import Callable
from dataclasses import dataclass

from posdesk.sandbox.rules import benefits, credits, people, points, redemptions, rewards
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_STEP = 8


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of entry: its table, which of its rows count, and how one is found and shown."""

    table: str
    which: str
    find: Callable[[Store, int], Row]
    shape: Callable[[Context, Row], JSON]


def _plain(shape: Callable[[Store, Row, str], JSON]) -> Callable[[Context, Row], JSON]:
    return lambda context, row: shape(context.store, row, context.at)


def _redemption(context: Context, row: Row) -> JSON:
    return redemptions.full(context, row, echoed=context.switches.leg_echoed)


_THERE = "deleted_at IS NULL"
_KINDS = (
    _Kind("reward", _THERE, rewards.find, _plain(rewards.shape)),
    _Kind("benefit", _THERE, benefits.find, _plain(benefits.shape)),
    _Kind("point", _THERE, points.find, _plain(points.shape)),
    _Kind("credit", _THERE, credits.find, _plain(credits.shape)),
    _Kind("redemption", "1", redemptions.find, _redemption),
)
_SOURCE = " UNION ALL ".join(
    f"SELECT id * {_STEP} + {number} AS id, '{kind.table}' AS type, profile_id, created_at"  # noqa: S608  constants
    f" FROM {kind.table} WHERE {kind.which}"
    for number, kind in enumerate(_KINDS)
)
_LISTING = Listing(
    source=f"({_SOURCE})",
    order="created_at DESC, id DESC",
    fields={
        "id": Field("id", "integer"),
        "type": Field("type"),
        "created_at": Field("created_at", "date"),
    },
)
_ONE = f"SELECT * FROM ({_SOURCE}) WHERE profile_id = ? AND id = ?"  # noqa: S608  constants


def listed(context: Context) -> Response:
    """GET /profiles/{p}/ledgers."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        _LISTING,
        lambda row: _shape(context, profile, row),
        ("profile_id = ?", (profile["id"],)),
    )


def read(context: Context) -> Response:
    """GET /profiles/{p}/ledgers/{id}."""
    profile = people.find(context.store, context.params["p"])
    row = context.store.one(_ONE, profile["id"], context.number("id"))
    if row is None:
        raise not_found()
    return ok(_shape(context, profile, row))


def _shape(context: Context, profile: Row, row: Row) -> dict[str, JSON]:
    number, place = divmod(int(row["id"]), _STEP)
    kind = _KINDS[place]
    return {
        "id": row["id"],
        "profile": {"id": profile["id"], "email": profile["email"]},
        "type": row["type"],
        "type_attributes": kind.shape(context, kind.find(context.store, number)),
        "created_at": row["created_at"],
    }
