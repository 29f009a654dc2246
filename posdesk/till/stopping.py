"""Telling a command without a window that it shall end: Ctrl+C, and SIGTERM of whoever runs it.

Long work ends between two steps, so that whatever has left is answered and told. Its exit code is 130, whichever
of the two it was (design section 9); only what serves until it is stopped ends with 0 at SIGTERM.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def on_stop(tell: Callable[[], None]) -> None:
    """From now on a signal calls ``tell`` on the running loop, and ends nothing by itself.

    Windows knows no handlers of a loop: there Ctrl+C ends the program where it stands.
    """
    if sys.platform != "win32":
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, tell)
