"""Issuing one reward, benefit or some points from a definition: the form, and the call it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.office import Field, FieldKind, Form, Option
from posdesk.home.tenant import TenantFile
from posdesk.omneo import benefit_writes, points, reward_writes
from posdesk.omneo.benefit_writes import BenefitDraft
from posdesk.omneo.calls import Call
from posdesk.omneo.definitions import Definition, Kind
from posdesk.omneo.points import PointsDraft
from posdesk.omneo.reward_writes import RewardDraft
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Money
from posdesk.till.incentives import end_of_day

translate = QCoreApplication.translate
FORM = "issue"
MOST_OPTIONS = 8
_LONGEST_NAME = 36
# What the tenant calls the field that this form calls ``definition``.
_DEFINITION_FIELDS = (
    "reward_definition_id",
    "benefit_definition_id",
    "point_definition_id",
    "profile_id",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed so far: which kind, part of a name, and the definition that is chosen."""

    kind: Kind = Kind.REWARD
    find: str = ""
    chosen: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Wanted:
        return cls(Kind(values["kind"] or Kind.REWARD), values["find"], values["definition"])


def kind_words(kind: Kind) -> str:
    """What a kind is called."""
    return {
        Kind.REWARD: translate("Office", "Reward"),
        Kind.BENEFIT: translate("Office", "Benefit"),
        Kind.POINT: translate("Office", "Points"),
        Kind.CREDIT: translate("Office", "Credit"),
    }[kind]


def matching(known: Sequence[Definition], find: str) -> list[Definition]:
    """The published definitions whose name or handle holds ``find``."""
    part = find.casefold()
    return [
        each
        for each in known
        if each.is_published and (part in each.name.casefold() or part in each.handle.casefold())
    ]


def chosen_of(known: Sequence[Definition], wanted: Wanted) -> Definition | None:
    """The definition that is meant: the chosen one while it can be seen, or the only one left."""
    seen = matching(known, wanted.find)
    for each in seen[:MOST_OPTIONS]:
        if str(each.id) == wanted.chosen:
            return each
    return seen[0] if len(seen) == 1 else None


def issue_form(
    known: Sequence[Definition], wanted: Wanted, key: str, errors: Mapping[str, str]
) -> Form:
    """The form; its fields follow what is typed."""
    seen = matching(known, wanted.find)
    chosen = chosen_of(known, wanted)
    options = tuple(Option(str(each.id), _short(each.name)) for each in seen[:MOST_OPTIONS])
    definition_error = next((errors[name] for name in _DEFINITION_FIELDS if name in errors), "")
    fields = (
        Field(
            "kind",
            translate("Office", "What"),
            FieldKind.CHOICE,
            wanted.kind.value,
            options=tuple(
                Option(kind.value, kind_words(kind))
                for kind in (Kind.REWARD, Kind.BENEFIT, Kind.POINT)
            ),
            wide=True,
        ),
        Field(
            "find",
            translate("Office", "Part of its name"),
            value=wanted.find,
            hint=translate("Office", "all of them"),
            error=errors.get("find", ""),
            wide=True,
        ),
        Field(
            "definition",
            _count_words(len(seen)),
            FieldKind.CHOICE,
            wanted.chosen,
            error=errors.get("definition", definition_error),
            options=options,
            wide=True,
        ),
        Field(
            "value_initial",
            translate("Office", "Points")
            if wanted.kind is Kind.POINT
            else translate("Office", "Value"),
            FieldKind.AMOUNT,
            hint=_value_hint(chosen),
            error=errors.get("value_initial", ""),
            enabled=wanted.kind is not Kind.BENEFIT,
        ),
        Field(
            "expires_at",
            translate("Office", "Last day"),
            hint=period_words(chosen) if chosen else translate("Office", "2026-12-31"),
            error=errors.get("expires_at", ""),
        ),
    )
    return Form(
        FORM,
        translate("Office", "Issue"),
        fields,
        translate("Office", "Issue"),
        key,
        translate("Office", "{0} is issued.").format(chosen.name) if chosen else "",
        live=True,
    )


def period_words(definition: Definition) -> str:
    """How long what is issued of it lasts, unless it is said otherwise."""
    count = definition.period
    if definition.period_type.startswith("absolute"):
        return translate("Office", "until {0}").format(definition.absolute_expiry or figures.DASH)
    if count is None:
        return translate("Office", "no end")
    return {
        "hours": translate("Office", "after {0} hours"),
        "days": translate("Office", "after {0} days"),
        "weeks": translate("Office", "after {0} weeks"),
        "months": translate("Office", "after {0} months"),
        "years": translate("Office", "after {0} years"),
    }.get(definition.period_type, translate("Office", "after {0}")).format(count)


def issue_call(
    profile_id: str,
    definition: Definition,
    values: Mapping[str, str],
    tenant: TenantFile,
    now: datetime,
) -> Call[Any]:
    """What is to be sent. Raises BadFields."""
    wrong: dict[str, str] = {}
    end = _end(values["expires_at"], tenant.timezone, now, wrong)
    match definition.kind:
        case Kind.BENEFIT:
            _check(wrong)
            benefit = BenefitDraft(profile_id, definition.id, now, tenant.timezone, end)
            return benefit_writes.issue(benefit)
        case Kind.POINT:
            amount = _points(values["value_initial"], wrong)
            _check(wrong)
            return points.issue(PointsDraft(profile_id, definition.id, amount, now, expires_at=end))
        case _:
            value = _value(values["value_initial"], definition, tenant, wrong)
            _check(wrong)
            draft = RewardDraft(
                profile_id, definition.id, tenant.timezone, value=value, expires_at=end
            )
            return reward_writes.issue(draft, currency=tenant.currency)


def _end(typed: str, zone: str, now: datetime, wrong: dict[str, str]) -> datetime | None:
    if not typed:
        return None
    try:
        end = end_of_day(typed, zone)
    except ValueError:
        wrong["expires_at"] = translate("Office", "A date, like 2026-12-31.")
        return None
    if end <= now:
        wrong["expires_at"] = translate("Office", "This day has passed.")
    return end


def _value(
    typed: str, definition: Definition, tenant: TenantFile, wrong: dict[str, str]
) -> Money | None:
    """What was typed; None leaves it to the definition, which then must have one."""
    if not typed and definition.value:
        return None
    try:
        value = Money.parse(typed, tenant.currency)
    except BadAmount:
        value = Money.zero(tenant.currency)
    if not value:
        wrong["value_initial"] = translate("Office", "An amount, like 10.00.")
    return value


def _points(typed: str, wrong: dict[str, str]) -> Decimal:
    try:
        amount = Decimal(typed.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and 0 < amount < 10**9):
        wrong["value_initial"] = translate("Office", "A number above zero.")
    return amount


def _check(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise BadFields(wrong)


def _value_hint(chosen: Definition | None) -> str:
    if chosen is None or chosen.value is None:
        return ""
    return figures.money(chosen.value)


def _count_words(count: int) -> str:
    if not count:
        return translate("Office", "No definition has such a name")
    if count > MOST_OPTIONS:
        return translate("Office", "The first {0} of {1}: type more of the name").format(
            MOST_OPTIONS, count
        )
    return translate("Office", "Definition")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
