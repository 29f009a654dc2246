"""The tenant's own settings (omneo-api.md 2.12).

``/settings/environment`` holds secrets and is not for tills: nothing here reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posdesk.omneo.calls import Call, changing, many_of, one_of, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class Setting:
    """``value`` is of the tenant's ``type``: string, boolean, integer, float (a Decimal here) or json."""

    handle: str
    type: str
    value: Json = field(repr=False)


def list() -> Call[tuple[Setting, ...]]:  # the verb of the API; this module makes no lists
    """All settings; this list has no pages (1.3). ``currency`` is always among them."""
    return reading("/settings", many_of(_read_setting, "settings"))


def read(handle: str) -> Call[Setting]:
    """One setting; NotFound when there is none."""
    return reading("/settings/{handle}", one_of(_read_setting, "setting"), handle=handle)


def change(handle: str, value: Json) -> Call[Setting]:
    """Set it, for every till and shop. A value of another type is Invalid, ``value`` in ``fields``."""
    reader = one_of(_read_setting, "setting")
    return changing("/settings/{handle}", reader, {"value": value}, handle=handle)


def _read_setting(row: Row) -> Setting:
    if "value" not in row:
        raise row.bad("value", "is missing")
    return Setting(row.text("handle"), row.maybe_text("type") or "string", row.raw("value"))
