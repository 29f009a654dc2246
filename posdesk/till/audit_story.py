"""A journal's sale as a history (``audit_history``): every intention an ``invoke``, every outcome its end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale import sweep_events as sev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.moments import Instant
from posdesk.sale.past import REDEMPTIONS
from posdesk.sale.state import LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.till.audit_history import Line
from posdesk.till.codec import decode
from posdesk.till.journal import Row, fold

_RECORD = "sale.record"


def history_of(rows: Sequence[Row], process: str = "") -> Iterator[Line]:
    """The lines of one sale, in order. Raises BadJournalRow. ``process`` defaults to the installation.

    A journal tells what its till knew: its history proves what that till did, not what the tenant holds.
    """
    sale, _ = fold(rows)
    teller = _Teller(sale)
    whose = process or sale.reference.rpartition("-")[2]
    for row in rows:
        for line in teller.lines(decode(row.type, row.v, row.body, row.at)):
            yield _placed(line, row, whose)
    if sale.phase is Phase.ATTENTION:
        yield _placed({"op": "attention", "kind": "invoke"}, rows[-1], whose)


def written_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Each as one line of JSON, without its end."""
    for line in lines:
        yield json.dumps(line, separators=(",", ":"))


def _placed(line: Line, row: Row, process: str) -> Line:
    return {
        "process": process,
        "index": row.seq,
        "at_ms": row.at.utc_ms,
        "reference": row.reference,
        **line,
    }


class _Teller:
    """One sale's events as lines. ``sent`` is when each intention last left."""

    def __init__(self, sale: Sale) -> None:
        self._sale = sale
        self._sent: dict[str, Instant] = {}

    def lines(self, event: ev.Event) -> Iterator[Line]:
        """None for what is no write, no outcome of one, and no look for one."""
        if isinstance(event, sev.TwinsSought):
            yield from self._twins_sought(event)
        elif isinstance(event, ev.AttentionSettled):
            yield {"op": "attention", "kind": "ok"}
            yield from self._decided(event)
        elif isinstance(event, RedemptionNamed):
            yield {"op": "attention", "kind": "ok"}
            found = _line("find", "ok", self._mark(event.leg), self._granted(event.leg))
            yield {**found, "id": event.redemption_id}
        elif (line := self._line(event)) is not None:
            yield line

    def _line(self, event: ev.Event) -> Line | None:
        match event:
            case ev.Sent(intention=intention):
                self._sent[intention] = event.at
                return self._intention(intention)
            case ev.Resumed():
                return {"op": "start", "kind": "invoke"}
            case _:
                return (
                    self._of_leg(event)
                    or self._of_record(event)
                    or self._of_money(event)
                    or self._of_twin(event)
                )

    def _decided(self, event: ev.AttentionSettled) -> Iterator[Line]:
        """A person's word counts as what a look would have shown; the story tells what it was about."""
        said = _WORDS.get(event.choice)
        for each in self._sale.story if said else ():
            is_it = each.kind is StoryKind.RESUMED and each.at == event.at
            if said and is_it and each.name == event.choice.value and each.mark:
                yield _line(*said, each.mark)

    def _intention(self, intention: str) -> Line:
        sale = self._sale
        mark, _, verb = intention.partition(".")
        match verb:
            case "record":
                held = [leg.mark for leg in sale.legs if leg.state is LegState.GRANTED]
                return {"op": "record", "kind": "invoke", "legs": held}
            case "create":
                leg = next(each for each in sale.legs if each.mark == mark)
                return {
                    **_line("redeem", "invoke", mark, leg.requested.minor),
                    "profile": sale.customer.profile_id if sale.customer else "",
                }
            case "charge":
                return _line(verb, "invoke", mark, sale.tender(int(mark[1:])).amount.minor)
            case "give":
                refund = sale.returning.refund(int(mark[1:])) if sale.returning else None
                is_value = refund is not None and refund.kind in REDEMPTIONS
                return _line(
                    verb, "invoke", mark, refund.amount.minor if refund and is_value else 0
                )
            case _:
                return _line(verb, "invoke", mark)

    def _of_leg(self, event: ev.Event) -> Line | None:
        if isinstance(event, ev.RedemptionSought):
            return self._redemption_sought(event)
        if isinstance(event, ev.UndoSought):
            return _line("find_undo", _KINDS[event.finding], self._mark(event.leg))
        if isinstance(event, ev.UndoConfirmed | ev.UndoRefused | ev.UndoUnknown):
            verb = "refund" if event.refund else "reverse"
            return _line(verb, _ANSWERS[type(event)], self._mark(event.leg))
        if isinstance(event, ev.RedemptionGranted):
            line = _line("redeem", "ok", self._mark(event.leg), event.total.minor)
            return {**line, "id": event.redemption_id}
        if isinstance(event, ev.RedemptionRefused | ev.RedemptionUnknown):
            return _line("redeem", _ANSWERS[type(event)], self._mark(event.leg))
        return None

    def _redemption_sought(self, event: ev.RedemptionSought) -> Line:
        mark = self._mark(event.leg)
        line = _line("find", self._finding(event.finding, f"{mark}.create", event.at), mark)
        if event.finding is not ev.Finding.FOUND:
            return line
        total = {} if event.total is None else {"amount": event.total.minor}
        return {**line, **total, "id": event.redemption_id}

    def _of_record(self, event: ev.Event) -> Line | None:
        match event:
            case ev.TransactionSought(transaction_id=""):
                kind = self._finding(ev.Finding.ABSENT, _RECORD, event.at)
                return {"op": "look_up", "kind": kind}
            case ev.TransactionSought(transaction_id=number):
                return {"op": "look_up", "kind": "ok", "id": number}
            case ev.TransactionRecorded(transaction_id=number):
                return {"op": "record", "kind": "ok", "id": number}
            case ev.TransactionRefused():
                return {"op": "record", "kind": "refused"}
            case ev.TransactionUnknown():
                return {"op": "record", "kind": "unknown"}
            case _:
                return None

    def _of_money(self, event: ev.Event) -> Line | None:
        """The terminal, and what returns give; cash is nobody's to check."""
        if isinstance(event, _TENDERS):
            if not self._sale.tender(event.tender).is_of_terminal:
                return None
            is_back = isinstance(event, ev.TenderGivenBack | ev.TenderBackFailed)
            line = _line("void" if is_back else "charge", _ANSWERS[type(event)], f"T{event.tender}")
            if isinstance(event, ev.TenderApproved):
                return {**line, "amount": event.amount.minor}
            return line
        if isinstance(event, rev.RefundSought):
            mark = f"F{event.refund}"
            kind = self._finding(event.finding, f"{mark}.give", event.at)
            return {**_line("find_give", kind, mark), "id": event.row_id}
        if isinstance(event, rev.RefundGiven | rev.RefundRefused | rev.RefundUnknown):
            mark = f"F{event.refund}"
            line = _line("give", _ANSWERS[type(event)], mark)
            return {**line, "id": event.row_id} if isinstance(event, rev.RefundGiven) else line
        return None

    def _of_twin(self, event: ev.Event) -> Line | None:
        if isinstance(event, sev.TwinUndone | sev.TwinUndoRefused | sev.TwinUndoUnknown):
            verb = "refund" if event.refund else "reverse"
            return _line(verb, _ANSWERS[type(event)], event.mark)
        return None

    def _twins_sought(self, event: sev.TwinsSought) -> Iterator[Line]:
        """A late twin is a redemption by itself, as old as the leg's last send at the most."""
        for twin in self._sale.sweep.twins:
            if twin.redemption_id in {row.redemption_id for row in event.found}:
                sent = self._sent.get(f"{self._sale.leg(twin.leg).mark}.create", event.at)
                line = _line("find", "ok", twin.mark, twin.total.minor)
                yield {**line, "id": twin.redemption_id, "since_ms": sent.utc_ms}
            if twin.redemption_id in event.undone:
                yield _line("find_undo", "ok", twin.mark)

    def _finding(self, finding: ev.Finding, intention: str, at: Instant) -> str:
        """Absent is only refused once nothing can come true any more; the terminal refunds an id once anyway."""
        sent = self._sent.get(intention)
        early = sent is not None and sent.waited_s(at) < self._sale.terms.late_window_s
        if finding is ev.Finding.ABSENT and early and not self._is_on_card(intention):
            return "unknown"
        return _KINDS[finding]

    def _is_on_card(self, intention: str) -> bool:
        back = self._sale.returning
        mark = intention.partition(".")[0]
        return any(
            each.mark == mark and each.kind.value == "card"
            for each in (back.refunds if back else ())
        )

    def _mark(self, number: int) -> str:
        return self._sale.leg(number).mark

    def _granted(self, number: int) -> int | None:
        granted = self._sale.leg(number).granted
        return None if granted is None else granted.minor


