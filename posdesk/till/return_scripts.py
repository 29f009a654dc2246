"""Giving back: each effect of a return as a talk with the tenant, or the terminal, ending in its event.

A refund and a store credit are not safe to repeat, so each carries the return's own mark; where a tenant echoes
it, that is the proof of a lost answer, else what is new in the wallet since just before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from posdesk.omneo import credit_writes, definitions, recorded, redemptions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Page
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.credits import Credit
from posdesk.omneo.definitions import Definition, Kind
from posdesk.omneo.errors import Forbidden, NotFound, OmneoError
from posdesk.omneo.recorded import Recorded
from posdesk.omneo.redemptions import Redemption, RedemptionResult
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import PosError
from posdesk.sale.money import Currency, Money
from posdesk.sale.past import PastReturn, RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Refund
from posdesk.sale.state import LegKind, Sale
from posdesk.till.evidence import Verdict, something_new
from posdesk.till.past_from_tenant import returns_among
from posdesk.till.payments import Terminal
from posdesk.till.scripts import NOT_JUDGED, Reply, Script, proof, retry_after, value
from posdesk.till.terminal_answers import BackRefused, InProgress, Refunded
from posdesk.till.wallets import WalletReader

# The guide names the type "Store Credit" and shows only the word of another; ASSUMED (2.7.3).
STORE_CREDIT = "store_credit"
NO_SUCH_PAYMENT = "terminal.no_such_payment"
IN_PROGRESS = "terminal.in_progress"
# The newest come first; a tenant that ignores the filter is not read to the end of its history.
MAX_PAGES = 10


def tag(sale: Sale, refund: Refund) -> str:
    """The refund's own mark, at the tenant and at the terminal; never used twice."""
    return f"{sale.reference}-{refund.mark}"


def returns_of(
    reference: str, receipt_ref: str, currency: Currency
) -> Script[tuple[PastReturn, ...]]:
    """Every return of the sale ``reference`` that the tenant lists. Raises OmneoError.

    Asked for by the receipt's number, judged by what each return says itself.
    """

    def page_call(page: int) -> Call[Page[Recorded]]:
        return recorded.list(linked_receipt_ref=receipt_ref, currency=currency, page=page)

    (outcome,) = yield (page_call(1),)
    first: Page[Recorded] = value(outcome)
    rows = list(first.items)
    numbers = range(2, min(first.last, MAX_PAGES) + 1)
    if numbers:
        outcomes = yield tuple(page_call(number) for number in numbers)
        for each in outcomes:
            page: Page[Recorded] = value(each)
            rows.extend(page.items)
    return returns_among(rows, reference, currency)


@dataclass(frozen=True, slots=True)
class ReturnScripts:
    """Each method is a script whose result becomes the return's next event."""

    reader: WalletReader
    dialect: Dialect

    def returns(self, sale: Sale) -> Script[Reply]:
        """What the tenant knows to be back. Where it lists no transactions, this till's journal must do."""
        original = returning(sale).original
        try:
            found = yield from returns_of(
                original.reference, original.receipt_ref, sale.terms.currency
            )
        except (Forbidden, NotFound) as error:
            return partial(rev.ReturnsRead, returns=(), proof=f"not listed: {error.code}")
        except OmneoError as error:
            return partial(
                ev.ReadFailed,
                purpose="ReadReturns",
                problem=error.code,
                retry_after_s=retry_after(error),
                proof=str(error.status or "no answer"),
            )
        return partial(
            rev.ReturnsRead, returns=found, proof=f"GET …/transactions · {len(found)} returns"
        )

    def give(self, sale: Sale, number: int) -> Script[Reply]:
        refund = returning(sale).refund(number)
        if refund.kind is RefundKind.STORE_CREDIT:
            return (yield from self._issue(sale, refund))
        call = self._refund(sale, refund)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if isinstance(outcome, Applied):
            result: RedemptionResult = outcome.value
            return partial(
                rev.RefundGiven,
                refund=number,
                amount=_said(result.total, refund),
                row_id=str(result.id),
                proof=told,
            )
        return _not_given(number, outcome.error, told, known=isinstance(outcome, NotApplied))

    def _refund(self, sale: Sale, refund: Refund) -> Call[RedemptionResult]:
        return redemptions.refund(
            _profile(sale),
            int(refund.redemption_id),
            dialect=self.dialect,
            currency=sale.terms.currency,
            amount=None if refund.whole or refund.kind is RefundKind.BENEFIT else refund.amount,
            benefit=refund.kind is RefundKind.BENEFIT,
            reference=sale.reference,
            receipt_ref=sale.terms.receipt_ref,
            leg=tag(sale, refund),
        )

    def _issue(self, sale: Sale, refund: Refund) -> Script[Reply]:
        location = sale.terms.location_id
        draft = CreditDraft(
            amount=refund.amount,
            type=STORE_CREDIT,
            definition=(yield from self._definition(sale)),
            profile_id=_profile(sale),
            external_id=tag(sale, refund),
            note=f"Return of receipt {returning(sale).original.receipt_ref}",
            location_id=int(location) if location.isdecimal() else None,
        )
        currency = sale.terms.currency
        call = credit_writes.issue(draft, dialect=self.dialect, currency=currency)
        (outcome,) = yield (call,)
        told = proof(call, outcome)
        if isinstance(outcome, Applied):
            issued: Credit = outcome.value
            return partial(
                rev.RefundGiven,
                refund=refund.number,
                amount=_said(issued.balance, refund),
                row_id=str(issued.id),
                proof=told,
            )
        known = isinstance(outcome, NotApplied)
        return _not_given(refund.number, outcome.error, told, known=known)

    def _definition(self, sale: Sale) -> Script[str | None]:
        """The reference issues by a definition: the tenant's first one of this type. The guides need none."""
        if self.dialect is Dialect.GUIDE:
            return None
        call = definitions.list(Kind.CREDIT, dialect=self.dialect, currency=sale.terms.currency)
        (outcome,) = yield (call,)
        if not isinstance(outcome, Applied):
            # What the type alone comes to is the tenant's word, in the answer of the issue itself.
            return None
        page: Page[Definition] = outcome.value
        return next((each.handle for each in page.items if each.type == STORE_CREDIT), None)

    def find(self, sale: Sale, number: int) -> Script[Reply]:
        """Whether a refund without an answer took effect."""
        refund = returning(sale).refund(number)
        try:
            verdict, row_id = yield from self._look(sale, refund)
        except OmneoError as error:
            return partial(
                rev.RefundSought, refund=number, finding=ev.Finding.UNREADABLE, proof=error.code
            )
        return partial(
            rev.RefundSought,
            refund=number,
            finding=verdict.finding,
            amount=refund.amount if verdict.row is None else verdict.row.total,
            row_id=row_id,
            evidence=verdict.evidence,
            proof=f"GET …/rewards, benefits, credits, redemptions · {verdict.finding.value}",
        )

    def _look(self, sale: Sale, refund: Refund) -> Script[tuple[Verdict, str]]:
        mark = tag(sale, refund)
        if refund.kind is RefundKind.STORE_CREDIT:
            listed = yield from self.reader.credits(_profile(sale))
            return _issued(sale, refund, listed)
        rows: tuple[Redemption, ...] = yield from self.reader.redemptions(_profile(sale))
        mine = [row for row in rows if row.type == "return" and row.meta_leg == mark]
        if mine:
            return Verdict(ev.Finding.FOUND, mine[0]), str(mine[0].id)
        wallet = yield from self.reader.wallet(_profile(sale))
        kind = LegKind(refund.kind.value)
        return something_new(kind, refund.amount, returning(sale).before, wallet), ""


