"""A tenant and a terminal that know what is true: redemptions, transactions, charges, a wallet.

Small and exact. Nothing here is asked twice about one thing: what takes effect, takes effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from posdesk.sale.moments import Instant
from posdesk.sale.record import Purchase
from posdesk.sale.state import LegKind
from posdesk.sale.wallet import Balances, Benefit, Reward, Unusable, Wallet
from tests.sale.build import aud

REVERSE_WITHIN_S = 600
YEAR_MS = 365 * 24 * 3600 * 1000


@dataclass
class Row:
    """One redemption; ``taken`` is what it took of each reward, by id. ``extra``: nobody had to expect it."""

    id: int
    tag: str
    kind: LegKind
    total: int
    made_at: Instant
    taken: dict[str, int] = field(default_factory=dict)
    state: str = "live"
    recorded: bool = False
    extra: bool = False


@dataclass
class Charge:
    amount: int
    state: str


@dataclass
class Tenant:
    """Rewards 811 (10.00) and 812 (15.00), one use of benefit 4021, and whatever a till did to them."""

    rewards: dict[str, int] = field(default_factory=lambda: {"811": 1000, "812": 1500})
    rows: list[Row] = field(default_factory=list)
    transactions: list[Purchase] = field(default_factory=list)
    charges: dict[str, Charge] = field(default_factory=dict)

    @property
    def live(self) -> list[Row]:
        return [row for row in self.rows if row.state == "live"]

    @property
    def highest(self) -> int:
        return max((row.id for row in self.rows), default=100)

    def row(self, redemption_id: str) -> Row:
        return next(row for row in self.rows if str(row.id) == redemption_id)

    def wallet(self, at: Instant) -> Wallet:
        """What a reading asked for at ``at`` says."""
        worth = aud(sum(self.rewards.values()))
        used = any(row.kind is LegKind.BENEFIT for row in self.live)
        return Wallet(
            Balances(worth, Decimal(0), aud(0), worth),
            at,
            tuple(
                Reward(key, "Reward", aud(left), aud(left), YEAR_MS + int(key))
                for key, left in self.rewards.items()
            ),
            (
                Benefit(
                    "4021",
                    "First spend",
                    "first-spend",
                    remaining=0 if used else 1,
                    unusable=Unusable.USED if used else None,
                ),
            ),
        )

    def redeem(
        self, tag: str, kind: LegKind, amount: int, at: Instant, *, extra: bool = False
    ) -> Row | None:
        """None is a 422: the balance or the use is not there."""
        if kind is LegKind.BENEFIT:
            if any(row.kind is kind for row in self.live):
                return None
        elif amount > sum(self.rewards.values()):
            return None
        row = Row(self.highest + 1, tag, kind, amount, at, extra=extra)
        for key, left in self.rewards.items():
            row.taken[key] = min(left, amount - sum(row.taken.values()))
        for key, part in row.taken.items():
            self.rewards[key] -= part
        self.rows.append(row)
        return row

    def reverse(self, row: Row, at: Instant) -> bool:
        """The same rewards again, within ten minutes and never of a recorded sale. False is a 422."""
        assert not row.recorded, "a till must not reverse what it has recorded"
        if row.state != "live" or row.made_at.elapsed_s(at) > REVERSE_WITHIN_S:
            return False
        row.state = "reversed"
        for key, part in row.taken.items():
            self.rewards[key] += part
        return True

    def refund(self, row: Row) -> bool:
        """A new reward of the same worth. False is a 422."""
        assert not row.recorded, "a till must not refund what it has recorded"
        if row.state != "live":
            return False
        row.state = "refunded"
        if row.kind is LegKind.REWARDS:
            self.rewards[str(900 + row.id)] = row.total
        return True

    def record(self, purchase: Purchase) -> None:
        """The worst kind of tenant: a repeated ``external_id`` makes a second transaction."""
        self.transactions.append(purchase)
        for leg in purchase.legs:
            self.row(leg.redemption_id).recorded = True
