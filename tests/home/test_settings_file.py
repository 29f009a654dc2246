"""posdesk.home.settings_file and appearance: what is read, what is refused, what is kept."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home import settings_file
from posdesk.home.appearance import Appearance, read_appearance
from posdesk.home.errors import BadSettings
from posdesk.home.settings import ScannerSettings, Settings

COMMENTED = """\
# mine
format = 1
theme = "dark"   # easier on the eyes
zoom = 150

[scanner]
prefix = "*"     # the shop's old wedge
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults_and_no_problem(path: Path) -> None:
    loaded = settings_file.load(path)
    assert (loaded.settings, loaded.problem) == (Settings(), None)


def test_what_the_file_leaves_out_has_its_default(path: Path) -> None:
    path.write_text(COMMENTED)
    loaded = settings_file.load(path)
    assert loaded.problem is None
    assert loaded.settings == Settings(theme="dark", zoom=150, scanner=ScannerSettings(prefix="*"))


def test_saved_settings_are_read_back(path: Path) -> None:
    wanted = Settings(
        tenant="acme-test",
        theme="light",
        zoom=300,
        receipt_columns=32,
        terminal_pace_ms=0,
        scanner=ScannerSettings("*", "#", 50, 20, 6),
    )
    settings_file.save(path, wanted)
    assert settings_file.load(path).settings == wanted
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_saving_keeps_the_users_comments(path: Path) -> None:
    path.write_text(COMMENTED)
    settings_file.save(path, Settings(theme="dark", zoom=200, scanner=ScannerSettings("*")))
    text = path.read_text()
    for comment in ("# mine", "# easier on the eyes", "# the shop's old wedge"):
        assert comment in text
    assert settings_file.load(path).settings.zoom == 200


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("format = 1\ntheme = \n", "settings.toml, line 2"),
        ('format = 1\ntheme = "pink"\n', "settings.toml, theme"),
        ("format = 1\ncolour = 1\n", "settings.toml, colour"),
        ("format = 1\nzoom = 99\n", "settings.toml, zoom"),
        ("format = 1\nzoom = 301\n", "settings.toml, zoom"),
        ('format = 1\nzoom = "150"\n', "settings.toml, zoom"),
        ("format = 1\nzoom = 150.0\n", "settings.toml, zoom"),
        ("format = 1\nreceipt_columns = 40\n", "settings.toml, receipt_columns"),
        ("format = 1\n[scanner]\nmin_length = 0\n", "settings.toml, scanner.min_length"),
        ("format = 1\n[scanner]\nspeed = 3\n", "settings.toml, scanner.speed"),
        ("format = 1\nscanner = 3\n", "settings.toml, scanner"),
        ('format = 1\ntenant = "../x"\n', "settings.toml, tenant"),
        ("format = 2\n", "settings.toml, format"),
        ("format = true\n", "settings.toml, format"),
        ('theme = "dark"\n', "settings.toml, format"),
    ],
)
def test_a_bad_file_names_the_place_and_the_run_has_the_defaults(
    path: Path, text: str, where: str
) -> None:
    path.write_text(text)
    loaded = settings_file.load(path)
    assert loaded.settings == Settings()
    assert loaded.problem is not None
    assert loaded.problem.where == where
    assert loaded.problem.problem
    assert path.read_text() == text


@pytest.mark.parametrize(
    "raw",
    [b"format = 1\n\xff\n", b"x = " + b"[" * 50_000, b"#" * (1024 * 1024 + 1)],
    ids=["not UTF-8", "nested without end", "a giant"],
)
def test_a_file_that_is_hardly_text_is_a_problem_not_a_crash(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    loaded = settings_file.load(path)
    assert isinstance(loaded.problem, BadSettings)
    assert loaded.settings == Settings()


def test_a_folder_in_the_place_of_the_file_is_a_problem(path: Path) -> None:
    path.mkdir()
    assert isinstance(settings_file.load(path).problem, BadSettings)


def test_a_bad_file_is_never_overwritten(path: Path) -> None:
    path.write_text("format = 1\ntheme = \n")
    with pytest.raises(BadSettings):
        settings_file.save(path, Settings(theme="dark"))
    assert path.read_text() == "format = 1\ntheme = \n"


@pytest.mark.parametrize("text", ["format = 1\nzomo = 5 # mine\n", "format = 7\nnewer = 1\n"])
def test_what_posdesk_does_not_know_is_never_thrown_away(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(BadSettings):
        settings_file.save(path, Settings(theme="dark"))
    assert path.read_text() == text


def test_the_first_paint_reads_theme_and_zoom(path: Path) -> None:
    path.write_text(COMMENTED)
    assert read_appearance(path) == Appearance("dark", 150)


def test_the_first_paint_takes_what_makes_sense_and_leaves_the_rest(path: Path) -> None:
    path.write_text('theme = "light"\nzoom = 9000\n')
    assert read_appearance(path) == Appearance("light", 100)


def test_the_first_paint_needs_no_file(path: Path) -> None:
    assert read_appearance(path) == Appearance()


@given(raw=st.one_of(st.binary(max_size=200), st.just(b"x = " + b"[" * 50_000)))
def test_the_first_paint_survives_any_file(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-settings.toml"
    path.write_bytes(raw)
    found = read_appearance(path)
    assert found.theme in ("system", "light", "dark")
    assert 100 <= found.zoom <= 300
