"""The settings file's keys and what each may hold. Imported only when there is a file: pydantic is large."""

from typing import Annotated

from pydantic import Field

from posdesk.home import toml_files
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


class ScannerTable(toml_files.Strict):
    prefix: Affix = _SCANNER.prefix
    suffix: Affix = _SCANNER.suffix
    key_gap_ms: GapMs = _SCANNER.key_gap_ms
    editor_key_gap_ms: GapMs = _SCANNER.editor_key_gap_ms
    min_length: Annotated[int, Field(ge=1, le=64)] = _SCANNER.min_length


class SettingsTable(toml_files.Strict):
    tenant: Annotated[str, Field(pattern=f"^{NAME_PATTERN}$")] = _DEFAULTS.tenant
    theme: Theme = _DEFAULTS.theme
    zoom: Annotated[int, Field(ge=LEAST_ZOOM, le=MOST_ZOOM)] = _DEFAULTS.zoom
    receipt_columns: Columns = _DEFAULTS.receipt_columns
    terminal_pace_ms: Annotated[int, Field(ge=0, le=30_000)] = _DEFAULTS.terminal_pace_ms
    sandbox_webhooks: bool = _DEFAULTS.sandbox_webhooks
    scanner: ScannerTable = ScannerTable()
