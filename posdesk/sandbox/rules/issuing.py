"""What issuing an incentive has in common: whose it is, what it may be worth, and when it ends when nobody
says (U28-U30)."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.amounts import minor_of
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import restored
from posdesk.sandbox.rules.store import Row, Store

_BY_EMAIL = "SELECT id FROM profile WHERE email = ? COLLATE NOCASE AND profile_type <> 'deleted' AND merged_into IS NULL"
_BY_IDENTITY = (
    "SELECT p.id FROM profile p JOIN identity i ON i.profile_id = p.id"
    " WHERE i.handle = ? AND i.identifier = ? AND p.profile_type <> 'deleted' AND p.merged_into IS NULL"
)


def owner(form: Form, store: Store, name: str = "profile_id") -> str:
    """The profile that ``name`` must name; notes an unknown one."""
    profile_id = form.need_text(name)
    row = store.one("SELECT profile_type, merged_into FROM profile WHERE id = ?", profile_id)
    if profile_id and (row is None or row["profile_type"] == "deleted" or row["merged_into"]):
        form.fail(name, f"The selected {name.replace('_', ' ')} is invalid.")
    return profile_id


def owner_by_handle(form: Form, store: Store) -> str:
    """Like ``owner``, where ``profile_id_handle`` may say what ``profile_id`` holds: an ``email``, or the
    identifier of an identity of that handle; absent, the Omneo id."""
    handle = form.text("profile_id_handle")
    if handle is None:
        return owner(form, store)
    reference = form.reference("profile_id")
    row = None
    if reference is None:
        form.require("profile_id")
    elif handle == "email":
        row = store.one(_BY_EMAIL, reference)
    else:
        row = store.one(_BY_IDENTITY, handle, reference)
    if row is None and not form.noted("profile_id"):
        form.fail("profile_id", "The selected profile id is invalid.")
    return "" if row is None else str(row["id"])


def require_worth(
    form: Form,
    definition: Row,
    initial: int | None,
    remaining: int | None,
    name: str = "value_initial",
) -> None:
    """Notes, under ``name``, a value above the definition's ``max_value`` (ASSUMED: the name says so), and more left than
    there was. Amounts in minor units; None says nothing."""
    most = restored(definition["body"]).get("max_value") if definition else None
    if initial is not None and most is not None and initial > (minor_of(Decimal(most)) or 0):
        form.fail(name, f"The {name.replace('_', ' ')} may not be greater than {most}.")
    if initial is not None and remaining is not None and remaining > initial:
        form.fail(
            "value_remaining", "The value remaining may not be greater than the value initial."
        )


def period_end(definition: Row, issued: datetime, *, whole_days: bool) -> datetime | None:
    """When something issued at ``issued`` (naive local) ends, naive local; None: never.

    ``whole_days`` runs to 23:59:59 of the last day (rewards, U28); otherwise the clock time is kept
    (benefits, U29). An absolute date is the definition's own.
    """
    unit = definition["period_type"]
    if unit == "absolute_date":
        end = definition["absolute_expiry"]
        return None if end is None else datetime.strptime(end, dates.WIRE)  # noqa: DTZ007  naive on purpose: local
    if definition["period"] is None:
        return None
    if unit == "hours":
        return issued + timedelta(hours=definition["period"])
    end_at = dates.after_period(issued, definition["period"], unit)
    return dates.end_of_day(end_at.date()) if whole_days else end_at


def local_now(now: datetime, zone: ZoneInfo) -> datetime:
    """``now`` on the wall clock of ``zone``, naive, whole seconds."""
    return now.astimezone(zone).replace(tzinfo=None, microsecond=0)
