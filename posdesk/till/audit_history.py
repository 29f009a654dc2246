"""A history of operations, as JSON lines, and the money invariants proved from it in one pass.

Each line is one object: what a ``process`` (a till, one run of it) did to one sale, in the order in which it was
written down. ``op`` and ``kind`` say what: an ``invoke``, then ``ok``, ``refused`` (proved not done) or ``unknown``
(may be done, or may not). docs/files.md lists the operations and their fields.

What is unknown may have taken effect or not; the checker must find one course of events that fits everything that
is known: that a recorded sale names a leg proves it, and where a profile's balance is given, the unknown ones are
chosen so that it comes out. A balance that no choice explains is a violation. So is one for which there are more
choices than can be tried in time that is linear in the history (``MOST_WORK``), for it proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.till.audit_report import Findings, Invariant, Report
from posdesk.till.books import BooksUnreadable
from posdesk.till.values import Json

# Minor units times doubtful legs of one profile: some milliseconds' work on whole numbers as sets of bits.
MOST_WORK = 1 << 32
_REDEMPTIONS = frozenset("RBC")
# In the mark of a late twin, a second redemption of one leg: the leg's mark before it.
_TWIN = "-T"
_SLACK_MS = 5_000
_REVERSE_UNTIL_MS = round(REVERSE_UNTIL_S * 1000)
OPERATIONS = frozenset(
    "redeem charge give find ask find_give reverse refund void find_undo record look_up attention"
    " start balance".split()
)
_KINDS = frozenset({"invoke", "ok", "refused", "unknown"})


@dataclass(slots=True)
class _Leg:
    """What is known of one mark. ``taken`` and ``back`` count what surely took effect, once for each ``ids``."""

    profile: str = ""
    amount: int = 0
    since_ms: int = 0
    taken: int = 0
    back: int = 0
    is_doubtful: bool = False
    is_back_doubtful: bool = False
    is_linked: bool = False
    ids: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sale:
    """One reference: its marks, what is in flight, and its transactions by number."""

    legs: dict[str, _Leg] = field(default_factory=dict)
    flying: dict[tuple[str, str], str] = field(default_factory=dict)
    """(operation, mark) → the process that it left."""
    transactions: set[str] = field(default_factory=set)
    is_record_doubtful: bool = False
    names_legs: bool = False
    is_explained: bool = False


Line = dict[str, Json]


def audit_history(lines: Iterable[str | bytes], *, finished: bool = True) -> Report:
    """The report on a history; ``sales`` are its references. Raises BooksUnreadable for what is no history.

    ``finished``: nothing is on its way any more, so what is taken must be recorded, put back, or explained by an
    operation ``attention``.
    """
    history = _History()
    loads, tell = json.loads, history.tell
    for number, text in enumerate(lines, start=1):
        try:
            tell(loads(text))
        except (ValueError, KeyError, TypeError) as exc:
            raise BooksUnreadable(f"line {number}: {type(exc).__name__}: {exc}") from exc
    return history.report(finished=finished)


class _History:
    def __init__(self) -> None:
        self._found = Findings()
        self._sales: dict[str, _Sale] = {}
        self._balances: list[Line] = []
        self._busy: dict[str, set[str]] = {}
        self._works: dict[str, Callable[[str, _Sale, Line], None]] = {
            "redeem": self._take,
            "charge": self._take,
            "give": self._take,
            "find": self._look,
            "ask": self._look,
            "find_give": self._look,
            "reverse": self._undo,
            "refund": self._undo,
            "void": self._undo,
            "find_undo": self._look_undo,
            "record": self._record,
            "look_up": self._look_up,
            "attention": self._attention,
        }

    def tell(self, line: Line) -> None:
        """One line. Raises ValueError, KeyError or TypeError for one that is not understood."""
        op = line["op"]
        if op == "start":
            self._start(line["process"])
        elif op == "balance":
            self._balances.append(line)
        else:
            reference = line["reference"]
            sale = self._sales.get(reference)
            if sale is None:
                sale = self._sales[reference] = _Sale()
            kind = line["kind"]
            if kind not in _KINDS:
                raise ValueError(f"no such kind: {kind}")
            if "amount" in line and type(line["amount"]) is not int:
                detail = f"{op}: the amount is {line['amount']}"
                self._found.unexplained(Invariant.EXACT, reference, line.get("leg", ""), detail)
                return
            self._works[op](reference, sale, line)

    def _start(self, process: str) -> None:
        """A process died and was started again: what it had on its way is unknown."""
        for reference in tuple(self._busy.get(process, ())):
            sale = self._sales[reference]
            for (op, mark), owner in tuple(sale.flying.items()):
                if owner == process:
                    gone: Line = {"op": op, "kind": "unknown", "leg": mark}
                    self._works[op](reference, sale, gone)

    def _begins(self, reference: str, sale: _Sale, line: Line) -> None:
        op, mark = line["op"], line.get("leg", "")
        if sale.flying:
            self._check_alone(reference, sale, op, mark)
        process = line["process"]
        sale.flying[op, mark] = process
        busy = self._busy.get(process)
        if busy is None:
            busy = self._busy[process] = set()
        busy.add(reference)

    def _check_alone(self, reference: str, sale: _Sale, op: str, mark: str) -> None:
        """A late twin goes back beside what goes on."""
        beside = _TWIN in mark
        flying = [f"{other} {of}".strip() for other, of in sale.flying if (_TWIN in of) is beside]
        if flying:
            detail = f"{op} was sent while {', '.join(flying)} had no outcome"
            self._found.unexplained(Invariant.ONE_IN_FLIGHT, reference, mark, detail)

    def _ends(self, reference: str, sale: _Sale, line: Line) -> None:
        """The outcome of what was sent; an answer that is told twice ends it once."""
        op, mark = line["op"], line.get("leg", "")
        if not self._landed(reference, sale, op, mark):
            leg = sale.legs.get(mark)
            if not mark or leg is None or not leg.since_ms:
                detail = f"an outcome of {op}, which was never sent"
                self._found.unexplained(Invariant.INTENTION, reference, mark, detail)

    def _landed(self, reference: str, sale: _Sale, op: str, mark: str) -> bool:
        """Whether that was on its way; now it is not."""
        process = sale.flying.pop((op, mark), None)
        if process is None:
            return False
        if not sale.flying:
            self._busy[process].discard(reference)
        return True

    def _leg(self, sale: _Sale, line: Line) -> _Leg:
        mark = line["leg"]
        leg = sale.legs.get(mark)
        if leg is None:
            leg = sale.legs[mark] = _Leg()
        return leg

    def _take(self, reference: str, sale: _Sale, line: Line) -> None:
        leg, kind = self._leg(sale, line), line["kind"]
        if kind == "invoke":
            self._begins(reference, sale, line)
            if leg.is_doubtful and line["op"] != "charge":
                detail = "sent again, and the former outcome is not known"
                self._found.unexplained(Invariant.LATE_WINDOW, reference, line["leg"], detail)
            leg.since_ms, leg.amount = line["at_ms"], line["amount"]
            leg.profile = line.get("profile", "")
            return
        self._ends(reference, sale, line)
        if kind == "ok":
            self._took(reference, leg, line)
        elif kind == "unknown":
            leg.is_doubtful = True

    def _took(self, reference: str, leg: _Leg, line: Line) -> None:
        """It surely took effect; two answers about one row are one effect."""
        number = line.get("id") or f"{leg.since_ms}"
        leg.is_doubtful = False
        if number in leg.ids:
            return
        leg.ids = (*leg.ids, number)
        leg.amount = line.get("amount", leg.amount)
        leg.taken += 1
        if leg.taken - leg.back - leg.is_back_doubtful > 1:
            detail = f"taken {leg.taken} times: {', '.join(leg.ids)}"
            self._found.doubled(Invariant.ONE_LIVE, reference, line["leg"], detail)

    def _look(self, reference: str, sale: _Sale, line: Line) -> None:
        """``ok``: it is there. ``refused``: it is not, and never will be. ``unknown``: not to be seen yet."""
        leg = self._leg(sale, line)
        if line["kind"] == "ok":
            leg.since_ms = leg.since_ms or line.get("since_ms", 0)
            self._took(reference, leg, line)
        elif line["kind"] == "refused":
            leg.is_doubtful = False

    def _undo(self, reference: str, sale: _Sale, line: Line) -> None:
        leg, kind = self._leg(sale, line), line["kind"]
        if kind == "invoke":
            self._begins(reference, sale, line)
            self._check_age(reference, leg, line)
            return
        self._ends(reference, sale, line)
        if kind == "ok":
            self._undid(leg)
        elif kind == "unknown":
            leg.is_back_doubtful = True

    def _undid(self, leg: _Leg) -> None:
        """What is put back had taken effect, whatever its own answer was."""
        leg.is_doubtful = leg.is_back_doubtful = False
        leg.taken = max(leg.taken, 1)
        leg.back = min(leg.back + 1, leg.taken)

    def _look_undo(self, reference: str, sale: _Sale, line: Line) -> None:
        leg = self._leg(sale, line)
        if line["kind"] == "ok":
            self._undid(leg)
        elif line["kind"] == "refused":
            leg.is_back_doubtful = False

    def _check_age(self, reference: str, leg: _Leg, line: Line) -> None:
        age_ms = line["at_ms"] - leg.since_ms
        late = line["op"] == "reverse" and age_ms > _REVERSE_UNTIL_MS + _SLACK_MS
        early = line["op"] == "refund" and age_ms <= _REVERSE_UNTIL_MS
        if late or early:
            detail = f"{line['op']} after {age_ms // 1000} s"
            self._found.unexplained(Invariant.WINDOW, reference, line["leg"], detail)

    def _record(self, reference: str, sale: _Sale, line: Line) -> None:
        kind = line["kind"]
        if kind == "invoke":
            self._begins(reference, sale, line)
            if sale.is_record_doubtful:
                detail = "recorded again, and the former outcome is not known"
                self._found.unexplained(Invariant.LATE_WINDOW, reference, "", detail)
            sale.names_legs = "legs" in line
            for mark in line.get("legs", ()):
                sale.legs.setdefault(mark, _Leg()).is_linked = True
            return
        if not self._landed(reference, sale, "record", "") and not sale.transactions:
            detail = "an outcome of record, which was never sent"
            self._found.unexplained(Invariant.INTENTION, reference, "", detail)
        if kind == "ok":
            self._recorded(reference, sale, line)
        elif kind == "unknown":
            sale.is_record_doubtful = True
        elif not sale.transactions:
            self._unlink(sale)

    def _recorded(self, reference: str, sale: _Sale, line: Line) -> None:
        sale.is_record_doubtful = False
        sale.transactions.add(line["id"])
        if len(sale.transactions) > 1:
            detail = f"transactions {', '.join(sorted(sale.transactions))}"
            self._found.doubled(Invariant.ONE_TRANSACTION, reference, "", detail)

    def _unlink(self, sale: _Sale) -> None:
        for leg in sale.legs.values():
            leg.is_linked = False

    def _look_up(self, reference: str, sale: _Sale, line: Line) -> None:
        if line["kind"] == "ok":
            self._recorded(reference, sale, line)
        elif line["kind"] == "refused":
            sale.is_record_doubtful = False

    def _attention(self, _reference: str, sale: _Sale, line: Line) -> None:
        """``invoke``: a person is asked. ``ok``: has decided, also about what was not known."""
        sale.is_explained = line["kind"] == "invoke"
        if not sale.is_explained:
            for leg in sale.legs.values():
                leg.is_doubtful = leg.is_back_doubtful = False

    def report(self, *, finished: bool) -> Report:
        """What is left to prove when all is told."""
        doubtful: dict[str, list[int]] = {}
        spent: dict[str, int] = {}
        for reference, sale in self._sales.items():
            for mark, leg in sale.legs.items():
                self._check_leg(reference, sale, mark, leg, finished=finished)
                if not leg.profile or mark[:1] == "F":
                    continue
                if self._is_surely_live(sale, leg):
                    spent[leg.profile] = spent.get(leg.profile, 0) + leg.amount
                elif leg.is_doubtful or (leg.is_back_doubtful and leg.taken > leg.back):
                    doubtful.setdefault(leg.profile, []).append(leg.amount)
        for line in self._balances:
            profile = line["profile"]
            self._check_balance(line, spent.get(profile, 0), doubtful.get(profile, []))
        return Report(len(self._sales), self._found.all)

    def _is_surely_live(self, sale: _Sale, leg: _Leg) -> bool:
        """A recorded sale that names it proves it, too."""
        proved = leg.is_linked and bool(sale.transactions) and not leg.back
        return proved or (leg.taken > leg.back and not leg.is_back_doubtful)

    def _check_leg(
        self, reference: str, sale: _Sale, mark: str, leg: _Leg, *, finished: bool
    ) -> None:
        is_recorded = bool(sale.transactions)
        if leg.is_linked and is_recorded and leg.back and leg.back >= leg.taken:
            detail = "put back, and the transaction names it"
            self._found.unexplained(Invariant.OWN_LINK, reference, mark, detail)
        if not finished or sale.is_explained or sale.is_record_doubtful:
            return
        is_named = leg.is_linked or not sale.names_legs or mark[:1] not in _REDEMPTIONS
        if is_recorded and is_named:
            return
        if self._is_surely_live(sale, leg):
            is_money = mark[:1] == "T"
            invariant = Invariant.TENDER_BACKED if is_money else Invariant.AT_REST
            detail = f"{leg.amount} is taken, and no sale is recorded with it"
            self._found.lost(invariant, reference, mark, detail)

    def _check_balance(self, line: Line, spent: int, doubtful: list[int]) -> None:
        opening, issued, left = line["opening"], line["issued"], line["left"]
        if not all(type(each) is int for each in (opening, issued, left)):
            self._found.unexplained(Invariant.EXACT, line["profile"], "", "a balance is no integer")
            return
        missing = opening + issued - spent - left
        found = subset(missing, doubtful) if left >= 0 else False
        if found is None:
            detail = f"{len(doubtful)} outcomes are unknown, too many to decide about {missing}"
            self._found.unexplained(Invariant.BALANCE, line["profile"], "", detail)
        elif not found:
            detail = f"{opening} + {issued} − {spent} is not {left}, whatever became of the unknown"
            self._found.unexplained(Invariant.BALANCE, line["profile"], "", detail)


def subset(wanted: int, amounts: Iterable[int]) -> bool | None:
    """Whether some of ``amounts`` add up to ``wanted``; None when that is more than ``MOST_WORK``.

    Sums that can be reached are the bits of one whole number, so each amount costs one shift.
    """
    parts = [each for each in amounts if each]
    if wanted < 0 or wanted > sum(parts):
        return False
    if wanted in (0, sum(parts)):
        return True
    if wanted * len(parts) > MOST_WORK:
        return None
    reached, mask = 1, (1 << (wanted + 1)) - 1
    for part in parts:
        reached |= (reached << part) & mask
    return bool(reached >> wanted & 1)
