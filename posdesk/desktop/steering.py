"""Steering the embedded sandbox from the window. Blocking: for a thread beside the loop."""

from __future__ import annotations

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
