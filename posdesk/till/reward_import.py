"""A list of rewards to be issued, checked row by row before anything is sent. Pure: no I/O, no clock.

A good row is an ``Entry`` with a mark of its own, sent as the reward's ``external_id``. The mark is made of the
import's name and of what the row says, not of where it stands: the same list can be run again, with wrong rows
corrected or taken out, and each reward is still recognised. Whoever wants the same rewards once more gives the
import another name. A mark in the file (column ``external_id``) is taken as it is. Tenants store marks and
compare none (omneo-api.md 1.8), so whoever sends looks for them first (``reward_import_run``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posdesk.home.tenant import TenantFile
from posdesk.omneo.definitions import Definition
from posdesk.omneo.reward_writes import RewardDraft
from posdesk.sale.money import Money
from posdesk.till.sheets import BadSheet, Fault, Record, Sheet

EMAIL, PROFILE, CARD, HANDLE = "email", "profile_id", "card", "profile_id_handle"
DEFINITION, VALUE, REMAINING = "definition", "value", "value_remaining"
ISSUED, EXPIRES, TIMEZONE, MARK = "issued_at", "expires_at", "timezone", "external_id"
# What people and the vendor's single-issue format call the same column.
_NAMES: Mapping[str, tuple[str, ...]] = {
    EMAIL: ("email", "e_mail", "email_address"),
    PROFILE: ("profile_id", "profile", "omneo_id"),
    CARD: ("card", "card_number", "loyalty_card"),
    HANDLE: ("profile_id_handle",),
    DEFINITION: (
        "definition",
        "reward",
        "reward_definition",
        "reward_definition_handle",
        "reward_definition_id",
    ),
    VALUE: ("value", "value_initial", "amount"),
    REMAINING: ("value_remaining",),
    ISSUED: ("issued_at", "issued", "issue_date"),
    EXPIRES: ("expires_at", "expires", "expiry", "expiry_date"),
    TIMEZONE: ("timezone",),
    MARK: ("external_id",),
}
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?",
    re.ASCII,
)
_AMOUNT = re.compile(r"(-?)\d{1,12}(?:[.,](\d+))?", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_MARK = re.compile(r"[^\s,]{1,64}")
_LONGEST = 254
MARK_PREFIX = "imp-"


class Wrong(StrEnum):
    """What is wrong with a row."""

    NOBODY = "nobody"
    BAD_EMAIL = "bad_email"
    BAD_CUSTOMER = "bad_customer"
    NO_DEFINITION = "no_definition"
    UNKNOWN_DEFINITION = "unknown_definition"
    NO_VALUE = "no_value"
    NOT_AN_AMOUNT = "not_an_amount"
    DECIMALS = "decimals"
    NOT_ABOVE_ZERO = "not_above_zero"
    TOO_MUCH = "too_much"
    MORE_LEFT = "more_left"
    BAD_DATE = "bad_date"
    ENDED = "ended"
    ENDS_FIRST = "ends_first"
    BAD_ZONE = "bad_zone"
    BAD_MARK = "bad_mark"
    DOUBLE = "double"
    QUOTES = "quotes"
    MORE_CELLS = "more_cells"
    NO_OBJECT = "no_object"
    NO_CELL = "no_cell"


_OF_FAULT = {
    Fault.QUOTES: Wrong.QUOTES,
    Fault.MORE_CELLS: Wrong.MORE_CELLS,
    Fault.NO_OBJECT: Wrong.NO_OBJECT,
    Fault.NO_CELL: Wrong.NO_CELL,
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong row: its number, the column that is to blame (empty: the row), and ``detail``: the row that this
    one repeats, or the most that an amount may be; never what stands in the cell, which may be personal."""

    row: int
    column: str
    what: Wrong
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A good row: a reward ready to be sent. ``draft.external_id`` is its mark; a repr hides whose it is."""

    row: int
    draft: RewardDraft = field(repr=False)

    @property
    def mark(self) -> str:
        return self.draft.external_id or ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole list: good rows, wrong rows, each in the order of the file, and headings that nothing is done with."""

    entries: tuple[Entry, ...]
    mistakes: tuple[Mistake, ...]
    unused: tuple[str, ...]
    encoding: str

    def total(self, currency_of: TenantFile) -> Money:
        """What the good rows are worth; those that leave it to their definition count nothing."""
        values = (entry.draft.value for entry in self.entries)
        return Money.total((each for each in values if each is not None), currency_of.currency)


