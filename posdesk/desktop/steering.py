"""Steering the embedded sandbox from the window. Blocking: for a thread beside the loop."""

from __future__ import annotations

from decimal import Decimal

from posdesk.home.faults.injector import Counted
from posdesk.home.faults.plan import FaultPlan
from posdesk.sandbox.child import Endpoint
from posdesk.sandbox.control import Control


def set_faults(endpoint: Endpoint, plan: FaultPlan) -> tuple[Counted, ...]:
    """The business faults of ``plan`` are in force there. Raises ControlFailed."""
    with Control(endpoint) as control:
        return control.set_faults(plan)


def read_faults(endpoint: Endpoint) -> tuple[Counted, ...]:
    """The business faults there, with their counters. Raises ControlFailed."""
    with Control(endpoint) as control:
        return control.faults()


def read_clock(endpoint: Endpoint) -> Decimal:
    """How many seconds the sandbox is ahead of real time. Raises ControlFailed."""
    with Control(endpoint) as control:
        return control.health().time.offset_s


def advance_clock(endpoint: Endpoint, *, seconds: int) -> Decimal:
    """Let so many seconds pass there; how far ahead it is afterwards. Raises ControlFailed."""
    with Control(endpoint) as control:
        return control.advance(seconds).offset_s


def clock_to_real_time(endpoint: Endpoint) -> Decimal:
    """Forget every move of the clock there; 0 afterwards. Raises ControlFailed."""
    with Control(endpoint) as control:
        return control.return_to_real_time().offset_s
