"""Definitions: what a reward, benefit, credit or kind of points is, once; what customers have refers to it.

One set of verbs for all four (omneo-api.md 2.4.1, 2.5.1, 2.6, 2.7.2). Of rewards and benefits the guides and the
reference name different paths; the handle is unique within a kind and never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.omneo.calls import (
    PAGE_SIZE,
    Call,
    Dialect,
    Page,
    changing,
    one_of,
    page_of,
    paged,
    reading,
    removing,
    writing,
)
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json, without_none
from posdesk.sale.money import Currency, Money


class Kind(StrEnum):
    """What a definition defines."""

    REWARD = "reward"
    BENEFIT = "benefit"
    CREDIT = "credit"
    POINT = "point"


_STEMS: Mapping[tuple[Kind, Dialect], str] = {
    (Kind.REWARD, Dialect.GUIDE): "/reward-definitions",
    (Kind.REWARD, Dialect.REFERENCE): "/rewards/definitions",
    (Kind.BENEFIT, Dialect.GUIDE): "/benefit-definitions",
    (Kind.BENEFIT, Dialect.REFERENCE): "/benefits/definitions",
    (Kind.CREDIT, Dialect.GUIDE): "/credits/definitions",
    (Kind.CREDIT, Dialect.REFERENCE): "/credits/definitions",
    (Kind.POINT, Dialect.GUIDE): "/points/definitions",
    (Kind.POINT, Dialect.REFERENCE): "/points/definitions",
}
# The one kind that names its period otherwise on the wire.
_PERIOD_PREFIX = {Kind.POINT: "issue_"}


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition. ``value`` None: each is issued with its own; ``period`` None: no end.

    ``period_type`` is the tenant's word (days, weeks, months, years, absolute_date …) and ``type`` too.
    ``max_redemptions`` None: unlimited. ``currency`` is its own, None the tenant's. ``most_everywhere`` caps the
    uses of all customers together, ``left_everywhere`` is what is left of that. ``absolute_expiry`` is the
    tenant's text, a local date. The long texts may be HTML of the tenant.
    """

    id: int
    kind: Kind
    name: str
    handle: str
    type: str | None
    value: Money | None
    period: int | None
    period_type: str
    description: str
    max_redemptions: int | None
    is_published: bool
    is_extendable: bool
    currency: str | None
    pos_code: str | None
    absolute_expiry: str | None = None
    max_value: Money | None = None
    extend_days: int | None = None
    most_everywhere: int | None = None
    left_everywhere: int | None = None
    long_description: str = ""
    terms: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class DefinitionDraft:
    """What a definition is to be; what is None is left out, and on a change stays as it is.

    A new one needs ``name`` and ``handle``; a reward's ``value``, ``type`` and ``period`` too, a benefit's
    ``period``, a credit's ``type``. ``more`` are further fields in the tenant's words: cards' numbers and PINs
    (2.7.2), claims (2.5.1), notes.
    """

    name: str | None = None
    handle: str | None = None
    type: str | None = None
    value: Money | None = None
    max_value: Money | None = None
    period: int | None = None
    period_type: str | None = None
    absolute_expiry: date | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms: str | None = None
    instructions: str | None = None
    pos_code: str | None = None
    max_redemptions: int | None = None
    is_published: bool | None = None
    is_extendable: bool | None = None
    extend_days: int | None = None
    currency_code: str | None = None
    tags: tuple[str, ...] | None = None
    more: Mapping[str, Json] | None = None

    def body(self, kind: Kind) -> dict[str, Json]:
        """The request's body."""
        prefix = _PERIOD_PREFIX.get(kind, "")
        expiry = self.absolute_expiry
        return {
            **without_none(
                {
                    "name": self.name,
                    "handle": self.handle,
                    "type": self.type,
                    "value": None if self.value is None else self.value.amount,
                    "max_value": None if self.max_value is None else self.max_value.amount,
                    f"{prefix}period": self.period,
                    f"{prefix}period_type": self.period_type,
                    f"{prefix}absolute_expiry": None if expiry is None else expiry.isoformat(),
                    "short_description": self.short_description,
                    "long_description": self.long_description,
                    "terms_conditions": self.terms,
                    "redeem_instructions_store": self.instructions,
                    "redeem_code_pos": self.pos_code,
                    "max_redemptions": self.max_redemptions,
                    "is_published": self.is_published,
                    "is_extendable": self.is_extendable,
                    "extend_days": self.extend_days,
                    "currency": self.currency_code,
                    "tags": None if self.tags is None else [*self.tags],
                }
            ),
            **(self.more or {}),
        }


