"""Processes that are not a test's own children: finding them, and waiting for their end."""

from __future__ import annotations

import os
import select
from pathlib import Path

PATIENCE_S = 20


def children_of(pid: int) -> list[int]:
    """The processes that this one has started, as Linux lists them."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for found in lists for each in found.read_text().split()]


def gone(pid: int) -> None:
    """Wait for a process to end: its file descriptor tells."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([watched], [], [], PATIENCE_S)[0], "the sandbox outlived its till"
    finally:
        os.close(watched)
