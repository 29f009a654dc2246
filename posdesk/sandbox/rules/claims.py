"""Benefits that customers take for themselves: what is on offer, claiming it, and using it at once (2.5.2).

ASSUMED: an offer is a published, claimable, unarchived definition that has not ended; it can be claimed from
``claim_period_start_at`` to ``claim_period_end_at`` (the tenant's local time) while its global cap lasts, once
by each profile, and with ``is_reclaimable`` again when the last one claimed is used up or over. The vendor's
conditions (``claim_condition``, ``view_condition``, ``claim_timeframe``) are kept and shown, not judged: their
language is documented nowhere.
"""

from posdesk.sandbox.rules import (
    benefits,
    dates,
    definitions,
    issuing,
    people,
    purses,
    redeem,
    redemptions,
)
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Condition
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.listing import page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.purses import Take
from posdesk.sandbox.rules.redemptions import Refs
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row

NOT_CLAIMABLE = "The benefit is not claimable."
_ON_OFFER = (
    "kind = 'benefits' AND is_published AND json_extract(body, '$.is_claimable')"
    " AND NOT coalesce(json_extract(body, '$.is_archived'), 0)"
    " AND coalesce(json_extract(body, '$.end_at') > ?, 1)"
    " AND coalesce(json_extract(body, '$.claim_period_end_at') > ?, 1)"
)
_CLAIMED_BEFORE = (
    "SELECT 1 FROM benefit WHERE benefit.profile_id = ? AND benefit.definition_id = definition.id"  # noqa: S608  constants
    " AND benefit.claimed_at IS NOT NULL AND benefit.deleted_at IS NULL"
    f" AND (NOT coalesce(json_extract(definition.body, '$.is_reclaimable'), 0) OR ({benefits.REDEEMABLE}))"
)
_USED = "SELECT coalesce(sum(g.used), 0) FROM benefit g WHERE g.definition_id = definition.id"
# By a profile (local text three times, profile, UTC text twice).
_CLAIMABLE = (
    f"{_ON_OFFER} AND coalesce(json_extract(body, '$.claim_period_start_at') <= ?, 1)"
    f" AND (max_global_redemptions IS NULL OR max_global_redemptions > ({_USED}))"
    f" AND NOT EXISTS ({_CLAIMED_BEFORE})"
)


def viewable(context: Context) -> Response:
    """GET /profiles/{p}/benefits/viewable: the definitions on offer, claimable by the profile or not."""
    people.find(context.store, context.params["p"])
    local = _local(context)
    return _listed(context, (_ON_OFFER, (local, local)))


def claimable(context: Context) -> Response:
    """GET /profiles/{p}/benefits/claimable: the definitions that the profile may claim now."""
    profile = people.find(context.store, context.params["p"])
    return _listed(context, _claimable_by(context, profile["id"]))


def _local(context: Context) -> str:
    return issuing.local_now(context.now, context.zone).strftime(dates.WIRE)


def _claimable_by(context: Context, profile_id: str) -> Condition:
    local = _local(context)
    return _CLAIMABLE, (local, local, local, profile_id, context.at, context.at)


def _listed(context: Context, condition: Condition) -> Response:
    return page(
        context, definitions.LISTING, lambda row: definitions.shape(context.store, row), condition
    )


def claimed(context: Context) -> Response:
    """POST /profiles/{p}/benefits/claim ``{definition, timezone, external_id?, meta?}``: the new benefit."""
    profile = people.find(context.store, context.params["p"])
    row = _claim(context, profile["id"], context.form())
    return ok(benefits.shape(context.store, row, context.at))


def claimed_and_redeemed(context: Context) -> Response:
    """POST /profiles/{p}/benefits/claim-redeem, the same body: the redemption of one use."""
    profile = redeem.spender(context)
    form = context.form()
    refs = Refs.read(form, context.store)
    row = _claim(context, profile["id"], form)
    if not benefits.is_redeemable(context.store, row, context.at):
        raise invalid("benefit", redeem.NOT_REDEEMABLE)
    take = Take("benefit", row["id"], 0, 1)
    purses.remove(context, take)
    recorded = redemptions.record(context, profile["id"], "redeem", [take], refs)
    return ok(redemptions.full(context, recorded))


def claimed_issued(context: Context) -> Response:
    """POST /profiles/{p}/benefits/{b}/claim, without a body (the guide's): marks an issued benefit claimed,
    once, while it can be used."""
    row = benefits.of_profile(context)
    if row["claimed_at"] is not None:
        raise invalid("benefit", "The benefit has already been claimed.")
    if not benefits.is_redeemable(context.store, row, context.at):
        raise invalid("benefit", NOT_CLAIMABLE)
    context.store.write(
        "UPDATE benefit SET claimed_at = ?1, updated_at = ?1 WHERE id = ?2", context.at, row["id"]
    )
    found = benefits.find(context.store, row["id"])
    return ok(benefits.shape(context.store, found, context.at))


def _claim(context: Context, profile_id: str, form: Form) -> Row:
    """A new benefit of the definition that the body names. Raises Refusal 422 with every mistake."""
    handle = form.need_text("definition")
    zone = form.zone("timezone", context.zone)
    external_id, meta = form.reference("external_id"), form.mapping("meta")
    definition = definitions.by_handle(context.store, "benefits", handle)
    if handle and definition is None:
        form.fail("definition", "The selected definition is invalid.")
    form.check()
    sql, values = _claimable_by(context, profile_id)
    found = context.store.one(
        f"SELECT * FROM definition WHERE handle = ? AND {sql}",  # noqa: S608  constants
        handle,
        *values,
    )
    if found is None:
        raise invalid("definition", NOT_CLAIMABLE)
    return benefits.insert(
        context, found, profile_id, zone, found["max_redemptions"], external_id=external_id, meta=meta,
        claimed_at=context.at,
    )  # fmt: skip
