"""What the last screen was made from, so that the next one makes anew only what changed.

A basket of a thousand lines is priced and written at every key. Baskets, lines, selections and wallets are
immutable, so the same object means the same words: identity is the whole test.
"""

from __future__ import annotations

from posdesk.desktop.screens.model import BasketRow
from posdesk.sale.basket import Line
from posdesk.sale.quote import Quote
from posdesk.sale.state import Sale, quote_of


class Memo:
    """The quote and the basket's rows of one window's last screen."""

    def __init__(self) -> None:
        self._priced: tuple[object, ...] = ()
        self._quote: Quote | None = None
        self._rows: dict[int, tuple[Line, BasketRow]] = {}

    def quote(self, sale: Sale) -> Quote:
        """``quote_of(sale)``."""
        priced = (
            sale.basket,
            sale.selection,
            sale.wallet,
            sale.snapshot,
            sale.phase,
            sale.terms,
            sale.strategies,
        )
        same = len(priced) == len(self._priced) and all(map(_is, priced, self._priced))
        if self._quote is None or not same:
            self._priced, self._quote = priced, quote_of(sale)
        return self._quote

    def known(self, line: Line) -> BasketRow | None:
        """The row of a line that was shown before."""
        line_then, row = self._rows.get(line.id, (None, None))
        return row if line_then is line else None

    def keep(self, rows: list[tuple[Line, BasketRow]]) -> None:
        """These are shown now."""
        self._rows = {line.id: (line, row) for line, row in rows}


def _is(one: object, other: object) -> bool:
    return one is other
