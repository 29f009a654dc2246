"""One process per sandbox file. The lock itself is ``home.file_lock``; who is too late is told here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posdesk.home.file_lock import FileLock, Locked
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
    try:
        lock = FileLock(path)
    except Locked as error:
        raise FileInUse(str(path)) from error
    with lock:
        yield
