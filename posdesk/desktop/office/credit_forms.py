"""The forms of the page Credits, and what was typed into them as drafts and days.

A field has the API's name where it has one, so that the tenant's 422 marks it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields
from posdesk.desktop.screens.credit_words import type_name
from posdesk.desktop.screens.office import Field, FieldKind, Form, Option
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.sale.errors import BadAmount
from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.till.credit_desk import BadDay, end_of
from posdesk.till.identify import Identified, InactiveCard, Several

translate = QCoreApplication.translate
TYPES = ("store_credit", "promotional", "gift_card")
_MOST_DAYS = 3660
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a typed day means: the store's zone, and since when days have passed."""

    timezone: str
    now: Instant


@dataclass(frozen=True, slots=True)
class Shelf:
    """Makes the forms. ``others`` are the currencies that the tenant has a rate for."""

    key: str
    error: Callable[[str], str]
    currency: Currency
    others: tuple[str, ...]

    def issue(self, name: str) -> Form:
        currencies = (self.currency.code, *self.others)
        fields = (
            self._choice(
                "type",
                translate("Office", "Type"),
                tuple(Option(each, type_name(each)) for each in TYPES),
            ),
            self._choice(
                "currency",
                translate("Office", "Currency"),
                tuple(Option(each, each) for each in currencies),
            ),
            self._amount(),
            self._day("expires_at", translate("Office", "Expires; empty: as its type says")),
            self._text("note", translate("Office", "Note"), wide=True),
        )
        title = translate("Office", "Issue a credit to {0}").format(name)
        return self._form("issue", title, fields, translate("Office", "Issue"))

    def gift(self, name: str) -> Form:
        fields = (
            self._amount(),
            self._text("recipient_email", translate("Office", "Recipient's e-mail")),
            self._text("recipient_first_name", translate("Office", "Recipient's first name")),
            self._day("released_at", translate("Office", "Goes back if unused by; empty: never")),
            self._text("message", translate("Office", "Message"), wide=True),
        )
        text = translate(
            "Office",
            "Without a profile of that e-mail the card stays with {0} and waits; with one it is the recipient's "
            "at once.",
        ).format(name)
        title = translate("Office", "A gift card from {0}").format(name)
        return self._form("gift", title, fields, translate("Office", "Give"), text)

    def lock(self) -> Form:
        field = self._day("lock_expires_at", translate("Office", "Until; empty: until unlocked"))
        return self._form(
            "lock", translate("Office", "Lock this credit"), (field,), translate("Office", "Lock")
        )

    def extend(self) -> Form:
        fields = (
            self._text("extend_days", translate("Office", "By days")),
            self._day("expires_at", translate("Office", "Or to a day")),
        )
        return self._form(
            "extend",
            translate("Office", "Extend this credit"),
            fields,
            translate("Office", "Extend"),
        )

    def hand_on(self) -> Form:
        field = self._text("profile_id", translate("Office", "E-mail, card or name"), wide=True)
        return self._form(
            "hand_on",
            translate("Office", "Hand this card on to another customer"),
            (field,),
            translate("Office", "Hand on"),
        )

    def _form(
        self, name: str, title: str, fields: tuple[Field, ...], submit: str, text: str = ""
    ) -> Form:
        return Form(name, title, fields, submit, f"{name}{self.key}", text)

    def _amount(self) -> Field:
        # The guides' field is ``amount``, the reference's ``value_initial``.
        error = self.error("amount") or self.error("value_initial")
        return Field("amount", translate("Office", "Amount"), FieldKind.AMOUNT, error=error)

    def _text(self, name: str, label: str, *, wide: bool = False) -> Field:
        return Field(name, label, error=self.error(name), wide=wide)

    def _day(self, name: str, label: str) -> Field:
        return Field(name, label, hint="YYYY-MM-DD", error=self.error(name))

    def _choice(self, name: str, label: str, options: tuple[Option, ...]) -> Field:
        value = options[0].value
        return Field(
            name,
            label,
            FieldKind.CHOICE,
            value,
            error=self.error(name),
            options=options,
            wide=True,
        )


def issue_draft(
    values: Mapping[str, str], profile_id: str, currency: Currency, rules: DayRules
) -> CreditDraft:
    """Raises BadFields."""
    own = Currency(values["currency"]) if values["currency"] else currency
    return CreditDraft(
        amount(values, own),
        values["type"] or TYPES[0],
        profile_id=profile_id,
        note=values["note"][:_LONGEST] or None,
        expires_at=day(values, "expires_at", rules),
    )


def gift_draft(
    values: Mapping[str, str], buyer: str, kind: str, currency: Currency, rules: DayRules
) -> CreditDraft:
    """Raises BadFields."""
    email = values["recipient_email"]
    if "@" not in email.strip("@"):
        raise BadFields({"recipient_email": translate("Office", "An e-mail address.")})
    return CreditDraft(
        amount(values, currency),
        kind,
        profile_id=buyer,
        creator_profile_id=buyer,
        recipient_email=email,
        recipient_first_name=values["recipient_first_name"] or None,
        message=values["message"][:_LONGEST] or None,
        released_at=day(values, "released_at", rules),
    )


def amount(values: Mapping[str, str], currency: Currency) -> Money:
    """Above zero. Raises BadFields."""
    wanted = translate("Office", "An amount above zero, like 25.00.")
    try:
        typed = Money.parse(values["amount"], currency)
    except BadAmount as error:
        raise BadFields({"amount": wanted}) from error
    if not typed:
        raise BadFields({"amount": wanted})
    return typed


def day(values: Mapping[str, str], name: str, rules: DayRules) -> datetime | None:
    """The end of a typed day; None for nothing. Raises BadFields."""
    if not values[name]:
        return None
    try:
        return end_of(values[name], rules.timezone, rules.now)
    except BadDay as error:
        raise BadFields({name: translate("Office", "A day to come, like 2027-06-30.")}) from error


def extension(values: Mapping[str, str], rules: DayRules) -> tuple[int, datetime | None]:
    """Days, or a day in their place. Raises BadFields."""
    to = day(values, "expires_at", rules)
    typed = values["extend_days"]
    if to is not None and not typed:
        return 0, to
    if to is None and typed.isascii() and typed.isdecimal() and 1 <= int(typed[:6]) <= _MOST_DAYS:
        return int(typed), None
    raise BadFields(
        {"extend_days": translate("Office", "A number of days from 1 to 3660, or a day; not both.")}
    )


def not_one(found: Identified) -> str:
    """Why nobody can be handed anything by these words."""
    if isinstance(found, Several):
        return translate("Office", "Several customers fit. Type the e-mail or the card.")
    if isinstance(found, InactiveCard):
        return translate("Office", "This card is switched off.")
    return translate("Office", "Nobody fits. Type an e-mail, a card or a name.")
