"""One process per file: a lock that the system lets go of when its process ends, however it ends.

The lock is a file beside the one it protects; it stays behind, empty, and means nothing by itself.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posdesk.sandbox.errors import SandboxError


class FileInUse(SandboxError):
    """Another process holds the lock."""

    code = "sandbox.file_in_use"
    user_message = "Another posdesk uses this sandbox's file. Nothing was changed. Close that one, or choose another file."


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` (made when missing) within the block.

    Raises FileInUse at once when another process has it, OSError when it cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise FileInUse(str(path)) from error
