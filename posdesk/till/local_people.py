"""Customers from the local directory, for when the tenant cannot be asked, and what is put into it.

Whom the directory knows can be looked at, with the age of what is known. They cannot be served: nobody knows
their balances, and a sale that is begun meanwhile is anonymous. When the tenant answers again the same search
finds them live. Blocking, and safe from any thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.errors import NoAnswer, ServerTrouble, Unreachable
from posdesk.sale.wallet import Customer
from posdesk.till.directory import MOST_FOUND, Directory, LocalCustomer
from posdesk.till.identify import Candidate, EmptySearch, Several, is_profile_id, last4

# The tenant said nothing about the question. Every other error is an answer.
NOT_ASKED = (Unreachable, NoAnswer, ServerTrouble)


@dataclass(frozen=True, slots=True)
class LocalPeople:
    """The directory's answers in the shape of the tenant's. None where it knows nobody. Raises DirectoryFailed."""

    directory: Directory
    card_handle: str

    def card(self, number: str) -> Several | None:
        """Who has the card, active or not: only the tenant knows which it is now."""
        return _several(last4(number), self.directory.with_identity(self.card_handle, number))

    def words(self, text: str) -> Several | None:
        """By the beginnings of words in name, e-mail, phone and card. Raises EmptySearch."""
        text = " ".join(text.split())
        if not text:
            raise EmptySearch
        if is_profile_id(text):
            return self.profile(text)
        return _several(text, self.directory.search(text))

    def profile(self, profile_id: str) -> Several | None:
        """By the tenant's id; of a merged profile, whom it was merged into."""
        found = self.directory.record(profile_id)
        return None if found is None else _several(profile_id, (found,))


def _several(asked: str, found: tuple[LocalCustomer, ...]) -> Several | None:
    if not found:
        return None
    return Several(asked, tuple(map(_candidate, found)), more=len(found) >= MOST_FOUND)


def _candidate(local: LocalCustomer) -> Candidate:
    facts = local.facts
    name = local.full_name or facts.email or local.profile_id
    customer = Customer(local.profile_id, name, facts.email, facts.tier)
    return Candidate(customer, facts.phone, served=False, heard_at=local.told_at)
