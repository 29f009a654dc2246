"""A tenant's token: from the environment, this run's memory, the keyring, or a file that a user asked for.

``POSDESK_TOKEN`` belongs to the one tenant this run was started for: a token must not travel to another
tenant's host. Nothing is ever written in plain text unless asked for (reliability.md 9). A keyring may wait for a
person to unlock it, so none of this is called on the GUI thread; the keyring library is imported only when used.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.home.errors import FileNotSaved, NoKeyring, UnsafeTokenFile
from posdesk.home.files import write_private
from posdesk.home.paths import Home

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ENVIRONMENT_KEY = "POSDESK_TOKEN"
_MAX_TOKEN = 16 * 1024
# Backends that keep secrets in readable files, or nowhere at all.
_REFUSED = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


class Place(StrEnum):
    """Where a token is kept."""

    ENVIRONMENT = "environment"
    MEMORY = "memory"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it came from. Its text is in no ``repr``."""

    value: str = field(repr=False)
    place: Place


class Tokens:
    """The tokens of one installation. ``started_for`` is the tenant that ``POSDESK_TOKEN`` belongs to."""

    def __init__(
        self, home: Home, environ: Mapping[str, str], started_for: str | None = None
    ) -> None:
        self._folder = home.tokens
        self._service = f"posdesk {home.root}"
        self._environ = environ
        self._started_for = started_for
        self._memory: dict[str, str] = {}

    def read(self, tenant: str) -> Token | None:
        """The tenant's token, the most deliberate first; None when there is none.

        Raises UnsafeTokenFile, and NoKeyring when a keyring is there but locked or broken.
        """
        named = self._environ.get(ENVIRONMENT_KEY, "").strip()
        if named and tenant == self._started_for:
            return Token(named, Place.ENVIRONMENT)
        if tenant in self._memory:
            return Token(self._memory[tenant], Place.MEMORY)
        if filed := _read_file(self._path(tenant)):
            return Token(filed, Place.FILE)
        kept = self._read_keyring(tenant)
        return Token(kept, Place.KEYRING) if kept else None

    def keep(self, tenant: str, token: str, place: Place = Place.KEYRING) -> None:
        """Keep a token; from now on it is used in this run, wherever it could be kept.

        Raises NoKeyring (it is in memory then, until posdesk closes), FileNotSaved, and ValueError for
        an empty token or for the environment, which is not ours to write.
        """
        token = token.strip()
        if not token or place is Place.ENVIRONMENT:
            raise ValueError("a token is kept in memory, in the keyring or in a file")
        self._memory[tenant] = token
        if place is Place.KEYRING:
            self._write_keyring(tenant, token)
        elif place is Place.FILE:
            write_private(self._path(tenant), token + "\n")

    def forget(self, tenant: str) -> None:
        """Remove the token from memory, file and keyring. Raises NoKeyring when a keyring keeps it locked, FileNotSaved."""
        self._memory.pop(tenant, None)
        try:
            self._path(tenant).unlink(missing_ok=True)
        except OSError as exc:
            raise FileNotSaved(f"{self._path(tenant)}: {exc.strerror or exc}") from exc
        if self._read_keyring(tenant) is not None:
            self._delete_keyring(tenant)

    def _path(self, tenant: str) -> Path:
        return self._folder / f"{tenant}.token"

    def _read_keyring(self, tenant: str) -> str | None:
        from keyring.errors import KeyringError

        backend = _backend()
        if backend is None:
            return None
        try:
            return backend.get_password(self._service, tenant)
        except KeyringError as exc:
            raise NoKeyring(f"{type(exc).__name__} while reading") from exc

    def _write_keyring(self, tenant: str, token: str) -> None:
        from keyring.errors import KeyringError

        backend = _backend()
        if backend is None:
            raise NoKeyring("no keyring on this computer")
        try:
            backend.set_password(self._service, tenant, token)
            if backend.get_password(self._service, tenant) != token:
                raise NoKeyring("the keyring did not keep the token")
        except KeyringError as exc:
            raise NoKeyring(f"{type(exc).__name__} while writing") from exc

    def _delete_keyring(self, tenant: str) -> None:
        from keyring.errors import KeyringError

        if (backend := _backend()) is None:
            return
        try:
            backend.delete_password(self._service, tenant)
        except KeyringError as exc:
            raise NoKeyring(f"{type(exc).__name__} while deleting") from exc


def _backend() -> "KeyringBackend | None":
    """The keyring of this computer, or None when there is none that keeps a secret secret."""
    import keyring

    chosen = keyring.get_keyring()
    # The chainer asks several backends in turn: it is as safe as the first of them, which it writes to.
    first = next(iter(getattr(chosen, "backends", ())), chosen)
    if type(first).__module__.startswith((*_REFUSED, "keyring.backends.chainer")):
        return None
    return chosen


def _read_file(path: Path) -> str | None:
    """The token file's content; None when there is no such file. Links are not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise UnsafeTokenFile(f"{path}: {exc.strerror or exc}") from exc
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode) or not _is_private(facts):
            raise UnsafeTokenFile(f"{path}: mode {stat.S_IMODE(facts.st_mode):04o}")
        text = file.read(_MAX_TOKEN).decode("ascii", errors="replace").strip()
    return text or None


def _is_private(facts: os.stat_result) -> bool:
    """Windows has no such modes; there the user's own folder protects the file."""
    if os.name == "nt":
        return True
    return facts.st_uid == os.geteuid() and not facts.st_mode & 0o077
