"""How this tenant decides what nobody documents: the starred rows of omneo-api.md section 5, as switches.

The defaults are the ASSUMED behaviour. Values come from the control route as JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from posdesk.sandbox.errors import BadSwitch

CHOICES = {
    "duplicates": ("duplicate", "upsert", "reject"),
    "dialects": ("both", "guide", "reference"),
    "over_ask": ("refuse", "partial"),
    "credits_spent": ("both", "payments", "redeem"),
    "unknown_filter": ("ignore", "reject"),
}
RANGES = {"partial_grant_percent": (1, 100), "throttle_per_minute": (0, 1_000_000)}


@dataclass(frozen=True, slots=True)
class Switches:
    """One field a switch.

    leg_echoed: redemption rows that are read back show the sale's references and meta.
    reference_filter_honoured: redemption lists filter by those references.
    reversal_names_original: a reversal's meta names the redemption it reversed (U49).
    duplicates: a plain POST of a taken external_id makes a second row, updates the first, or is 422 (U18).
    partial_grant_percent: how much of an asked amount a redemption grants, rounded down; 100 is all.
    dialects: the paths that exist (0.2).
    over_ask: what an amount above the balance gets when ``strict`` was not said (U1).
    reversal_window_enforced: reversals after 600 seconds are refused (U6).
    links_several: a sale also links the redemptions that carry its external_id (U8).
    earn_on_sale: a recorded sale earns one point a dollar, and a return takes it back (U22).
    credits_spent: by payment entries that deduct, by the redeem route, or either (U9).
    unknown_filter: ignored, or 422 (U48).
    refund_takes_amount: a refund may be for part of a redemption (U50).
    webhooks_beyond_loopback: deliveries may leave this computer; otherwise they are refused.
    throttle_per_minute: calls a token may make in a minute; 0 is no limit (1.10).
    token_end_told: the check of a token says when it ends, which nobody documents (1.8).
    """

    leg_echoed: bool = True
    reference_filter_honoured: bool = True
    reversal_names_original: bool = False
    duplicates: str = "duplicate"
    partial_grant_percent: int = 100
    dialects: str = "both"
    over_ask: str = "refuse"
    reversal_window_enforced: bool = True
    links_several: bool = False
    earn_on_sale: bool = False
    credits_spent: str = "both"
    unknown_filter: str = "ignore"
    refund_takes_amount: bool = True
    webhooks_beyond_loopback: bool = False
    throttle_per_minute: int = 0
    token_end_told: bool = False

    def changed(self, values: Mapping[str, object]) -> Self:
        """These switches with ``values`` set. Raises BadSwitch for an unknown name or value."""
        known = {field.name: field.type for field in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise BadSwitch(f"no such switch: {name[:40]}")
            if not _fits(name, value, known[name]):
                raise BadSwitch(f"{name} cannot be {value!r:.40}")
        return replace(self, **dict(values))  # type: ignore[arg-type]  # each value was checked above

    def as_json(self) -> dict[str, Any]:
        """Names and values, JSON-ready."""
        return asdict(self)


def _fits(name: str, value: object, kind: object) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    if name in RANGES:
        low, high = RANGES[name]
        return type(value) is int and low <= value <= high
    return isinstance(value, str) and value in CHOICES[name]
