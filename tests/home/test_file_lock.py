"""The lock of a file: one holder, let go of by its end, however that comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posdesk.home.file_lock import FileLock, Locked

HOLDER = """
import sys
from pathlib import Path
from posdesk.home.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_lock_is_refused_until_the_first_is_released(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with FileLock(path):
        with pytest.raises(Locked):
            FileLock(path)
        with pytest.raises(Locked):
            FileLock(path)
    lock = FileLock(path)
    lock.release()
    lock.release()
    FileLock(path).release()


def test_a_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Locked):
            FileLock(path)
        holder.kill()
        holder.wait(30)
        FileLock(path).release()


def test_the_lock_file_is_the_owners_alone_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with FileLock(path):
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_bytes() == b""


def test_a_lock_that_cannot_be_made_is_no_lock_that_is_held(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "missing" / "a.lock")
