"""Redeeming, and putting back: each effect of the sale as a talk with the tenant, ending in its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from posdesk.omneo import credits, redemptions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied
from posdesk.omneo.credits import Credit
from posdesk.omneo.errors import Invalid, OmneoError, Unauthenticated
from posdesk.omneo.redemptions import RedemptionResult, Strategy
from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.state import Leg, LegKind, Sale
from posdesk.till import evidence
from posdesk.till.scripts import NOT_JUDGED, Reply, Script, proof, retry_after
from posdesk.till.twin_scripts import TwinScripts
from posdesk.till.wallets import WalletReader

PIN_GONE = "till.pin_gone"
WRONG_PIN = "till.wrong_pin"


@dataclass(frozen=True, slots=True)
class RedemptionScripts:
    """Each method is a script whose result becomes the sale's next event."""

    reader: WalletReader
    dialect: Dialect

    @property
    def twins(self) -> TwinScripts:
        """The sweep's part of it."""
        return TwinScripts(self.reader, self.dialect)

    def snapshot(self, sale: Sale) -> Script[Reply]:
        try:
            wallet, high = yield from self.reader.snapshot(_profile(sale))
        except OmneoError as error:
            return _read_failed("ReadSnapshot", error)
        return partial(ev.SnapshotRead, wallet=wallet, high_water=high)

    def wallet(self, sale: Sale) -> Script[Reply]:
        try:
            wallet = yield from self.reader.wallet(_profile(sale))
        except OmneoError as error:
            return _read_failed("ReadWallet", error)
        return partial(ev.WalletRead, wallet=wallet, proof="balances, rewards, benefits read again")

    def create(self, sale: Sale, number: int, pin: str = "") -> Script[Reply]:
        """``pin`` is that of a credit; it is used here and kept nowhere."""
        leg = sale.leg(number)
        if leg.kind is LegKind.CREDIT and _asks_for_pin(sale, leg) and not pin:
            # After a crash, or for a second send long after: nobody has it any more.
            return partial(ev.RedemptionRefused, leg=number, problem=PIN_GONE, proof="not sent")
        call = self._create(sale, leg, pin)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if isinstance(outcome, Applied):
            result: RedemptionResult = outcome.value
            return partial(
                ev.RedemptionGranted,
                leg=number,
                redemption_id=str(result.id),
                total=result.total,
                proof=told,
            )
        error = outcome.error
        kind = ev.RedemptionRefused if isinstance(outcome, NotApplied) else ev.RedemptionUnknown
        if isinstance(error, Unauthenticated):
            refused = partial(ev.RedemptionRefused, leg=number, problem=error.code)
            return partial(refused, proof=told, paused=True)
        wrong = isinstance(error, Invalid) and "security_code" in error.fields
        return partial(kind, leg=number, problem=WRONG_PIN if wrong else error.code, proof=told)

    def _create(self, sale: Sale, leg: Leg, pin: str) -> Call[RedemptionResult]:
        match leg.kind:
            case LegKind.BENEFIT:
                return self._benefit(sale, leg)
            case LegKind.REWARDS:
                return self._rewards(sale, leg)
            case LegKind.CREDIT:
                return self._credit(sale, leg, pin)

    def _credit(self, sale: Sale, leg: Leg, pin: str) -> Call[RedemptionResult]:
        location = sale.terms.location_id
        return redemptions.redeem_credit(
            _profile(sale),
            leg.credit_id,
            amount=leg.requested,
            reference=sale.reference,
            receipt_ref=sale.terms.receipt_ref,
            leg=evidence.tag(sale, leg),
            security_code=pin,
            location_id=int(location) if location.isdecimal() else None,
        )

    def credit(self, sale: Sale, number: int, credit_id: str) -> Script[Reply]:
        """The credit of tender ``number`` as it is now; one that cannot be used has no balance."""
        call = credits.read(_profile(sale), credit_id, currency=self.reader.currency)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if not isinstance(outcome, Applied):
            problem = outcome.error.code
            return partial(ev.CreditRead, tender=number, balance=None, problem=problem, proof=told)
        found: Credit = outcome.value
        balance = found.balance if found.status == "active" else None
        return partial(ev.CreditRead, tender=number, balance=balance, proof=told)

    def _rewards(self, sale: Sale, leg: Leg) -> Call[RedemptionResult]:
        location = sale.terms.location_id
        return redemptions.create(
            _profile(sale),
            dialect=self.dialect,
            strategies=tuple(Strategy(purse.value) for purse in leg.strategies),
            amount=leg.requested,
            reference=sale.reference,
            receipt_ref=sale.terms.receipt_ref,
            leg=evidence.tag(sale, leg),
            location_id=int(location) if location.isdecimal() else None,
            benefits=leg.benefit_ids,
        )

    def _benefit(self, sale: Sale, leg: Leg) -> Call[RedemptionResult]:
        return redemptions.redeem_benefit(
            _profile(sale),
            leg.benefit_id,
            dialect=self.dialect,
            issued_at=utc(leg.sent_at or sale.opened_at),
            timezone=sale.terms.timezone,
            external_id=evidence.tag(sale, leg),
            currency=sale.terms.currency,
        )

    def find(self, sale: Sale, number: int, known: frozenset[str]) -> Script[Reply]:
        """``known``: the redemptions that this till's journal already holds, which are never adopted.

        Where redemptions cannot be listed nothing is asked: only a person can find out."""
        leg = sale.leg(number)
        if not self.reader.lists_redemptions:
            unclear = ev.Finding.UNCLEAR
            return partial(ev.RedemptionSought, leg=number, finding=unclear, by_hand=True)
        try:
            rows = yield from self.reader.redemptions(_profile(sale))
            wallet = yield from self.reader.wallet(_profile(sale))
        except OmneoError as error:
            return partial(
                ev.RedemptionSought, leg=number, finding=ev.Finding.UNREADABLE, proof=error.code
            )
        verdict = evidence.find_redemption(sale, leg, rows, known, wallet)
        row = verdict.row
        return partial(
            ev.RedemptionSought,
            leg=number,
            finding=verdict.finding,
            redemption_id="" if row is None else str(row.id),
            total=None if row is None else row.total,
            evidence=verdict.evidence,
            proof=f"GET …/redemptions · {len(rows)} rows · {verdict.finding.value}",
            candidates=tuple(str(each.id) for each in verdict.candidates),
        )

    def undo(self, sale: Sale, number: int, *, refund: bool) -> Script[Reply]:
        leg = sale.leg(number)
        call = self._refund(sale, leg) if refund else self._reverse(sale, leg)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if isinstance(outcome, Applied):
            return partial(ev.UndoConfirmed, leg=number, refund=refund, proof=told)
        error = outcome.error
        if isinstance(outcome, NotApplied):
            return partial(
                ev.UndoRefused,
                leg=number,
                problem=error.code,
                refund=refund,
                retry_after_s=retry_after(error),
                judged=not isinstance(error, NOT_JUDGED),
                proof=told,
            )
        return partial(ev.UndoUnknown, leg=number, problem=error.code, refund=refund, proof=told)

    def _reverse(self, sale: Sale, leg: Leg) -> Call[RedemptionResult]:
        return redemptions.reverse(
            _profile(sale),
            int(leg.redemption_id),
            dialect=self.dialect,
            currency=sale.terms.currency,
        )

    def _refund(self, sale: Sale, leg: Leg) -> Call[RedemptionResult]:
        """Under a mark of its own, so that one whose answer is lost can be told from another's."""
        return redemptions.refund(
            _profile(sale),
            int(leg.redemption_id),
            dialect=self.dialect,
            currency=sale.terms.currency,
            benefit=leg.kind is LegKind.BENEFIT,
            leg=evidence.refund_tag(sale, leg),
        )

    def find_undo(self, sale: Sale, number: int, *, refund: bool) -> Script[Reply]:
        leg = sale.leg(number)
        try:
            rows = yield from self.reader.redemptions(_profile(sale))
            wallet = yield from self.reader.wallet(_profile(sale))
        except OmneoError as error:
            return partial(
                ev.UndoSought, leg=number, finding=ev.Finding.UNREADABLE, proof=error.code
            )
        if refund:
            verdict = evidence.find_refund(sale, leg, rows, wallet)
        else:
            verdict = evidence.find_reversal(sale, leg, rows, wallet)
        return partial(
            ev.UndoSought,
            leg=number,
            finding=verdict.finding,
            evidence=verdict.evidence,
            proof=f"GET …/rewards, benefits, redemptions · {verdict.finding.value}",
        )


def utc(at: Instant) -> datetime:
    """The instant as an aware UTC datetime."""
    return datetime.fromtimestamp(at.utc_ms / 1000, UTC)


def _asks_for_pin(sale: Sale, leg: Leg) -> bool:
    credit = sale.wallet.credit(leg.credit_id) if sale.wallet else None
    return credit is not None and credit.needs_pin


def _profile(sale: Sale) -> str:
    return sale.customer.profile_id if sale.customer else ""


def _read_failed(purpose: str, error: OmneoError) -> Reply:
    return partial(
        ev.ReadFailed,
        purpose=purpose,
        problem=error.code,
        retry_after_s=retry_after(error),
        proof=str(error.status or "no answer"),
    )
