"""Postal addresses inside profiles and stores (omneo-api.md 2.2, 2.10)."""

from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON

REQUIRED = ("address_line_1", "city", "postcode", "state", "country")
_TEXTS = (
    "address_line_1", "address_line_2", "address_line_3", "company", "city", "state", "postcode", "country",
    "iso", "iso_state", "notes",
)  # fmt: skip
_ANGLES = {"latitude": 90, "longitude": 180}  # degrees, either way from 0


def read(form: Form) -> dict[str, JSON]:
    """One address; mistakes are noted. What is absent stays null."""
    found: dict[str, JSON] = {name: form.text(name) for name in _TEXTS}
    for name, limit in _ANGLES.items():
        degrees = form.decimal(name)
        if degrees is not None and abs(degrees) > limit:
            form.fail(name, f"The {name} must be between -{limit} and {limit}.")
        found[name] = degrees
    found["is_default"] = bool(form.flag("is_default"))
    return found