def _issued(sale: Sale, refund: Refund, listed: Sequence[Credit]) -> tuple[Verdict, str]:
    """By our mark where it is echoed; else the one new credit of that worth that is nobody else's."""
    mine = [each for each in listed if each.external_id == tag(sale, refund)]
    before = returning(sale).before
    if mine:
        return Verdict(ev.Finding.FOUND), str(mine[0].id)
    if before is None:
        return Verdict(ev.Finding.UNCLEAR, None, ("no reading from before the credit",)), ""
    old = {credit.id for credit in before.credits}
    new = [
        each
        for each in listed
        if str(each.id) not in old and each.external_id is None and each.status == "active"
    ]
    same = [each for each in new if each.balance == refund.amount]
    evidence = tuple(f"credit {each.id}: {each.balance}" for each in same)
    if len(same) == 1:
        return Verdict(ev.Finding.FOUND, None, evidence), str(same[0].id)
    finding = ev.Finding.UNCLEAR if same else ev.Finding.ABSENT
    return Verdict(finding, None, evidence), ""


def _not_given(number: int, error: OmneoError, told: str, *, known: bool) -> Reply:
    if not known:
        return partial(rev.RefundUnknown, refund=number, problem=error.code, proof=told)
    return partial(
        rev.RefundRefused,
        refund=number,
        problem=error.code,
        judged=not isinstance(error, NOT_JUDGED),
        retry_after_s=retry_after(error),
        proof=told,
    )


def _said(amount: Money, refund: Refund) -> Money:
    """What the answer says was given; an answer that names no amount gave what was asked, never nothing."""
    return amount or refund.amount


# The terminal


async def give_to_card(terminal: Terminal, sale: Sale, number: int) -> Reply:
    """Refund a part of a card payment of the original, once per the refund's own id."""
    refund = returning(sale).refund(number)
    payment = f"{returning(sale).original.reference}-{refund.of}"
    try:
        answer = await terminal.refund(payment, tag(sale, refund), refund.amount)
    except BackRefused as error:
        return partial(rev.RefundRefused, refund=number, problem=error.code, proof=error.code)
    except PosError as error:
        return partial(rev.RefundUnknown, refund=number, problem=error.code, proof=error.code)
    match answer:
        case Refunded(amount=amount, refund_id=row_id):
            return partial(
                rev.RefundGiven,
                refund=number,
                amount=amount,
                row_id=row_id,
                proof="terminal: refunded",
            )
        case InProgress():
            return partial(
                rev.RefundRefused,
                refund=number,
                problem=IN_PROGRESS,
                judged=False,
                proof=IN_PROGRESS,
            )
        case _:
            return partial(
                rev.RefundRefused,
                refund=number,
                problem=NO_SUCH_PAYMENT,
                proof="terminal: not found",
            )


async def ask_for_card(terminal: Terminal, sale: Sale, number: int) -> Reply:
    """Ask the terminal whether it made the refund, by the refund's id."""
    refund = returning(sale).refund(number)
    try:
        answer = await terminal.refund_status(tag(sale, refund))
    except PosError as error:
        return partial(
            rev.RefundSought, refund=number, finding=ev.Finding.UNREADABLE, proof=error.code
        )
    if isinstance(answer, Refunded):
        return partial(
            rev.RefundSought,
            refund=number,
            finding=ev.Finding.FOUND,
            amount=answer.amount,
            row_id=answer.refund_id,
            proof="terminal: refunded",
        )
    return partial(
        rev.RefundSought, refund=number, finding=ev.Finding.ABSENT, proof="terminal: not found"
    )


def _profile(sale: Sale) -> str:
    return sale.customer.profile_id if sale.customer else ""
