"""``filter[field]``, ``filter[field][op]`` and ``sort`` as SQL conditions (omneo-api.md 1.5).

A route declares its fields; only those ever become SQL, values are always bound. A field that the route
does not know is ignored, or refused under the switch ``unknown_filter`` (U48).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from posdesk.sandbox.rules import amounts, dates
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Value

_SHAPE = re.compile(r"filter((?:\[[^\[\]]*\])+)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_OPERATORS = (*_SIGNS, "in", "nullable")
MAX_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A filterable field: its SQL expression, and the kind its values are read as: text, integer, money
    (major units on the wire), flag (1 or 0), date (UTC text), points (hundredths inside).

    ``is_many``: there are several texts, of which one must fit (tags). The SQL then is an ``EXISTS (`` or
    ``IN (SELECT …`` up to the compared column, still open; nothing is sorted by it."""

    sql: str
    kind: str = "text"
    is_many: bool = False


Condition = tuple[str, tuple[Value, ...]]
Fields = Mapping[str, Field]


def conditions(context: Context, fields: Fields, handled: frozenset[str]) -> list[Condition]:
    """The conditions of the request's filters; ``handled`` names are the route's own business."""
    context.filters_by(fields, handled)
    found = []
    for name, value in context.request.query:
        shape = _SHAPE.fullmatch(name)
        if shape is None:
            continue
        field, operator = _target(_PART.findall(shape.group(1)), fields)
        if field in handled:
            continue
        if field not in fields:
            if context.switches.unknown_filter == "reject":
                raise invalid(f"filter.{field}", "The filter is not allowed.")
            continue
        found.append(_condition(field, fields[field], operator, value))
    return found


def order(context: Context, fields: Fields, default: str) -> str:
    """The ORDER BY terms of ``sort`` (``-`` is descending), else ``default``, which also breaks ties."""
    terms = []
    for name in (context.query("sort") or "").split(","):
        field = fields.get(name.lstrip("-"))
        if field is not None and not field.is_many:
            terms.append(field.sql + (" DESC" if name.startswith("-") else ""))
    return ", ".join([*terms[:4], default])


def _target(parts: list[str], fields: Fields) -> tuple[str, str]:
    whole = ".".join(parts)
    if whole not in fields and len(parts) > 1 and parts[-1] in _OPERATORS:
        return ".".join(parts[:-1]), parts[-1]
    return whole, "eq"


def _condition(name: str, field: Field, operator: str, value: str) -> Condition:
    if field.is_many:
        return _any_of(name, field.sql, operator, value)
    if operator == "nullable":
        is_null = _typed(name, "flag", value)
        return field.sql + (" IS NULL" if is_null else " IS NOT NULL"), ()
    if operator == "in":
        choices = [_typed(name, field.kind, part) for part in value.split(",")[:MAX_CHOICES]]
        return f"{field.sql} IN ({', '.join('?' * len(choices))})", tuple(choices)
    return f"{field.sql} {_SIGNS[operator]} ?", (_typed(name, field.kind, value),)


def _any_of(name: str, opened: str, operator: str, value: str) -> Condition:
    """``ne`` and a null mean that no value is so."""
    if operator == "nullable":
        is_null = _typed(name, "flag", value)
        return f"{'NOT ' if is_null else ''}{opened} IS NOT NULL)", ()
    if operator == "in":
        choices = value.split(",")[:MAX_CHOICES]
        return f"{opened} IN ({', '.join('?' * len(choices))}))", tuple(choices)
    if operator == "ne":
        return f"NOT {opened} = ?)", (value,)
    return f"{opened} {_SIGNS[operator]} ?)", (value,)


def _typed(name: str, kind: str, value: str) -> Value:
    """The query's text as the column's kind. Raises Refusal 422."""
    if kind == "text":
        return value
    if kind == "date":
        moment = dates.parse(value)
        if moment is not None:
            return dates.utc_text(moment) if moment.tzinfo else moment.strftime(dates.WIRE)
    elif kind == "flag":
        if value.lower() in ("1", "true", "0", "false"):
            return int(value.lower() in ("1", "true"))
    else:
        amount = amounts.decimal_of(value)
        whole = None if amount is None else _whole(amount, kind)
        if whole is not None:
            return whole
    raise invalid(f"filter.{name}", f"The filter must be a {kind}.")


def _whole(amount: Decimal, kind: str) -> int | None:
    if kind == "integer":
        return int(amount) if amount == int(amount) else None
    return amounts.minor_of(amount)
