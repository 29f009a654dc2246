"""Who is this? A card, a profile id, or words, looked up at the tenant. Steps 1 and 2 of the checkout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from posdesk.omneo import identities, profiles
from posdesk.omneo.calls import Dialect, Page
from posdesk.omneo.errors import NotFound
from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.sale.errors import PosError
from posdesk.sale.wallet import Customer, Wallet
from posdesk.till.scripts import Script, value
from posdesk.till.test_cards import looks_like_a_payment_card, refuse_payment_cards
from posdesk.till.wallets import WalletReader, customer_of

# Who can redeem: any other type is refused by the tenant (ASSUMED, U45).
SERVED_TYPES = frozenset({"active", "temporary", "incomplete"})


class EmptySearch(PosError):
    """Nothing to look for."""

    code = "till.empty_search"
    user_message = (
        "There is nothing to search for. Nothing was changed. "
        "Scan a card, or type a name, e-mail, phone or card number."
    )


@dataclass(frozen=True, slots=True)
class Presented:
    """One customer who can be served."""

    customer: Customer
    wallet: Wallet


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several matches; ``served`` False: this profile can be seen but not served.

    ``heard_at`` (aware UTC) is when the local directory was last told of them, the tenant not having been
    asked; None for a live match.
    """

    customer: Customer
    phone: str
    served: bool
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """More than one match, or one that cannot be served. ``more``: there are further ones.

    ``problem`` is the code of the error for which the local directory answers in the tenant's place; empty
    for live matches.
    """

    asked: str
    candidates: tuple[Candidate, ...]
    more: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InactiveCard:
    """The card is known and has been switched off; ``last4`` are its last digits."""

    last4: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """No match. ``card``: it was looked up as a card, not as words; ``payment``: it looks like a bank card's."""

    asked: str
    card: bool
    payment: bool = False


Identified: TypeAlias = Presented | Several | InactiveCard | Nobody


@dataclass(frozen=True, slots=True)
class Identifier:
    """Looks people up. Every method is a script and raises OmneoError when the tenant cannot be asked."""

    reader: WalletReader
    card_handle: str
    dialect: Dialect = Dialect.GUIDE

    def card(self, number: str) -> Script[Identified]:
        """By loyalty card. An inactive one is found and refused (U47)."""
        if self.dialect is Dialect.REFERENCE:
            return (yield from self._card_of_profiles(number))
        call = identities.search(handle=self.card_handle, identifier=number)
        (outcome,) = yield (call,)
        try:
            identity: Identity = value(outcome)
        except NotFound:
            return _nobody_with(number)
        if not identity.is_active:
            return InactiveCard(last4(number))
        return (yield from self.profile(identity.profile_id))

    def _card_of_profiles(self, number: str) -> Script[Identified]:
        """The reference's path gives whole profiles, found under any handle: ours are those with our card."""
        (outcome,) = yield (profiles.with_identifier(number, currency=self.reader.currency),)
        found: tuple[Profile, ...] = value(outcome)
        cards = [
            (profile, identity)
            for profile in found
            for identity in profile.identities
            if (identity.handle, identity.identifier) == (self.card_handle, number)
        ]
        if not cards:
            return _nobody_with(number)
        active = [profile for profile, identity in cards if identity.is_active]
        if not active:
            return InactiveCard(last4(number))
        if len(active) > 1:
            return Several(last4(number), tuple(_candidate(each) for each in active))
        return (yield from self.profile(active[0].id))

    def profile(self, profile_id: str) -> Script[Identified]:
        """By the tenant's profile id. One that cannot redeem is shown, and not served."""
        try:
            profile, standing, wallet = yield from self.reader.customer(profile_id)
        except NotFound:
            return Nobody(profile_id, card=False)
        candidate = _candidate(profile)
        if not candidate.served:
            return Several(profile_id, (candidate,))
        return Presented(customer_of(profile, standing), wallet)

    def words(self, text: str) -> Script[Identified]:
        """By name, e-mail, phone, profile id or a typed card number. One match goes straight on.

        Raises EmptySearch for nothing but spaces, PaymentCardGiven for what may not be sent anywhere.
        """
        text = " ".join(text.split())
        if not text:
            raise EmptySearch
        if is_profile_id(text):
            return (yield from self.profile(text))
        refuse_payment_cards(text)
        if looks_like_card(text):
            found = yield from self.card(text)
            if not isinstance(found, Nobody):
                return found
        search = profiles.search(text, currency=self.reader.currency, dialect=self.dialect)
        (outcome,) = yield (search,)
        page: Page[Profile] = value(outcome)
        candidates = tuple(_candidate(each) for each in page.items)
        if not candidates:
            return Nobody(text, card=False)
        if len(candidates) == 1 and candidates[0].served and page.last <= 1:
            return (yield from self.profile(candidates[0].customer.profile_id))
        return Several(text, candidates, page.last > 1)


def _candidate(profile: Profile) -> Candidate:
    served = profile.profile_type in SERVED_TYPES
    return Candidate(customer_of(profile), profile.phone or "", served)


def _nobody_with(number: str) -> Nobody:
    return Nobody(last4(number), card=True, payment=looks_like_a_payment_card(number))


def last4(number: str) -> str:
    """What may be shown of a card number."""
    return number[-4:] if len(number) > 4 else ""


def is_profile_id(text: str) -> bool:
    """Whether this is a UUID, as profile ids are (guide)."""
    # Here: it looks the whole machine over, and a start has no use for it.
    from uuid import UUID

    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def looks_like_card(text: str) -> bool:
    """Whether typed text may be a card number: digits and letters without a space, some digits, four or more.

    A phone number may pass: then nobody has that card, and the tenant's own search is asked.
    """
    return len(text) >= 4 and text.isascii() and text.isalnum() and any(c.isdigit() for c in text)
