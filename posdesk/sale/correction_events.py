"""A person's correction of a transaction that the tenant refused. In the journal, under the events' rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event


@dataclass(frozen=True, slots=True)
class Correction:
    """``field`` as the tenant names it, e.g. ``location_id`` or ``items.0.sku``; ``value`` empty: left out."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class TransactionEdited(Event):
    """What is to be sent instead, under the same reference, and ``by`` whom."""

    corrections: tuple[Correction, ...]
    by: str = ""
