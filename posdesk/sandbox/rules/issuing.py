"""What issuing an incentive has in common: whose it is, and when it ends when nobody says (U28-U30)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.store import Row, Store


def owner(form: Form, store: Store, name: str = "profile_id") -> str:
    """The profile that ``name`` must name; notes an unknown one."""
    profile_id = form.need_text(name)
    row = store.one("SELECT profile_type, merged_into FROM profile WHERE id = ?", profile_id)
    if profile_id and (row is None or row["profile_type"] == "deleted" or row["merged_into"]):
        form.fail(name, "The selected profile id is invalid.")
    return profile_id


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
