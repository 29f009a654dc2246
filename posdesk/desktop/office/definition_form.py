"""What a definition's form shows and what of it is to be sent. Values in, values out; names are the API's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.office import Field, FieldKind, Option, yes
from posdesk.omneo.definitions import Definition, DefinitionDraft, Kind
from posdesk.omneo.wire import Json
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Currency, Money

translate = QCoreApplication.translate
# The tenant's own words, shown as they are sent (omneo-api.md 2.4.1, 2.5.1).
TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.REWARD: (
        "activation",
        "anniversary",
        "birthday",
        "bonus",
        "campaign",
        "customer-service",
        "reactivation",
        "spend",
        "staff",
        "system-adjustment",
        "tier",
        "achievement",
        "status",
        "points",
        "referral",
        "other",
    ),
    Kind.BENEFIT: (
        "discount",
        "value",
        "competition",
        "event",
        "gift",
        "voucher",
        "bonus",
        "other",
    ),
}
_AMOUNTS = ("value", "max_value")
_NUMBERS = ("period", "extend_days", "max_redemptions", "max_global_redemptions")
_TICKS = ("is_extendable", "is_published")
_TEXTS = ("name", "handle", "type", "period_type", "short_description", "redeem_code_pos")
_DATE = "absolute_expiry"
_NAMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.REWARD: (
        *("name", "handle", "value", "max_value"),
        *("period_type", "period", _DATE, "type"),
        *("is_extendable", "is_published", "extend_days", "short_description"),
    ),
    Kind.BENEFIT: (
        *("name", "handle", "max_redemptions", "max_global_redemptions"),
        *("period_type", "period", _DATE, "type"),
        *("is_extendable", "is_published", "extend_days", "redeem_code_pos"),
        "short_description",
    ),
}
_CHOICES = {"period_type", "type"}
_MOST = 10**9


def shown_values(known: Definition | None) -> dict[str, str]:
    """What stands in the fields for ``known``; for a new one, published and to be extended."""
    if known is None:
        return {"period_type": "days", **dict.fromkeys(_TICKS, yes(ticked=True))}
    values = {
        "name": known.name,
        "handle": known.handle,
        "type": known.type or "",
        "value": "" if known.value is None else figures.editable(known.value),
        "max_value": "" if known.max_value is None else figures.editable(known.max_value),
        "period": _number(known.period),
        "period_type": known.period_type,
        _DATE: (known.absolute_expiry or "")[:10],
        "extend_days": _number(known.extend_days),
        "max_redemptions": _number(known.max_redemptions),
        "max_global_redemptions": _number(known.most_everywhere),
        "redeem_code_pos": known.pos_code or "",
        "short_description": known.description,
        "is_extendable": yes(known.is_extendable),
        "is_published": yes(known.is_published),
    }
    return {name: values[name] for name in _NAMES[known.kind]}


def fields_of(kind: Kind, known: Definition | None, errors: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a kind, filled for ``known``."""
    shown = shown_values(known)
    return tuple(
        Field(
            name,
            _label(name),
            _kind_of(name),
            shown.get(name, ""),
            _hint(name),
            errors.get(name, ""),
            _options(name, kind),
            enabled=name != "handle" or known is None,
            wide=name in _CHOICES,
        )
        for name in _NAMES[kind]
    )


def draft_of(
    values: Mapping[str, str], known: Definition | None, currency: Currency
) -> DefinitionDraft:
    """A new definition, or what is to be changed of ``known``: only what differs; an emptied field is cleared.

    Raises BadFields.
    """
    shown = shown_values(known)
    given = {
        name: text
        for name, text in values.items()
        if text != shown.get(name, "") or (known is None and text)
    }
    if known is not None:
        given.pop("handle", None)
    wrong: dict[str, str] = {}
    amounts = {name: _amount(given, name, currency, wrong) for name in _AMOUNTS}
    numbers = {name: _whole(given, name, wrong) for name in _NUMBERS}
    more = _more(given, known, numbers.pop("max_global_redemptions"), wrong)
    if wrong:
        raise BadFields(wrong)
    texts = {name: given.get(name) or None for name in _TEXTS}
    return DefinitionDraft(
        name=texts["name"],
        handle=texts["handle"],
        type=texts["type"],
        value=amounts["value"],
        max_value=amounts["max_value"],
        period=numbers["period"],
        period_type=texts["period_type"],
        extend_days=numbers["extend_days"],
        max_redemptions=numbers["max_redemptions"],
        short_description=texts["short_description"],
        pos_code=texts["redeem_code_pos"],
        is_extendable=_tick(given, "is_extendable"),
        is_published=_tick(given, "is_published"),
        more=more,
    )


