"""Reading a customer and their wallet: everything side by side, so that a scan costs two calls' time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo import balances, benefits, credits, profiles, redemptions, rewards, tiers
from posdesk.omneo.benefits import Benefit as WireBenefit
from posdesk.omneo.calls import Applied, Call, Outcome, Page
from posdesk.omneo.credits import Credit as WireCredit
from posdesk.omneo.profiles import Profile
from posdesk.omneo.redemptions import Redemption
from posdesk.omneo.rewards import Reward as WireReward
from posdesk.omneo.tiers import Standing
from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency
from posdesk.sale.wallet import (
    Balances,
    Benefit,
    Credit,
    Customer,
    Reward,
    Unusable,
    Wallet,
)
from posdesk.till.clock import Clock
from posdesk.till.scripts import Batch, Outcomes, Script, all_items, value, value_or

_TAG = re.compile(r"<[^>]*>")
_NO_CREDITS: Page[WireCredit] = Page((), 1, 1)
_NO_TIER = Standing("", "", None)


@dataclass(frozen=True, slots=True)
class WalletReader:
    """How this tenant's wallets are read. ``lists_redemptions`` False: their history cannot be."""

    currency: Currency
    timezone: str
    clock: Clock
    lists_redemptions: bool = True

    def wallet(self, profile_id: str) -> Script[Wallet]:
        """The wallet alone. Raises OmneoError."""
        asked_at = self.clock.now()
        outcomes = yield self._calls(profile_id)
        return (yield from self._wallet(profile_id, outcomes, asked_at))

    def customer(self, profile_id: str) -> Script[tuple[Profile, Standing, Wallet]]:
        """The profile, its tier and the wallet, in one batch. Raises OmneoError."""
        asked_at = self.clock.now()
        outcomes = yield (
            profiles.read(profile_id, currency=self.currency),
            tiers.read(profile_id),
            *self._calls(profile_id),
        )
        profile: Profile = value(outcomes[0])
        wallet = yield from self._wallet(profile_id, outcomes[2:], asked_at)
        return profile, _standing(outcomes[1]), wallet

    def snapshot(self, profile_id: str) -> Script[tuple[Wallet, int]]:
        """The wallet and the highest redemption id, just before a redemption; 0 where none are listed.

        Raises OmneoError."""
        if not self.lists_redemptions:
            return (yield from self.wallet(profile_id)), 0
        asked_at = self.clock.now()
        outcomes = yield (self._redemptions(profile_id, 1), *self._calls(profile_id))
        first: Page[Redemption] = value(outcomes[0])
        rows = yield from all_items(first, lambda page: self._redemptions(profile_id, page))
        wallet = yield from self._wallet(profile_id, outcomes[1:], asked_at)
        return wallet, max((row.id for row in rows), default=0)

    def redemptions(self, profile_id: str) -> Script[tuple[Redemption, ...]]:
        """All rows of the profile; none where they cannot be listed. Raises OmneoError."""
        if not self.lists_redemptions:
            return ()
        (outcome,) = yield (self._redemptions(profile_id, 1),)
        first: Page[Redemption] = value(outcome)
        return (yield from all_items(first, lambda page: self._redemptions(profile_id, page)))

    def credits(self, profile_id: str) -> Script[tuple[WireCredit, ...]]:
        """All credits of the profile, used ones included, as the tenant lists them. Raises OmneoError."""
        (outcome,) = yield (self._credits(profile_id, 1),)
        first: Page[WireCredit] = value(outcome)
        return (yield from all_items(first, lambda page: self._credits(profile_id, page)))

    def _redemptions(self, profile_id: str, page: int) -> Call[Page[Redemption]]:
        return redemptions.list(profile_id, currency=self.currency, page=page)

    def _rewards(self, profile_id: str, page: int) -> Call[Page[WireReward]]:
        return rewards.list(profile_id, currency=self.currency, page=page)

    def _benefits(self, profile_id: str, page: int, *, active: bool) -> Call[Page[WireBenefit]]:
        return benefits.list(profile_id, timezone=self.timezone, active_only=active, page=page)

    def _credits(self, profile_id: str, page: int) -> Call[Page[WireCredit]]:
        return credits.list(profile_id, currency=self.currency, page=page)

    def _calls(self, profile_id: str) -> Batch:
        return (
            balances.read(profile_id, currency=self.currency),
            self._rewards(profile_id, 1),
            self._benefits(profile_id, 1, active=True),
            self._benefits(profile_id, 1, active=False),
            self._credits(profile_id, 1),
        )

    def _wallet(self, profile_id: str, outcomes: Outcomes, asked_at: Instant) -> Script[Wallet]:
        """The wallet of a batch. It is as old as its question: what changed since may be missing."""
        told, rewards_1, active_1, all_1, credits_1 = outcomes
        own_rewards = yield from all_items(value(rewards_1), lambda p: self._rewards(profile_id, p))
        active = yield from all_items(
            value(active_1), lambda p: self._benefits(profile_id, p, active=True)
        )
        every = yield from all_items(
            value(all_1), lambda p: self._benefits(profile_id, p, active=False)
        )
        own_credits = yield from all_items(
            value_or(credits_1, _NO_CREDITS), lambda p: self._credits(profile_id, p)
        )
        figures: balances.Balances = value(told)
        return Wallet(
            Balances(figures.reward, figures.points, figures.points_money, figures.combined),
            asked_at,
            tuple(sorted((_reward(each) for each in own_rewards), key=_soonest)),
            _benefit_list(active, every),
            tuple(credit_of(each) for each in own_credits if each.status == "active"),
        )


