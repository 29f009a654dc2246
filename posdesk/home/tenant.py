"""One tenant as this installation knows it: where it is, which shop this till stands in, and what it can do.

Plain values: ``tenants`` reads and writes the files. The built-in tenant ``sandbox`` needs no file; its
address is known only when the embedded server has started, so its ``url`` is empty here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from posdesk.sale.allocation import Rule
from posdesk.sale.gst import TaxTreatment
from posdesk.sale.money import AUD, Currency
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.purses import REWARDS_ONLY, Order

NAME_PATTERN: Final = "[a-z0-9-]{1,32}"
SANDBOX_NAME: Final = "sandbox"

Dialect = Literal["auto", "guide", "reference"]
CapabilityName = Literal[
    "guide_paths",
    "reference_paths",
    "identity_search",
    "profile_by_identifier",
    "redemptions_listed",
    "leg_echoed",
    "filter_honoured",
    "lookup_by_external_id",
    "upsert",
    "duplicates_allowed",
    "partial_refund",
    "combined_redemption",
]


@dataclass(frozen=True, slots=True)
class Capability:
    """What was found out about a tenant, and on which day (UTC)."""

    holds: bool
    checked: date


def _no_promotions() -> Mapping[str, Promotion]:
    return MappingProxyType({})


def _nothing_known() -> Mapping[CapabilityName, Capability]:
    return MappingProxyType({})


def _all_payments() -> Mapping[str, TaxTreatment]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TenantFile:
    """A tenant's file, checked.

    ``url`` is the API's base, ``https://api.acme.getomneo.com/api/v3``, without a slash at its end.
    ``store`` (at most 8 characters) and ``register`` (at most 4) begin every reference. ``cash_rounding``
    is the smallest cash step in minor units (5 for five cents; 1: none). ``late_window_s``: how long an
    unanswered write may still arrive, seconds. ``promotions`` are keyed by benefit handle or POS code.
    ``credits_by_redeem`` is design.md 3 (ASSUMED there); by default credits are spent by payment entry.
    ``single_till``: no other till serves this tenant's customers, so an untagged redemption that fits may
    be adopted. ``strategies`` is what value is redeemed from, unless the cashier chooses otherwise.
    ``staff`` is the number of who serves, attributed on every transaction. ``receipt_first`` to
    ``receipt_last`` are the receipt numbers of this register. ``dialect`` "auto" is what ``capabilities``
    say of the paths, the guides' where they say nothing. ``webhooks_port`` is where the till listens to the
    tenant on this computer; 0: it does not, but for the sandbox, which it listens to on any free one unless the
    settings say otherwise. ``credit_types`` says how a type of credit counts for GST, where that is not as a
    payment. ``rate_per_minute``: calls that the tenant lets through in a minute; 0: not known.
    """

    name: str
    url: str
    store: str
    register: str
    title: str = ""
    currency: Currency = AUD
    timezone: str = "Australia/Melbourne"
    card_handle: str = "loyalty-card"
    dialect: Dialect = "auto"
    allocation: Rule = Rule.LARGEST_REMAINDER
    cash_rounding: int = 5
    late_window_s: int = 60
    credits_by_redeem: bool = False
    single_till: bool = False
    strategies: Order = REWARDS_ONLY
    staff: str = ""
    receipt_first: int = 1
    receipt_last: int = 999_999
    webhooks_port: int = 0
    rate_per_minute: int = 0
    promotions: Mapping[str, Promotion] = field(default_factory=_no_promotions)
    capabilities: Mapping[CapabilityName, Capability] = field(default_factory=_nothing_known)
    credit_types: Mapping[str, TaxTreatment] = field(default_factory=_all_payments)

    @property
    def receipts(self) -> range:
        """The receipt numbers that this register may give."""
        return range(self.receipt_first, self.receipt_last + 1)

    @property
    def is_sandbox(self) -> bool:
        return self.name == SANDBOX_NAME

    def treatment(self, credit_type: str) -> TaxTreatment:
        """How a type of credit counts for GST; a payment where nothing is said."""
        return self.credit_types.get(credit_type, TaxTreatment.PAYMENT)

    def can(self, name: CapabilityName) -> bool | None:
        """Whether the tenant can do it; None when nobody has found out."""
        found = self.capabilities.get(name)
        return None if found is None else found.holds


# The day on which the sandbox's own contract was last compared with these claims.
_SANDBOX_CHECKED = date(2026, 11, 21)
_SANDBOX_CAN: tuple[CapabilityName, ...] = (
    "guide_paths",
    "reference_paths",
    "identity_search",
    "profile_by_identifier",
    "redemptions_listed",
    "leg_echoed",
    "filter_honoured",
    "lookup_by_external_id",
    "upsert",
    "partial_refund",
)

SANDBOX: Final = TenantFile(
    name=SANDBOX_NAME,
    url="",
    store="S01",
    register="1",
    title="Sandbox",
    staff="1993",
    promotions=MappingProxyType(
        {
            "first-spend": Promotion(PromotionKind.PERCENT, percent=Decimal(10)),
            "free-alterations": Promotion(
                PromotionKind.NOTE, note="Alterations are free of charge. Mark the tailoring slip."
            ),
            "birthday-gift": Promotion(
                PromotionKind.NOTE, note="Choose a small gift from the drawer, with our wishes."
            ),
        }
    ),
    capabilities=MappingProxyType(
        {name: Capability(True, _SANDBOX_CHECKED) for name in _SANDBOX_CAN}
    ),
)
