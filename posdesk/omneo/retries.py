"""When a read is tried again. Writes never are: nobody knows whether the first was carried out."""

from __future__ import annotations

from dataclasses import dataclass

import stamina
import stamina.instrumentation

from posdesk.omneo.errors import (
    BadPayload,
    NoAnswer,
    ServerTrouble,
    Throttled,
    Unreachable,
)

# Every attempt is reported to the sender's observer; stamina's own hooks would log it a second time, by
# default to standard output, which belongs to the commands.
stamina.instrumentation.set_on_retry_hooks([])


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how fast: all tries together, then seconds (reliability.md section 4).

    ``pauses``: whether a pause that the tenant asked for is waited out here. Where calls are rationed it is not:
    what waits must stand in line with what is more urgent.
    """

    attempts: int = 3
    first_wait_s: float = 0.1
    longest_wait_s: float = 5.0
    jitter_s: float = 0.4
    pauses: bool = True

    def worth_another_try(self, error: Exception) -> bool | float:
        """Whether to try again; seconds when the tenant said how long to wait.

        A longer wait than ours is not cut short: the error goes up, with the tenant's number in it.
        """
        if isinstance(error, Throttled):
            if not self.pauses:
                return False
            wait_s = error.retry_after_s
            return wait_s is None or (wait_s <= self.longest_wait_s and wait_s)
        if isinstance(error, BadPayload):
            return error.cut
        return isinstance(error, Unreachable | NoAnswer | ServerTrouble)

    def blocking(self) -> stamina.BoundRetryingCaller:
        caller = stamina.RetryingCaller(
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first_wait_s,
            wait_max=self.longest_wait_s,
            wait_jitter=self.jitter_s,
        )
        return caller.on(self.worth_another_try)

    def concurrent(self) -> stamina.BoundAsyncRetryingCaller:
        caller = stamina.AsyncRetryingCaller(
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first_wait_s,
            wait_max=self.longest_wait_s,
            wait_jitter=self.jitter_s,
        )
        return caller.on(self.worth_another_try)
