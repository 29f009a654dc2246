"""Changing settings and exchange rates (omneo-api.md 2.12).

The tenant's currency and zone are its ground: amounts are counted and days end by them, so those two settings
cannot be changed (ASSUMED). A rate is more than nothing, below a million, with at most eight decimals.
"""

import re
from decimal import Decimal

from posdesk.sandbox.rules import typed_values
from posdesk.sandbox.rules.context import Context, created, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.settings import currency_shape, find, setting_shape
from posdesk.sandbox.rules.store import Row, Store

FIXED = ("currency", "timezone")
POINT_RATE = "point_conversion_rate"
MAX_RATE = Decimal(10**6)
MAX_DECIMALS = 8
_CODE = re.compile(r"[A-Z]{3}")


def changed(context: Context) -> Response:
    """PUT /settings/{handle} ``{value}``, of the setting's own type."""
    row = find(context.store, context.params["handle"])
    form = context.form()
    value = form.raw("value")
    if not form.named("value"):
        form.require("value")
    elif not typed_values.fits(row["type"], value):
        form.fail("value", f"The value must be of type {row['type']}.")
    elif row["handle"] in FIXED and value != restored(row["value"]):
        form.fail("value", f"The setting {row['handle']} cannot be changed.")
    elif row["handle"] == POINT_RATE:
        _rate(form, "value")
    form.check()
    context.store.write(
        "UPDATE setting SET value = ?, updated_at = ? WHERE id = ?",
        stored(value),
        context.at,
        row["id"],
    )
    return ok(setting_shape(find(context.store, row["handle"])))


def posted_currency(context: Context) -> Response:
    """POST /currencies ``{from, to, rate}``: what one unit of ``from`` is in ``to``."""
    form = context.form()
    codes = [_code(form, name) for name in ("from", "to")]
    form.require("rate")
    rate = _rate(form, "rate")
    if codes[0] and codes[0] == codes[1]:
        form.fail("to", "The to and from must be different.")
    elif _pair(context.store, *codes) is not None:
        form.fail("to", "The to has already been taken.")
    form.check()
    currency_id = context.store.insert(
        "INSERT INTO currency (from_code, to_code, rate, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
        *codes,
        _plain(rate),
        context.at,
        context.at,
    )
    return created(currency_shape(_currency(context.store, currency_id)))


def changed_currency(context: Context) -> Response:
    """PUT /currencies/{id} ``{rate}``."""
    row = _currency(context.store, context.number("id"))
    form = context.form()
    form.require("rate")
    rate = _rate(form, "rate")
    form.check()
    context.store.write(
        "UPDATE currency SET rate = ?, updated_at = ? WHERE id = ?",
        _plain(rate),
        context.at,
        row["id"],
    )
    return ok(currency_shape(_currency(context.store, row["id"])))


def _code(form: Form, name: str) -> str:
    code = form.need_text(name)
    if code and not _CODE.fullmatch(code):
        form.fail(name, f"The {name} format is invalid.")
    return code


def _rate(form: Form, name: str) -> Decimal:
    rate = form.decimal(name)
    if rate is None:
        return Decimal(1)
    exponent = rate.normalize().as_tuple().exponent
    if not 0 < rate < MAX_RATE:
        form.fail(name, f"The {name} must be greater than 0 and less than {MAX_RATE}.")
    elif isinstance(exponent, int) and -exponent > MAX_DECIMALS:
        form.fail(name, f"The {name} may not have more than {MAX_DECIMALS} decimal places.")
    return rate


def _plain(rate: Decimal) -> str:
    """Without an exponent, as it is shown."""
    return f"{rate:f}"


def _pair(store: Store, source: str, target: str) -> Row | None:
    return store.one("SELECT id FROM currency WHERE from_code = ? AND to_code = ?", source, target)


def _currency(store: Store, currency_id: int) -> Row:
    row = store.one("SELECT * FROM currency WHERE id = ?", currency_id)
    if row is None:
        raise not_found()
    return row
