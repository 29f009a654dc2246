"""Starting the embedded tenant for the window."""

from __future__ import annotations

import logging
from contextlib import suppress

from posdesk.home.paths import PRIVATE_DIR, Home
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.errors import SandboxError

log = logging.getLogger(__name__)


def start_sandbox(home: Home) -> SandboxChild | None:
    """The sandbox's process over ``<home>/sandbox.db``; None when the system cannot start one now.

    A home that cannot be written is told by ``Home.prepare``, in the window.
    """
    with suppress(OSError):
        home.root.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
    try:
        return SandboxChild.start(home.sandbox_db)
    except SandboxError:
        log.exception("the sandbox could not be started")
        return None
