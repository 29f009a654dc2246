"""The people of the built-in seed who have a story, for the window's first screen.

Read straight from the file: the window needs names, not a checked tenant, and the seed's checks are large.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from posdesk.home import assets

BUILTIN = "sandbox/seed.json"
CARD_HANDLE = "loyalty-card"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to present at the till: ``card`` may be empty, the person is then found by name."""

    profile_id: str
    card: str
    name: str
    story: str


def builtin_personas() -> tuple[Persona, ...]:
    """In the order of the file. Raises NoSuchAsset."""
    people = json.loads(assets.read_bytes(BUILTIN))["profiles"]
    return tuple(
        Persona(
            person["id"],
            next(
                (
                    each["identifier"]
                    for each in person.get("identities", ())
                    if each["handle"] == CARD_HANDLE
                ),
                "",
            ),
            f"{person['first_name']} {person['last_name']}",
            person["story"],
        )
        for person in people
        if person.get("story")
    )
