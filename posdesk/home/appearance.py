"""Theme and zoom for the first paint, read with the standard library alone. Never raises.

What is wrong with the file is said a moment later by ``settings_file``; a window must not wait for it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posdesk.home.files import MAX_BYTES, read_limited
from posdesk.home.settings import LEAST_ZOOM, MOST_ZOOM, Theme

_THEMES: Final[dict[str, Theme]] = {"system": "system", "light": "light", "dark": "dark"}


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the window looks at first: ``zoom`` is percent, 100 to 300."""

    theme: Theme = "system"
    zoom: int = LEAST_ZOOM


def read_appearance(path: Path) -> Appearance:
    """What ``settings.toml`` says of it; the defaults for whatever is absent or cannot be understood."""
    try:
        raw = read_limited(path)
        import tomllib  # here: most homes have no such file, and the parser is slow to import

        values = tomllib.loads(raw.decode("utf-8")) if len(raw) <= MAX_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return Appearance()
    theme, zoom = values.get("theme"), values.get("zoom")
    return Appearance(
        theme=_THEMES.get(theme, "system") if isinstance(theme, str) else "system",
        zoom=zoom if type(zoom) is int and LEAST_ZOOM <= zoom <= MOST_ZOOM else LEAST_ZOOM,
    )
