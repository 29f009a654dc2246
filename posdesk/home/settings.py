"""What a user may set for this installation. Plain values; ``settings_file`` reads and writes them.

Limits of the scanner: design.md 8, after what other tills measured (a wedge sends keys 5 to 60 ms apart).
Receipt widths are those of 58 mm and 80 mm paper.
"""

from dataclasses import dataclass, field
from typing import Literal

Theme = Literal["system", "light", "dark"]
Columns = Literal[32, 42, 48]

LEAST_ZOOM = 100
MOST_ZOOM = 300


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """A keyboard-wedge scanner: what it puts around a code, and how fast its keys are (milliseconds)."""

    prefix: str = ""
    suffix: str = ""
    key_gap_ms: int = 100
    editor_key_gap_ms: int = 30
    min_length: int = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. ``zoom`` is percent, 100 to 300; ``terminal_pace_ms`` is how long the simulated terminal
    takes over each step, so that a person can follow it (0: at once). ``sandbox_webhooks``: the till
    listens to what the built-in sandbox tells of its customers."""

    tenant: str = "sandbox"
    theme: Theme = "system"
    zoom: int = LEAST_ZOOM
    receipt_columns: Columns = 48
    terminal_pace_ms: int = 600
    sandbox_webhooks: bool = True
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