_TENDERS = (
    ev.TenderApproved
    | ev.TenderDeclined
    | ev.TenderUnknown
    | ev.TenderGivenBack
    | ev.TenderBackFailed
)
_ANSWERS: Mapping[type[ev.Event], str] = {
    ev.RedemptionRefused: "refused",
    ev.RedemptionUnknown: "unknown",
    ev.UndoConfirmed: "ok",
    ev.UndoRefused: "refused",
    ev.UndoUnknown: "unknown",
    ev.TenderApproved: "ok",
    ev.TenderDeclined: "refused",
    ev.TenderUnknown: "unknown",
    ev.TenderGivenBack: "ok",
    ev.TenderBackFailed: "unknown",
    rev.RefundGiven: "ok",
    rev.RefundRefused: "refused",
    rev.RefundUnknown: "unknown",
    sev.TwinUndone: "ok",
    sev.TwinUndoRefused: "refused",
    sev.TwinUndoUnknown: "unknown",
}
_WORDS = {
    ev.Choice.WAS_TAKEN_BACK: ("find_undo", "ok"),
    ev.Choice.WAS_REFUNDED: ("find_undo", "ok"),
    ev.Choice.WAS_NOT_TAKEN: ("find", "refused"),
    ev.Choice.WAS_GIVEN: ("find_give", "ok"),
    ev.Choice.WAS_NOT_GIVEN: ("find_give", "refused"),
}
_KINDS = {
    ev.Finding.FOUND: "ok",
    ev.Finding.ABSENT: "refused",
    ev.Finding.UNCLEAR: "unknown",
    ev.Finding.UNREADABLE: "unknown",
}


def _line(op: str, kind: str, mark: str, minor: int | None = None) -> Line:
    line: Line = {"op": op, "kind": kind, "leg": mark}
    if minor is not None:
        line["amount"] = minor
    return line