def list(  # the verb of the API; this module makes no lists
    kind: Kind,
    *,
    dialect: Dialect,
    currency: Currency,
    handle: str | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Call[Page[Definition]]:
    """A page of definitions. ``currency`` is the tenant's, for values of those that name none.

    ``handle`` asks for one only; a tenant may ignore that, so compare it yourself (U48).
    """
    wanted = () if handle is None else (("filter[handle]", handle),)
    reader = page_of(_reader_of(kind, currency), "definitions")
    return reading(_STEMS[kind, dialect], reader, wanted + paged(page, size))


def read(
    kind: Kind, definition_id: int, *, dialect: Dialect, currency: Currency
) -> Call[Definition]:
    """One definition; NotFound when there is none."""
    return reading(_one(kind, dialect), _reading(kind, currency), definition_id=definition_id)


def create(
    kind: Kind, draft: DefinitionDraft, *, dialect: Dialect, currency: Currency
) -> Call[Definition]:
    """A new one. A taken handle is Invalid, ``handle`` in ``fields``; list by it after Unknown."""
    return writing(_STEMS[kind, dialect], _reading(kind, currency), draft.body(kind))


def change(
    kind: Kind,
    definition_id: int,
    draft: DefinitionDraft,
    *,
    dialect: Dialect,
    currency: Currency,
) -> Call[Definition]:
    """Change what ``draft`` names, but the handle, for what is issued from now on."""
    body = {name: value for name, value in draft.body(kind).items() if name != "handle"}
    return changing(
        _one(kind, dialect), _reading(kind, currency), body, definition_id=definition_id
    )


def remove(kind: Kind, definition_id: int, *, dialect: Dialect) -> Call[None]:
    """Remove it; one that something was issued of is Invalid, ``definition`` in ``fields`` (U33)."""
    return removing(_one(kind, dialect), definition_id=definition_id)


def clone_benefit(
    definition_id: int,
    *,
    handle: str,
    dialect: Dialect,
    currency: Currency,
    name: str | None = None,
) -> Call[Definition]:
    """A copy under a handle of its own, and a name when one is given. Only benefits have this."""
    return writing(
        _one(Kind.BENEFIT, dialect) + "/clone",
        _reading(Kind.BENEFIT, currency),
        without_none({"handle": handle, "name": name}),
        definition_id=definition_id,
    )


def _one(kind: Kind, dialect: Dialect) -> str:
    return _STEMS[kind, dialect] + "/{definition_id}"


def _reading(kind: Kind, currency: Currency) -> Callable[[Json], Definition]:
    return one_of(_reader_of(kind, currency), "definition")


def _reader_of(kind: Kind, currency: Currency) -> Callable[[Row], Definition]:
    prefix = _PERIOD_PREFIX.get(kind, "")

    def read_definition(row: Row) -> Definition:
        own = row.maybe_currency("currency")
        return Definition(
            id=row.number("id"),
            kind=kind,
            name=row.text("name"),
            handle=row.text("handle"),
            type=row.maybe_text("type"),
            value=row.maybe_money("value", own or currency),
            period=row.maybe_number(f"{prefix}period"),
            period_type=row.maybe_text(f"{prefix}period_type") or "days",
            description=row.maybe_text("short_description") or row.maybe_text("description") or "",
            max_redemptions=row.maybe_number("max_redemptions"),
            is_published=row.flag("is_published", default=True),
            is_extendable=row.flag("is_extendable", default=True),
            currency=own.code if own is not None else None,
            pos_code=row.maybe_text("redeem_code_pos"),
            absolute_expiry=row.maybe_text(f"{prefix}absolute_expiry"),
            max_value=row.maybe_money("max_value", own or currency),
            extend_days=row.maybe_number("extend_days"),
            most_everywhere=row.maybe_number("max_global_redemptions"),
            left_everywhere=row.maybe_number("total_global_redemptions_remaining"),
            long_description=row.maybe_text("long_description") or "",
            terms=row.maybe_text("terms_conditions") or "",
            instructions=row.maybe_text("redeem_instructions_store") or "",
        )

    return read_definition
