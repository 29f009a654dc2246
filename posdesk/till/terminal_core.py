"""The rules of the simulated terminal, synchronous, with the time passed in.

Everything a payment will come to is on disk before ``start`` returns: how it is to go and after how long
it is decided. Whether it is decided is then a question of time alone, so a killed till finds its payment
finished at the next start, as with a real device. The first one to see it decided writes that down; a
clock set back does not undo it. The same core serves the window's terminal and the simulation's.
"""

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.errors import BadAmount
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.till.outcomes import CANCELLED_BY_BUYER, Kind, Outcome
from posdesk.till.terminal_answers import (
    Approved,
    BackRefused,
    Declined,
    InProgress,
    NotFound,
    Processed,
    Refunded,
    Status,
    TerminalOffline,
    Voided,
)
from posdesk.till.terminal_log import Asked, Settled, TerminalLog

# While these run the terminal does not speak, so it cannot confirm a cancellation either.
_SILENT = frozenset((Kind.TIMED_OUT, Kind.LATE_DECLINE))


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds. The defaults are a person's pace with a card.

    ``answer_s``: an ordinary answer. ``slow_s``: a slow approval. ``give_back_s``: a void or refund.
    ``patience_s``: how long the till waits for a terminal that says nothing. ``timeout_s``: after how
    long such a payment turns out declined. ``late_s``: the same for the late decline, past the ten
    minutes in which a redemption can be reversed.
    """

    answer_s: float = 2.0
    slow_s: float = 12.0
    give_back_s: float = 1.0
    patience_s: float = 8.0
    timeout_s: float = 20.0
    late_s: float = 660.0

    def settles_s(self, kind: Kind) -> float:
        """Seconds from the start until the payment is decided."""
        special = {
            Kind.SLOW: self.slow_s,
            Kind.TIMED_OUT: self.timeout_s,
            Kind.LATE_DECLINE: self.late_s,
        }
        return special.get(kind, self.answer_s)


HUMAN = Timing()
AT_ONCE = Timing(answer_s=0, slow_s=0, give_back_s=0, patience_s=0)


class Speaks(StrEnum):
    """What the till hears after a start: the answer; none, though the payment is decided; none, and it is
    not; or, to a second start of such a payment, at once that it is not.
    """

    ANSWER = "answer"
    NO_ANSWER = "no_answer"
    SILENCE = "silence"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Started:
    """A payment that reached the terminal: how it stands, and how many seconds until ``speaks`` is due."""

    status: Processed | InProgress
    wait_s: float
    speaks: Speaks


class TerminalCore:
    """One terminal over one log. Amounts are minor units of the payment's own currency.

    Every method is idempotent by the id it is given, and may raise TerminalLogFailed.
    """

    def __init__(self, log: TerminalLog, timing: Timing = HUMAN) -> None:
        self._log = log
        self._timing = timing

    def start(self, payment_id: str, amount: Money, outcome: Outcome, now: Instant) -> Started:
        """Begin a payment. A second start of an id changes nothing and tells how the first one stands.

        Raises TerminalOffline (nothing was started) and BadAmount for an amount that is not positive.
        """
        if amount.minor <= 0:
            raise BadAmount(f"a payment of {amount}")
        with self._log.writing():
            asked = self._log.asked(payment_id)
            again = asked is not None
            if asked is None:
                if outcome.kind is Kind.OFFLINE:
                    raise TerminalOffline(f"payment {payment_id}")
                settles_ms = round(self._timing.settles_s(outcome.kind) * 1000)
                asked = Asked(payment_id, amount, outcome, settles_ms, now)
                self._log.add_asked(asked)
            status = self._settle(asked, now)
        return self._started(asked, status, now, again=again)

    def status(self, payment_id: str, now: Instant) -> Status:
        """What became of a payment."""
        with self._log.writing():
            asked = self._log.asked(payment_id)
            return NotFound(payment_id) if asked is None else self._settle(asked, now)

    def cancel(self, payment_id: str, now: Instant) -> Status:
        """Stop a payment that is not decided. What is decided stays; a silent terminal stays silent."""
        with self._log.writing():
            asked = self._log.asked(payment_id)
            if asked is None:
                return NotFound(payment_id)
            status = self._settle(asked, now)
            if isinstance(status, InProgress) and asked.outcome.kind not in _SILENT:
                settled = self._log.add_settled(asked, 0, CANCELLED_BY_BUYER, now)
                status = _processed(payment_id, settled)
            return status

    def void(self, payment_id: str, now: Instant) -> Voided | InProgress | NotFound:
        """Give back all of a payment as if it had never been; nothing when nothing was taken.

        Raises BackRefused when a part was refunded already: refund the rest.
        """
        with self._log.writing():
            asked = self._log.asked(payment_id)
            if asked is None:
                return NotFound(payment_id)
            status = self._settle(asked, now)
            if isinstance(status, InProgress):
                return status
            if isinstance(status, Declined):
                return Voided(payment_id, Money.zero(asked.amount.currency))
            if status.refunded:
                raise BackRefused(f"void of {payment_id}, of which {status.refunded} is refunded")
            if not status.voided:
                self._log.add_voided(payment_id, now)
            return Voided(payment_id, status.amount)

    def refund(
        self, payment_id: str, refund_id: str, amount: Money, now: Instant
    ) -> Refunded | InProgress | NotFound:
        """Give back ``amount`` of a payment under an id of its own; a second time tells of the first.

        Raises BackRefused for more than is kept, or an id that another payment's refund has, and
        BadAmount for an amount that is not positive.
        """
        if amount.minor <= 0:
            raise BadAmount(f"a refund of {amount}")
        with self._log.writing():
            done = self._log.refund(refund_id)
            if done is not None:
                if done.payment_id != payment_id:
                    raise BackRefused(f"refund {refund_id} belongs to {done.payment_id}")
                return done
            asked = self._log.asked(payment_id)
            if asked is None:
                return NotFound(payment_id)
            status = self._settle(asked, now)
            if isinstance(status, InProgress):
                return status
            if isinstance(status, Declined) or status.kept < amount:
                raise BackRefused(f"refund of {amount} of {payment_id}")
            refunded = Refunded(payment_id, refund_id, amount)
            self._log.add_refund(refunded, now)
            return refunded

    def refund_status(self, refund_id: str) -> Refunded | NotFound:
        """Whether a refund was done."""
        return self._log.refund(refund_id) or NotFound(refund_id)

    def kept(self, now: Instant) -> tuple[Approved, ...]:
        """Every payment of which the terminal still holds money, oldest first; for audits."""
        statuses = (self.status(payment_id, now) for payment_id in self._log.payment_ids())
        return tuple(each for each in statuses if isinstance(each, Approved) and each.kept)

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def _started(
        self, asked: Asked, status: Processed | InProgress, now: Instant, *, again: bool
    ) -> Started:
        left_s = asked.settles_ms / 1000 - asked.at.elapsed_s(now)
        wait_s = max(0.0, left_s) if isinstance(status, InProgress) else 0.0
        if asked.outcome.kind in _SILENT:
            if again:
                return Started(status, 0.0, Speaks.STATUS)
            return Started(status, self._timing.patience_s, Speaks.SILENCE)
        # Only the first answer is lost; whoever starts the same payment again hears how it went.
        lost = asked.outcome.kind is Kind.ANSWER_LOST and not again
        return Started(status, wait_s, Speaks.NO_ANSWER if lost else Speaks.ANSWER)

    def _settle(self, asked: Asked, now: Instant) -> Processed | InProgress:
        """How the payment stands; writes its end down when ``now`` is the first to see it."""
        settled = self._log.settled(asked)
        if settled is None:
            if asked.at.elapsed_s(now) * 1000 < asked.settles_ms:
                return InProgress(asked.payment_id)
            taken = asked.outcome.approves(asked.amount.minor)
            settled = self._log.add_settled(asked, taken, asked.outcome.end, now)
        return _processed(asked.payment_id, settled)


def _processed(payment_id: str, settled: Settled) -> Processed:
    if not settled.amount:
        return Declined(payment_id, settled.code, settled.outcome)
    return Approved(
        payment_id,
        settled.amount,
        settled.code,
        settled.outcome,
        voided=settled.voided,
        refunded=settled.refunded,
    )
