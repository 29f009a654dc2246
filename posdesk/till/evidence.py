"""Judging what a tenant's lists say about a write whose answer was lost. Pure.

Only a row's own fields are evidence; a filter never is, for a server may ignore it. Without an echo of our
leg a row is adopted only if it is the one possible, the balance fits, and this is the only till; otherwise
a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from posdesk.omneo.redemptions import Redemption
from posdesk.sale.effects import RefundRedemption
from posdesk.sale.events import Finding
from posdesk.sale.money import Money
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import Leg, LegKind, LegState, Sale
from posdesk.sale.sweep import TwinState
from posdesk.sale.wallet import Wallet
from posdesk.till import value_evidence

_REVERSIBLE: Final = timedelta(seconds=REVERSE_UNTIL_S)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``row`` is the redemption that is ours, when FOUND; ``evidence`` is for a person, of whom is asked which of
    ``candidates`` it is."""

    finding: Finding
    row: Redemption | None = None
    evidence: tuple[str, ...] = ()
    candidates: tuple[Redemption, ...] = ()


def tag(sale: Sale, leg: Leg) -> str:
    """The leg's own mark at the tenant, never used twice."""
    return f"{sale.reference}-{leg.mark}"


def refund_tag(sale: Sale, leg: Leg) -> str:
    """The mark of the leg's refund at the tenant: its intention, as the journal has it."""
    return f"{sale.reference}-{RefundRedemption(leg.number, leg.mark).intention}"


def find_redemption(
    sale: Sale, leg: Leg, rows: Sequence[Redemption], known: frozenset[str], wallet: Wallet
) -> Verdict:
    """Whether one of the profile's ``rows`` is the redemption that ``leg`` asked for."""
    fresh = [
        row
        for row in rows
        if row.type == "redeem" and row.id > sale.high_water and str(row.id) not in known
    ]
    mine = [row for row in fresh if tag(sale, leg) in (row.meta_leg, row.external_id)]
    if mine:
        return Verdict(Finding.FOUND, min(mine, key=lambda row: row.id))
    possible = [row for row in fresh if could_be(sale, leg, row)]
    if not possible:
        return Verdict(Finding.ABSENT)
    possible.sort(key=lambda row: row.id)
    evidence = tuple(told_of(row) for row in possible)
    if len(possible) == 1 and sale.terms.single_till and _fits(sale, leg, wallet):
        return Verdict(Finding.FOUND, possible[0], evidence)
    return Verdict(Finding.UNCLEAR, None, evidence, tuple(possible))


def told_of(row: Redemption) -> str:
    """A row for a person who looks for it at the tenant."""
    when = f", made {row.created_at:%Y-%m-%d %H:%M:%S} UTC" if row.created_at else ""
    return f"redemption {row.id}: {row.total}{when}, not tagged"


def could_be(sale: Sale, leg: Leg, row: Redemption) -> bool:
    """An unlinked row of the right worth that does not say it is another's."""
    named = (row.meta_leg, row.external_id)
    if any(named) or row.transaction_id is not None:
        return False
    if row.transaction_external_id not in (None, sale.reference):
        return False
    if leg.kind is LegKind.BENEFIT:
        uses = {item.incentive_id for item in row.items if item.type == "benefit"}
        return leg.benefit_id in uses
    if leg.kind is LegKind.CREDIT:
        taken = {item.incentive_id for item in row.items if item.type == "credit"}
        return row.total == leg.requested and leg.credit_id in taken
    uses = {item.incentive_id for item in row.items if item.type == "benefit"}
    return row.total == leg.requested and uses == set(leg.benefit_ids)


def _fits(sale: Sale, leg: Leg, wallet: Wallet) -> bool:
    """Whether the balance fell by just what this leg would have taken."""
    before = sale.snapshot
    if before is None:
        return False
    if leg.kind is LegKind.BENEFIT:
        return bool(value_evidence.changed(before, wallet, f"benefit {leg.benefit_id}"))
    if leg.kind is LegKind.CREDIT:
        return bool(value_evidence.changed(before, wallet, f"credit {leg.credit_id}"))
    return value_evidence.was_taken(leg, before, wallet)


def find_reversal(sale: Sale, leg: Leg, rows: Sequence[Redemption], wallet: Wallet) -> Verdict:
    """Whether the leg's incentives are as they were, or a reversal of it is listed."""
    before = sale.snapshot
    changed = () if before is None else _not_as_it_was(leg, before, wallet)
    if before is not None and not changed and _shows_uses(leg, before):
        return Verdict(Finding.FOUND, None, ("the wallet is as it was",))
    taken = int(leg.redemption_id) if leg.redemption_id.isdecimal() else 0
    reversals = [row for row in rows if row.type == "reversal" and row.id > taken]
    named = [row for row in reversals if row.reverses_id == taken]
    if named:
        return Verdict(Finding.FOUND, named[0])
    worth = leg.granted or sale.zero
    same = [
        row
        for row in reversals
        if row.reverses_id is None and row.total == worth and _is_of_benefit(leg, row)
    ]
    twins = [twin for twin in sale.sweep.twins if twin.total == worth and not twin.refund]
    explained = sum(twin.state is TwinState.REVERSED for twin in twins)
    open_twins = sum(twin.state in {TwinState.SENT, TwinState.UNKNOWN} for twin in twins)
    rivals = _reversible_beside(leg, _rivals(sale, leg, rows), rows) if same else []
    if leg.kind is LegKind.REWARDS and not rivals and len(same) == explained + open_twins + 1:
        return Verdict(Finding.FOUND, same[-1])
    if leg.kind is LegKind.BENEFIT and leg.refusals and len(same) > explained + open_twins:
        # The tenant will not reverse it again, and lists a reversal of this benefit: it is done.
        return Verdict(Finding.FOUND, same[0], ("refused as done, and a reversal is listed",))
    evidence = (*changed, *(f"reversal {row.id}: {row.total}" for row in same))
    # A benefit may be reversed once more without harm, and the tenant's word is clearer than its list.
    judged_anew = leg.kind is LegKind.BENEFIT
    most = explained + (0 if open_twins or rivals else 1)
    unclear = not judged_anew and len(same) > most
    return Verdict(Finding.UNCLEAR if unclear else Finding.ABSENT, None, evidence)


