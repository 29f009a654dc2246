"""Faults as tables of plain values and back: what stands in a TOML or JSON file, and what the sandbox is sent.

``{"format": 1, "fault": [{"name", "operation", "kind", …its parameters, "nth" | "every" | "chance" and "seed",
"count", "on"}]}``. ``chance`` is a decimal as text; a float is refused, as in every file of posdesk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from posdesk.home.faults.injector import Counted
from posdesk.home.faults.kinds import KINDS, Value
from posdesk.home.faults.plan import BadFaults, Chance, Every, Fault, FaultPlan, Nth, When

FORMAT = 1
Table = dict[str, Any]
_TIMES = ("nth", "every", "chance")
_OWN = frozenset({"name", "operation", "kind", "seed", "count", "on", *_TIMES})


def plan_of(table: object) -> FaultPlan:
    """The plan a file says. Raises BadFaults naming the fault and its field."""
    if not isinstance(table, Mapping):
        raise BadFaults("the file", "is no table")
    found = table.get("format")
    if type(found) is not int or found != FORMAT:
        problem = "is missing" if found is None else f"is {found!r:.40}"
        raise BadFaults("format", f"{problem}; this posdesk reads format = {FORMAT}")
    for key in table.keys() - {"format", "fault"}:
        raise BadFaults(str(key)[:40], "is no key of a file of faults")
    rows = table.get("fault", [])
    if not isinstance(rows, list):
        raise BadFaults("fault", "must be a list of tables")
    return FaultPlan(tuple(_fault(row, number) for number, row in enumerate(rows, 1)))


def table_of(plan: FaultPlan) -> Table:
    """``plan`` as ``plan_of`` reads it; defaults are left out."""
    return {"format": FORMAT, "fault": [row_of(fault) for fault in plan.faults]}


def row_of(fault: Fault) -> Table:
    """One fault as plain values."""
    row: Table = {"name": fault.name, "operation": fault.operation, "kind": fault.kind}
    row.update(sorted(fault.values.items()))
    match fault.when:
        case Nth(number):
            row["nth"] = number
        case Every(number) if number != 1:
            row["every"] = number
        case Chance(share, seed):
            row |= {"chance": str(share), "seed": seed}
    if fault.count is not None:
        row["count"] = fault.count
    if not fault.on:
        row["on"] = False
    return row


def counters_table(counted: Iterable[Counted]) -> Table:
    """A plan with its counters, as the sandbox tells them: a file's table, and ``counters`` in its order."""
    rows = tuple(counted)
    counters = [{"matched": each.matched, "happened": each.happened} for each in rows]
    return {**table_of(FaultPlan(tuple(each.fault for each in rows))), "counters": counters}


def counters_of(table: object) -> tuple[Counted, ...]:
    """What ``counters_table`` wrote. Raises BadFaults."""
    counters = table.get("counters") if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping) or not isinstance(counters, list):
        raise BadFaults("counters", "is missing")
    plan = plan_of({key: value for key, value in table.items() if key != "counters"})
    try:
        return tuple(
            Counted(fault, int(row["matched"]), int(row["happened"]))
            for fault, row in zip(plan.faults, counters, strict=True)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadFaults("counters", "cannot be read") from error


def _fault(row: object, number: int) -> Fault:
    place = _Place(row, number)
    name, operation, kind = (place.text(each) for each in ("name", "operation", "kind"))
    values = {key: place.value(key) for key in place.row.keys() - _OWN}
    if kind in KINDS:
        order = [each.name for each in KINDS[kind].parameters]
        values = {
            key: values[key] for key in sorted(values, key=lambda key: (*order, key).index(key))
        }
    try:
        return Fault(
            name, operation, kind, values, _when(place), place.whole("count"), on=place.flag("on")
        )
    except BadFaults as error:
        field = error.where.rpartition(", ")[2]
        raise place.wrong(field, error.problem) from error


def _when(place: _Place) -> When:
    given = [name for name in _TIMES if name in place.row]
    if len(given) > 1:
        raise place.wrong(given[1], f"cannot be said beside {given[0]}")
    if "seed" in place.row and "chance" not in given:
        raise place.wrong("seed", "is only for a chance")
    if "nth" in given:
        return Nth(place.whole("nth") or 0)
    if "chance" in given:
        return Chance(place.share(), place.whole("seed") or 0)
    return Every(place.whole("every") or 0) if given else Every()


class _Place:
    """One fault's table, and where it stands."""

    def __init__(self, row: object, number: int) -> None:
        self._number = number
        self.row: Mapping[str, object] = {}
        if not isinstance(row, Mapping):
            raise self.wrong("", "is no table")
        self.row = row

    def wrong(self, field: str, problem: str) -> BadFaults:
        name = self.row.get("name")
        called = f" ({name[:40]})" if isinstance(name, str) and name.isprintable() else ""
        where = f"fault {self._number}{called}"
        return BadFaults(f"{where}, {field}" if field else where, problem)

    def text(self, field: str) -> str:
        value = self.row.get(field)
        if not isinstance(value, str):
            raise self.wrong(field, "is missing" if value is None else "must be a text")
        return value

    def whole(self, field: str) -> int | None:
        value = self.row.get(field)
        if value is not None and type(value) is not int:
            raise self.wrong(field, "must be a whole number")
        return value

    def flag(self, field: str) -> bool:
        value = self.row.get(field, True)
        if not isinstance(value, bool):
            raise self.wrong(field, "must be true or false")
        return value

    def value(self, field: str) -> Value:
        value = self.row[field]
        if not isinstance(value, bool | int | str):
            raise self.wrong(field, "must be a whole number, a text, true or false")
        return value

    def share(self) -> Decimal:
        try:
            return Decimal(self.text("chance"))
        except InvalidOperation as error:
            raise self.wrong("chance", 'must be a number as text, like "0.05"') from error
