"""A scanned gift card as a way to pay: whose it is, and whether it can.

Decided where the guides are silent (omneo-api.md 2.7.2, U9, U31):
- A card is redeemed below a profile, so without a customer it cannot pay. The sandbox would take its PIN in a
  transaction's payment; a real tenant is not documented to, and the till would have to keep the PIN.
- A card that is nobody's becomes the customer's who shows it: handed on first, and theirs from then on.
- A card that is another customer's is refused, PIN or not: it would be redeemed in the other's history, and a
  putting back could not be proved from what was read of the customer who is served. Its owner can hand it on.
- A card that is to be released later can pay: the vendor's own test redeems one.

Scripts and values; the number goes no further than the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from posdesk.omneo import credits
from posdesk.omneo.calls import Dialect
from posdesk.omneo.credits import Credit as WireCredit
from posdesk.sale.credits import worth
from posdesk.sale.state import Terms
from posdesk.sale.wallet import Credit, Customer
from posdesk.till.asking import ask_all
from posdesk.till.clock import Clock
from posdesk.till.credit_desk import CreditDesk, CreditState, moment_of, state_of
from posdesk.till.scripts import Script
from posdesk.till.wallets import credit_of

_WHY: Final = {
    CreditState.USED: "till.card_empty",
    CreditState.EXPIRED: "till.card_expired",
    CreditState.VOID: "till.card_void",
    CreditState.LOCKED: "till.card_locked",
}


@dataclass(frozen=True, slots=True)
class Usable:
    """It can pay. ``claimed``: it was nobody's, and is the customer's since now."""

    credit: Credit
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot; ``code`` is a problem's, for its sentence."""

    code: str


@dataclass(frozen=True, slots=True)
class NoCard:
    """No gift card has this number."""


CardAnswer: TypeAlias = Usable | Refused | NoCard


def look_at(
    number: str, customer: Customer | None, terms: Terms, dialect: Dialect, clock: Clock
) -> Script[CardAnswer]:
    """Whether the card of that number can pay now. Raises OmneoError, and NoWord where nobody's was being claimed."""
    page = partial(credits.with_number, number, currency=terms.currency)
    found = yield from ask_all(lambda at: page(page=at))
    if not found:
        return NoCard()
    card = found[0]
    refusal = _refusal(card, customer, terms, clock)
    if refusal:
        return Refused(refusal)
    if customer is not None and card.profile_id is None:
        desk = CreditDesk(dialect, terms.currency)
        card = yield from desk.hand_on(card, customer.profile_id)
        return Usable(credit_of(card), claimed=True)
    return Usable(credit_of(card))


def _refusal(card: WireCredit, customer: Customer | None, terms: Terms, clock: Clock) -> str:
    """What speaks against the card, its own state first: that holds whoever shows it."""
    state = state_of(card, moment_of(clock.now()))
    if state is not CreditState.ACTIVE:
        return _WHY[state]
    if worth(card.balance, terms) is None:
        return "till.card_no_rate"
    if customer is None:
        return "till.card_needs_customer"
    if card.profile_id not in {None, customer.profile_id}:
        return "till.card_of_another"
    return ""
