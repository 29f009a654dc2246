"""Extending incentives: a later end for several at once (omneo-api.md 2.4.2, 2.5.2, 2.7.2).

``{ids[], profile_id, extend_date | extend_days}``: the date is local to the incentive's zone (a credit's UTC,
unless the zone is named), the days are added to each one's end on the calendar; the date wins when both are
there; neither is the definition's ``extend_days`` (ASSUMED). The vendor's library sends the fields of the
rewards' as query parameters, so an empty body reads those. All or nothing: 422 names the ids that are
unknown, somebody else's, without an end, or whose definition says ``is_extendable: false`` (ASSUMED).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import benefits, credits, dates, definitions, issuing, rewards
from posdesk.sandbox.rules.context import Context, Handler, ok
from posdesk.sandbox.rules.definition_fields import MAX_DAYS
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row, Store

MAX_IDS = 1000
_IDS = re.compile(r"ids(\[\d*\])?")


@dataclass(frozen=True, slots=True)
class _Extendable:
    """A kind of incentive. ``is_local``: its end is kept on its zone's clock, with the UTC beside it;
    otherwise in UTC alone. ``dates_in_utc``: a date without a zone is meant in UTC."""

    kind: str
    find: str
    write: str
    shape: Callable[[Store, Row, str], dict[str, JSON]]
    is_local: bool = False
    dates_in_utc: bool = False


_REWARDS = _Extendable(
    "rewards",
    "SELECT * FROM reward WHERE id = ? AND deleted_at IS NULL",
    "UPDATE reward SET expires_at = ?, extended_at = ?, updated_at = ? WHERE id = ?",
    rewards.shape,
)
_BENEFITS = _Extendable(
    "benefits",
    "SELECT * FROM benefit WHERE id = ? AND deleted_at IS NULL",
    "UPDATE benefit SET expires_at = ?, expires_utc = ?, extended_at = ?, updated_at = ? WHERE id = ?",
    benefits.shape,
    is_local=True,
)
_CREDITS = _Extendable(
    "credits",
    "SELECT * FROM credit WHERE id = ? AND deleted_at IS NULL",
    "UPDATE credit SET expires_at = ?, extended_at = ?, updated_at = ? WHERE id = ?",
    credits.shape,
    dates_in_utc=True,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Until when, or for how many days longer; ``zone`` when the body named one."""

    date: datetime | None
    days: int | None
    zone: ZoneInfo | None


def _extending(what: _Extendable) -> Handler:
    """POST /{kind}/extend: 200 with the extended ones, in the order of ``ids``."""

    def handle(context: Context) -> Response:
        form = _form(context)
        zone = form.zone("timezone", context.zone)
        asked = _Asked(
            form.when("extend_date"),
            form.integer("extend_days", low=1, high=MAX_DAYS),
            zone if form.given("timezone") else None,
        )
        rows = _rows(form, context, what, issuing.owner(form, context.store))
        form.check()
        ends = [_new_end(form, context.store, what, place, row, asked) for place, row in rows]
        form.check()
        for (_, row), end in zip(rows, ends, strict=True):
            context.store.write(what.write, *end, context.at, context.at, row["id"])
        found = [context.store.one(what.find, row["id"]) for _, row in rows]
        return ok([what.shape(context.store, row, context.at) for row in found if row is not None])

    return handle


def _form(context: Context) -> Form:
    """The body, or without one the query: ``ids[]=1&ids[]=2``, ``ids[0]=1``, or ``ids=1,2``."""
    if context.request.body.strip() or not context.request.query:
        return context.form()
    body: dict[str, JSON] = {}
    for name, value in context.request.query:
        if _IDS.fullmatch(name):
            body.setdefault("ids", []).extend(value.split(","))
        else:
            body.setdefault(name, value)
    return context.form_of(body)


def _rows(
    form: Form, context: Context, what: _Extendable, profile_id: str
) -> list[tuple[str, Row]]:
    """Each row with its place in ``ids``; wrong ones are noted there. The same id twice is one."""
    ids = form.array("ids")
    if not ids and not form.noted("ids"):
        form.fail("ids", "The ids field is required.")
    elif ids and len(ids) > MAX_IDS:
        form.fail("ids", f"The ids may not have more than {MAX_IDS} items.")
        return []
    numbered = Form(
        {f"ids.{index}": value for index, value in enumerate(ids or ())}, "", form.errors
    )
    found: dict[int, tuple[str, Row]] = {}
    for place in numbered.names():
        number = numbered.need_integer(place, low=1)
        row = context.store.one(what.find, number) if number else None
        if row is not None and row["profile_id"] == profile_id:
            found.setdefault(number, (place, row))
        elif not form.noted(place) and not form.noted("profile_id"):
            form.fail(place, f"The selected {place} is invalid.")
    return list(found.values())


def _new_end(
    form: Form, store: Store, what: _Extendable, place: str, row: Row, asked: _Asked
) -> tuple[str, ...]:
    """The new end as the kind's columns; mistakes are noted, and then it must not be written."""
    rules = restored(definitions.find(store, what.kind, row["definition_id"])["body"])
    if rules.get("is_extendable") is False:
        form.fail(place, f"The selected {place} is not extendable.")
    elif row["expires_at"] is None:
        form.fail(place, f"The selected {place} does not expire.")
    else:
        zone = ZoneInfo(row["timezone"])
        if asked.date is not None:
            return _until(form, what, asked.date, asked.zone, row)
        days = asked.days or rules.get("extend_days")
        if days:
            return _columns(
                what, dates.after_period(_local_end(what, row, zone), days, "days"), zone
            )
        if not form.noted("extend_days"):
            form.require("extend_days")
    return ()


def _local_end(what: _Extendable, row: Row, zone: ZoneInfo) -> datetime:
    if what.is_local:
        return datetime.strptime(row["expires_at"], dates.WIRE)  # noqa: DTZ007  naive on purpose: local
    return dates.from_utc_text(row["expires_at"]).astimezone(zone).replace(tzinfo=None)


def _until(
    form: Form, what: _Extendable, date: datetime, named: ZoneInfo | None, row: Row
) -> tuple[str, ...]:
    """``date``, which must be later than the present end; noted otherwise."""
    zone = ZoneInfo(row["timezone"])
    meant = named or (ZoneInfo("UTC") if what.dates_in_utc else zone)
    utc = dates.utc_text(dates.to_utc(date, zone if what.is_local else meant))
    if utc <= row["expires_utc" if what.is_local else "expires_at"]:
        if not form.noted("extend_date"):
            form.fail("extend_date", "The extend date must be after the present end.")
        return ()
    if not what.is_local:
        return (utc,)
    # A local date stands as it was sent, even when the clock skips it.
    return _columns(what, dates.local(date, zone), zone)


def _columns(what: _Extendable, end: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    utc = dates.utc_text(dates.to_utc(end, zone))
    return (end.strftime(dates.WIRE), utc) if what.is_local else (utc,)


rewards_extended = _extending(_REWARDS)
benefits_extended = _extending(_BENEFITS)
credits_extended = _extending(_CREDITS)
