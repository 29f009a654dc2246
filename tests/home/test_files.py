"""posdesk.home.files: whole or not at all, and for this user alone."""

import stat
from pathlib import Path

import pytest

from posdesk.home.errors import FileNotSaved
from posdesk.home.files import write_private


def test_a_written_file_is_private(tmp_path: Path) -> None:
    write_private(tmp_path / "x.toml", "a")
    assert stat.S_IMODE((tmp_path / "x.toml").stat().st_mode) == 0o600


def test_a_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_private(path, "half \ud800")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("x.toml", "old")]


def test_a_place_that_is_no_file_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.toml" / "inside").mkdir(parents=True)
    with pytest.raises(FileNotSaved):
        write_private(tmp_path / "x.toml", "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.toml"]


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(FileNotSaved):
        write_private(tmp_path / "folder" / "x.toml", "new")
