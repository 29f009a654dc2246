"""Which call goes first when a tenant rations its calls (W32). Pure: a call's route and verb say it.

A reversal has ten minutes, a refund and a record stand for money that has moved: nothing overtakes them. Then
come the other writes, then what is only read.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

from posdesk.omneo.calls import Call

# Both dialects; a record needs the look-up before it.
_PUTS_BACK = re.compile(r"/(reverse|reversal|refund|return)$")
_RECORDS = re.compile(r"^/transactions(/update-create|/external/.*)?$")


class Lane(IntEnum):
    """The lower, the sooner."""

    ENDING = 0
    WRITE = 1
    READ = 2


def lane_of(call: Call[Any]) -> Lane:
    """The lane of a call."""
    if _PUTS_BACK.search(call.route) or _RECORDS.search(call.route):
        return Lane.ENDING
    return Lane.WRITE if call.writes else Lane.READ


def ends_a_sale(call: Call[Any]) -> bool:
    """Whether a write finishes what a sale began: it puts back, gives back or records, and takes nothing new."""
    return call.writes and lane_of(call) is Lane.ENDING


def puts_back(call: Call[Any]) -> bool:
    """Whether a write gives a redemption back."""
    return call.writes and _PUTS_BACK.search(call.route) is not None
