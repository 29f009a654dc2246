"""posdesk.home.assets: what posdesk ships, by name, and nothing else."""

import pytest

from posdesk.home import assets
from posdesk.home.errors import NoSuchAsset


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoSuchAsset):
        assets.read_bytes("icons/no-such-icon.svg")


@pytest.mark.parametrize(
    "name",
    [
        "../pyproject.toml",
        "icons/../../pyproject.toml",
        "/etc/hostname",
        "",
        ".",
        "a//b",
        "..\\x",
        "C:x",
    ],
)
def test_a_name_that_could_leave_the_package_is_refused(name: str) -> None:
    with pytest.raises(NoSuchAsset):
        assets.read_bytes(name)


def test_a_folder_cannot_be_read_as_a_file() -> None:
    with pytest.raises(NoSuchAsset):
        assets.read_bytes("..")


def test_a_missing_folder_is_refused() -> None:
    with pytest.raises(NoSuchAsset):
        assets.names("no-such-folder")


def test_text_is_the_bytes_read_as_utf_8() -> None:
    name = "__init__.py"
    assert assets.read_text(name).encode("utf-8") == assets.read_bytes(name)


def test_names_lists_no_python_of_the_package_itself() -> None:
    assert not [name for name in assets.names("") if name.endswith((".py", ".pyc"))]
