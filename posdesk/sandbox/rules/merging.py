"""Two profiles of one person become one (omneo-api.md 2.2, U42).

Everything the source has moves to the destination: identities (which say ``merged_from``), incentives with
what was spent of them, redemptions and sales, so no worth is lost or made. ASSUMED, for the reference says
only that the source is gone: the destination's own data wins and the source's fills its gaps; tags,
statuses and addresses come together; the spend of twelve months adds up, and the tier is the best that
either had or the sum attains.
"""

from typing import NamedTuple

from posdesk.sandbox.rules import people, profile_extras, profile_writes, tiers
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.store import Row, Store

# From profile ?1 to profile ?2; ?3 is now.
_DEMOTED = (
    "UPDATE identity SET is_primary = 0, updated_at = ?3 WHERE profile_id = ?1 AND is_primary"
    " AND EXISTS (SELECT 1 FROM identity o WHERE o.profile_id = ?2 AND o.is_primary)"
)
_MOVES = (
    _DEMOTED,
    "UPDATE identity SET profile_id = ?2, merged_from = ?1, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE reward SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE benefit SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE point SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE credit SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    # A card that waits for its recipient goes back to whoever its purchaser is now.
    "UPDATE credit SET creator_profile_id = ?2, updated_at = ?3 WHERE creator_profile_id = ?1",
    "UPDATE redemption SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE sale SET profile_id = ?2, updated_at = ?3 WHERE profile_id = ?1",
    "UPDATE sale SET staff_profile_id = ?2, updated_at = ?3 WHERE staff_profile_id = ?1",
    "UPDATE profile SET merged_into = ?2, updated_at = ?3 WHERE merged_into = ?1",
)
_FILLED = (
    "email", "mobile_phone", "secondary_phone", "title", "gender", "company", "occupation",
    "joined_location_id",
)  # fmt: skip
_BIRTH = ("birth_day", "birth_month", "birth_year")


class _Pair(NamedTuple):
    source: Row
    destination: Row


def merged(context: Context) -> Response:
    """POST /profiles/merge ``{source_profile_id, destination_profile_id}``: 200 with the one that stays."""
    form = context.form()
    pair = _read(context.store, form)
    row = merged_row(context, pair.source, pair.destination)
    return ok(shape(context, row))


def _read(store: Store, form: Form) -> _Pair:
    """Both profiles. Raises Refusal 422 for unknown ones, gone ones, or one and the same."""
    found = []
    for name in ("source_profile_id", "destination_profile_id"):
        profile_id = form.need_text(name)
        row = store.one("SELECT * FROM profile WHERE id = ?", profile_id)
        is_gone = (
            row is None or row["profile_type"] in people.GONE or row["merged_into"] is not None
        )
        if profile_id and is_gone:
            form.fail(name, f"The selected {name.replace('_', ' ')} is invalid.")
        found.append(row or {})
    form.check()
    if found[0]["id"] == found[1]["id"]:
        form.fail("destination_profile_id", "A profile cannot be merged with itself.")
    form.check()
    return _Pair(*found)


def merged_row(context: Context, source: Row, destination: Row) -> Row:
    """``destination`` with all that ``source`` had; the one place where profiles are merged."""
    for move in _MOVES:
        context.store.write(move, source["id"], destination["id"], context.at)
    people.change(context.store, source, {"merged_into": destination["id"], "spent": 0}, context.at)
    return profile_writes.updated_row(
        context, destination, _together(context.store, source, destination)
    )


def _together(store: Store, source: Row, destination: Row) -> dict[str, JSON]:
    values = {name: source[name] for name in _FILLED if destination[name] is None}
    if destination["birth_day"] is None:
        values |= {name: source[name] for name in _BIRTH}
    joined = [row["joined_at"] for row in (source, destination) if row["joined_at"] is not None]
    spent = int(source["spent"]) + int(destination["spent"])
    tier = tiers.best(
        store, source["tier_handle"], destination["tier_handle"], tiers.attained(store, spent)
    )
    body = profile_extras.joined(restored(destination["body"]), restored(source["body"]))
    return {
        **values,
        "joined_at": min(joined, default=None),
        "spent": spent,
        "tier_handle": tier,
        "body": stored(body),
    }
