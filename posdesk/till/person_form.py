"""What a cashier types about a customer, read into what the tenant takes; and the other way round.

Fields have the API's names, but for the birthday (``birth_day``: ``1990-06-22``, or ``06-22`` without the year)
and a new customer's card (``identifier``). Pure; what is wrong is told by field, and nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from posdesk.omneo.profile_writes import ProfileDraft
from posdesk.omneo.profiles import Profile
from posdesk.till.identify import looks_like_card

FIELDS: Final = (
    "first_name", "last_name", "email", "mobile_phone", "secondary_phone", "birth_day", "gender",
)  # fmt: skip
GENDERS: Final = ("female", "male", "other", "withheld")
# A change can empty these; names and e-mail the tenant keeps (guide: a new customer needs all three).
_EMPTIED: Final[Mapping[str, tuple[str, ...]]] = {
    "mobile_phone": ("mobile_phone",),
    "secondary_phone": ("secondary_phone",),
    "birth_day": ("birth_day", "birth_month", "birth_year"),
    "gender": ("gender",),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOBILE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_BIRTHDAY = re.compile(r"(?:([0-9]{4})-)?([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_PHONE_MARKS = str.maketrans("", "", " -().\N{NO-BREAK SPACE}")
# Countries that dial a 0 at home, by the currency of the till (ASSUMED: its customers' numbers are of there).
_COUNTRIES: Final[Mapping[str, str]] = {"AUD": "61", "NZD": "64", "GBP": "44"}
# A leap year: whoever keeps the year to themselves may be born on 29 February.
_ANY_YEAR = 2000


class Wrong(StrEnum):
    """Why a field cannot be sent."""

    NEEDED = "needed"
    EMAIL = "email"
    PHONE = "phone"
    BIRTHDAY = "birthday"


@dataclass(frozen=True, slots=True)
class PersonRead:
    """What was typed. With anything ``wrong`` the draft is not to be sent."""

    draft: ProfileDraft
    wrong: Mapping[str, Wrong]

    @property
    def changes(self) -> bool:
        """Whether there is anything to send."""
        return self.draft != ProfileDraft()


def read_person(typed: Mapping[str, str], known: Profile | None, currency: str) -> PersonRead:
    """A new customer, or what differs from ``known``. ``currency`` is the till's, an ISO code."""
    before = shown_of(known) if known is not None else dict.fromkeys(FIELDS, "")
    now = {name: _normal(name, typed.get(name, old), old, currency) for name, old in before.items()}
    changed = {name for name in FIELDS if now[name] != before[name]}
    birthday = _birthday(now["birth_day"])
    wrong = _wrong(now, changed if known is not None else set(FIELDS))
    sent = {name: now[name] if name in changed and now[name] else None for name in FIELDS}
    cleared = [field for name in _EMPTIED if name in changed and not now[name]
               for field in _EMPTIED[name]]  # fmt: skip
    year, month, day = birthday or (None, None, None)
    if birthday and year is None and known is not None and known.birth_year is not None:
        cleared.append("birth_year")
    is_new_day = "birth_day" in changed
    draft = ProfileDraft(
        first_name=sent["first_name"],
        last_name=sent["last_name"],
        email=sent["email"],
        mobile_phone=sent["mobile_phone"],
        secondary_phone=sent["secondary_phone"],
        gender=sent["gender"],
        birth_day=day if is_new_day else None,
        birth_month=month if is_new_day else None,
        birth_year=year if is_new_day else None,
        cleared=tuple(cleared),
    )
    return PersonRead(draft, wrong)


def _normal(name: str, typed: str, before: str, currency: str) -> str:
    """As it is sent. What the tenant has already is left as it is, however it writes it."""
    text = " ".join(typed.split())
    had = " ".join(before.split())
    if text == had or (name == "email" and text.lower() == had.lower()):
        return before
    if name == "mobile_phone":
        return mobile(text, currency)
    return text.lower() if name == "email" else text


def _wrong(now: Mapping[str, str], looked_at: set[str]) -> dict[str, Wrong]:
    """Only what is sent is judged: what the tenant holds already may be as odd as it likes."""
    wrong: dict[str, Wrong] = {
        name: Wrong.NEEDED for name in FIELDS[:3] if name in looked_at and not now[name]
    }
    if "email" in looked_at and now["email"] and not _EMAIL.fullmatch(now["email"]):
        wrong["email"] = Wrong.EMAIL
    phone = now["mobile_phone"]
    if "mobile_phone" in looked_at and phone and not _MOBILE.fullmatch(phone):
        wrong["mobile_phone"] = Wrong.PHONE
    if "birth_day" in looked_at and now["birth_day"] and _birthday(now["birth_day"]) is None:
        wrong["birth_day"] = Wrong.BIRTHDAY
    return wrong


def mobile(text: str, currency: str) -> str:
    """E.164 where that can be told: ``0411 222 333`` is ``+61411222333`` at a till of Australian dollars."""
    bare = text.translate(_PHONE_MARKS)
    country = _COUNTRIES.get(currency, "")
    if country and bare.startswith("0") and not bare.startswith("00") and bare.isdigit():
        return f"+{country}{bare[1:]}"
    return f"+{bare[2:]}" if bare.startswith("00") else bare


def _birthday(text: str) -> tuple[int | None, int, int] | None:
    """(year, month, day), or None for what is no day."""
    found = _BIRTHDAY.fullmatch(text)
    if found is None:
        return None
    year = int(found[1]) if found[1] else None
    try:
        date(year or _ANY_YEAR, int(found[2]), int(found[3]))
    except ValueError:
        return None
    return year, int(found[2]), int(found[3])


def shown_of(profile: Profile) -> dict[str, str]:
    """The fields of somebody who is known."""
    return {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "email": profile.email or "",
        "mobile_phone": profile.phone or "",
        "secondary_phone": profile.secondary_phone or "",
        "birth_day": _shown_birthday(profile),
        "gender": profile.gender or "",
    }


def _shown_birthday(profile: Profile) -> str:
    if profile.birth_day is None or profile.birth_month is None:
        return ""
    day = f"{profile.birth_month:02}-{profile.birth_day:02}"
    return day if profile.birth_year is None else f"{profile.birth_year:04}-{day}"


def first_guess(text: str, *, card: bool) -> dict[str, str]:
    """The fields that words which found nobody belong into; ``card``: they were scanned."""
    text = " ".join(text.split())
    if not text:
        return {}
    if card:
        return {"identifier": text}
    if "@" in text:
        return {"email": text}
    bare = text.translate(_PHONE_MARKS)
    if bare[:1] in {"0", "+"} and bare.lstrip("+").isdigit():
        return {"mobile_phone": text}
    if looks_like_card(bare):
        return {"identifier": bare}
    first, _, last = text.partition(" ")
    return {"first_name": first, "last_name": last}
