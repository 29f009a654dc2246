"""Settings and exchange rates of the tenant as they are read (omneo-api.md 2.12)."""

from decimal import Decimal

from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.listing import Listing, page, whole
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_SETTINGS = Listing(source="setting", order="id", fields={"handle": Field("handle")})
_CURRENCIES = Listing(
    source="currency", order="id", fields={"from": Field("from_code"), "to": Field("to_code")}
)


def setting_shape(row: Row) -> dict[str, JSON]:
    """A setting as the wire shows it."""
    return {
        "id": row["id"],
        "handle": row["handle"],
        "value": restored(row["value"]),
        "type": row["type"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def currency_shape(row: Row) -> dict[str, JSON]:
    """An exchange rate as the wire shows it: what one unit of ``from`` is in ``to``."""
    return {
        "id": row["id"],
        "from": row["from_code"],
        "to": row["to_code"],
        "rate": Decimal(row["rate"]),
        "is_system": bool(row["is_system"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def listed(context: Context) -> Response:
    """GET /settings: all, without pages (1.3)."""
    return whole(context, _SETTINGS, setting_shape)


def read(context: Context) -> Response:
    """GET /settings/{handle}."""
    return ok(setting_shape(find(context.store, context.params["handle"])))


def find(store: Store, handle: str) -> Row:
    """The setting's row. Raises Refusal 404."""
    row = store.one("SELECT * FROM setting WHERE handle = ?", handle)
    if row is None:
        raise not_found()
    return row


def currencies(context: Context) -> Response:
    """GET /currencies."""
    return page(context, _CURRENCIES, currency_shape)
