"""The payment outcomes in the window's language, by their stable names."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.sale.errors import PosError
from posdesk.till.outcomes import outcome_named
from posdesk.till.payments import NOT_FOUND, OFFLINE

translate = QCoreApplication.translate


def outcome_title(name: str) -> str:
    """``Insufficient funds``; a name that no list has is shown as it is."""
    own = {
        OFFLINE: translate("Screen", "terminal offline"),
        NOT_FOUND: translate("Screen", "never reached the terminal"),
    }
    if name in own:
        return own[name]
    try:
        return translate("Outcome", outcome_named(name).title)
    except PosError:
        return name


def outcome_code(name: str) -> str:
    """The ISO 8583 response code of an outcome's name; empty for none."""
    try:
        return outcome_named(name).code
    except PosError:
        return ""
