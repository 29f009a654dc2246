"""The one clock of the sandbox: real time plus an offset, or standing still.

Every rule of the tenant reads this clock; the ``Date`` header does not (it stays real time).
All instants are aware UTC.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from time import time

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # far from where calendar arithmetic overflows


def real_now() -> datetime:
    """The time of this machine, aware UTC."""
    return datetime.now(UTC)


class Clock:
    """Tells the sandbox's time. A move to before 1970 or after 2200 raises ValueError and moves nothing."""

    def __init__(self, real: Callable[[], datetime] = real_now) -> None:
        self._real = real
        self._offset = timedelta(0)
        self._frozen_at: datetime | None = None
        self.moved: Callable[[], None] | None = None  # told of every move; it may only make a note

    def now(self) -> datetime:
        """The sandbox's time, aware UTC."""
        if self._frozen_at is not None:
            return self._frozen_at
        return self._real() + self._offset

    @property
    def frozen(self) -> bool:
        """Whether time stands still until ``run``."""
        return self._frozen_at is not None

    @property
    def offset(self) -> timedelta:
        """How far the sandbox is ahead of real time at this moment."""
        if self._frozen_at is not None:
            return self._frozen_at - self._real()
        return self._offset

    def advance(self, by: timedelta) -> None:
        """Move time on by ``by`` (back, when negative); a frozen clock stays frozen, later."""
        try:
            moved = self.now() + by
        except OverflowError as error:
            raise ValueError("the clock stays between 1970 and 2200") from error
        _check(moved)
        if self._frozen_at is not None:
            self._frozen_at = moved
        else:
            self._offset += by
        self._tell()

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still at ``at`` (aware), or at this moment."""
        instant = self.now() if at is None else at.astimezone(UTC)
        _check(instant)
        self._frozen_at = instant
        self._tell()

    def run(self) -> None:
        """Go on from where the clock stands."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - self._real()
            self._frozen_at = None
            self._tell()

    def return_to_real_time(self) -> None:
        """Forget every move: the sandbox's time is this machine's again."""
        self._offset = timedelta(0)
        self._frozen_at = None
        self._tell()

    def _tell(self) -> None:
        if self.moved is not None:
            self.moved()


def _check(instant: datetime) -> None:
    if not _EARLIEST <= instant <= _LATEST:
        raise ValueError("the clock stays between 1970 and 2200")


class DateHeader:
    """The HTTP ``Date``: real time, plus ``skew_s`` seconds to try a client against a wrong server clock."""

    def __init__(self) -> None:
        self.skew_s = 0
        self._second = -1
        self._text = b""

    def value(self) -> bytes:
        """The header's value now; formatted once a second."""
        second = int(time()) + self.skew_s
        if second != self._second:
            self._second = second
            self._text = formatdate(second, usegmt=True).encode("ascii")
        return self._text
