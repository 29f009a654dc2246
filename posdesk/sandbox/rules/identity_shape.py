"""An identity as the wire shows it (omneo-api.md 2.1)."""

from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.store import Row


def shape(row: Row) -> dict[str, JSON]:
    """A card, or a person's number in another system."""
    return {
        "id": row["id"],
        "handle": row["handle"],
        "identifier": row["identifier"],
        "is_primary": bool(row["is_primary"]),
        "is_active": bool(row["is_active"]),
        "profile_id": row["profile_id"],
        "merged_from": row["merged_from"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
