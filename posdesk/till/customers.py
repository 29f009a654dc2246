"""Customers beside a sale: one is made, one has what another wants, two are the same person.

Scripts. The tenant's search tolerates typing errors and may read its filters as it likes, so every answer is
compared here before anything is made of it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from posdesk.omneo import identities, identity_writes, profile_writes, profiles
from posdesk.omneo.calls import Dialect, Page
from posdesk.omneo.errors import NotFound, OmneoError
from posdesk.omneo.identities import Identity
from posdesk.omneo.profile_writes import ProfileDraft
from posdesk.omneo.profiles import Profile
from posdesk.sale.money import Currency
from posdesk.sale.wallet import Wallet
from posdesk.till.asking import NoWord, ask
from posdesk.till.scripts import Script, value
from posdesk.till.wallets import WalletReader


class Same(StrEnum):
    """What two profiles have in common."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody who may be the same person as another; ``same`` is why."""

    profile: Profile
    same: tuple[Same, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """``more``: the tenant's search had further pages, which were not read."""

    people: tuple[Twin, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new customer. ``card_trouble``: they are there, but without the card."""

    profile: Profile
    card_trouble: OmneoError | NoWord | None = None


@dataclass(frozen=True, slots=True)
class CardTaken:
    """Nobody was made: that card is somebody's already."""

    profile_id: str


@dataclass(frozen=True, slots=True)
class Customers:
    """How this tenant's customers are looked at and made. Every method is a script and raises OmneoError."""

    reader: WalletReader
    card_handle: str
    dialect: Dialect = Dialect.GUIDE

    @property
    def currency(self) -> Currency:
        return self.reader.currency

    def read(self, profile_id: str) -> Script[Profile]:
        """One customer. Raises NotFound."""
        return (yield from ask(profiles.read(profile_id, currency=self.currency)))

    def enrol(self, draft: ProfileDraft, card: str = "") -> Script[Enrolled | CardTaken]:
        """Make a customer, and give them the card. Raises NoWord: then nobody knows whether they are there.

        The card goes second: with the profile, one that somebody has would change *that* profile (1.11).
        """
        if card:
            taken = yield from self.card_holder(self.card_handle, card)
            if taken is not None:
                return CardTaken(taken)
        made = yield from ask(profile_writes.create(draft, currency=self.currency))
        if not card:
            return Enrolled(made)
        give = identity_writes.add(
            made.id, handle=self.card_handle, identifier=card, is_primary=True
        )
        try:
            yield from ask(give)
        except (OmneoError, NoWord) as error:
            return Enrolled(made, error)
        return Enrolled(made)

    def card_holder(self, handle: str, number: str) -> Script[str | None]:
        """The profile id of whoever has the card, switched on or off; None: nobody."""
        if self.dialect is Dialect.REFERENCE:
            (outcome,) = yield (profiles.with_identifier(number, currency=self.currency),)
            found: tuple[Profile, ...] = value(outcome)
            held = (each for one in found for each in one.identities)
            pairs = ((each.profile_id, each.handle, each.identifier) for each in held)
            return next((who for who, *card in pairs if card == [handle, number]), None)
        try:
            identity: Identity = yield from ask(identities.search(handle=handle, identifier=number))
        except NotFound:
            return None
        return identity.profile_id

    def holder(self, *, email: str = "", phone: str = "") -> Script[Profile | None]:
        """Who has this e-mail address, or this mobile number."""
        for asked in filter(None, (email, phone)):
            page = yield from ask(
                profiles.search(asked, currency=self.currency, dialect=self.dialect)
            )
            for each in page.items:
                same_email = bool(email) and folded(each.email) == folded(email)
                if same_email or (phone and each.phone == phone):
                    return each
        return None

    def twins(self, profile: Profile) -> Script[Twins]:
        """Who shares an e-mail address, a number or a name with ``profile``; the likeliest first."""
        phones = (profile.phone, profile.secondary_phone)
        asked = dict.fromkeys(filter(None, (profile.email, *phones, profile.full_name)))
        if not asked:
            return Twins((), more=False)
        outcomes = yield tuple(
            profiles.search(each, currency=self.currency, dialect=self.dialect) for each in asked
        )
        pages: list[Page[Profile]] = [value(outcome) for outcome in outcomes]
        others = {each.id: each for page in pages for each in page.items if each.id != profile.id}
        found = [Twin(each, same(profile, each)) for each in others.values()]
        alike = sorted((each for each in found if each.same), key=_likeliest)
        return Twins(tuple(alike), any(page.last > 1 for page in pages))

    def both(self, one: str, other: str) -> Script[tuple[Wallet, Wallet]]:
        """What each of two has."""
        first = yield from self.reader.wallet(one)
        second = yield from self.reader.wallet(other)
        return first, second

    def merge(self, *, source: str, into: str) -> Script[Profile]:
        """Move all of ``source`` to ``into``, who stays. Cannot be undone.

        Raises NoWord where ``source`` is still there after a merge without an answer: it may yet arrive.
        """
        call = profile_writes.merge(source=source, into=into, currency=self.currency)
        try:
            return (yield from ask(call))
        except NoWord:
            if (yield from self._is_there(source)):
                raise
            return (yield from self.read(into))

    def _is_there(self, profile_id: str) -> Script[bool]:
        try:
            yield from self.read(profile_id)
        except NotFound:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Merging:
    """Two of one person: ``stays`` and who goes, and what each has."""

    stays: Profile
    goes: Profile
    kept: Wallet = field(repr=False)
    moved: Wallet = field(repr=False)

    def turned(self) -> Merging:
        """The other one stays."""
        return Merging(self.goes, self.stays, self.moved, self.kept)


def _likeliest(twin: Twin) -> tuple[int, bool, str]:
    return -len(twin.same), twin.same == (Same.NAME,), twin.profile.full_name


def same(one: Profile, other: Profile) -> tuple[Same, ...]:
    """What they share. Case, accents and the order of a name's words do not matter."""
    found = []
    if one.email and folded(one.email) == folded(other.email):
        found.append(Same.EMAIL)
    if _phones(one) & _phones(other):
        found.append(Same.PHONE)
    if _name(one) and _name(one) == _name(other):
        found.append(Same.NAME)
    return tuple(found)


def _phones(profile: Profile) -> set[str]:
    return {each for each in (profile.phone, profile.secondary_phone) if each}


def _name(profile: Profile) -> list[str]:
    return sorted(folded(profile.full_name).split())


def folded(text: str | None) -> str:
    """Lower case without accents, for comparing."""
    bare = unicodedata.normalize("NFKD", (text or "").casefold())
    return "".join(mark for mark in bare if not unicodedata.combining(mark))