class _Bad(Exception):
    """This cell of this row."""

    def __init__(self, column: str, what: Wrong, detail: str = "") -> None:
        super().__init__(column)
        self.column, self.what, self.detail = column, what, detail


def check(
    sheet: Sheet,
    name: str,
    known: Sequence[Definition],
    tenant: TenantFile,
    now: datetime,
) -> Checked:
    """Check every row of ``sheet`` for the import ``name``. ``known`` are the tenant's reward definitions.

    Whether a customer exists is the tenant's to say. Raises BadSheet when no column can name the customers or
    the definition, or two name the same.
    """
    columns, unused = _columns(sheet.headings)
    reader = _Reader(name, _index(known), tenant, now)
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for record in sheet.records:
        try:
            entries.append(reader.entry(_renamed(record, columns)))
        except _Bad as bad:
            mistakes.append(Mistake(record.number, bad.column, bad.what, bad.detail))
    return Checked(tuple(entries), tuple(mistakes), unused, sheet.encoding)


def _columns(headings: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which heading is which column, and the headings that are none."""
    meaning = {name: column for column, names in _NAMES.items() for name in names}
    columns: dict[str, str] = {}
    for heading in headings:
        column = meaning.get(heading)
        if column in columns.values():
            raise BadSheet(Fault.TWICE, heading)
        if column is not None:
            columns[heading] = column
    found = set(columns.values())
    if DEFINITION not in found or not found & {EMAIL, PROFILE, CARD}:
        raise BadSheet(Fault.NOT_A_LIST, ", ".join(headings)[:_LONGEST])
    return columns, tuple(each for each in headings if each and each not in columns)


def _renamed(record: Record, columns: Mapping[str, str]) -> Record:
    if record.fault is not None:
        raise _Bad(record.where, _OF_FAULT[record.fault])
    cells = {columns[name]: cell for name, cell in record.cells.items() if name in columns}
    return replace(record, cells=cells)


def _index(known: Sequence[Definition]) -> dict[str, Definition]:
    """By id and handle; by name where it is one's alone. A handle is stronger than a name."""
    names = [each.name.casefold() for each in known]
    found = {each.name.casefold(): each for each in known if names.count(each.name.casefold()) == 1}
    found |= {str(each.id): each for each in known}
    return found | {each.handle.casefold(): each for each in known}


class _Reader:
    """Reads rows of one import."""

    def __init__(
        self, name: str, known: Mapping[str, Definition], tenant: TenantFile, now: datetime
    ) -> None:
        self._name = name
        self._known = known
        self._tenant = tenant
        self._now = now
        self._rows: dict[str, int] = {}

    def entry(self, record: Record) -> Entry:
        """Raises _Bad at the first cell that is wrong."""
        cells = record.cells
        who, handle = self._who(cells)
        definition = self._definition(cells)
        value = self._amount(cells, VALUE)
        self._check_value(definition, value)
        zone = self._zone(cells)
        issued, expires = _moment(cells, ISSUED, zone), _moment(cells, EXPIRES, zone)
        if expires is not None and expires <= self._now:
            raise _Bad(EXPIRES, Wrong.ENDED)
        if issued is not None and expires is not None and expires <= issued:
            raise _Bad(EXPIRES, Wrong.ENDS_FIRST)
        draft = RewardDraft(
            profile_id=who,
            definition=definition.id,
            timezone=zone,
            value=value,
            remaining=self._remaining(cells, value or definition.value),
            issued_at=issued,
            expires_at=expires,
            profile_id_handle=handle,
        )
        mark = self._mark(cells, draft)
        if mark in self._rows:
            raise _Bad("", Wrong.DOUBLE, str(self._rows[mark]))
        self._rows[mark] = record.number
        return Entry(record.number, replace(draft, external_id=mark))

    def _who(self, cells: Mapping[str, str]) -> tuple[str, str | None]:
        """Whose reward it is, and what kind of name that is. An Omneo id is stronger than an e-mail, that than a card."""
        if (named := cells.get(PROFILE)) is not None:
            return _id(PROFILE, named), cells.get(HANDLE)
        if (email := cells.get(EMAIL)) is not None:
            if len(email) > _LONGEST or not _EMAIL.fullmatch(email):
                raise _Bad(EMAIL, Wrong.BAD_EMAIL)
            return email, "email"
        if (card := cells.get(CARD)) is not None:
            return _id(CARD, card), self._tenant.card_handle
        raise _Bad("", Wrong.NOBODY)

    def _definition(self, cells: Mapping[str, str]) -> Definition:
        typed = cells.get(DEFINITION)
        if typed is None:
            raise _Bad(DEFINITION, Wrong.NO_DEFINITION)
        found = self._known.get(typed.casefold())
        if found is None:
            raise _Bad(DEFINITION, Wrong.UNKNOWN_DEFINITION)
        return found

    def _amount(self, cells: Mapping[str, str], column: str) -> Money | None:
        typed = cells.get(column)
        if typed is None:
            return None
        wrong = _wrong_amount(typed, self._tenant.currency.exponent)
        if wrong is not None:
            raise _Bad(column, wrong)
        return Money.parse(typed, self._tenant.currency)

    def _check_value(self, definition: Definition, value: Money | None) -> None:
        if value is None:
            if not definition.value:
                raise _Bad(VALUE, Wrong.NO_VALUE)
        elif not value.minor:
            raise _Bad(VALUE, Wrong.NOT_ABOVE_ZERO)
        elif definition.max_value is not None and value.amount > definition.max_value.amount:
            raise _Bad(VALUE, Wrong.TOO_MUCH, f"{definition.max_value.amount}")

    def _remaining(self, cells: Mapping[str, str], value: Money | None) -> Money | None:
        left = self._amount(cells, REMAINING)
        if left is not None and value is not None and left.amount > value.amount:
            raise _Bad(REMAINING, Wrong.MORE_LEFT)
        return left

    def _zone(self, cells: Mapping[str, str]) -> str:
        zone = cells.get(TIMEZONE, self._tenant.timezone)
        try:
            return ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise _Bad(TIMEZONE, Wrong.BAD_ZONE) from None

    def _mark(self, cells: Mapping[str, str], draft: RewardDraft) -> str:
        own = cells.get(MARK)
        if own is not None:
            if not _MARK.fullmatch(own):
                raise _Bad(MARK, Wrong.BAD_MARK)
            return own
        said = (
            self._name,
            draft.profile_id_handle or PROFILE,
            draft.profile_id.casefold(),
            draft.definition,
            *(("" if each is None else each.minor) for each in (draft.value, draft.remaining)),
            *(
                ("" if each is None else each.isoformat())
                for each in (draft.issued_at, draft.expires_at)
            ),
        )
        digest = hashlib.sha256("\x1f".join(str(each) for each in said).encode())
        return MARK_PREFIX + digest.hexdigest()[:24]


def _id(column: str, typed: str) -> str:
    if len(typed) > _LONGEST or not typed.isprintable() or " " in typed:
        raise _Bad(column, Wrong.BAD_CUSTOMER)
    return typed


def _wrong_amount(typed: str, decimals: int) -> Wrong | None:
    """What is wrong with an amount, the reason that helps most. ``1,000`` may be one or a thousand: refused."""
    shape = _AMOUNT.fullmatch(typed)
    if shape is None:
        return Wrong.NOT_AN_AMOUNT
    if shape[1]:
        return Wrong.NOT_ABOVE_ZERO
    return Wrong.DECIMALS if len(shape[2] or "") > decimals else None


def _moment(cells: Mapping[str, str], column: str, zone: str) -> datetime | None:
    """A date, or a date and a time, local in ``zone``; an end without a time is the last second of its day."""
    typed = cells.get(column)
    if typed is None:
        return None
    shape = _MOMENT.fullmatch(typed)
    if shape is None:
        raise _Bad(column, Wrong.BAD_DATE)
    at = shape[2] or ("23:59:59" if column == EXPIRES else "00:00:00")
    try:
        local = datetime.fromisoformat(f"{shape[1]}T{at}").replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Bad(column, Wrong.BAD_DATE) from None
