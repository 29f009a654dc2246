"""Reading and writing this installation's small text files: whole or not at all, for this user only."""

import contextlib
import os
import tempfile
from pathlib import Path

from posdesk.home.errors import FileNotSaved

PRIVATE_FILE = 0o600
MAX_BYTES = 1024 * 1024


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` (UTF-8, mode 0600) in one step; a crash leaves the old file or the new.

    The folder is made when it is missing (mode 0700). Raises FileNotSaved.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes the file with mode 0600, so it is never readable by others, not even for a moment.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
        _sync_folder(path.parent)
    except OSError as exc:
        raise FileNotSaved(f"{path}: {exc.strerror or exc}") from exc


def read_limited(path: Path) -> bytes:
    """The bytes of ``path``, at most 1 MiB and one byte, so that a giant is noticed and not read. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power cut too. Windows cannot open a folder, and needs no sync."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
