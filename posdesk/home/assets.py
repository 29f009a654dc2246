"""The files posdesk ships: icons, style, demo data. The only module that reads ``posdesk.resources``.

Everything is read as bytes through the package's loader, so it works from a zipped package too: no
``__file__``, no working directory. Names are relative, with forward slashes: ``icons/card.svg``. Imports
stay cheap, for the first paint needs this: ``importlib.resources`` brings zipfile and tempfile along.
"""

from pkgutil import get_data

from posdesk.home.errors import NoSuchAsset

_PACKAGE = "posdesk.resources"
_PYTHON = (".py", ".pyc")


def read_bytes(name: str) -> bytes:
    """The content of one file. Raises NoSuchAsset."""
    _check(name)
    try:
        found = get_data(_PACKAGE, name)
    except OSError as exc:
        raise NoSuchAsset(name) from exc
    if found is None:
        raise NoSuchAsset(name)
    return found


def read_text(name: str) -> str:
    """The content of one UTF-8 file, line ends as they are. Raises NoSuchAsset."""
    return read_bytes(name).decode("utf-8")


def names(folder: str) -> tuple[str, ...]:
    """The plain file names directly in ``folder``, sorted; ``""`` is the top. Raises NoSuchAsset."""
    from importlib.resources import files  # here: see the module's first lines

    if folder:
        _check(folder)
    found = files(_PACKAGE).joinpath(*folder.split("/")) if folder else files(_PACKAGE)
    if not found.is_dir():
        raise NoSuchAsset(folder)
    return tuple(
        sorted(
            entry.name
            for entry in found.iterdir()
            if entry.is_file() and not entry.name.endswith(_PYTHON)
        )
    )


def _check(name: str) -> None:
    """Refuse anything that could leave the package."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
        raise NoSuchAsset(name)
