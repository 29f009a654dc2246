"""Histories that could have happened, for the checker's tests: sales of every ending, mixed as tills mix them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Line = dict[str, Any]
OPENING, ISSUED = 40_000, 1_000_000
AN_HOUR_MS = 3_600_000


@dataclass
class Told:
    """One sale as lines. ``live`` is what it surely holds at its end; None: whether it does is unknown."""

    lines: list[Line]
    live: int | None
    amount: int = 0


@dataclass
class Made:
    """A whole history. ``sure`` is a sale of it that was redeemed, paid and recorded without any doubt."""

    lines: list[Line]
    sales: list[str]
    sure: str = ""


@dataclass
class _Pen:
    """Writes the lines of one sale; its time goes on by itself."""

    reference: str
    profile: str
    lines: list[Line] = field(default_factory=list)
    at_ms: int = 1_800_000_000_000

    def write(self, op: str, kind: str, leg: str = "", **more: Any) -> None:
        self.at_ms += 1000
        head: Line = {
            "process": f"till of {self.reference}",
            "index": len(self.lines) + 1,
            "op": op,
            "kind": kind,
            "at_ms": self.at_ms,
            "reference": self.reference,
        }
        self.lines.append({**head, **({"leg": leg} if leg else {}), **more})

    def redeem(self, amount: int, kind: str = "ok") -> None:
        self.write("redeem", "invoke", "R1", amount=amount, profile=self.profile)
        more = {"id": f"r-{self.reference}", "amount": amount} if kind == "ok" else {}
        self.write("redeem", kind, "R1", **more)

    def pay_and_record(self) -> None:
        self.write("charge", "invoke", "T1", amount=9900)
        self.write("charge", "ok", "T1", amount=9900)
        self.write("look_up", "refused")
        self.write("record", "invoke", legs=["R1"])
        self.write("record", "ok", id=f"t-{self.reference}")


def recorded(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.redeem(amount)
    pen.pay_and_record()
    return Told(pen.lines, amount)


def declined(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.redeem(amount)
    pen.write("charge", "invoke", "T1", amount=9900)
    pen.write("charge", "refused", "T1")
    pen.write("reverse", "invoke", "R1")
    pen.write("reverse", "ok", "R1")
    return Told(pen.lines, 0)


def found_after_a_lost_answer(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.redeem(amount, "unknown")
    pen.write("find", "ok", "R1", id=f"r-{reference}", amount=amount)
    pen.pay_and_record()
    return Told(pen.lines, amount)


def sent_again_after_absence(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.redeem(amount, "unknown")
    pen.write("find", "unknown", "R1")
    pen.write("find", "refused", "R1")
    pen.redeem(amount)
    pen.pay_and_record()
    return Told(pen.lines, amount)


def refused(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.redeem(amount, "refused")
    return Told(pen.lines, 0)


def refunded_late(reference: str, profile: str, amount: int) -> Told:
    """A refund is something new of the same worth: for the balance in money it is as if put back."""
    pen = _Pen(reference, profile)
    pen.redeem(amount)
    pen.at_ms += AN_HOUR_MS
    pen.write("refund", "invoke", "R1")
    pen.write("refund", "unknown", "R1")
    pen.write("find_undo", "ok", "R1")
    return Told(pen.lines, 0)


def crashed_and_put_back(reference: str, profile: str, amount: int) -> Told:
    pen = _Pen(reference, profile)
    pen.write("redeem", "invoke", "R1", amount=amount, profile=profile)
    pen.write("start", "invoke")
    pen.write("find", "ok", "R1", id=f"r-{reference}", amount=amount)
    pen.write("reverse", "invoke", "R1")
    pen.write("reverse", "ok", "R1")
    return Told(pen.lines, 0)


def lost(reference: str, profile: str, amount: int) -> Told:
    """Its answer was lost, and a person has been asked: it may be taken, or not."""
    pen = _Pen(reference, profile)
    pen.redeem(amount, "unknown")
    pen.write("attention", "invoke")
    return Told(pen.lines, None, amount)


ENDINGS: dict[str, Callable[[str, str, int], Told]] = {
    "recorded": recorded,
    "declined": declined,
    "found": found_after_a_lost_answer,
    "again": sent_again_after_absence,
    "refused": refused,
    "refunded": refunded_late,
    "crashed": crashed_and_put_back,
    "lost": lost,
}


@st.composite
def histories(draw: st.DrawFn, *, sure: bool = False) -> Made:
    """Up to eight sales of three profiles, interleaved, and the balances that they come to."""
    count = draw(st.integers(1, 8))
    told: dict[str, Told] = {}
    spent: dict[str, int] = {}
    for number in range(count):
        reference = f"S01-1-{number + 1:06d}-k3f9q2"
        profile = draw(st.sampled_from(("p1", "p2", "p3")))
        first = sure and number == 0
        ending = "recorded" if first else draw(st.sampled_from(sorted(ENDINGS)))
        amount = draw(st.integers(1, 5000))
        made = ENDINGS[ending](reference, profile, amount)
        told[reference] = made
        live = made.live
        if live is None:
            live = made.amount if draw(st.booleans()) else 0
        spent[profile] = spent.get(profile, 0) + live
    queues = [list(each.lines) for each in told.values()]
    lines: list[Line] = []
    while any(queues):
        waiting = [queue for queue in queues if queue]
        lines.append(draw(st.sampled_from(waiting)).pop(0))
    for profile, gone in spent.items():
        left = OPENING + ISSUED - gone
        head: Line = {"op": "balance", "kind": "ok", "profile": profile, "left": left}
        lines.append({**head, "opening": OPENING, "issued": ISSUED})
    return Made(lines, list(told), next(iter(told)))
