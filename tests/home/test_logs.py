"""posdesk.home.logs: JSON lines, private, rotated, redacted."""

import json
import logging
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.errors import HomeNotWritable
from posdesk.home.logs import FILE_NAME, Logs
from posdesk.home.redaction import Redactor

Line = dict[str, object]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@pytest.fixture(autouse=True)
def _root_level() -> Iterator[None]:
    """The tests' own runner may have set the root's level; the log relies on Python's WARNING."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.WARNING)
    yield
    root.setLevel(before)


def _lines(folder: Path) -> list[Line]:
    text = (folder / FILE_NAME).read_text(encoding="utf-8")
    return [cast("Line", json.loads(line)) for line in text.splitlines()]


def test_a_line_is_json_with_time_level_logger_and_fields(tmp_path: Path) -> None:
    with Logs(tmp_path, Redactor()):
        logging.getLogger("posdesk.till.engine").info(
            "leg %s reversed", "R1", extra={"reference": "S01-1-000659-k3f9q2", "status": 200}
        )
    (line,) = _lines(tmp_path)
    assert str(line.pop("at")).endswith("Z")
    assert line == {
        "event": "leg R1 reversed",
        "level": "info",
        "logger": "posdesk.till.engine",
        "reference": "S01-1-000659-k3f9q2",
        "status": 200,
    }


def test_fields_that_nobody_thought_of_are_hidden(tmp_path: Path) -> None:
    with Logs(tmp_path, Redactor()):
        logging.getLogger("posdesk.x").info("found", extra={"customer": "Asha Nguyen"})
    assert _lines(tmp_path)[0]["customer"] == "[hidden]"


def test_libraries_are_heard_from_warning_on(tmp_path: Path) -> None:
    with Logs(tmp_path, Redactor()):
        logging.getLogger("some.library").info("chatter")
        logging.getLogger("some.library").warning("trouble")
    assert [line["event"] for line in _lines(tmp_path)] == ["trouble"]


@pytest.mark.parametrize("name", ["httpx", "httpcore", "httpcore.connection"])
def test_the_http_libraries_are_never_heard(tmp_path: Path, name: str) -> None:
    with Logs(tmp_path, Redactor()):
        logging.getLogger(name).critical("GET https://x/profiles?search=asha")
    assert _lines(tmp_path) == []


@given(
    canary=st.sampled_from(
        [
            "asha@example.test",
            "+61 400 123 456",
            "60011234",
            "Bearer canary-abc",
            "s3cret-of-this-run",
        ]
    ),
    way=st.sampled_from(["message", "argument", "field", "exception"]),
)
def test_no_canary_reaches_the_file(
    tmp_path_factory: pytest.TempPathFactory, canary: str, way: str
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    redactor = Redactor()
    redactor.hide("s3cret-of-this-run")
    log = logging.getLogger("posdesk.canary")
    with Logs(folder, redactor):
        if way == "message":
            log.warning("seen " + canary)  # noqa: G003 - the careless way is what is tested
        elif way == "argument":
            log.warning("seen %s", canary)
        elif way == "field":
            log.warning("seen", extra={"result": {"result": [canary]}, "phone": canary})
        else:
            try:
                int(f"cannot read {canary}")
            except ValueError:
                log.exception("failed")
    (line,) = _lines(folder)
    # The instant is no output of the canary's, and its microseconds hold a phone's last digits now and then.
    assert _INSTANT.fullmatch(str(line.pop("at")))
    text = json.dumps(line, ensure_ascii=False)
    assert not [part for part in (canary, canary.split()[-1]) if part in text]


def test_a_line_cannot_be_forged(tmp_path: Path) -> None:
    with Logs(tmp_path, Redactor()):
        logging.getLogger("posdesk.x").info('hello\n{"event": "forged"}\u2028{}')
    assert len((tmp_path / FILE_NAME).read_bytes().splitlines()) == 1


def test_the_file_is_private_even_if_it_was_not(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("")
    (tmp_path / FILE_NAME).chmod(0o644)
    with Logs(tmp_path, Redactor()):
        pass
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_the_file_is_rotated_and_five_are_kept_all_private(tmp_path: Path) -> None:
    with Logs(tmp_path, Redactor()):
        log = logging.getLogger("posdesk.x")
        for _ in range(900):
            log.info("x " * 3_900)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [FILE_NAME, *(f"{FILE_NAME}.{number}" for number in range(1, 5))]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_closing_gives_the_loggers_back_and_may_be_repeated(tmp_path: Path) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), logging.getLogger("httpx").level
    logs = Logs(tmp_path, Redactor())
    logs.close()
    logs.close()
    assert list(root.handlers) == handlers
    assert logging.getLogger("httpx").level == level


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(HomeNotWritable):
        Logs(tmp_path / "logs", Redactor())


def test_a_log_that_breaks_says_so_once_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    log = logging.getLogger("posdesk.x")
    with Logs(folder, Redactor()):
        log.info("before")
        # The disk is taken away under us: the next rotation finds no folder.
        shutil.rmtree(folder)
        for _ in range(300):
            log.info("x " * 3_900)
    assert capsys.readouterr().err.count("the log cannot be written") == 1
