"""The files posdesk ships: icons, style, demo data. The only module that reads ``posdesk.resources``.

Everything is read as bytes, so it works from a zipped package too: no ``__file__``, no working
directory. Names are relative, with forward slashes: ``icons/card.svg``. Imports stay cheap: the first
paint needs this.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

from posdesk.home.errors import NoSuchAsset

_PACKAGE = "posdesk.resources"
_PYTHON = (".py", ".pyc")


def read_bytes(name: str) -> bytes:
    """The content of one file. Raises NoSuchAsset."""
    found = _at(name)
    if not found.is_file():
        raise NoSuchAsset(name)
    return found.read_bytes()


def read_text(name: str) -> str:
    """The content of one UTF-8 file, line ends as they are. Raises NoSuchAsset."""
    return read_bytes(name).decode("utf-8")


def names(folder: str) -> tuple[str, ...]:
    """The plain file names directly in ``folder``, sorted; ``""`` is the top. Raises NoSuchAsset."""
    found = _at(folder) if folder else files(_PACKAGE)
    if not found.is_dir():
        raise NoSuchAsset(folder)
    return tuple(
        sorted(
            entry.name
            for entry in found.iterdir()
            if entry.is_file() and not entry.name.endswith(_PYTHON)
        )
    )


def _at(name: str) -> Traversable:
    """The place of ``name``; refuses anything that could leave the package."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
        raise NoSuchAsset(name)
    return files(_PACKAGE).joinpath(*parts)
