"""Lists that people bring as files: CSV or JSON, in whatever encoding, as records of named text cells. Pure.

Records are numbered as a spreadsheet numbers them: the headings are row 1, and a blank line counts; the
elements of a JSON list are counted from 1. Trouble of one record is its own; of the file, ``BadSheet``.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from posdesk.omneo.errors import BadPayload
from posdesk.omneo.wire import Json, load
from posdesk.sale.errors import PosError

# Ten times what is expected of one import; a file beyond is a mistake, or for the vendor to load (guide).
MAX_BYTES = 32 * 1024 * 1024
MAX_RECORDS = 100_000
_DELIMITERS = ";,\t|"
_QUOTED = re.compile(r'"[^"]*"')
_LONGEST_NUMBER = 40


class Fault(StrEnum):
    """What is wrong with a whole file, or with one record of it."""

    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    OPEN_QUOTE = "open_quote"
    BAD_JSON = "bad_json"
    NOT_A_LIST = "not_a_list"
    TWICE = "twice"
    QUOTES = "quotes"
    MORE_CELLS = "more_cells"
    NO_OBJECT = "no_object"
    NO_CELL = "no_cell"


class BadSheet(PosError):
    """A file that is no list: ``fault`` says why, ``where`` names the row or the headings."""

    code: ClassVar[str] = "till.bad_sheet"
    user_message: ClassVar[str] = (
        "This file cannot be read as a list, so nothing was sent. "
        "Save it as CSV with a line of headings, or as a JSON list, and try again."
    )

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(f"{fault} {where}".strip())
        self.fault = fault
        self.where = where


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells by heading, stripped, an empty one left out. With ``fault`` they are not to be trusted;
    ``where`` is the column it is in. A repr shows no cells: they are about people."""

    number: int
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    fault: Fault | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings as ``heading_of`` writes them, in their order, and the records that are not blank."""

    headings: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str


def read_sheet(data: bytes) -> Sheet:
    """Read a list. JSON is what begins with a bracket, CSV the rest. Raises BadSheet."""
    if len(data) > MAX_BYTES:
        raise BadSheet(Fault.TOO_LARGE)
    text, encoding = _decoded(data)
    if not text.strip():
        raise BadSheet(Fault.EMPTY)
    headings, records = _json(text) if text.lstrip()[0] in "[{" else _csv(text)
    if not records:
        raise BadSheet(Fault.EMPTY)
    if len(records) > MAX_RECORDS:
        raise BadSheet(Fault.TOO_MANY)
    return Sheet(headings, records, encoding)


def heading_of(text: str) -> str:
    """``Expires at`` and ``expires-at`` are ``expires_at``."""
    return re.sub(r"[\s\-.]+", "_", text.strip().lower())


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. What is not UTF-8 and has no mark was written by an old Windows."""
    for mark, name in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            names: tuple[str, ...] = ("utf-8-sig" if name == "utf-8" else name,)
            break
    else:
        names = ("utf-8", "cp1252")
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name.removesuffix("-sig")
    raise BadSheet(Fault.NOT_TEXT)


def _csv(text: str) -> tuple[tuple[str, ...], tuple[Record, ...]]:
    delimiter, skipped, rest = _delimiter(text)
    headings: tuple[str, ...] = ()
    records: list[Record] = []
    for number, cells in _rows(rest, delimiter, skipped):
        if isinstance(cells, Fault):
            records.append(Record(number, fault=cells))
        elif not any(cell.strip() for cell in cells):
            continue
        elif not headings:
            headings = _headings(cells)
        else:
            records.append(_record(number, headings, cells))
    return headings, tuple(records)


def _delimiter(text: str) -> tuple[str, int, str]:
    """What parts the cells, the rows before the first, and the text from there: Excel's ``sep=;`` wins."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)\r?", first)
    if named:
        return named[1], 1, rest
    heading = next(line for line in text.splitlines() if line.strip())
    bare = _QUOTED.sub("", heading)
    return max(_DELIMITERS, key=lambda sign: (bare.count(sign), sign == ",")), 0, text


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str] | Fault]]:
    """Each row with its number; one with quotes that make no sense is a fault, and the next goes on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                raise BadSheet(Fault.OPEN_QUOTE, str(number)) from error
            yield number, Fault.QUOTES


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    headings = tuple(heading_of(cell) for cell in cells)
    _once(headings)
    return headings


def _once(headings: Sequence[str]) -> None:
    named = [each for each in headings if each]
    twice = sorted({each for each in named if named.count(each) > 1})
    if twice:
        raise BadSheet(Fault.TWICE, ", ".join(twice))


def _record(number: int, headings: tuple[str, ...], cells: Sequence[str]) -> Record:
    if any(cell.strip() for cell in cells[len(headings) :]):
        return Record(number, fault=Fault.MORE_CELLS)
    named = zip(headings, cells, strict=False)
    return Record(number, {name: cell.strip() for name, cell in named if cell.strip()})


def _json(text: str) -> tuple[tuple[str, ...], tuple[Record, ...]]:
    """A list of objects, bare or as the one list of an object (``{"rewards": […]}``)."""
    try:
        found = load(text.encode())
    except (BadPayload, UnicodeEncodeError) as error:
        raise BadSheet(Fault.BAD_JSON) from error
    if isinstance(found, Mapping):
        lists = [each for each in found.values() if isinstance(each, list)]
        found = lists[0] if len(lists) == 1 else found
    if not isinstance(found, list):
        raise BadSheet(Fault.NOT_A_LIST)
    records = tuple(_element(number, each) for number, each in enumerate(found, 1))
    names = {name: None for record in records for name in record.cells}
    return tuple(names), records


def _element(number: int, element: Json) -> Record:
    if not isinstance(element, Mapping):
        return Record(number, fault=Fault.NO_OBJECT)
    cells: dict[str, str] = {}
    for name, value in element.items():
        text = _cell(value)
        heading = heading_of(name)
        if text is None:
            return Record(number, fault=Fault.NO_CELL, where=heading[:_LONGEST_NUMBER])
        if text:
            cells[heading] = text
    return Record(number, cells)


def _cell(value: Json) -> str | None:
    """A text or a number as text, a null as nothing; None for what is no cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    # 1E400000 is four characters of JSON and half a megabyte of digits.
    if isinstance(value, Decimal) and not (
        value.is_finite() and abs(value.adjusted()) < _LONGEST_NUMBER
    ):
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)[: _LONGEST_NUMBER * 2]
