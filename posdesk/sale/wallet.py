"""What a customer has at the tenant, as it was read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Customer:
    """The identified profile. No card number: a journal keeps this.

    ``to_next`` is what is missing to ``next_tier``, in what the tenant counts tiers in; None: not told.
    """

    profile_id: str
    name: str
    email: str = ""
    tier: str = ""
    next_tier: str = ""
    to_next: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """A dollar-off discount. ``expires_ms`` and ``issued_ms`` are UTC milliseconds; None never expires."""

    id: str
    name: str
    remaining: Money
    initial: Money
    expires_ms: int | None
    active: bool = True
    issued_ms: int | None = None


class Unusable(StrEnum):
    """Why a benefit cannot be used, in the tenant's own facts."""

    USED = "used"
    EXPIRED = "expired"
    NOT_ACTIVE = "not_active"


@dataclass(frozen=True, slots=True)
class Benefit:
    """An entitlement. ``remaining`` is the uses left, None for unlimited; texts are plain text."""

    id: str
    name: str
    handle: str
    pos_code: str = ""
    remaining: int | None = None
    expires_ms: int | None = None
    unusable: Unusable | None = None
    summary: str = ""
    terms: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Store, promotional or gift-card credit: a payment, never a discount. Only the last four digits.

    ``needs_pin``: the tenant asks for the card's PIN, which is used once and kept nowhere.
    """

    id: str
    kind: str
    balance: Money
    expires_ms: int | None
    status: str = "active"
    last4: str = ""
    needs_pin: bool = False


@dataclass(frozen=True, slots=True)
class Balances:
    """``points`` are raw; ``points_money`` is their worth; ``combined`` is rewards and points."""

    rewards: Money
    points: Decimal
    points_money: Money
    combined: Money

    @classmethod
    def nothing(cls, currency: Currency) -> Balances:
        zero = Money.zero(currency)
        return cls(zero, Decimal(0), zero, zero)


@dataclass(frozen=True, slots=True)
class Wallet:
    """Balances, rewards (soonest expiry first), benefits and credits, as asked for at ``read_at``."""

    balances: Balances
    read_at: Instant
    rewards: tuple[Reward, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    credits: tuple[Credit, ...] = ()

    @property
    def spendable(self) -> tuple[Reward, ...]:
        """Active rewards with something left, in the order in which Omneo eats them (guide; ties U5)."""
        live = (reward for reward in self.rewards if reward.active and reward.remaining)
        return tuple(sorted(live, key=_by_expiry))

    def credit(self, credit_id: str) -> Credit | None:
        return next((each for each in self.credits if each.id == credit_id), None)

    def benefit(self, benefit_id: str) -> Benefit | None:
        return next((each for each in self.benefits if each.id == benefit_id), None)


def _by_expiry(reward: Reward) -> tuple[bool, int, int, str]:
    never = reward.expires_ms is None
    return never, reward.expires_ms or 0, reward.issued_ms or 0, reward.id.zfill(20)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: ``what`` is ``reward 811``, ``benefit 4021``, ``credit 77`` or ``points``."""

    what: str
    before: str
    after: str


def differences(before: Wallet, after: Wallet) -> tuple[Difference, ...]:
    """What ``after`` lacks of ``before``: values, expiry dates, uses, points. Empty is the proof of a reversal.

    New incentives and more points are not a difference: a customer may earn them at any moment.
    """
    rewards = {reward.id: _reward_state(reward) for reward in after.rewards}
    benefits = {benefit.id: _benefit_state(benefit) for benefit in after.benefits}
    credits = {credit.id: _credit_state(credit) for credit in after.credits}
    pairs = [
        *((f"reward {r.id}", _reward_state(r), rewards.get(r.id, "gone")) for r in before.rewards),
        *(
            (f"benefit {b.id}", _benefit_state(b), benefits.get(b.id, "gone"))
            for b in before.benefits
        ),
        *((f"credit {c.id}", _credit_state(c), credits.get(c.id, "gone")) for c in before.credits),
    ]
    if after.balances.points < before.balances.points:
        pairs.append(("points", f"{before.balances.points:f}", f"{after.balances.points:f}"))
    return tuple(Difference(what, was, now) for what, was, now in pairs if was != now)


def _reward_state(reward: Reward) -> str:
    return f"{reward.remaining}, expires {_utc_ms(reward.expires_ms)}"


def _credit_state(credit: Credit) -> str:
    return f"{credit.balance}, expires {_utc_ms(credit.expires_ms)}"


def _benefit_state(benefit: Benefit) -> str:
    uses = "unlimited" if benefit.remaining is None else f"{benefit.remaining} left"
    return f"{uses}, expires {_utc_ms(benefit.expires_ms)}"


def _utc_ms(moment: int | None) -> str:
    return "never" if moment is None else f"{moment} ms UTC"
