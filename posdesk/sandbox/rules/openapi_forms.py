"""Learning what a handler reads: forms and contexts that keep a note of every field they are asked for.

The API's description is made of these notes, so a rule is written once, where it is checked. A form's notes are
JSON Schema (2020-12) of what its reader takes; null counts as absent (U36), so all but required fields take it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import MAX_ID, MAX_MINOR, Form
from posdesk.sandbox.rules.json_text import JSON

Schema = dict[str, Any]
_WHOLE = r"^(-?[0-9]+)?$"  # an empty text counts as absent
_NUMERIC = r"^(-?[0-9]+(\.[0-9]+)?)?$"
# A reader calls simpler ones: the note of the most telling one stays.
_ASKED, _LOOSE, _TYPED, _EXACT = range(4)


@dataclass(slots=True)
class Known:
    """What is known of one field. ``inside`` are the fields of an object, or of each object of a list."""

    rank: int = _ASKED
    schema: Schema = field(default_factory=dict)
    inside: dict[str, Known] = field(default_factory=dict)
    is_list: bool = False

    def learn(self, rank: int, schema: Schema) -> None:
        if rank > self.rank:
            self.rank, self.schema = rank, schema


Fields = dict[str, Known]


class LearningForm(Form):
    """A form that notes in ``fields`` what it is asked."""

    def __init__(
        self,
        body: JSON,
        fields: Fields,
        prefix: str = "",
        errors: dict[str, list[str]] | None = None,
    ) -> None:
        super().__init__(body, prefix, errors)
        self._fields = fields

    def _note(self, name: str, rank: int = _ASKED, schema: Schema | None = None) -> Known:
        known = self._fields.setdefault(name, Known())
        known.learn(rank, schema or {})
        return known

    def given(self, name: str) -> bool:
        self._note(name)
        return super().given(name)

    def named(self, name: str) -> bool:
        self._note(name)
        return super().named(name)

    def raw(self, name: str) -> JSON:
        self._note(name)
        return super().raw(name)

    def text(self, name: str, limit: int = 255) -> str | None:
        self._note(name, _TYPED, {"type": ["string", "null"], "maxLength": limit})
        return super().text(name, limit)

    def reference(self, name: str, limit: int = 255) -> str | None:
        self._note(name, _EXACT, {"type": ["string", "integer", "null"], "maxLength": limit})
        return super().reference(name, limit)

    def decimal(self, name: str) -> Decimal | None:
        self._note(name, _TYPED, {"type": ["number", "string", "null"], "pattern": _NUMERIC})
        return super().decimal(name)

    def money(self, name: str, low: int | None = None) -> int | None:
        least = -MAX_MINOR if low is None else low
        bounds = {"minimum": number(least), "maximum": number(MAX_MINOR), "multipleOf": number(1)}
        self._note(
            name, _EXACT, {"type": ["number", "string", "null"], "pattern": _NUMERIC, **bounds}
        )
        return super().money(name, low)

    def integer(self, name: str, low: int = 0, high: int = MAX_ID) -> int | None:
        bounds = {"minimum": low, "maximum": high}
        self._note(
            name, _EXACT, {"type": ["integer", "string", "null"], "pattern": _WHOLE, **bounds}
        )
        return super().integer(name, low, high)

    def flag(self, name: str) -> bool | None:
        self._note(name, _EXACT, {"enum": [True, False, 1, 0, None]})
        return super().flag(name)

    def choice(self, name: str, options: Collection[str]) -> str | None:
        self._note(name, _EXACT, {"enum": [*options, None]})
        return super().choice(name, options)

    def mapping(self, name: str) -> dict[str, JSON] | None:
        self._note(name, _TYPED, {"type": ["object", "array", "null"], "maxItems": 0})
        return super().mapping(name)

    def array(self, name: str) -> list[JSON] | None:
        self._note(name, _LOOSE, {"type": ["array", "null"]})
        return super().array(name)

    def texts(self, name: str) -> list[str] | None:
        self._note(name, _TYPED, {"type": ["array", "null"], "items": {"type": "string"}})
        return super().texts(name)

    def forms(self, name: str) -> list[Form] | None:
        known = self._note(name, _EXACT, {"type": ["array", "null"], "items": {"type": "object"}})
        known.is_list = True
        return super().forms(name)

    def part(self, name: str, value: JSON, errors: dict[str, list[str]] | None = None) -> Form:
        field_name, _, place = name.partition(".")
        known = self._note(field_name)
        known.is_list = bool(place)
        return LearningForm(
            value,
            known.inside,
            f"{self._prefix}{name}.",
            self.errors if errors is None else errors,
        )

    def zone(self, name: str, default: ZoneInfo) -> ZoneInfo:
        self._note(
            name, _EXACT, {"type": ["string", "null"], "maxLength": 255, "examples": [default.key]}
        )
        return super().zone(name, default)

    def when(self, name: str) -> datetime | None:
        example = "2026-06-15 10:30:00"
        self._note(
            name, _EXACT, {"type": ["string", "null"], "maxLength": 255, "examples": [example]}
        )
        return super().when(name)


@dataclass(frozen=True, slots=True)
class LearningContext(Context):
    """A context that notes the fields of the body, the query's names, and what a list filters by."""

    fields: Fields = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    filters: dict[str, Field] = field(default_factory=dict)

    def form_of(self, body: JSON) -> Form:
        return LearningForm(body, self.fields)

    def query(self, name: str) -> str | None:
        self.asked.setdefault(name)
        return Context.query(self, name)

    def filters_by(self, fields: Mapping[str, object], handled: Collection[str]) -> None:
        self.filters.update(
            {name: found for name, found in fields.items() if isinstance(found, Field)}
        )
        self.asked.update(dict.fromkeys(f"filter[{name}]" for name in sorted(handled)))
        self.asked.setdefault("sort")


def body_schema(fields: Fields, required: Collection[str] = (), path: str = "") -> Schema:
    """The object that ``fields`` describe. ``required`` are paths like ``total`` and ``items.0.name``."""
    properties: Schema = {}
    needed = [name for name in fields if f"{path}{name}" in required]
    for name, known in sorted(fields.items()):
        schema = dict(known.schema)
        if known.inside:
            below = body_schema(
                known.inside, required, f"{path}{name}.{'0.' if known.is_list else ''}"
            )
            usual = {"type": ["array", "null"], "items": below} if known.is_list else below
            schema = {**usual, **schema, **({"items": below} if known.is_list else {})}
        properties[name] = _never_empty(schema) if name in needed else schema
    described: Schema = {"type": "object", "properties": properties}
    return described | ({"required": sorted(needed)} if needed else {})


def _never_empty(schema: Schema) -> Schema:
    """Of a required field: neither null nor an empty text will do."""
    found = dict(schema)
    if isinstance(found.get("type"), list):
        found["type"] = [name for name in found["type"] if name != "null"]
        if "string" in found["type"]:
            found["minLength"] = 1
    if "enum" in found:
        found["enum"] = [value for value in found["enum"] if value is not None]
    return found
