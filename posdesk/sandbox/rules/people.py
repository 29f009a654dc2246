"""Profiles as rows: find, insert, and the text they are searched by.

Search is by words, each anywhere in name, e-mail, phone, card or id; case, accents and word order do not
matter (the vendor's index is typo-tolerant as well: not documented how, so not imitated).
"""

import unicodedata
from collections.abc import Mapping

from posdesk.sandbox.rules import gifts
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

COLUMNS = (
    "id", "first_name", "last_name", "email", "mobile_phone", "secondary_phone", "title", "gender",
    "birth_day", "birth_month", "birth_year", "company", "occupation", "currency", "profile_type",
    "tier_handle", "spent", "joined_at", "joined_location_id", "merged_into", "body",
)  # fmt: skip
GONE = ("deleted",)
SPENDING_TYPES = ("active", "temporary", "incomplete")  # U45


def find(store: Store, profile_id: str) -> Row:
    """The profile's row. Raises Refusal 404 when unknown, deleted (U41) or merged away (U42)."""
    row = store.one("SELECT * FROM profile WHERE id = ?", profile_id)
    if row is None or row["profile_type"] in GONE or row["merged_into"] is not None:
        raise not_found()
    return row


def insert(store: Store, values: Mapping[str, JSON], at: str) -> None:
    """Add a profile from column values; absent ones stay NULL. ``at`` is UTC text."""
    given = [values.get(column) for column in COLUMNS]
    given[COLUMNS.index("spent")] = values.get("spent", 0)
    given[COLUMNS.index("body")] = values.get("body", "{}")
    store.insert(
        "INSERT INTO profile (id, first_name, last_name, email, mobile_phone, secondary_phone, title,"
        " gender, birth_day, birth_month, birth_year, company, occupation, currency, profile_type,"
        " tier_handle, spent, joined_at, joined_location_id, merged_into, body, search_text, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
        *given,
        at,
        at,
    )
    refresh_search_text(store, str(values["id"]))
    gifts.hand_over(store, str(values["id"]), values.get("email"), at)


def change(store: Store, row: Row, values: Mapping[str, JSON], at: str) -> None:
    """Set the given columns of a profile's ``row``, leave the others."""
    kept = {**row, **values}
    store.write(
        "UPDATE profile SET first_name = ?, last_name = ?, email = ?, mobile_phone = ?, secondary_phone = ?,"
        " title = ?, gender = ?, birth_day = ?, birth_month = ?, birth_year = ?, company = ?, occupation = ?,"
        " currency = ?, profile_type = ?, tier_handle = ?, spent = ?, joined_at = ?, joined_location_id = ?,"
        " merged_into = ?, body = ?, updated_at = ? WHERE id = ?",
        *(kept[column] for column in COLUMNS[1:]),
        at,
        row["id"],
    )
    refresh_search_text(store, str(row["id"]))
    if kept["email"] != row["email"]:
        gifts.hand_over(store, str(row["id"]), kept["email"], at)


def refresh_search_text(store: Store, profile_id: str) -> None:
    """Rebuild what the profile is found by; after any change of names or identities."""
    row = store.one("SELECT * FROM profile WHERE id = ?", profile_id)
    cards = store.all("SELECT identifier FROM identity WHERE profile_id = ?", profile_id)
    if row is None:
        return
    parts = [row["first_name"], row["last_name"], row["email"], row["id"]]
    parts += [row["mobile_phone"], _national(row["mobile_phone"]), row["secondary_phone"]]
    parts += [card["identifier"] for card in cards]
    text = " ".join(folded(part) for part in parts if part)
    store.write("UPDATE profile SET search_text = ? WHERE id = ?", text, profile_id)


def folded(text: str) -> str:
    """Lower case without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def words(text: str) -> list[str]:
    """What must all occur. A phone number typed with spaces is one word."""
    plain = folded(text).strip()
    joined = "".join(plain.split())
    if joined.lstrip("+").isdigit():
        return [joined]
    return plain.split()[:10]


def _national(mobile: str | None) -> str | None:
    parts = phone_parts(mobile)
    return None if parts is None else "0" + parts[1]


def phone_parts(mobile: str | None) -> tuple[int, str] | None:
    """Country code and national number of an E.164 number whose country we know."""
    for code in ("61", "64", "65", "44", "1"):
        if mobile is not None and mobile.startswith("+" + code):
            return int(code), mobile[len(code) + 1 :]
    return None
