"""What an audit says: which invariants were broken, where, and what that means for somebody's money.

Each name carries the numbers of what it stands for: D of the design (section 3, "What must always hold"), I of
the reliability specification (section 3). I14 is no state of a journal, but two runs that are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Invariant(StrEnum):
    """What must always hold, by the numbers of both documents."""

    SHARES = "D1 I13"
    """Per line: original = shares + net, and no share is more than is left."""
    CONFIRMED = "D2 I3"
    """What the receipt takes off is what the tenant confirmed."""
    TENDERS = "D2"
    """The tenders settle the total, to the minor unit."""
    AT_REST = "D3 I1"
    """Every redemption belongs to a recorded sale, or is reversed, or is refunded; exactly one of these."""
    ONE_LIVE = "I2"
    """Nothing is taken, or given, twice for one mark."""
    ONE_TRANSACTION = "D4 I4"
    """A paid sale has exactly one transaction, any other none."""
    OWN_LINK = "I5"
    """A sale links and holds its own redemptions, nobody else's."""
    TENDER_BACKED = "D5"
    """The terminal holds money for recorded or queued sales only, and all of it."""
    WINDOW = "D6 I6"
    """Reversed inside the ten minutes and before linking, refunded only after them or a proven "too late"."""
    BALANCE = "D7 I7"
    """Opening + issued − live − paid = left, for each profile and kind; never below zero."""
    RESTORED = "D7 I8"
    """A reversal puts the same incentives back, a refund makes others of the same worth, and never both."""
    HEALED = "D8 I12"
    """Once all faults are over every sale is at rest, or a person is told why not."""
    EXACT = "D9"
    """No binary float holds money."""
    PRIVATE = "D10 I15"
    """No token, no PIN, no card number stands in a row."""
    INTENTION = "I9"
    """Every outcome of a write follows its intention."""
    LATE_WINDOW = "I10"
    """Nothing is sent again while the former outcome is unknown and may still come true."""
    ONE_IN_FLIGHT = "I11"
    """A sale has at most one write in flight."""
    READABLE = "journal"
    """The rows of a sale can be read, and follow from each other."""


class Harm(StrEnum):
    """``lost``: value or money was taken with no recorded sale behind it, or a paid sale has no transaction.
    ``doubled``: taken, charged or recorded twice. ``unexplained``: anything else that does not add up.
    """

    LOST = "lost"
    DOUBLED = "doubled"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Violation:
    """``reference`` is the sale's, or whose balance it is; ``mark`` the leg, tender or refund; ``detail`` for support."""

    harm: Harm
    invariant: Invariant
    reference: str
    mark: str
    detail: str

    def __str__(self) -> str:
        where = f"{self.reference}-{self.mark}" if self.mark else self.reference
        return f"{self.harm}: {where}: {self.detail} ({self.invariant})"


@dataclass(frozen=True, slots=True)
class Report:
    """Of ``sales`` sales (of a history: of its references): how often each harm was done, and every violation."""

    sales: int
    violations: tuple[Violation, ...] = ()

    @property
    def lost(self) -> int:
        return self._count(Harm.LOST)

    @property
    def doubled(self) -> int:
        return self._count(Harm.DOUBLED)

    @property
    def unexplained(self) -> int:
        return self._count(Harm.UNEXPLAINED)

    @property
    def clean(self) -> bool:
        return not self.violations

    def _count(self, harm: Harm) -> int:
        return sum(1 for each in self.violations if each.harm is harm)


class Findings:
    """Collects violations; the same one is told once."""

    def __init__(self) -> None:
        self._found: dict[Violation, None] = {}

    def lost(self, invariant: Invariant, reference: str, mark: str, detail: str) -> None:
        self._found[Violation(Harm.LOST, invariant, reference, mark, detail)] = None

    def doubled(self, invariant: Invariant, reference: str, mark: str, detail: str) -> None:
        self._found[Violation(Harm.DOUBLED, invariant, reference, mark, detail)] = None

    def unexplained(self, invariant: Invariant, reference: str, mark: str, detail: str) -> None:
        self._found[Violation(Harm.UNEXPLAINED, invariant, reference, mark, detail)] = None

    def add(self, violations: Iterable[Violation]) -> None:
        self._found.update(dict.fromkeys(violations))

    @property
    def all(self) -> tuple[Violation, ...]:
        return tuple(self._found)
