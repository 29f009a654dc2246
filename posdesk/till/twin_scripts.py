"""Looking for late twins and taking them back: the sweep's effects as talks with the tenant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from posdesk.omneo import redemptions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied
from posdesk.omneo.errors import OmneoError
from posdesk.omneo.redemptions import RedemptionResult
from posdesk.sale import sweep_events as sev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.state import LegKind, Sale
from posdesk.sale.sweep import Twin
from posdesk.till import twin_evidence
from posdesk.till.scripts import NOT_JUDGED, Reply, Script, proof, retry_after
from posdesk.till.wallets import WalletReader


@dataclass(frozen=True, slots=True)
class TwinScripts:
    """Each method is a script whose result becomes the sale's next event."""

    reader: WalletReader
    dialect: Dialect

    def look(self, sale: Sale, profile: str, known: frozenset[str]) -> Script[Reply]:
        """``known``: the redemptions that this till's journal holds. Where none are listed nothing is seen."""
        try:
            rows = yield from self.reader.redemptions(profile)
        except OmneoError as error:
            return partial(
                sev.SweepFailed,
                problem=error.code,
                retry_after_s=retry_after(error),
                proof=str(error.status or "no answer"),
            )
        seen = twin_evidence.look(sale, profile, rows, known)
        return partial(
            sev.TwinsSought,
            profile_id=profile,
            found=seen.found,
            possible=seen.possible,
            undone=seen.undone,
            linked=seen.linked,
            proof=f"GET …/redemptions · {len(rows)} rows",
        )

    def undo(self, sale: Sale, mark: str, *, refund: bool) -> Script[Reply]:
        """Raises IllegalEvent for a twin that the sale never had."""
        twin = next((each for each in sale.sweep.twins if each.mark == mark), None)
        if twin is None:
            raise IllegalEvent(f"no twin {mark}")
        call = self._refund(sale, twin) if refund else self._reverse(sale, twin)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if isinstance(outcome, Applied):
            return partial(sev.TwinUndone, mark=mark, refund=refund, proof=told)
        error = outcome.error
        if not isinstance(outcome, NotApplied):
            return partial(
                sev.TwinUndoUnknown, mark=mark, problem=error.code, refund=refund, proof=told
            )
        return partial(
            sev.TwinUndoRefused,
            mark=mark,
            problem=error.code,
            refund=refund,
            retry_after_s=retry_after(error),
            judged=not isinstance(error, NOT_JUDGED),
            proof=told,
        )

    def _reverse(self, sale: Sale, twin: Twin) -> Call[RedemptionResult]:
        return redemptions.reverse(
            sale.leg(twin.leg).doubted_of,
            int(twin.redemption_id),
            dialect=self.dialect,
            currency=sale.terms.currency,
        )

    def _refund(self, sale: Sale, twin: Twin) -> Call[RedemptionResult]:
        """Under a mark of its own, so that a refund whose answer is lost can be told from another."""
        leg = sale.leg(twin.leg)
        return redemptions.refund(
            leg.doubted_of,
            int(twin.redemption_id),
            dialect=self.dialect,
            currency=sale.terms.currency,
            benefit=leg.kind is LegKind.BENEFIT,
            reference=sale.reference,
            receipt_ref=sale.terms.receipt_ref,
            leg=f"{sale.reference}-{twin.mark}",
        )
