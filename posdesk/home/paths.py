"""Where this installation keeps its files. Nothing is touched before ``prepare``.

``--home`` is stronger than ``POSDESK_HOME``, which is stronger than the system's folder for user data.
Imports stay light: this is read before the first paint.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from posdesk.home.errors import HomeNotWritable

PRIVATE_DIR = 0o700
ENVIRONMENT_KEY = "POSDESK_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The home directory: an absolute ``root`` and the names of everything in it."""

    root: Path

    @classmethod
    def locate(cls, flag: Path | None, environ: Mapping[str, str]) -> Self:
        """The home that ``flag`` (``--home``), else the environment, else the system names."""
        if flag is not None:
            return cls(_absolute(flag))
        if named := environ.get(ENVIRONMENT_KEY):
            return cls(_absolute(Path(named)))
        # Slow enough to matter, and not needed when a home is named.
        from platformdirs import user_data_path

        return cls(user_data_path("posdesk", appauthor=False))

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def tenants(self) -> Path:
        """The folder of tenant files, one ``<name>.toml`` each."""
        return self.root / "tenants"

    @property
    def journal(self) -> Path:
        return self.root / "journal.db"

    @property
    def terminal(self) -> Path:
        """The simulated payment terminal's own log."""
        return self.root / "terminal.db"

    @property
    def sandbox_db(self) -> Path:
        return self.root / "sandbox.db"

    @property
    def directory(self) -> Path:
        """The local customer directory, as webhooks told, and the deliveries that came before."""
        return self.root / "directory.db"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def reports(self) -> Path:
        """The folder of reports of imports; made with the first."""
        return self.root / "reports"

    @property
    def tokens(self) -> Path:
        """The folder of token files; made only when a user asks for one."""
        return self.root / "tokens"

    def prepare(self) -> None:
        """Make the folders (mode 0700) and prove that a file can be written and synced.

        Folders that exist keep their mode: a user may have reasons. Raises HomeNotWritable.
        """
        try:
            for folder in (self.root, self.tenants, self.logs):
                folder.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
                _prove_writable(folder)
        except OSError as exc:
            raise HomeNotWritable(f"{self.root}: {exc.strerror or exc}") from exc


def _absolute(path: Path) -> Path:
    try:
        return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links the user chose
    except RuntimeError as exc:
        raise HomeNotWritable(f"{path}: there is no such user") from exc


def _prove_writable(folder: Path) -> None:
    """A full disk lets a file be made but not filled, so a byte is written and synced."""
    import tempfile  # here: slow to import, and not needed before the first paint

    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"\n")
        probe.flush()
        os.fsync(probe.fileno())
