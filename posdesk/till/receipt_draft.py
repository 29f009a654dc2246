"""What stands on a receipt, as plain values. The caller has written every amount, date and name as text.

No money, no locale and no clock here: texts come in ready for the reader, and ``receipt`` lays them out.
An empty text leaves its row out.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Paper(IntEnum):
    """Characters a line: 58 mm paper, 80 mm on many printers, 80 mm."""

    NARROW = 32
    MEDIUM = 42
    WIDE = 48


class Mark(StrEnum):
    """What became of the sale, when that is not what a receipt usually means."""

    NONE = "none"
    REFUSED = "refused"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its amount: ``First spend`` and ``-17.50``."""

    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the basket. ``quantity`` and ``unit_price`` are shown when the quantity is not ``1``;
    ``discounts`` are the line's shares by name, already taken into account in the totals.
    """

    name: str
    quantity: str
    unit_price: str
    amount: str
    discounts: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A payment. ``detail`` is a masked number or the like; ``left`` a balance that remains on it."""

    name: str
    amount: str
    detail: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class LoyaltyRow:
    """One kind of loyalty value: what was used of it and what is left."""

    name: str
    used: str
    left: str


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The receipt's own words, so that the window can give them in the reader's language.

    The word SIMULATION is not among them: it is the same everywhere and cannot be taken away.
    """

    receipt: str = "Receipt"
    register: str = "Register"
    served_by: str = "Served by"
    reference: str = "Reference"
    subtotal: str = "Subtotal"
    total: str = "TOTAL"
    change: str = "Change"
    left: str = "left"
    loyalty: str = "Loyalty"
    used: str = "used"
    reprint: str = "REPRINT"
    refused: str = "REFUSED - NOT PAID"
    voided: str = "VOIDED - NOT A SALE"
    title: str = "TAX INVOICE"
    tax: str = "GST included"
    rounding: str = "Cash rounding"
    cash: str = "Cash"
    card: str = "Card"
    credit: str = "Credit"
    other: str = "Other"
    approved: str = "approved"
    declined: str = "declined"
    given_back: str = "given back"
    rewards: str = "Rewards"
    points: str = "Points"
    return_title: str = "RETURN"
    exchange_title: str = "EXCHANGE"
    return_of: str = "Return of receipt {0}"
    refunded: str = "Given back as new"
    new_use: str = "1 use"
    store_credit: str = "Store credit"
    extra: str = "({0} extra)"


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """A whole receipt. ``printed_at`` is the store's local date and time; ``reprint`` 0 for the original.

    ``title`` holds what the law wants at the top (Australia: ``TAX INVOICE``), ``tax_number`` with its own
    name (``ABN 12 345 678 901``). ``discounts`` is one row per reward or benefit; ``rounding`` the cash
    rounding; ``taxes`` what is included in the total. ``link`` and ``link_reference`` name the receipt that a
    return belongs to, ``refunds`` what it gave into the wallet.
    """

    shop: str
    register: str
    printed_at: str
    number: str
    reference: str
    total: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    title: str = ""
    staff: str = ""
    items: tuple[ItemRow, ...] = ()
    subtotal: str = ""
    discounts: tuple[Row, ...] = ()
    taxes: tuple[Row, ...] = ()
    rounding: Row | None = None
    tenders: tuple[TenderRow, ...] = ()
    change: str = ""
    customer: str = ""
    loyalty: tuple[LoyaltyRow, ...] = ()
    footers: tuple[str, ...] = ()
    reprint: int = 0
    mark: Mark = Mark.NONE
    words: ReceiptWords = ReceiptWords()
    link: str = ""
    link_reference: str = ""
    refunds: tuple[Row, ...] = ()
