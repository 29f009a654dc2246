"""What every handler speaks in: the step, waits, and the way into attention."""

from __future__ import annotations

from posdesk.sale.effects import Effect, WakeAt
from posdesk.sale.events import RedemptionSought
from posdesk.sale.moments import Instant
from posdesk.sale.replacing import replace
from posdesk.sale.state import Attention, Leg, Phase, Retry, Sale
from posdesk.sale.story import StoryKind

Step = tuple[Sale, tuple[Effect, ...]]

# Seconds between tries: a reading back of an answer, and a write that the tenant did not judge.
LOOK_AGAIN = (1.0, 2.0, 4.0, 8.0, 10.0)
SEND_AGAIN = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
ASK_TERMINAL_S = 2.0
# An intention that proved absent is sent once more, and then given up.
MAX_SENDS = 2
# Omneo reverses within ten minutes of a redemption (guide).
REVERSE_UNTIL_S = 600.0


def wait(sale: Sale, at: Instant, pace: tuple[float, ...], at_least_s: float = 0.0) -> Step:
    """Count one more try and wake after its pause, or after ``at_least_s`` (a ``Retry-After``)."""
    tries = sale.retry.tries
    pause = max(pace[min(tries, len(pace) - 1)], at_least_s)
    wake = at.plus(pause)
    return replace(sale, retry=Retry(tries + 1, wake)), (WakeAt(wake),)


def absence_proves(sale: Sale, sent: Instant | None, at: Instant) -> bool:
    """Whether "not there" means "will never be": the look-up was asked for after the late window of ``sent``.

    One that was asked for earlier may have been answered before the request took effect, however late its
    answer came. A look-up was asked for when its wait was over, at the earliest; the first one had none.
    """
    if sent is None:
        return True
    asked = sale.retry.wake_at
    if asked is None or asked.elapsed_s(at) < 0:
        return False
    return sent.waited_s(asked) >= sale.terms.late_window_s


def fresh(sale: Sale) -> Sale:
    """Forget the waits of the step before."""
    return replace(sale, retry=Retry())


def to_attention(
    sale: Sale,
    at: Instant,
    *,
    why: str,
    mark: str,
    back_to: Phase,
    evidence: tuple[str, ...] = (),
    candidates: tuple[str, ...] = (),
) -> Step:
    """A person must decide; nothing more is sent until then."""
    told = sale.told(StoryKind.ATTENTION, at, mark=mark, name=why, proof="; ".join(evidence))
    attention = Attention(why, mark, back_to, evidence, candidates)
    return replace(fresh(told), phase=Phase.ATTENTION, attention=attention), ()


def unclear(sale: Sale, leg: Leg, event: RedemptionSought) -> Step:
    """Nothing proves which redemption is the leg's, so a person is asked, once none can come any more.

    While one may, whoever is asked could not know. Where redemptions are not listed there is nothing to wait for.
    """
    if not event.by_hand and not absence_proves(sale, leg.sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    return to_attention(
        sale,
        event.at,
        why="recovery_by_hand" if event.by_hand else "redemption_unclear",
        mark=leg.mark,
        back_to=sale.phase,
        evidence=event.evidence,
        candidates=event.candidates,
    )
