"""What can go wrong in a world, and how often: the fault profiles. Probabilities are per call unless said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from posdesk.sale.errors import PosError


class Fate(StrEnum):
    """What becomes of a call (reliability.md section 4)."""

    REFUSED = "refused"
    """Never left: nothing listens."""
    REQUEST_LOST = "request_lost"
    """Left, never arrived, and the till waits in vain."""
    ANSWER_LOST = "answer_lost"
    """Carried out, and the till waits in vain."""
    RESET = "reset"
    """Carried out, and the connection breaks."""
    BROKEN = "broken"
    """The connection breaks before the tenant has read anything; the till cannot tell."""
    SLOW = "slow"
    """Arrives up to forty seconds later, long after the till has given up."""
    GARBAGE = "garbage"
    """Carried out, and a web page answers."""
    TROUBLE_BEFORE = "trouble_before"
    """503, and nothing was done."""
    TROUBLE_AFTER = "trouble_after"
    """502, and it was done."""
    THROTTLED = "throttled"
    """429 with a Retry-After."""
    UNAUTHORISED = "unauthorised"
    """401: the token is not accepted, for now."""


class UnknownProfile(PosError):
    """A fault profile that does not exist."""

    code = "simulate.unknown_profile"
    user_message = (
        "There is no fault profile of that name. Nothing was simulated. "
        "posdesk simulate --help lists them."
    )


def _none() -> Mapping[Fate, float]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Weather:
    """``fates`` is for every call; ``crash`` for each point at which a till can die (before and after a
    journal write, three for a call); the others are for each sale.

    ``down_s``: how long a till that died stays away, in seconds, at most; ``skew_s``: how far its clock may be
    off, either way; ``sleep``: the lid is closed for a quarter of an hour; ``disk_full``: the journal cannot
    be written for a while.
    """

    fates: Mapping[Fate, float] = field(default_factory=_none)
    crash: float = 0.0
    down_s: int = 60
    skew_s: int = 0
    sleep: float = 0.0
    disk_full: float = 0.0
    impatience: float = 0.0


_NETWORK: Final = {
    Fate.REFUSED: 0.01,
    Fate.REQUEST_LOST: 0.01,
    Fate.ANSWER_LOST: 0.01,
    Fate.RESET: 0.005,
    Fate.BROKEN: 0.005,
    Fate.GARBAGE: 0.003,
    Fate.TROUBLE_BEFORE: 0.004,
    Fate.TROUBLE_AFTER: 0.004,
}
_ALL: Final = {
    **_NETWORK,
    Fate.SLOW: 0.01,
    Fate.THROTTLED: 0.005,
    Fate.UNAUTHORISED: 0.002,
}

PROFILES: Final[Mapping[str, Weather]] = MappingProxyType(
    {
        "calm": Weather(),
        "network": Weather(_NETWORK, impatience=0.02),
        "answers": Weather({Fate.ANSWER_LOST: 0.08, Fate.RESET: 0.04}, impatience=0.02),
        "late": Weather({Fate.SLOW: 0.06}, impatience=0.02),
        "limits": Weather({Fate.THROTTLED: 0.06, Fate.UNAUTHORISED: 0.03}, impatience=0.02),
        "crashes": Weather(crash=0.004, down_s=1500),
        "clocks": Weather(_NETWORK, skew_s=3600, sleep=0.02),
        "disk": Weather(_NETWORK, disk_full=0.05),
        "everything": Weather(
            _ALL, crash=0.002, down_s=1500, sleep=0.01, disk_full=0.02, impatience=0.02
        ),
        "storm": Weather(
            {fate: 5 * often for fate, often in _ALL.items()}, crash=0.008, down_s=300
        ),
    }
)


def profile(name: str) -> Weather:
    """Raises UnknownProfile."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"no profile {name[:40]!r}: {', '.join(PROFILES)}") from None
