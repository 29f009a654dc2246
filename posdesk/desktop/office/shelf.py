"""The pages of the office, in the order of the list. A page's module is imported when it is first opened.

Each module has a class ``Page`` of a ``Subject``, made with (name, title, tools).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Final, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from posdesk.desktop.office.subject import Subject, Tools
from posdesk.desktop.screens.office import Entry

translate = QCoreApplication.translate

CUSTOMER: Final = QT_TRANSLATE_NOOP("Office", "Customer")
SHOP: Final = QT_TRANSLATE_NOOP("Office", "Shop")
INCENTIVES: Final = QT_TRANSLATE_NOOP("Office", "Incentives")
TENANT: Final = QT_TRANSLATE_NOOP("Office", "Tenant")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A page: its stable name, its English title and group, and what one would type to find it."""

    name: str
    title: object
    group: object
    words: object

    @property
    def entry(self) -> Entry:
        """As the list shows it, translated."""
        return Entry(
            self.name,
            translate("Office", str(self.title)),
            translate("Office", str(self.group)),
        )


SHELF: Final[tuple[Shelved, ...]] = (
    Shelved(
        "person",
        QT_TRANSLATE_NOOP("Office", "Details"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "create a customer, name, e-mail, phone, birthday"),
    ),
    Shelved(
        "cards",
        QT_TRANSLATE_NOOP("Office", "Cards"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "add a card, lost or stolen, switch off, primary, identities"),
    ),
    Shelved(
        "duplicates",
        QT_TRANSLATE_NOOP("Office", "Duplicates"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "the same person twice, merge"),
    ),
    Shelved(
        "claim",
        QT_TRANSLATE_NOOP("Office", "Claim a sale"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "a receipt from a sale without a customer"),
    ),
    Shelved(
        "incentives",
        QT_TRANSLATE_NOOP("Office", "Rewards and benefits"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "what the customer has: issue, extend, remove; points"),
    ),
    Shelved(
        "credits",
        QT_TRANSLATE_NOOP("Office", "Credits"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "gift cards, issue, void, lock, extend, hand on, gift"),
    ),
    Shelved(
        "gifts",
        QT_TRANSLATE_NOOP("Office", "Gift cards sold"),
        CUSTOMER,
        QT_TRANSLATE_NOOP("Office", "for whom a card is, number and PIN once more, try again"),
    ),
    Shelved(
        "definitions",
        QT_TRANSLATE_NOOP("Office", "Definitions"),
        INCENTIVES,
        QT_TRANSLATE_NOOP("Office", "kinds of rewards and benefits: create, change, copy, publish"),
    ),
    Shelved(
        "promotions",
        QT_TRANSLATE_NOOP("Office", "Promotions"),
        INCENTIVES,
        QT_TRANSLATE_NOOP("Office", "what a benefit does to the basket: percent, amount, free"),
    ),
    Shelved(
        "imports",
        QT_TRANSLATE_NOOP("Office", "Import rewards"),
        INCENTIVES,
        QT_TRANSLATE_NOOP("Office", "many at once from a list: CSV or JSON file, or pasted"),
    ),
    Shelved(
        "gst",
        QT_TRANSLATE_NOOP("Office", "GST"),
        INCENTIVES,
        QT_TRANSLATE_NOOP("Office", "tax of the sale with a reward and with a credit"),
    ),
    Shelved(
        "returns",
        QT_TRANSLATE_NOOP("Office", "Returns"),
        SHOP,
        QT_TRANSLATE_NOOP("Office", "return a past sale, exchange, refund, give back"),
    ),
    Shelved(
        "staff",
        QT_TRANSLATE_NOOP("Office", "Staff"),
        SHOP,
        QT_TRANSLATE_NOOP("Office", "sign on, who serves, add or remove a person"),
    ),
    Shelved(
        "stores",
        QT_TRANSLATE_NOOP("Office", "Stores"),
        SHOP,
        QT_TRANSLATE_NOOP("Office", "where this till stands, register, receipt numbers, time zone"),
    ),
    Shelved(
        "settings",
        QT_TRANSLATE_NOOP("Office", "Settings"),
        TENANT,
        QT_TRANSLATE_NOOP(
            "Office", "cash rounding, credits, late answers, allocation, single till"
        ),
    ),
    Shelved(
        "directory",
        QT_TRANSLATE_NOOP("Office", "Directory"),
        TENANT,
        QT_TRANSLATE_NOOP("Office", "people this till knows itself, webhooks, compare with live"),
    ),
    Shelved(
        "capabilities",
        QT_TRANSLATE_NOOP("Office", "Capabilities"),
        TENANT,
        QT_TRANSLATE_NOOP("Office", "what the tenant can do, dialect, paths, find out again"),
    ),
)


def entries() -> tuple[Entry, ...]:
    """All pages, translated."""
    return tuple(each.entry for each in SHELF)


def open_subject(name: str, tools: Tools) -> Subject:
    """The subject of a page. Raises KeyError for a name that is not on the shelf."""
    shelved = {each.name: each for each in SHELF}[name]
    module = importlib.import_module(f"posdesk.desktop.office.{name}")
    made = module.Page(shelved.name, shelved.entry.title, tools)
    return cast("Subject", made)
