"""Where a till stands, who serves there, and which receipt numbers it gives: read and checked before it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from posdesk.home.tenant import TenantFile
from posdesk.omneo import staff
from posdesk.omneo.errors import NotFound
from posdesk.omneo.staff import Staff
from posdesk.sale.errors import PosError
from posdesk.till.asking import ask
from posdesk.till.references import MAX_RECEIPT, Reference
from posdesk.till.scripts import Script


class NoSuchStaff(PosError):
    """Nobody has that staff number."""

    code: ClassVar[str] = "till.no_such_staff"
    user_message: ClassVar[str] = (
        "Nobody has this staff number. Whoever served before is still signed on. "
        "Check the number, or add the person under Staff in the office."
    )


class BadRange(PosError):
    """Receipt numbers that no register can give."""

    code: ClassVar[str] = "till.bad_receipt_range"
    user_message: ClassVar[str] = (
        "These are no receipt numbers that a register can give. The old ones are still in force. "
        "Choose from 1 to 999999, the first not above the last."
    )


def sign_on(number: str) -> Script[Staff]:
    """Who has the number. Raises NoSuchStaff, OmneoError."""
    try:
        found = yield from ask(staff.read(number))
    except NotFound as error:
        raise NoSuchStaff(number) from error
    return found


def standing_in(tenant: TenantFile, store: str, register: str, first: int, last: int) -> TenantFile:
    """The tenant's settings for another counter. Raises BadReference for its names, BadRange."""
    if not 1 <= first <= last <= MAX_RECEIPT:
        raise BadRange(f"{first} to {last}")
    # Made only to be checked by the rules of a reference's parts.
    Reference(store, register, first, "0" * 6)
    return replace(tenant, store=store, register=register, receipt_first=first, receipt_last=last)
