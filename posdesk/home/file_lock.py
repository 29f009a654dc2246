"""One process per file: a lock that the system lets go of when its process ends, however it ends.

The lock is a file beside the one it protects; it stays behind, empty, and means nothing by itself.
"""

import os
import sys
from pathlib import Path
from typing import Self


class Locked(OSError):
    """Another process, or another lock of this one, holds it."""


class FileLock:
    """The lock file ``path``, made when missing and held until ``release``.

    Raises Locked at once when it is held already, OSError when it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._descriptor: int | None = os.open(path, flags, 0o600)
        try:
            _lock(self._descriptor, path)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let go. A second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.release()


def _lock(descriptor: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise Locked(str(path)) from error