def _shows_uses(leg: Leg, before: Wallet) -> bool:
    """Whether an unchanged wallet says anything: a benefit without a number of uses never changes."""
    if leg.kind is not LegKind.BENEFIT:
        return True
    used = before.benefit(leg.benefit_id)
    return used is not None and used.remaining is not None


def _is_of_benefit(leg: Leg, row: Redemption) -> bool:
    if leg.kind is not LegKind.BENEFIT:
        return True
    return leg.benefit_id in {item.incentive_id for item in row.items if item.type == "benefit"}


def _not_as_it_was(leg: Leg, before: Wallet, after: Wallet) -> tuple[str, ...]:
    """What differs in what the leg took; rewards are taken as they expire."""
    match leg.kind:
        case LegKind.BENEFIT:
            return value_evidence.changed(before, after, f"benefit {leg.benefit_id}")
        case LegKind.CREDIT:
            return value_evidence.changed(before, after, f"credit {leg.credit_id}")
        case LegKind.REWARDS:
            return value_evidence.not_as_it_was(leg, before, after)


def find_refund(sale: Sale, leg: Leg, rows: Sequence[Redemption], wallet: Wallet) -> Verdict:
    """Whether the leg was refunded: by its mark, or by something new of its worth since the snapshot.

    Something new is no proof while another redemption of the profile may have been refunded, here or at another
    till.
    """
    returns = [row for row in rows if row.type == "return" and _is_like(leg, row)]
    marked = [row for row in returns if row.meta_leg]
    mine = [row for row in marked if row.meta_leg == refund_tag(sale, leg)]
    if marked:
        # The tenant shows the marks of refunds, so one without ours is another's.
        return Verdict(Finding.FOUND, mine[0]) if mine else Verdict(Finding.ABSENT)
    worth = leg.granted or sale.zero
    if leg.kind is LegKind.REWARDS and sale.snapshot is not None:
        verdict = _verdict(*value_evidence.given_anew(leg, sale.snapshot, wallet))
    else:
        verdict = something_new(leg.kind, worth, sale.snapshot, wallet)
    rivals = _rivals(sale, leg, rows)
    if verdict.finding is not Finding.FOUND or not rivals:
        return verdict
    return Verdict(Finding.UNCLEAR, None, (*verdict.evidence, *map(told_of, rivals)))


def _rivals(sale: Sale, leg: Leg, rows: Sequence[Redemption]) -> list[Redemption]:
    """Redemptions that look the same when they are given back as the leg does; of the sale's own, none that was."""
    no_rival = {each.redemption_id for each in sale.legs if each.state is LegState.REVERSED}
    no_rival |= {leg.redemption_id, *(twin.redemption_id for twin in sale.sweep.twins)}
    return [
        row
        for row in rows
        if row.type == "redeem" and str(row.id) not in no_rival and _is_like(leg, row)
    ]


def _reversible_beside(
    leg: Leg, rivals: Sequence[Redemption], rows: Sequence[Redemption]
) -> list[Redemption]:
    """Those of ``rivals`` that could still be reversed after the leg was redeemed."""
    own = next((row.created_at for row in rows if str(row.id) == leg.redemption_id), None)
    return [
        row
        for row in rivals
        if row.transaction_id is None
        and (own is None or row.created_at is None or own - row.created_at <= _REVERSIBLE)
    ]


def _is_like(leg: Leg, row: Redemption) -> bool:
    """Of a benefit, where the leg is, which has no worth to compare; else of its worth."""
    if leg.kind is LegKind.BENEFIT:
        return any(item.type == "benefit" for item in row.items)
    return row.total == leg.granted


def something_new(kind: LegKind, worth: Money, before: Wallet | None, wallet: Wallet) -> Verdict:
    """Whether something of ``kind`` and ``worth`` is in the wallet that was not there before."""
    if before is None:
        return Verdict(Finding.UNCLEAR, None, ("no reading from before the redemption",))
    if kind is LegKind.BENEFIT:
        old = {benefit.id for benefit in before.benefits}
        new = tuple(f"benefit {each.id}" for each in wallet.benefits if each.id not in old)
        fits = len(new) == 1
    elif kind is LegKind.CREDIT:
        old = {credit.id for credit in before.credits}
        given = [credit for credit in wallet.credits if credit.id not in old]
        new = tuple(f"credit {each.id}: {each.balance}" for each in given)
        fits = [each.balance for each in given] == [worth]
    else:
        new, fits = value_evidence.given_back(worth, before, wallet)
    return _verdict(new, fits)


def _verdict(new: tuple[str, ...], fits: bool) -> Verdict:
    if not new:
        return Verdict(Finding.ABSENT)
    return Verdict(Finding.FOUND if fits else Finding.UNCLEAR, None, new)