def _more(
    given: Mapping[str, str],
    known: Definition | None,
    most_everywhere: int | None,
    wrong: dict[str, str],
) -> dict[str, Json]:
    """What the draft has no field for, and the nulls that clear."""
    more: dict[str, Json] = {}
    if known is not None:
        more = {name: None for name, text in given.items() if not text and name not in _TICKS}
    if most_everywhere is not None:
        more["max_global_redemptions"] = most_everywhere
    if given.get(_DATE):
        try:
            datetime.strptime(given[_DATE], "%Y-%m-%d")  # noqa: DTZ007  a day has no zone
        except ValueError:
            wrong[_DATE] = translate("Office", "A date, like 2026-12-31.")
        # A person who types a day means its end; a tenant reads a bare date as its first second (ASSUMED).
        more[_DATE] = f"{given[_DATE]} 23:59:59"
    return more


def _amount(
    given: Mapping[str, str], name: str, currency: Currency, wrong: dict[str, str]
) -> Money | None:
    if not given.get(name):
        return None
    try:
        return Money.parse(given[name], currency)
    except BadAmount:
        wrong[name] = translate("Office", "An amount, like 10.00.")
    return None


def _whole(given: Mapping[str, str], name: str, wrong: dict[str, str]) -> int | None:
    text = given.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:20]) < _MOST):
        wrong[name] = translate("Office", "A whole number.")
        return None
    return int(text)


def _tick(given: Mapping[str, str], name: str) -> bool | None:
    return bool(given[name]) if name in given else None


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _kind_of(name: str) -> FieldKind:
    if name in _AMOUNTS:
        return FieldKind.AMOUNT
    if name in _TICKS:
        return FieldKind.TICK
    return FieldKind.CHOICE if name in _CHOICES else FieldKind.TEXT


def _options(name: str, kind: Kind) -> tuple[Option, ...]:
    if name == "type":
        return tuple(Option(each, each) for each in TYPES[kind])
    if name == "period_type":
        return (
            Option("days", translate("Office", "days")),
            Option("weeks", translate("Office", "weeks")),
            Option("months", translate("Office", "months")),
            Option("years", translate("Office", "years")),
            Option("absolute_date", translate("Office", "until a date")),
        )
    return ()


def _hint(name: str) -> str:
    return {
        _DATE: translate("Office", "2026-12-31, for “until a date”"),
        "max_redemptions": translate("Office", "any number"),
        "max_global_redemptions": translate("Office", "any number"),
        "handle": translate("Office", "letters, digits, - and _; it stays"),
    }.get(name, "")


def _label(name: str) -> str:
    return {
        "name": translate("Office", "Name"),
        "handle": translate("Office", "Handle"),
        "value": translate("Office", "Value"),
        "max_value": translate("Office", "Most that one may be worth"),
        "type": translate("Office", "Type"),
        "period": translate("Office", "Lasts"),
        "period_type": translate("Office", "Counted in"),
        _DATE: translate("Office", "Last day"),
        "extend_days": translate("Office", "Days that an extension adds"),
        "max_redemptions": translate("Office", "Uses of each"),
        "max_global_redemptions": translate("Office", "Uses of all customers together"),
        "redeem_code_pos": translate("Office", "POS code"),
        "short_description": translate("Office", "In a few words"),
        "is_extendable": translate("Office", "Can be extended"),
        "is_published": translate("Office", "Published"),
    }[name]
