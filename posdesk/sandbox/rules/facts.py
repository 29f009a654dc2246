"""What a tenant knows about itself: identity, zone, currency, switches; each one row of ``fact``."""

from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import amounts
from posdesk.sandbox.rules.json_text import restored
from posdesk.sandbox.rules.store import Store

POINT_RATE = Decimal("0.01")  # dollars a point, when no setting says otherwise (U21)

POINT_RATE_SETTING = "SELECT value FROM setting WHERE handle = 'point_conversion_rate'"


def get(store: Store, name: str) -> str | None:
    row = store.one("SELECT value FROM fact WHERE name = ?", name)
    return None if row is None else str(row["value"])


def put(store: Store, name: str, value: str) -> None:
    store.write("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", name, value)


def zone(store: Store) -> ZoneInfo:
    """The tenant's own zone."""
    return ZoneInfo(get(store, "timezone") or "UTC")


def currency(store: Store) -> str:
    """The ISO code in which the tenant counts."""
    return get(store, "currency") or "AUD"


def point_rate(store: Store) -> Decimal:
    """Dollars a point, from the setting ``point_conversion_rate`` (name ASSUMED)."""
    row = store.one(POINT_RATE_SETTING)
    return read_point_rate(None if row is None else row["value"])


@lru_cache(maxsize=64)
def read_point_rate(stored_value: str | None) -> Decimal:
    """The setting's stored text as dollars a point; the default for nonsense."""
    rate = amounts.decimal_of(restored(stored_value))
    return rate if rate is not None and rate > 0 else POINT_RATE


def rate(store: Store, source: str, target: str) -> Decimal | None:
    """What one unit of ``source`` is in ``target``: the configured row, or its inverse; None: unknown."""
    if source == target:
        return Decimal(1)
    row = store.one("SELECT rate FROM currency WHERE from_code = ? AND to_code = ?", source, target)
    if row is not None:
        return Decimal(row["rate"])
    row = store.one("SELECT rate FROM currency WHERE from_code = ? AND to_code = ?", target, source)
    return None if row is None else 1 / Decimal(row["rate"])
