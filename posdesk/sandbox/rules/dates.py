"""Dates of the wire: ``YYYY-MM-DD HH:MM:SS`` without a zone, in and out (omneo-api.md 1.6).

Inside, every comparable instant is that text in UTC, so SQLite compares it as it stands. Rewards and
transactions are converted; benefits repeat what was sent and keep the UTC beside it. Points and credits are
UTC in and out, unless a credit names its zone (ASSUMED; the vendor's credit sample shows it so).
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WIRE = "%Y-%m-%d %H:%M:%S"
_WIRE_LENGTH = len("2026-03-10 13:00:00")
FIRST_YEAR, LAST_YEAR = 1970, 2999
_LAST = datetime.combine(date(LAST_YEAR, 12, 31), time(23, 59, 59))
_SHAPE = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")


def utc_text(moment: datetime) -> str:
    """An aware ``moment`` as UTC text."""
    return _text(moment.astimezone(UTC))


def _text(moment: datetime) -> str:
    """What ``strftime(WIRE)`` says, in a third of its time: nothing is written more often."""
    return moment.isoformat(" ", "seconds")[:_WIRE_LENGTH]


def from_utc_text(text: str) -> datetime:
    """The aware UTC moment of such a text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None. Only names: the library would open paths too."""
    if len(name) > 64 or not _ZONE_NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, IsADirectoryError):
        return None


def parse(text: str) -> datetime | None:
    """A wire date as datetime: naive local time, or aware when it carries an offset (ISO 8601).

    A date alone is its midnight. None for anything else, and outside the years 1970 to 2999.
    """
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    day, clock, offset = shape.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}{offset or ''}")
    except ValueError:
        return None
    return moment if FIRST_YEAR < moment.year <= LAST_YEAR else None


def to_utc(moment: datetime, local: ZoneInfo) -> datetime:
    """A naive local time (or an aware one) as UTC.

    ASSUMED (1.6): of an hour that comes twice the first is meant; one that never comes moves forward.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=local)).astimezone(UTC)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """``moment`` on the wall clock of ``zone``, naive; a naive one is that already."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


@lru_cache(maxsize=1024)
def local_text(utc: str, local: ZoneInfo) -> str:
    """UTC text as the wall clock of ``local``."""
    return _text(from_utc_text(utc).astimezone(local))


def end_of_day(day: date) -> datetime:
    """23:59:59 of ``day``, naive."""
    return datetime.combine(day, time(23, 59, 59))


def after_period(start: datetime, period: int, unit: str) -> datetime:
    """``start`` (naive local) plus ``period`` of ``unit``: days, weeks, months, years, or the end of the
    period-th week or month counted from the one of ``start`` (absolute_*; U30). Clamped to month ends
    and to the last year of the wire."""
    try:
        match unit:
            case "weeks":
                moment = start + timedelta(weeks=period)
            case "months":
                moment = _plus_months(start, period)
            case "years":
                moment = _plus_months(start, 12 * period)
            case "absolute_week":
                sunday = start.date() + timedelta(
                    days=6 - start.weekday(), weeks=max(period - 1, 0)
                )
                moment = end_of_day(sunday)
            case "absolute_month":
                moment = _end_of_month(_plus_months(start, max(period - 1, 0)))
            case _:
                moment = start + timedelta(days=period)
    except (OverflowError, ValueError):
        return _LAST
    return min(moment, _LAST)


def _plus_months(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _end_of_month(moment: datetime) -> datetime:
    last = calendar.monthrange(moment.year, moment.month)[1]
    return end_of_day(moment.date().replace(day=last))
