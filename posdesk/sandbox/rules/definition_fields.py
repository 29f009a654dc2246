"""What a definition of each kind may say: the fields that are stored and shown, and their types.

From omneo-api.md 2.4.1, 2.5.1, 2.6, 2.7.2 and 2.13. Fields with rules of their own (handle, name, value,
period, caps, publication) are columns and not named here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.form import MAX_ID, Form
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
NUMBER_RANGES = ("sequential", "random", "other")
CODE_TYPES = ("pin4", "pin6", "alnum6", "other")
_DESCRIPTIONS = (
    "description", "short_description", "long_description", "terms_conditions", "earn_instructions",
    "internal_notes", "icon", "image_url",
)  # fmt: skip
_ASSIGNABLE = ("is_assignable", "is_reassignable", "is_extendable")
LONG_TEXT = 20_000
MAX_DAYS = 36_500
MAX_DIGITS = 18  # of a card number: SQLite and JSON readers keep these exactly
_BOUNDS = {
    "extend_days": (0, MAX_DAYS),
    "release_period": (0, MAX_DAYS),
    "credit_number_length": (1, MAX_DIGITS),
}
_Reader = Callable[[Form, str], JSON]
CURRENCY = re.compile(r"[A-Z]{1,8}")  # documented as ^[A-Z]+$
COLOUR = re.compile(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
DIGITS = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of definition: the table of its instances, which fields a create must have, and its optional
    fields by type. ``patterns`` are texts that must match whole; ``anything`` is stored as it stands;
    ``prefix`` stands before the names of the period's fields on the wire (points)."""

    name: str
    table: str
    types: tuple[str, ...]
    required: tuple[str, ...]
    texts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    moneys: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    anything: tuple[str, ...] = ()
    prefix: str = ""

    def read_body(self, form: Form, *, partial: bool = False) -> dict[str, JSON]:
        """The stored fields of ``form``; mistakes are noted in it. Absent ones are null, or with
        ``partial`` (an update) left out."""
        body = {
            name: read(form, name)
            for name, read in self._readers()
            if not partial or form.named(name)
        }
        return body | {name: form.raw(name) for name in form.names() if _is_echoed(name)}

    def _readers(self) -> Iterator[tuple[str, _Reader]]:
        yield from ((name, _long_text) for name in self.texts)
        yield from ((name, Form.flag) for name in self.flags)
        yield from ((name, _integer) for name in self.numbers)
        yield from ((name, _money) for name in self.moneys)
        yield from ((name, _moment) for name in self.moments)
        yield from ((name, _choice(options)) for name, options in self.choices.items())
        yield from ((name, _matching(pattern)) for name, pattern in self.patterns.items())
        yield from ((name, Form.raw) for name in self.anything)
        if self.types:
            yield "type", _choice(self.types)
        yield "tags", _tags


def _is_echoed(name: str) -> bool:
    """Fields about messages that the vendor sends: stored and shown, without effect here."""
    return len(name) <= 64 and (name.startswith("notify_") or name.endswith("_target_id"))


def _long_text(form: Form, name: str) -> JSON:
    return form.text(name, LONG_TEXT)


def _integer(form: Form, name: str) -> JSON:
    low, high = _BOUNDS.get(name, (0, MAX_ID))
    return form.integer(name, low, high)


def _money(form: Form, name: str) -> JSON:
    return number(form.money(name, low=0))


def _moment(form: Form, name: str) -> JSON:
    moment = form.when(name)
    return None if moment is None else moment.strftime(dates.WIRE)


def _tags(form: Form, name: str) -> JSON:
    return form.texts(name) or []


def _choice(options: tuple[str, ...]) -> _Reader:
    def read(form: Form, name: str) -> JSON:
        return form.choice(name, options)

    return read


def _matching(pattern: re.Pattern[str]) -> _Reader:
    def read(form: Form, name: str) -> JSON:
        text = form.reference(name)
        if text is not None and not pattern.fullmatch(text):
            form.fail(name, f"The {name.replace('_', ' ')} format is invalid.")
            return None
        return text

    return read


REWARDS = Kind(
    "rewards",
    "reward",
    REWARD_TYPES,
    ("name", "handle", "value", "type", "period"),
    _DESCRIPTIONS,
    _ASSIGNABLE,
    ("extend_days", "region_id"),
    ("max_value",),
    patterns={"currency": CURRENCY},
)
BENEFITS = Kind(
    "benefits",
    "benefit",
    BENEFIT_TYPES,
    ("name", "handle", "period"),
    (
        *_DESCRIPTIONS, "redeem_instructions_store", "redeem_instructions_online", "redeem_code_pos",
        "redeem_code_online", "campaign", "external_id",
    ),
    (*_ASSIGNABLE, "is_archived", "is_claimable", "is_reclaimable", "allow_user_redeem", "force_allocation"),
    ("extend_days", "region_id"),
    moments=("end_at", "claim_period_start_at", "claim_period_end_at"),
    patterns={"currency": CURRENCY},
    anything=("claim_condition", "claim_timeframe", "view_condition", "visibility_condition", "meta"),
)  # fmt: skip
CREDITS = Kind(
    "credits",
    "credit",
    CREDIT_TYPES,
    ("name", "handle", "type"),
    _DESCRIPTIONS,
    (
        *_ASSIGNABLE, "is_releasable", "require_creator", "require_assigned", "require_security_code",
        "use_custom_numbers",
    ),
    ("extend_days", "region_id", "release_period", "credit_number_length"),
    ("max_value",),
    choices={
        "release_period_type": PERIOD_TYPES,
        "credit_number_range_type": NUMBER_RANGES,
        "security_code_type": CODE_TYPES,
    },
    patterns={
        "currency": CURRENCY, "credit_number_range_start": DIGITS, "credit_number_range_end": DIGITS,
        "colour": COLOUR, "color": COLOUR, "background_colour": COLOUR, "background_color": COLOUR,
        "text_colour": COLOUR, "text_color": COLOUR,
    },
    anything=("custom_fields", "meta"),
)  # fmt: skip
POINTS = Kind(
    "points",
    "point",
    (),
    ("name", "handle"),
    ("description", "notes", "internal_notes", "icon", "image_url"),
    ("is_reassignable", "is_redeemable"),
    ("region_id",),
    patterns={"currency": CURRENCY},
    prefix="issue_",
)
