"""The rows of the lists beside the step, and the editor of one line: data for views, like ``model``."""

from __future__ import annotations

from typing import NamedTuple

from posdesk.desktop.screens.model import NoticeScreen, Tone


class WireRow(NamedTuple):
    """One request on the wire; ``offset`` and ``span`` (0 to 1) place its bar on the shared time axis."""

    number: int
    time: str
    step: str
    method: str
    path: str
    status: str
    tone: Tone
    duration: str
    offset: float
    span: float
    request: str = ""
    answer: str = ""
    reading: str = ""


class JournalRow(NamedTuple):
    """One row of the sale's journal, or of the timeline."""

    number: str
    time: str
    what: str
    detail: str
    tone: Tone = Tone.PLAIN


class WebhookRow(NamedTuple):
    """One delivery. ``signed`` and ``outcome`` are ready words with their tones; ``body`` is masked."""

    number: int
    time: str
    event: str
    who: str
    signed: str
    signed_tone: Tone
    outcome: str
    tone: Tone
    why: str
    body: str


class WebhooksScreen(NamedTuple):
    """``status`` stands above the rows, ``empty`` in their place; the rows are oldest first."""

    status: str = ""
    empty: str = ""
    rows: tuple[WebhookRow, ...] = ()


class RecentRow(NamedTuple):
    """A recent sale (F12)."""

    reference: str
    time: str
    customer: str
    total: str
    state: str
    tone: Tone
    can_recall: bool = False


class ProductRow(NamedTuple):
    sku: str
    name: str
    price: str
    barcode: str = ""


class KeyRow(NamedTuple):
    """One row of the key map (F1)."""

    key: str
    action: str


class LineEditScreen(NamedTuple):
    """The line being edited (F4), in place, never a modal: quantity, unit price (major units), note."""

    line_id: int
    name: str
    quantity: int
    price: str
    original_price: str
    note: str
    notice: NoticeScreen | None = None
    reasons: tuple[str, ...] = ()
