"""posdesk.home.paths: which folder is home, and that it can be written."""

import re
import stat
import sys
from pathlib import Path

import pytest

from posdesk.home.errors import HomeNotWritable
from posdesk.home.paths import Home


def test_the_flag_is_stronger_than_the_environment(tmp_path: Path) -> None:
    home = Home.locate(tmp_path / "flag", {"POSDESK_HOME": str(tmp_path / "environment")})
    assert home.root == tmp_path / "flag"


def test_the_environment_is_stronger_than_the_system(tmp_path: Path) -> None:
    assert Home.locate(None, {"POSDESK_HOME": str(tmp_path)}).root == tmp_path


@pytest.mark.parametrize("environ", [{}, {"POSDESK_HOME": ""}])
def test_without_a_word_the_system_names_a_folder_of_our_own(environ: dict[str, str]) -> None:
    root = Home.locate(None, environ).root
    assert root.is_absolute()
    assert "posdesk" in root.parts


def test_a_relative_home_is_fixed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = Home.locate(Path("till"), {})
    monkeypatch.chdir("/")
    assert home.root == tmp_path / "till"


def test_locating_a_home_touches_nothing(tmp_path: Path) -> None:
    Home.locate(tmp_path / "new", {})
    assert not (tmp_path / "new").exists()


def test_prepare_makes_folders_for_this_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b")
    home.prepare()
    for folder in (home.root, home.tenants, home.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_prepare_leaves_no_trace_of_its_proof_and_may_be_repeated(home: Home) -> None:
    home.prepare()
    assert sorted(path.name for path in home.root.rglob("*")) == ["logs", "tenants"]


def test_a_file_in_the_place_of_the_home_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeNotWritable, match="home"):
        Home(tmp_path / "home").prepare()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_folder_that_is_there_but_takes_no_file_is_told(tmp_path: Path) -> None:
    # Nobody can make a file in /proc, not even the superuser.
    (tmp_path / "tenants").symlink_to("/proc")
    with pytest.raises(HomeNotWritable, match=re.escape(str(tmp_path))):
        Home(tmp_path).prepare()


def test_a_home_of_an_unknown_user_is_told() -> None:
    with pytest.raises(HomeNotWritable):
        Home.locate(Path("~no-such-user-of-this-computer/till"), {})


def test_every_file_lies_in_the_home(home: Home) -> None:
    files = {
        home.settings,
        home.tenants,
        home.journal,
        home.terminal,
        home.sandbox_db,
        home.directory,
        home.logs,
        home.tokens,
    }
    assert {path.parent for path in files} == {home.root}
    assert len(files) == 8
