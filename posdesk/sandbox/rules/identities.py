"""Finding a person by card (omneo-api.md 2.1). A handle and identifier pair exists once in a tenant.

An inactive identity is found and says so (U47); one of a profile that is gone is not.
"""

from posdesk.sandbox.rules import people
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.identity_shape import shape
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape as profile_shape
from posdesk.sandbox.rules.refusals import invalid_fields, not_found
from posdesk.sandbox.rules.store import Row

_THERE = (
    "EXISTS (SELECT 1 FROM profile p WHERE p.id = identity.profile_id AND p.profile_type <> 'deleted'"
    " AND p.merged_into IS NULL)"
)
_LISTING = Listing(
    source="identity",
    order="id DESC",
    base=_THERE,
    fields={
        "id": Field("id", "integer"),
        "handle": Field("handle"),
        "identifier": Field("identifier"),
        "is_primary": Field("is_primary", "flag"),
        "is_active": Field("is_active", "flag"),
        "profile_id": Field("profile_id"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def searched(context: Context) -> Response:
    """GET /identities/search?handle=&identifier=: 404 when nobody has it, 422 for a missing part (U25)."""
    given = {name: context.query(name) for name in ("handle", "identifier")}
    missing = {
        name: [f"The {name} field is required."] for name, value in given.items() if not value
    }
    if missing:
        raise invalid_fields(missing)
    row = context.store.one(
        f"SELECT * FROM identity WHERE handle = ? AND identifier = ? AND {_THERE}",  # noqa: S608  constant
        given["handle"],
        given["identifier"],
    )
    if row is None:
        raise not_found()
    return ok(shape(row))


def searched_profile(context: Context) -> Response:
    """GET /identities/search-profile/{identifier}: the profiles that have it, under any handle."""
    rows = context.store.all(
        "SELECT DISTINCT p.* FROM profile p JOIN identity i ON i.profile_id = p.id"
        " WHERE i.identifier = ? AND p.profile_type <> 'deleted' AND p.merged_into IS NULL ORDER BY p.number",
        context.params["identifier"],
    )
    return ok([profile_shape(context, row) for row in rows])


def listed(context: Context) -> Response:
    """GET /identities, newest first; ``include=profile`` adds the person."""
    with_profile = "profile" in (context.query("include") or "").split(",")

    def shown(row: Row) -> dict[str, JSON]:
        if not with_profile:
            return shape(row)
        return {
            **shape(row),
            "profile": profile_shape(context, people.find(context.store, row["profile_id"])),
        }

    return page(context, _LISTING, shown)


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/identities: all of them, without pages (1.3)."""
    profile = people.find(context.store, context.params["p"])
    rows = context.store.all(
        "SELECT * FROM identity WHERE profile_id = ? ORDER BY id", profile["id"]
    )
    return ok([shape(row) for row in rows])
