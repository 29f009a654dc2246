"""What a profile carries beside its columns: tags, statuses, addresses, attributes (omneo-api.md 2.2).

Kept as one JSON object and echoed. A list that is given replaces the old one; attributes are given one by
one, so what is not named stays (ASSUMED: the reference has a route of its own for each, and PUT is partial).
"""

from posdesk.sandbox.rules import addresses, typed_values
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON

MAX_ENTRIES = 200
_TEXTS = ("avatar_url", "region", "preferred_staff_id", "joined_staff_id")
_LISTS = ("tags", "statuses", "regions", "organisations")
_GROUPS = ("comms", "appearance")
Extras = dict[str, JSON]


def read(form: Form, before: Extras) -> Extras:
    """The profile's extras after the body's over ``before``; mistakes are noted."""
    given: Extras = {name: form.reference(name) for name in _TEXTS if form.named(name)}
    given |= {name: _texts(form, name) for name in _LISTS if form.named(name)}
    if form.named("addresses"):
        given["addresses"] = _addresses(form)
    if form.named("dates_attributes"):
        given["dates"] = _bounded(form, "dates_attributes", _objects(form, "dates_attributes"))
    if form.named("custom_attributes"):
        given["custom_attributes"] = _custom(form, before.get("custom_attributes") or [])
    return {**before, **given, **_attributes(form, before)}


def shown(body: Extras) -> Extras:
    """The extras under the names the wire has for them."""
    found = {name: body.get(name) for name in _TEXTS if name in ("avatar_url", "region")}
    for name in ("tags", "statuses", "regions", "addresses", "custom_attributes"):
        found[name] = body.get(name) or []
    found["address"] = _main_address(body.get("addresses") or [])
    found["preferred_location_id"] = body.get("preferred_location_id")
    found["attributes"] = {
        "comms": body.get("comms") or {},
        "appearance": body.get("appearance") or {},
        "dates": body.get("dates") or [],
    }
    return found


def _main_address(entries: list[JSON]) -> JSON:
    """The default one, else the first; null for none."""
    defaults = [entry for entry in entries if entry["is_default"]]
    return next(iter([*defaults, *entries]), None)


def joined(kept: Extras, merged: Extras) -> Extras:
    """Both profiles' extras: lists together, of everything else what ``kept`` says first."""
    found = {**merged, **kept}
    for name in _LISTS:
        found[name] = list(dict.fromkeys([*(kept.get(name) or []), *(merged.get(name) or [])]))
    for name in _GROUPS:
        found[name] = {**(merged.get(name) or {}), **(kept.get(name) or {})}
    custom = _overlaid(merged.get("custom_attributes") or [], kept.get("custom_attributes") or [])
    entries = [*(kept.get("addresses") or []), *(merged.get("addresses") or [])]
    dates = [*(kept.get("dates") or []), *(merged.get("dates") or [])]
    return {**found, "custom_attributes": custom, "dates": dates, "addresses": _numbered(entries)}


def _texts(form: Form, name: str) -> list[JSON]:
    return list(dict.fromkeys(map(str, _bounded(form, name, form.texts(name) or []))))


def _bounded(form: Form, name: str, entries: list[JSON]) -> list[JSON]:
    if len(entries) > MAX_ENTRIES:
        form.fail(name, f"The {name} may not have more than {MAX_ENTRIES} items.")
        return []
    return entries


def _objects(form: Form, name: str) -> list[JSON]:
    form.forms(name)  # notes what is no object
    return form.array(name) or []


def _addresses(form: Form) -> list[JSON]:
    entries = form.forms("addresses") or []
    for entry in entries:
        entry.require(*addresses.REQUIRED)
    return _numbered(_bounded(form, "addresses", [addresses.read(entry) for entry in entries]))


def _numbered(entries: list[JSON]) -> list[JSON]:
    """Ids within the profile, from 1; at most the first default one stays it."""
    default = next((index for index, entry in enumerate(entries) if entry["is_default"]), None)
    return [
        {**entry, "id": index + 1, "is_default": index == default}
        for index, entry in enumerate(entries)
    ]


def _attributes(form: Form, before: Extras) -> Extras:
    """``attributes.comms`` = ``comms_attributes``: flags; ``attributes.appearance``: plain values."""
    found: Extras = {}
    outer = form.mapping("attributes") or {}
    inner = form.part("attributes", outer)
    for source, name, key in (
        (inner, "comms", "comms"),
        (form, "comms_attributes", "comms"),
        (inner, "appearance", "appearance"),
    ):
        group = source.mapping(name)
        if group:
            found[key] = {**(before.get(key) or {}), **found.get(key, {}), **group}
            _require_plain(source, name, group, only_flags=key == "comms")
    if inner.named("dates"):
        found["dates"] = _bounded(inner, "dates", _objects(inner, "dates"))
    return found


def _require_plain(form: Form, name: str, group: dict[str, JSON], *, only_flags: bool) -> None:
    if len(group) > MAX_ENTRIES:
        form.fail(name, f"The {name} may not have more than {MAX_ENTRIES} items.")
    for key, value in group.items():
        if only_flags and not (value is None or isinstance(value, bool)):
            form.fail(f"{name}.{key}", f"The {name}.{key} field must be true or false.")
        elif isinstance(value, dict | list):
            form.fail(f"{name}.{key}", f"The {name}.{key} must be a string.")


def _custom(form: Form, before: list[JSON]) -> list[JSON]:
    """``[{namespace, handle, type, value}]``, over those of the same namespace and handle."""
    given = []
    for entry in form.forms("custom_attributes") or []:
        kind = entry.choice("type", typed_values.TYPES) or "string"
        found = {"namespace": entry.need_text("namespace"), "handle": entry.need_text("handle")}
        value = entry.raw("value")
        if value is not None and not typed_values.fits(kind, value):
            entry.fail("value", f"The value must be of type {kind}.")
        given.append({**found, "type": kind, "value": value})
    return _bounded(form, "custom_attributes", _overlaid(before, given))


def _overlaid(before: list[JSON], given: list[JSON]) -> list[JSON]:
    found = {(entry["namespace"], entry["handle"]): entry for entry in (*before, *given)}
    return list(found.values())
