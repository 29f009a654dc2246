"""A fault as a person types it into one line of fields, and as a table shows it. Pure, and without words of a language.

``values``: ``percent=50, processed=true``, or the first parameter's value alone. ``when``: ``nth 1`` (also for
nothing typed), ``every 3``, ``chance 0.05``, ``chance 0.05 seed 7``. ``count``: a number, or nothing for no end.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from posdesk.home.faults.kinds import KINDS, Kind, Parameter, Value
from posdesk.home.faults.plan import BadFaults, Chance, Every, Fault, Nth, When
from posdesk.home.faults.tables import row_of

_WHEN = re.compile(r"(nth|every|chance)(?:\s+(\S+))?(?:\s+seed\s+(\S+))?")
_OF_THE_FAULT = frozenset(
    {"name", "operation", "kind", "nth", "every", "chance", "seed", "count", "on"}
)


@dataclass(frozen=True, slots=True)
class FaultForm:
    """What was typed, field by field."""

    operation: str = ""
    kind: str = ""
    values: str = ""
    when: str = ""
    count: str = ""


def read_form(form: FaultForm, taken: Collection[str]) -> Fault:
    """The fault that was typed, under a name that is not ``taken``.

    Raises BadFaults; its ``where`` is the form's field.
    """
    kind = KINDS.get(form.kind.strip())
    if kind is None:
        raise BadFaults("kind", f"{form.kind.strip()[:40]!r} is none")
    values = _values(form.values, kind)
    when, count = _when(form.when.strip()), form.count.strip()
    try:
        return Fault(
            _name(kind.name, taken),
            form.operation.strip(),
            kind.name,
            values,
            when,
            _whole(count, "count") if count else None,
        )
    except BadFaults as error:
        raise BadFaults(_field(error.where), error.problem) from error


def values_text(fault: Fault) -> str:
    """The parameters that were set, as they are typed."""
    shown = {key: _text(value) for key, value in row_of(fault).items() if key not in _OF_THE_FAULT}
    return ", ".join(f"{key}={value}" for key, value in shown.items())


def example(kind: Kind) -> str:
    """All parameters of a kind with their defaults, as they are typed."""
    return ", ".join(f"{each.name}={_text(each.default)}" for each in kind.parameters)


def _name(kind: str, taken: Collection[str]) -> str:
    number = 1
    while f"{kind} {number}" in taken:
        number += 1
    return f"{kind} {number}"


def _values(typed: str, kind: Kind) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for part in filter(None, (part.strip() for part in typed.split(","))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals:
            if found or not kind.parameters:
                raise BadFaults("values", f"{part[:40]!r} is no name=value")
            name, value = kind.parameters[0].name, part
        parameter = kind.parameter(name)
        if parameter is None:
            raise BadFaults("values", f"{name[:40]!r} is no parameter of {kind.name}")
        found[name] = _value(parameter, value)
    return found


def _value(parameter: Parameter, typed: str) -> Value:
    value: Value = typed
    if isinstance(parameter.default, bool):
        value = {"true": True, "false": False}.get(typed, typed)
    elif typed.isascii() and typed.isdigit() and not parameter.choices:
        value = int(typed[:12])
    if problem := parameter.problem_with(value):
        raise BadFaults("values", f"{parameter.name} {problem}")
    return value


def _when(typed: str) -> When:
    if not typed:
        return Nth(1)
    found = _WHEN.fullmatch(typed)
    if found is None:
        raise BadFaults("when", f"{typed[:40]!r} is neither nth, every nor chance")
    kind, number, seed = found.groups()
    if kind == "chance":
        return Chance(_share(number), _whole(seed, "when") if seed else 0)
    if seed is not None:
        raise BadFaults("when", "seed is only for a chance")
    return (
        Nth(_whole(number or "1", "when"))
        if kind == "nth"
        else Every(_whole(number or "1", "when"))
    )


def _share(typed: str | None) -> Decimal:
    try:
        return Decimal(typed or "")
    except InvalidOperation as error:
        raise BadFaults("when", "chance needs a number from 0 to 1, like 0.05") from error


def _whole(typed: str, field: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise BadFaults(field, f"{typed[:40]!r} is no whole number")
    return int(typed[:12])


def _field(where: str) -> str:
    """The form's field of a fault's."""
    name = where.rpartition(", ")[2]
    if name in ("operation", "kind", "count"):
        return name
    return "when" if name in ("nth", "every", "chance", "seed") else "values"


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
