"""The lists beside the step: the wire, the journal, recent sales, products."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.late_rows import LateRows
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import JournalRow, ProductRow, RecentRow, WireRow
from posdesk.omneo.exchange import Exchange
from posdesk.sale.basket import Product
from posdesk.sale.state import Phase
from posdesk.till.history import PastSale
from posdesk.till.journal import Row

translate = QCoreApplication.translate


# Requests closer together than this share one time axis, so that what ran side by side is seen.
GROUP_GAP_S = 0.12
WIRE_ROWS = 200
PRODUCT_ROWS = 200
_BODY_SHOWN = 400
_UUID = re.compile(r"\b([0-9a-f]{4})[0-9a-f]{4}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


def wire_rows(exchanges: Sequence[Exchange], zone: str) -> Sequence[WireRow]:
    """The latest requests in the order in which they were sent, each on the axis of its group."""
    latest = sorted(exchanges, key=lambda each: each.started_at)[-WIRE_ROWS:]
    placed: list[tuple[Exchange, float, float]] = []
    for group in _groups(latest):
        start = group[0].started_at.timestamp()
        end = max(each.started_at.timestamp() + each.duration_s for each in group)
        placed.extend((each, start, max(end - start, 1e-6)) for each in group)
    return LateRows(tuple(placed), lambda at: _wire_row(*placed[at], zone))


def _groups(exchanges: Sequence[Exchange]) -> list[list[Exchange]]:
    groups: list[list[Exchange]] = []
    end = 0.0
    for each in exchanges:
        at = each.started_at.timestamp()
        if not groups or at - end > GROUP_GAP_S:
            groups.append([])
        groups[-1].append(each)
        end = max(end, at + each.duration_s)
    return groups


def _wire_row(exchange: Exchange, start: float, whole: float, zone: str) -> WireRow:
    at = exchange.started_at.timestamp()
    tones = {"applied": Tone.SUCCESS, "not applied": Tone.DANGER}
    millis = figures.clock(round(at * 1000), zone) + f".{round(at * 1000) % 1000:03d}"
    return WireRow(
        exchange.number,
        millis,
        _step(exchange.route),
        exchange.method,
        short_path(exchange.path),
        str(exchange.status or translate("Screen", "none")),
        tones.get(exchange.reading, Tone.WARN),
        translate("Screen", "{0} ms").format(QLocale().toString(round(exchange.duration_s * 1000))),
        (at - start) / whole,
        min(1.0, exchange.duration_s / whole),
        f"{exchange.method} {exchange.path}\n{exchange.request}".rstrip(),
        exchange.answer,
        " · ".join(part for part in (exchange.reading, exchange.detail) if part),
    )


def short_path(path: str) -> str:
    """The path for a narrow column: ids cut to four characters, the ordinary page left out."""
    route, _, query = path.partition("?")
    asked = [part for part in query.split("&") if part and not part.startswith("page[")]
    if (page := re.search(r"page\[number\]=(\d+)", query)) and page.group(1) != "1":
        asked.append(page.group())
    return _UUID.sub(r"\1…", route) + (f"?{'&'.join(asked)}" if asked else "")


def _step(route: str) -> str:
    """Which step of the checkout a route belongs to."""
    parts = (
        (("identities", "search"), translate("Screen", "Identify")),
        (("revers", "refund", "return"), translate("Screen", "Put back")),
        (("redeem", "redemptions"), translate("Screen", "Redeem")),
        (("balances", "rewards", "benefits", "credits"), translate("Screen", "Balances")),
        (("transactions",), translate("Screen", "Record")),
        (("profiles",), translate("Screen", "Identify")),
    )
    for needles, name in parts:
        if any(needle in route for needle in needles):
            return name
    return translate("Screen", "Till")


def journal_rows(rows: tuple[Row, ...], zone: str) -> Sequence[JournalRow]:
    """The rows as they stand on disk."""

    def write(at: int) -> JournalRow:
        row = rows[at]
        time = figures.clock(row.at.utc_ms, zone)
        return JournalRow(str(row.seq), time, row.type, row.body[:_BODY_SHOWN])

    return LateRows(rows, write)


def recent_rows(sales: Sequence[PastSale], zone: str) -> tuple[RecentRow, ...]:
    return tuple(
        RecentRow(
            sale.reference,
            figures.stamp(sale.opened_at_ms, zone),
            sale.customer or translate("Screen", "no customer"),
            figures.DASH if sale.total is None else figures.money(sale.total),
            *_state(sale),
            can_recall=sale.phase is Phase.VOIDED and bool(sale.lines),
        )
        for sale in sales
    )


def _state(sale: PastSale) -> tuple[str, Tone]:
    if sale.phase is None:
        return translate("Screen", "cannot be read"), Tone.DANGER
    if sale.remarked and sale.phase is Phase.RECORDED:
        return translate("Screen", "recorded, look at it"), Tone.WARN
    states = {
        Phase.RECORDED: (translate("Screen", "recorded"), Tone.SUCCESS),
        Phase.VOIDED: (translate("Screen", "void"), Tone.PLAIN),
        Phase.RECORDING: (translate("Screen", "paid, not recorded yet"), Tone.WARN),
        Phase.ATTENTION: (translate("Screen", "needs a person"), Tone.DANGER),
    }
    return states.get(sale.phase, (translate("Screen", "open"), Tone.PAYMENT))


def product_rows(products: Sequence[Product], wanted: str) -> tuple[ProductRow, ...]:
    """Products whose name, SKU or barcode holds every word that was typed."""
    needles = wanted.casefold().split()
    found = (
        product
        for product in products
        if all(
            needle in f"{product.name} {product.sku} {product.barcode}".casefold()
            for needle in needles
        )
    )
    rows = [
        ProductRow(each.sku, each.name, figures.money(each.price), each.barcode) for each in found
    ]
    return tuple(rows[:PRODUCT_ROWS])
