"""``<home>/settings.toml``: read once at start, written when a user changes something.

A file that cannot be read is never an obstacle: this run uses the defaults, says so, and leaves the file
as it is. It is not overwritten either, until somebody has corrected it.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from posdesk.home import toml_files
from posdesk.home.errors import BadSettings
from posdesk.home.settings import (
    LEAST_ZOOM,
    MOST_ZOOM,
    Columns,
    ScannerSettings,
    Settings,
    Theme,
)
from posdesk.home.tenant import NAME_PATTERN

_DEFAULTS = Settings()
_SCANNER = ScannerSettings()

Affix = Annotated[str, Field(max_length=16, pattern=r"^[\x21-\x7e]*$")]
GapMs = Annotated[int, Field(ge=5, le=1000)]


class _ScannerTable(toml_files.Strict):
    prefix: Affix = _SCANNER.prefix
    suffix: Affix = _SCANNER.suffix
    key_gap_ms: GapMs = _SCANNER.key_gap_ms
    editor_key_gap_ms: GapMs = _SCANNER.editor_key_gap_ms
    min_length: Annotated[int, Field(ge=1, le=64)] = _SCANNER.min_length


class _SettingsTable(toml_files.Strict):
    tenant: Annotated[str, Field(pattern=f"^{NAME_PATTERN}$")] = _DEFAULTS.tenant
    theme: Theme = _DEFAULTS.theme
    zoom: Annotated[int, Field(ge=LEAST_ZOOM, le=MOST_ZOOM)] = _DEFAULTS.zoom
    receipt_columns: Columns = _DEFAULTS.receipt_columns
    terminal_pace_ms: Annotated[int, Field(ge=0, le=30_000)] = _DEFAULTS.terminal_pace_ms
    scanner: _ScannerTable = _ScannerTable()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings of this run; ``problem`` says why they are the defaults, if the file is to blame."""

    settings: Settings
    problem: BadSettings | None = None


def load(path: Path) -> Loaded:
    """The settings at ``path``; the defaults when there is no file, or when it cannot be read."""
    try:
        document = toml_files.read(path, BadSettings)
        if document is None:
            return Loaded(Settings())
        table = toml_files.checked(_SettingsTable, document.unwrap(), path, BadSettings)
    except BadSettings as problem:
        return Loaded(Settings(), problem)
    values = table.model_dump()
    return Loaded(Settings(**{**values, "scanner": ScannerSettings(**values["scanner"])}))


def save(path: Path, settings: Settings) -> None:
    """Write ``settings``, keeping the user's comments. Raises FileNotSaved, and BadSettings rather than
    overwrite a file that cannot be read."""
    toml_files.save(path, _SettingsTable, asdict(settings), BadSettings)
