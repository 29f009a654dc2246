"""The rules of the house, as tests: what no tool of its own checks."""

import ast
import configparser
import importlib
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import posdesk
from posdesk.home import assets
from posdesk.sale.errors import PosError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "posdesk"
MOST_LINES = 400
OURS = ("posdesk", "tests", "resources", "benchmarks")


def _python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _texts() -> list[Path]:
    kept = {".py", ".toml", ".txt", ".md", ".sh", ".yaml", ".qss", ".json", ".svg"}
    found = [
        path
        for folder in (*OURS, "docs", "tools", "requirements")
        for path in (ROOT / folder).rglob("*")
    ]
    return [path for path in found if path.suffix in kept and "__pycache__" not in path.parts]


def _pyproject() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _all_modules() -> Iterator[str]:
    """Every module of posdesk by name. ``__main__`` modules run when imported, so they are not listed."""
    for found in pkgutil.walk_packages(posdesk.__path__, "posdesk."):
        if not found.name.endswith("__main__"):
            yield found.name


def _errors(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)


@pytest.fixture(scope="module")
def errors() -> list[type[PosError]]:
    """Every error of posdesk, after every module (Qt's too) was imported."""
    for name in _all_modules():
        importlib.import_module(name)
    return [error for error in _errors(PosError) if error.__module__.startswith("posdesk.")]


def test_every_error_has_a_code_and_a_sentence_of_its_own(errors: list[type[PosError]]) -> None:
    without = [
        error.__name__ for error in errors if not {"code", "user_message"} <= set(vars(error))
    ]
    assert without == []


def test_error_codes_are_unique_and_well_formed(errors: list[type[PosError]]) -> None:
    counted = Counter(error.code for error in errors)
    assert [code for code, times in counted.items() if times > 1] == []
    assert [code for code in counted if not re.fullmatch(r"[a-z]+\.[a-z0-9_]+", code)] == []


def test_every_errors_sentence_is_one_a_cashier_can_read(errors: list[type[PosError]]) -> None:
    bad = [
        error.code
        for error in errors
        if not error.user_message.endswith((".", "?"))
        or re.search(r"[{}<>]|%s", error.user_message)
    ]
    assert bad == []


def test_errors_stand_at_most_two_levels_below_their_root(errors: list[type[PosError]]) -> None:
    deep = [error.__name__ for error in errors if error.__mro__.index(PosError) > 2]
    assert deep == []


def test_no_python_file_is_longer_than_a_room_may_be() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _python_files(*OURS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_module_opens_with_its_contract() -> None:
    without = [
        str(path.relative_to(ROOT))
        for path in _python_files(*OURS)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert without == []


def test_nothing_is_left_for_later() -> None:
    # Joined here, so that this file does not find itself.
    marks = re.compile(
        r"\b("
        + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"])
        + r")\b|pragma: no"
        + " cover"
    )
    left = [
        str(path.relative_to(ROOT))
        for path in _texts()
        if marks.search(path.read_text(encoding="utf-8"))
    ]
    assert left == []


def test_the_packages_to_install_are_the_packages_on_disk() -> None:
    on_disk = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")
    }
    listed = _pyproject()["tool"]["setuptools"]["packages"]
    assert isinstance(listed, list)
    assert set(listed) == on_disk | {"posdesk.resources"}


def test_every_resource_can_be_read_as_it_will_be_installed() -> None:
    for path in sorted((ROOT / "resources").rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            name = path.relative_to(ROOT / "resources").as_posix()
            assert assets.read_bytes(name) == path.read_bytes()


def test_every_room_of_the_tests_is_a_room_of_posdesk() -> None:
    beside = {"journeys", "data", "security"}
    rooms = {
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    known = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert rooms - beside <= known


def test_every_package_stands_in_a_layer() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = set(re.findall(r"\w+", contracts["importlinter:contract:layers"]["layers"]))
    found = {
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__"} == layers


def _imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it; ``from a import b`` counts as ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_screens_take_nothing_of_qt_but_its_core() -> None:
    taken = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "desktop" / "screens").rglob("*.py")
        for name in _imports(path)
        if name.startswith("PySide6.") and not name.startswith("PySide6.QtCore")
    }
    assert taken == set()


def _names_the_resources(path: Path) -> bool:
    """Whether a file imports the resources, or names their package in a text that is no prose."""
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    found = _imports(path) | {text for text in texts if re.fullmatch(r"[\w.]+", text)}
    return any(name.startswith("posdesk.resources") for name in found)


def test_only_home_assets_reads_what_posdesk_ships() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if _names_the_resources(path)
    }
    assert readers == {"home/assets.py"}


def test_few_modules_know_the_http_client() -> None:
    knowing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "httpx" in _imports(path)
    }
    assert knowing == {
        "omneo/http.py",
        "omneo/faults.py",
        "sandbox/control.py",
        "sandbox/webhooks.py",
    }


@pytest.mark.parametrize("name", ["build.txt", "run.txt", "dev.txt"])
def test_requirements_are_pinned_hashed_and_name_no_place(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^-|\bfile:|\s@\s", text, re.MULTILINE)
    for entry in text.replace("\\\n", " ").splitlines():
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_tests_run_with_the_packages_the_till_runs_with() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9-]+==[^\s;]+", text, re.MULTILINE))

    assert pins("run.txt") <= pins("dev.txt")


def test_the_readmes_commands_are_the_makefiles() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = set(re.findall(r"\bmake ([a-z-]+)", readme))
    assert {"run", "test"} <= named <= targets


def test_ci_runs_the_readmes_test_command_last() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in lines if line.startswith("make ")] == ["lint", "test"]
