"""The proof of a putting back: a reading of the wallet from after it, compared with the one from before."""

from __future__ import annotations

from posdesk.sale.moments import Instant
from posdesk.sale.purses import worth
from posdesk.sale.state import LIVE, UNSETTLED, Leg, LegState, Proof, ProofState, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.wallet import Wallet, differences


def asked_at(sale: Sale) -> Instant | None:
    """When the proof was asked for: a reading from before proves nothing. None while something is out."""
    if any(leg.state in LIVE | UNSETTLED for leg in sale.legs):
        return None
    asked = [entry.at for entry in sale.story if entry.kind is StoryKind.PROOF_SENT]
    return asked[-1] if asked else None


def proof_of(sale: Sale, before: Wallet, after: Wallet) -> Proof:
    """A refund makes a new incentive, so the wallet differs by design, and the proof says so."""
    changed = differences(before, after)
    state = ProofState.DIFFERENT if changed else ProofState.EQUAL
    if any(_refunded_now(sale, leg) for leg in sale.legs):
        state = ProofState.REFUNDED
    was, now = (worth(each.balances, sale.takes_from) for each in (before, after))
    return Proof(state, was, now, changed)


def _refunded_now(sale: Sale, leg: Leg) -> bool:
    """Refunded in this putting back, not in one before it."""
    if leg.state is not LegState.REFUNDED:
        return False
    sent = leg.undo_sent_at
    return sent is None or not sent.precedes(sale.putting_back.since)
