"""Reading and finding profiles (omneo-api.md 2.2). What is deleted or merged away is not there (U41, U42)."""

from posdesk.sandbox.rules import people
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Condition, Field
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row

_TEXTS = (
    "id", "title", "first_name", "last_name", "gender", "currency", "mobile_phone", "secondary_phone",
    "company", "occupation", "profile_type",
)  # fmt: skip
_NUMBERS = ("birth_day", "birth_month", "birth_year", "joined_location_id")
_DATES = ("joined_at", "created_at", "updated_at")
_LISTED = "EXISTS (SELECT 1 FROM json_each(profile.body, '$.{}') WHERE value"
_CARD = "id IN (SELECT profile_id FROM identity WHERE {}"
_LISTING = Listing(
    source="profile",
    order="number DESC",
    base="profile_type NOT IN ('deleted', 'system') AND merged_into IS NULL",
    handled=frozenset({"search"}),
    fields={
        **{name: Field(name) for name in _TEXTS},
        **{name: Field(name, "integer") for name in _NUMBERS},
        **{name: Field(name, "date") for name in _DATES},
        "email": Field("email COLLATE NOCASE"),
        "tags.handle": Field(_LISTED.format("tags"), is_many=True),
        "statuses.handle": Field(_LISTED.format("statuses"), is_many=True),
        "identities.handle": Field(_CARD.format("handle"), is_many=True),
        "identities.identifier": Field(_CARD.format("identifier"), is_many=True),
        "preferred_location_id": Field("json_extract(body, '$.preferred_location_id')", "integer"),
        "tier.handle": Field("tier_handle"),
        "is_completed": Field("(email IS NOT NULL)", "flag"),
    },
)


def listed(context: Context) -> Response:
    """GET /profiles: ``search=`` = ``filter[search]=``, filters, newest first. Staff placeholders are left out."""
    text = context.query("search") or context.query("filter[search]") or ""
    conditions: list[Condition] = [
        ("instr(search_text, ?) > 0", (word,)) for word in people.words(text)
    ]
    return page(context, _LISTING, lambda row: shape(context, row), *conditions)


def read(context: Context) -> Response:
    """GET /profiles/{p}; with ``identity[handle]=`` the path holds that system's own id."""
    handle = context.query("identity[handle]")
    if handle is None:
        row = people.find(context.store, context.params["p"])
    else:
        row = _by_identity(context, handle, context.params["p"])
    return ok(shape(context, row))


def found_by_id(context: Context) -> Response:
    """POST /profiles/search-id ``{type, id}``: the profile; 404 when absent (ASSUMED)."""
    return ok(shape(context, _by_form(context)))


def exists(context: Context) -> Response:
    """POST /profiles/exists ``{type, id}``: ``{"data": {"id": uuid}}``."""
    return ok({"id": _by_form(context)["id"]})


def _by_form(context: Context) -> Row:
    form = context.form()
    kind = form.need_text("type")
    identifier = form.reference("id")
    if identifier is None and not form.errors:
        form.require("id")
    form.check()
    if kind == "profile_id":
        return people.find(context.store, identifier or "")
    return _by_identity(context, kind, identifier or "")


def _by_identity(context: Context, handle: str, identifier: str) -> Row:
    row = context.store.one(
        "SELECT profile_id FROM identity WHERE handle = ? AND identifier = ?", handle, identifier
    )
    if row is None:
        raise not_found()
    return people.find(context.store, row["profile_id"])
