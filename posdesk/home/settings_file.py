"""``<home>/settings.toml``: read once at start, written when a user changes something.

A file that cannot be read is never an obstacle: this run uses the defaults, says so, and leaves the file
as it is. It is not overwritten either, until somebody has corrected it.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from posdesk.home.errors import BadSettings
from posdesk.home.settings import ScannerSettings, Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings of this run; ``problem`` says why they are the defaults, if the file is to blame."""

    settings: Settings
    problem: BadSettings | None = None


def load(path: Path) -> Loaded:
    """The settings at ``path``; the defaults when there is no file, or when it cannot be read."""
    if not path.exists():
        return Loaded(Settings())
    # Here: pydantic and tomlkit are the larger part of the till's memory, and most homes have no such file.
    from posdesk.home import toml_files
    from posdesk.home.settings_table import SettingsTable

    try:
        document = toml_files.read(path, BadSettings)
        if document is None:
            return Loaded(Settings())
        table = toml_files.checked(SettingsTable, document.unwrap(), path, BadSettings)
    except BadSettings as problem:
        return Loaded(Settings(), problem)
    values = table.model_dump()
    return Loaded(Settings(**{**values, "scanner": ScannerSettings(**values["scanner"])}))


def save(path: Path, settings: Settings) -> None:
    """Write ``settings``, keeping the user's comments. Raises FileNotSaved, and BadSettings rather than
    overwrite a file that cannot be read."""
    from posdesk.home import toml_files
    from posdesk.home.settings_table import SettingsTable

    toml_files.save(path, SettingsTable, asdict(settings), BadSettings)
