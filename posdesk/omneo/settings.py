"""The tenant's own settings (omneo-api.md 2.12).

``/settings/environment`` holds secrets: of it the webhooks' shared secret alone is read, and never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posdesk.omneo.calls import Call, changing, many_of, one_of, reading
from posdesk.omneo.errors import NotFound
from posdesk.omneo.rows import Row, rows_of, unwrap
from posdesk.omneo.wire import Json

REQUEST_KEY = "app.request_key"


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


def request_key() -> Call[str]:
    """The secret that signs webhooks, by its place in the environment's settings (ASSUMED: 2.12 infers it).

    NotFound where it is not told.
    """
    return reading("/settings/environment", _read_request_key)


def _read_request_key(payload: Json) -> str:
    for row in rows_of(unwrap(payload), "environment"):
        if row.maybe_text("handle") == REQUEST_KEY and (found := row.maybe_text("value")):
            return found
    raise NotFound("the environment's settings name no request key")


def _read_setting(row: Row) -> Setting:
    if "value" not in row:
        raise row.bad("value", "is missing")
    return Setting(row.text("handle"), row.maybe_text("type") or "string", row.raw("value"))