def customer_of(profile: Profile, standing: Standing = _NO_TIER) -> Customer:
    """The customer of a sale: no card, no phone."""
    return Customer(
        profile.id,
        profile.full_name or profile.email or profile.id,
        profile.email or "",
        standing.current or profile.tier or "",
        standing.following,
        standing.to_next,
    )


def _standing(outcome: Outcome[Standing]) -> Standing:
    """A tier adorns the card: whatever is wrong with it, nobody is served the less."""
    return outcome.value if isinstance(outcome, Applied) else _NO_TIER


def _utc_ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _soonest(item: Reward | Benefit) -> tuple[bool, int, str]:
    return item.expires_ms is None, item.expires_ms or 0, item.id.zfill(20)


def _reward(reward: WireReward) -> Reward:
    return Reward(
        str(reward.id),
        reward.name or reward.handle,
        reward.value_remaining,
        reward.value_initial,
        _utc_ms(reward.expires_at),
        reward.is_active,
        _utc_ms(reward.issued_at),
    )


def _benefit_list(
    active: tuple[WireBenefit, ...], every: tuple[WireBenefit, ...]
) -> tuple[Benefit, ...]:
    """Usable ones first, soonest expiry first; then the rest, with the reason."""
    usable = {each.id for each in active}
    rest = (each for each in every if each.id not in usable)
    return (
        *sorted((_benefit(each, active=True) for each in active), key=_soonest),
        *(_benefit(each, active=False) for each in rest),
    )


def _benefit(benefit: WireBenefit, *, active: bool) -> Benefit:
    return Benefit(
        benefit.id,
        benefit.name or benefit.handle,
        benefit.handle,
        benefit.pos_code or "",
        benefit.remaining,
        _utc_ms(benefit.expires_at),
        _unusable(benefit, active=active),
        plain_text(benefit.short_description or benefit.long_description),
        plain_text(benefit.terms),
        plain_text(benefit.instructions),
    )


def _unusable(benefit: WireBenefit, *, active: bool) -> Unusable | None:
    if benefit.is_expired:
        return Unusable.EXPIRED
    if benefit.remaining == 0:
        return Unusable.USED
    return None if active and benefit.is_redeemable else Unusable.NOT_ACTIVE


def credit_of(credit: WireCredit) -> Credit:
    """What a sale keeps of a credit."""
    return Credit(
        str(credit.id),
        credit.type,
        credit.balance,
        _utc_ms(credit.expires_at),
        credit.status,
        credit.last4 or "",
        credit.has_pin,
    )


def plain_text(html: str) -> str:
    """A definition's text without its markup: tags dropped, entities read once, spaces folded."""
    # Here: it reads the two thousand names of HTML, and a start needs none of them.
    from html import unescape

    return " ".join(unescape(_TAG.sub(" ", html)).split())
