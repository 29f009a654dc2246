"""Each capability of a tenant in a cashier's words, and what the till makes of yes, no and unknown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.home.tenant import CapabilityName

translate = QCoreApplication.translate
# What nobody has found out is taken for a yes, as the guides have it; but these are extras, taken for a no.
_EXTRAS = frozenset({"combined_redemption", "duplicates_allowed"})


def name_of(name: CapabilityName) -> str:
    """What the tenant can, short."""
    return {
        "guide_paths": translate("Office", "The guides' paths"),
        "reference_paths": translate("Office", "The reference's paths"),
        "identity_search": translate("Office", "Search by card"),
        "profile_by_identifier": translate("Office", "Profile by card"),
        "redemptions_listed": translate("Office", "Redemptions listed"),
        "leg_echoed": translate("Office", "References echoed"),
        "filter_honoured": translate("Office", "Filter by reference"),
        "lookup_by_external_id": translate("Office", "Sale by its number"),
        "upsert": translate("Office", "Record or update"),
        "duplicates_allowed": translate("Office", "Duplicates allowed"),
        "partial_refund": translate("Office", "Refund of a part"),
        "combined_redemption": translate("Office", "Redeem all at once"),
    }[name]


def meaning(name: CapabilityName, holds: bool | None) -> str:
    """What it means for a sale that the tenant can, cannot, or that nobody knows."""
    if holds is None:
        return _if_it_can(name) if name not in _EXTRAS else _if_it_cannot(name)
    return _if_it_can(name) if holds else _if_it_cannot(name)


def _if_it_can(name: CapabilityName) -> str:
    return {
        "guide_paths": translate("Office", "Redeemed and put back as the guides describe it."),
        "reference_paths": translate(
            "Office", "Used where the guides' paths are missing, or the file asks for them."
        ),
        "identity_search": translate("Office", "A scanned card is searched as the guides do."),
        "profile_by_identifier": translate(
            "Office", "A card leads straight to its profile where the search is missing."
        ),
        "redemptions_listed": translate(
            "Office", "A lost answer is cleared up by reading what was taken."
        ),
        "leg_echoed": translate("Office", "What was taken is known again by this till's own mark."),
        "filter_honoured": translate("Office", "Looking up what was taken reads only this sale's."),
        "lookup_by_external_id": translate(
            "Office", "Whether a sale is recorded is asked by its number."
        ),
        "upsert": translate("Office", "A sale sent twice is still recorded once."),
        "duplicates_allowed": translate(
            "Office", "A sale sent twice would stand twice, so it is looked up first."
        ),
        "partial_refund": translate("Office", "A part of what was taken can be given back."),
        "combined_redemption": translate("Office", "Benefits and value are taken in one request."),
    }[name]


def _if_it_cannot(name: CapabilityName) -> str:
    return {
        "guide_paths": translate("Office", "The reference's paths are used, if they are there."),
        "reference_paths": translate("Office", "Only the guides' paths are used."),
        "identity_search": translate("Office", "A card is looked up by the reference's path."),
        "profile_by_identifier": translate("Office", "A card is always searched."),
        "redemptions_listed": translate("Office", "A lost answer is for a person to decide."),
        "leg_echoed": translate(
            "Office", "What was taken is told by time and amount, or by a person."
        ),
        "filter_honoured": translate("Office", "Looking up what was taken reads the whole list."),
        "lookup_by_external_id": translate(
            "Office", "Whether a sale is recorded is searched in the list."
        ),
        "upsert": translate("Office", "A sale is recorded by a plain request and looked up first."),
        "duplicates_allowed": translate("Office", "The tenant takes a sale's number only once."),
        "partial_refund": translate("Office", "What was taken is given back whole, or not at all."),
        "combined_redemption": translate(
            "Office", "Each benefit and the value are taken one by one."
        ),
    }[name]
