"""From answers that were seen to JSON Schema: which fields are always there, and of what type.

A field that is sent as it pleases (``meta``, echoes) is described as anything; every other may be null, since no
trial sees each of them empty. Numbers are numbers, whether or not the seen ones were whole.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.openapi_forms import Schema

_ALWAYS = ("id",)  # never null
_DEFINED = "definition"  # stands inside others; which of its fields it has, its maker decided
_OF_DEFINITIONS = ("handle", "id", "name")


def described(samples: Sequence[JSON], free: Collection[str]) -> Schema:
    """The schema of all ``samples``; ``free`` names the fields that may hold anything."""
    kinds = {_kind(sample) for sample in samples} - {"null"}
    if len(kinds) != 1:
        return {}
    (kind,) = kinds
    present = [sample for sample in samples if sample is not None]
    if kind == "object":
        return _object(present, free)
    if kind == "array":
        return {
            "type": "array",
            "items": described([item for each in present for item in each], free),
        }
    return {"type": kind}


def _object(samples: Sequence[dict[str, JSON]], free: Collection[str]) -> Schema:
    names = sorted({name for sample in samples for name in sample})
    properties: Schema = {}
    for name in names:
        if name in free:
            properties[name] = {}
            continue
        schema = described([sample.get(name) for sample in samples], free)
        if name == _DEFINED and "required" in schema:
            schema["required"] = [each for each in schema["required"] if each in _OF_DEFINITIONS]
        if name not in _ALWAYS and "type" in schema:
            schema["type"] = [schema["type"], "null"]
        properties[name] = schema
    always = sorted(name for name in names if all(name in sample for sample in samples))
    return {"type": "object", "properties": properties, **({"required": always} if always else {})}


def _kind(value: JSON) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
