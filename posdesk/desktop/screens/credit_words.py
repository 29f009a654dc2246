"""What credits are called: their type, their state, and how their type counts for GST."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.sale.gst import TaxTreatment

translate = QCoreApplication.translate


def type_name(kind: str) -> str:
    """A type of credit in words; a type of the tenant's own as it says it."""
    names = {
        "gift_card": translate("Screen", "Gift card"),
        "gift": translate("Screen", "Gift card"),
        "store_credit": translate("Screen", "Store credit"),
        "store": translate("Screen", "Store credit"),
        "promotional": translate("Screen", "Promotional credit"),
        "other": translate("Screen", "Credit"),
    }
    return names.get(kind, kind.replace("_", " ").replace("-", " ").capitalize())


def state_name(status: str) -> str:
    """The tenant's status in words."""
    names = {
        "active": translate("Screen", "can be used"),
        "used": translate("Screen", "used up"),
        "expired": translate("Screen", "expired"),
        "void": translate("Screen", "void"),
    }
    return names.get(status, status)


def tax_name(treatment: TaxTreatment) -> str:
    """How it counts for GST."""
    return {
        TaxTreatment.PAYMENT: translate("Screen", "a payment: GST stays"),
        TaxTreatment.DISCOUNT: translate("Screen", "a discount in the books"),
    }[treatment]
