"""A sandbox for many tills: what a till takes for its own child, and cannot end."""

from __future__ import annotations

from posdesk.sandbox.child import Endpoint, SandboxChild


class BorrowedSandbox(SandboxChild):
    """A sandbox process that outlives the till: ``endpoint`` is where this till finds it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def ready_blocking(self, timeout_s: float = 0.0) -> Endpoint:
        return self.endpoint

    def close(self, timeout_s: float = 0.0) -> None:
        """Leave the process to whoever has started it."""
