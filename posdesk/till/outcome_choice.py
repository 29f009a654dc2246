"""Which outcome is in force for a payment, and why. Pure; the screen shows both before Pay is pressed."""

from dataclasses import dataclass
from enum import StrEnum

from posdesk.till.outcomes import APPROVED, OUTCOMES, Outcome, outcome_named
from posdesk.till.test_cards import TestCard


class AmountProfile(StrEnum):
    """Which amounts decide an outcome. OFF is the default: no ordinary price declines by surprise."""

    OFF = "off"
    ISO_CENTS = "iso_cents"
    ADYEN = "adyen"


class Source(StrEnum):
    """What decided, strongest first."""

    FORCED = "forced"
    TEST_CARD = "test_card"
    AMOUNT = "amount"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome in force, what decided it, and that as a sentence."""

    outcome: Outcome
    source: Source
    why: str


# The last two digits are the code; of several outcomes with one code the first in the list stands.
_BY_CODE: dict[int, Outcome] = {int(each.code): each for each in reversed(OUTCOMES)}

# Adyen's point-of-sale test amounts: the last three digits in minor units.
_ADYEN: dict[int, Outcome] = {
    digits: outcome_named(name)
    for digits, name in {
        123: "do_not_honour",
        124: "insufficient_funds",
        125: "blocked_card",
        126: "expired_card",
        128: "invalid_card",
        134: "wrong_pin",
        135: "pin_tries",
        136: "issuer_unavailable",
        137: "amount_limit",
        138: "count_limit",
        151: "suspected_fraud",
        154: "cancelled_by_buyer",
        166: "cancelled_by_buyer",
    }.items()
}


def choose(
    amount_minor: int,
    forced: Outcome | None = None,
    card: TestCard | None = None,
    profile: AmountProfile = AmountProfile.OFF,
) -> Choice:
    """The outcome in force for ``amount_minor``: the amount due in minor units, after redemptions and
    cash rounding. Strongest first: ``forced``, ``card``, ``profile``, approval.
    """
    if forced is not None:
        return Choice(forced, Source.FORCED, f"Forced: {forced.title}.")
    if card is not None:
        why = f"Test card {card.masked}: {card.outcome.title}."
        return Choice(card.outcome, Source.TEST_CARD, why)
    decided = _by_amount(amount_minor, profile)
    if decided is not None:
        return decided
    return Choice(APPROVED, Source.DEFAULT, "Nothing is set: the payment is approved.")


def _by_amount(amount_minor: int, profile: AmountProfile) -> Choice | None:
    if profile is AmountProfile.ISO_CENTS:
        digits, found = f"{amount_minor % 100:02d}", _BY_CODE.get(amount_minor % 100)
    elif profile is AmountProfile.ADYEN:
        digits, found = f"{amount_minor % 1000:03d}", _ADYEN.get(amount_minor % 1000)
    else:
        return None
    if found is None:
        return None
    return Choice(found, Source.AMOUNT, f"The amount ends in {digits}: {found.title}.")
