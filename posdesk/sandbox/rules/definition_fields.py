"""What a definition of each kind may say: the fields that are stored and shown, and their types.

From omneo-api.md 2.4.1, 2.5.1, 2.6, 2.7.2 and 2.13. Fields with rules of their own (handle, name, value,
period, caps, publication) are columns and not named here.
"""

from dataclasses import dataclass

from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON

PERIOD_TYPES = (
    "hours", "days", "weeks", "months", "years",
    "absolute_date", "absolute_week", "absolute_month",
)  # fmt: skip
REWARD_TYPES = (
    "activation", "anniversary", "birthday", "bonus", "campaign", "customer-service", "reactivation",
    "spend", "staff", "system-adjustment", "tier", "achievement", "status", "points", "referral", "other",
)  # fmt: skip
BENEFIT_TYPES = ("discount", "value", "competition", "event", "gift", "voucher", "bonus", "other")
CREDIT_TYPES = ("gift_card", "store_credit", "refund", "allowance", "voucher", "other")
_DESCRIPTIONS = (
    "description", "short_description", "long_description", "terms_conditions", "earn_instructions",
    "internal_notes", "icon", "image_url",
)  # fmt: skip
_ASSIGNABLE = ("is_assignable", "is_reassignable", "is_extendable")
LONG_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of definition: its optional fields by type, and which columns a create must have."""

    name: str
    types: tuple[str, ...]
    required: tuple[str, ...]
    texts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def read_body(self, form: Form) -> dict[str, JSON]:
        """The stored fields of ``form``; mistakes are noted in it. Absent ones are null."""
        body: dict[str, JSON] = {name: form.text(name, LONG_TEXT) for name in self.texts}
        body |= {name: form.flag(name) for name in self.flags}
        body |= {name: form.integer(name) for name in self.numbers}
        body["type"] = form.choice("type", self.types) if self.types else None
        body["tags"] = form.texts("tags") or []
        return body


REWARDS = Kind(
    "rewards",
    REWARD_TYPES,
    ("name", "handle", "value", "type", "period"),
    (*_DESCRIPTIONS, "currency"),
    _ASSIGNABLE,
    ("extend_days", "region_id"),
)
BENEFITS = Kind(
    "benefits",
    BENEFIT_TYPES,
    ("name", "handle", "period"),
    (
        *_DESCRIPTIONS, "redeem_instructions_store", "redeem_instructions_online", "redeem_code_pos",
        "redeem_code_online", "campaign", "currency", "external_id", "end_at",
    ),
    (*_ASSIGNABLE, "is_archived", "is_claimable", "is_reclaimable", "allow_user_redeem", "force_allocation"),
    ("extend_days", "region_id"),
)  # fmt: skip
