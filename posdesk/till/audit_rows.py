"""What the rows of a sale say beside the sale that they fold to: the order of intentions and outcomes.

A write is an intention (``Sent``) and its outcome. From the first row to the last: no outcome without its
intention before it, at most one write in flight, nothing sent again while the former outcome is unknown and may
still come true, reversals inside the ten minutes and refunds after them. One pass over the events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale import sweep_events as sev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import Sale
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.audit_secrets import secret_in
from posdesk.till.codec import BadJournalRow, decode
from posdesk.till.journal import Row, fold

# From the deciding of a reversal to its intention's own instant.
_DECIDING_S = 5.0
_RECORD = "sale.record"
_UNDO = frozenset({"reverse", "refund"})
# The terminal does these once for one id, however often it is told.
_ONCE_BY_ID = frozenset({"charge", "void"})
_FRACTION = re.compile(r'"minor":\s*-?[0-9]+[.eE]')
# A late twin's mark has the leg's before this, and its redemption's number after it.
_TWIN = "-T"
_LEG_MARKS, _TENDER_MARK, _REFUND_MARK = "BRC", "T", "F"


@dataclass(slots=True)
class _Write:
    """One intention as it stands: ``since`` is its latest send, ``is_open`` that its outcome is not known.

    ``is_looked_for``: it was looked for since, and was not there yet.
    """

    since: Instant
    in_flight: bool = True
    is_open: bool = True
    is_looked_for: bool = False


def read_sale(rows: Sequence[Row], found: Findings) -> Sale | None:
    """The sale of ``rows``, each of which is checked; None when they do not fold, which is a violation itself."""
    reference = rows[0].reference if rows else ""
    sale: Sale | None = None
    try:
        sale, _ = fold(rows)
    except BadJournalRow as error:
        found.unexplained(Invariant.READABLE, reference, "", str(error))
    events = []
    for row in rows:
        secret = secret_in(row.body)
        if secret:
            detail = f"row {row.seq} holds {secret}"
            found.unexplained(Invariant.PRIVATE, reference, "", detail)
        try:
            events.append(decode(row.type, row.v, row.body, row.at))
        except BadJournalRow as error:
            is_float = _FRACTION.search(row.body) is not None
            invariant = Invariant.EXACT if is_float else Invariant.READABLE
            found.unexplained(invariant, reference, "", f"row {row.seq}: {error}")
    check_protocol(reference, events, sale, found)
    return sale


def check_protocol(
    reference: str, events: Iterable[ev.Event], sale: Sale | None, found: Findings
) -> None:
    """The invariants of the writes. ``sale`` is what the events fold to, None when they do not."""
    protocol = _Protocol(reference, sale, found)
    for event in events:
        protocol.tell(event)


@dataclass(slots=True)
class _Protocol:
    """The writes of one sale, by their intentions, while its events are told one after the other."""

    reference: str
    sale: Sale | None
    found: Findings
    late_window_s: int = 60
    writes: dict[str, _Write] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    """Marks of what took effect although the sale had gone on: it goes back beside what goes on."""
    given_up: set[str] = field(default_factory=set)

    def tell(self, event: ev.Event) -> None:
        match event:
            case ev.SaleOpened(terms=terms):
                self.late_window_s = terms.late_window_s
            case ev.Sent(intention=intention):
                self._sent(intention, event.at)
            case ev.Resumed() | ev.ShopReset():
                for write in self.writes.values():
                    write.in_flight = False
            case ev.AttentionSettled():
                self._decided()
            case _:
                self._outcome(event)

    def _decided(self) -> None:
        """Whatever was not known, a person has decided."""
        for name, write in self.writes.items():
            mark, _, verb = name.partition(".")
            if write.is_open and verb == "create":
                self.given_up.add(mark)
            write.is_open = False

    def _sent(self, intention: str, at: Instant) -> None:
        mark, _, verb = intention.partition(".")
        before = self.writes.get(intention)
        beside = _is_twin(mark)
        flying = [
            name
            for name, write in self.writes.items()
            if write.in_flight and _is_twin(name) is beside
        ]
        if flying and mark not in self.late:
            detail = f"{intention} was sent while {', '.join(flying)} had no outcome"
            self.found.unexplained(Invariant.ONE_IN_FLIGHT, self.reference, mark, detail)
        elif before is not None and before.is_open and not self._may_repeat(verb, before):
            detail = f"{intention} was sent again, and the former outcome is not known"
            self.found.unexplained(Invariant.LATE_WINDOW, self.reference, mark, detail)
        if verb in _UNDO:
            self._undo(mark, verb, at)
        self.writes[intention] = _Write(at)

    def _may_repeat(self, verb: str, before: _Write) -> bool:
        """To reverse once more does no harm once it was looked for: it is done once, whatever comes late."""
        return verb in _ONCE_BY_ID or (verb == "reverse" and before.is_looked_for)

    def _undo(self, mark: str, verb: str, at: Instant) -> None:
        taken = self.writes.get(f"{mark.partition(_TWIN)[0]}.create")
        if taken is None:
            detail = f"{verb} of what was never sent"
            self.found.unexplained(Invariant.INTENTION, self.reference, mark, detail)
            return
        age_s = taken.since.elapsed_s(at)
        if verb == "reverse" and age_s > REVERSE_UNTIL_S + _DECIDING_S:
            detail = f"reversed after {age_s:.0f} s"
            self.found.unexplained(Invariant.WINDOW, self.reference, mark, detail)
        if verb != "refund":
            return
        if age_s <= REVERSE_UNTIL_S:
            detail = f"refunded after {age_s:.0f} s, when it could be reversed"
            self.found.unexplained(Invariant.WINDOW, self.reference, mark, detail)
        reverse = self.writes.get(f"{mark}.reverse")
        if reverse is not None and reverse.is_open:
            detail = "refunded while the reversal may still come true"
            self.found.unexplained(Invariant.LATE_WINDOW, self.reference, mark, detail)

    def _outcome(self, event: ev.Event) -> None:
        """What became of a write, or what a look-up of it showed."""
        match event:
            case (
                ev.RedemptionGranted(leg=number)
                | ev.RedemptionRefused(leg=number)
                | ev.RedemptionUnknown(leg=number)
                | ev.RedemptionSought(leg=number)
                | RedemptionNamed(leg=number)
            ):
                self._redeemed(event, self._mark(_LEG_MARKS, number), event.at)
            case (
                ev.UndoConfirmed(leg=number)
                | ev.UndoRefused(leg=number)
                | ev.UndoUnknown(leg=number)
                | ev.UndoSought(leg=number)
            ):
                self._undone(event, self._mark(_LEG_MARKS, number), event.at)
            case (
                ev.TenderApproved(tender=number)
                | ev.TenderDeclined(tender=number)
                | ev.TenderUnknown(tender=number)
            ):
                is_known = not isinstance(event, ev.TenderUnknown)
                self._charged(f"{_TENDER_MARK}{number}", "charge", is_known=is_known)
            case ev.TenderGivenBack(tender=number) | ev.TenderBackFailed(tender=number):
                is_known = isinstance(event, ev.TenderGivenBack)
                self._charged(f"{_TENDER_MARK}{number}", "void", is_known=is_known)
            case (
                rev.RefundGiven(refund=number)
                | rev.RefundRefused(refund=number)
                | rev.RefundUnknown(refund=number)
                | rev.RefundSought(refund=number)
            ):
                self._given(event, f"{_REFUND_MARK}{number}", event.at)
            case (
                ev.TransactionRecorded()
                | ev.TransactionRefused()
                | ev.TransactionUnknown()
                | ev.TransactionSought()
            ):
                self._recorded(event, event.at)
            case _:
                self._of_twin(event)

    def _of_twin(self, event: ev.Event) -> None:
        """A late twin goes back beside the sale's own course (``phases.sweeping``)."""
        match event:
            case sev.TwinUndone(mark=mark) | sev.TwinUndoRefused(mark=mark):
                self._twin_ended(mark, is_open=False)
            case sev.TwinUndoUnknown(mark=mark):
                self._twin_ended(mark, is_open=True)
            case sev.TwinsSought(undone=undone):
                for name in self.writes:
                    mark = name.partition(".")[0]
                    if mark.partition(_TWIN)[2] in undone:
                        self._ended(name, is_open=False)
                    elif _is_twin(name):
                        self._absent(name, event.at)
            case _:
                pass

    def _twin_ended(self, mark: str, *, is_open: bool) -> None:
        names = tuple(f"{mark}.{verb}" for verb in ("reverse", "refund"))
        if self._is_intended(names, mark):
            for name in names:
                if name in self.writes:
                    self._ended(name, is_open=is_open)

    def _redeemed(self, event: ev.Event, mark: str, at: Instant) -> None:
        name = f"{mark}.create"
        if not self._is_intended((name,), mark):
            return
        match event:
            case ev.RedemptionSought(finding=ev.Finding.ABSENT):
                self._absent(name, at)
                if not self.writes[name].is_open:
                    self.given_up.add(mark)
            case ev.RedemptionUnknown():
                self._ended(name, is_open=True)
            case ev.RedemptionSought(finding=finding) if finding is not ev.Finding.FOUND:
                pass
            case _:
                if mark in self.given_up and not isinstance(event, ev.RedemptionRefused):
                    self.late.add(mark)
                self._ended(name, is_open=False)

    def _undone(self, event: ev.Event, mark: str, at: Instant) -> None:
        names = tuple(f"{mark}.{verb}" for verb in ("reverse", "refund"))
        if not self._is_intended(names, mark):
            return
        sent = [name for name in names if name in self.writes]
        last = max(sent, key=lambda name: self.writes[name].in_flight)
        match event:
            case ev.UndoSought(finding=ev.Finding.ABSENT):
                for name in sent:
                    self._absent(name, at)
            case ev.UndoUnknown():
                self._ended(last, is_open=True)
            case ev.UndoSought(finding=finding) if finding is not ev.Finding.FOUND:
                pass
            case _:
                for name in sent:
                    self._ended(name, is_open=False)

    def _charged(self, mark: str, verb: str, *, is_known: bool) -> None:
        if self._is_cards(mark) and self._is_intended((f"{mark}.{verb}",), mark):
            self._ended(f"{mark}.{verb}", is_open=not is_known)

    def _given(self, event: ev.Event, mark: str, at: Instant) -> None:
        name = f"{mark}.give"
        if not self._is_intended((name,), mark):
            return
        match event:
            case rev.RefundSought(finding=ev.Finding.ABSENT):
                self._absent(name, at, waits=not self._is_card_refund(mark))
            case rev.RefundUnknown():
                self._ended(name, is_open=True)
            case rev.RefundSought(finding=finding) if finding is not ev.Finding.FOUND:
                pass
            case _:
                self._ended(name, is_open=False)

    def _recorded(self, event: ev.Event, at: Instant) -> None:
        if isinstance(event, ev.TransactionSought):
            if _RECORD in self.writes and not event.transaction_id:
                self._absent(_RECORD, at)
            return
        if self._is_intended((_RECORD,), ""):
            self._ended(_RECORD, is_open=isinstance(event, ev.TransactionUnknown))

    def _is_intended(self, names: tuple[str, ...], mark: str) -> bool:
        if any(name in self.writes for name in names):
            return True
        detail = f"an outcome of {' or '.join(names)}, which was never sent"
        self.found.unexplained(Invariant.INTENTION, self.reference, mark, detail)
        return False

    def _ended(self, name: str, *, is_open: bool) -> None:
        write = self.writes[name]
        write.in_flight, write.is_open = False, is_open

    def _absent(self, name: str, at: Instant, *, waits: bool = True) -> None:
        """ "Not there" is an outcome only when nothing can still come true."""
        write = self.writes[name]
        write.is_looked_for = True
        if not waits or write.since.waited_s(at) >= self.late_window_s:
            self._ended(name, is_open=False)

    def _mark(self, letters: str, number: int) -> str:
        """The leg's mark; its letter is that of the intention, for an event has only its number."""
        return next(
            (f"{each}{number}" for each in letters if f"{each}{number}.create" in self.writes),
            f"{letters[0]}{number}",
        )

    def _is_cards(self, mark: str) -> bool:
        """Cash has no intention, and a credit's is that of its redemption, or the transaction's."""
        if self.sale is None:
            return f"{mark}.charge" in self.writes
        return any(each.mark == mark and each.is_of_terminal for each in self.sale.tenders)

    def _is_card_refund(self, mark: str) -> bool:
        back = self.sale.returning if self.sale else None
        refunds = back.refunds if back else ()
        return any(each.mark == mark and each.kind.value == "card" for each in refunds)


def _is_twin(name: str) -> bool:
    return _TWIN in name
