"""Imports as quick as Python's own, once Qt is loaded.

PySide reads the source text of every module that is imported after it, looking for its own name, and the text
stays in ``linecache``: it is how ``from __feature__ import snake_case`` finds out whom it concerns. Nobody here
spells Qt that way, and it costs a fifth of the start and a tenth of the memory (measured with PySide 6.11).
"""

from __future__ import annotations

import sys

import PySide6  # noqa: F401  # it puts its hook into the import system

_HOOK = "shibokensupport.feature"
_READS_SOURCE = "_mod_uses_pyside"


def quicken() -> None:
    """Answer the hook's question without reading. A PySide without that hook is left alone."""
    hook = sys.modules.get(_HOOK)
    if hasattr(hook, _READS_SOURCE):
        setattr(hook, _READS_SOURCE, _uses_no_feature)


def _uses_no_feature(module: object) -> bool:
    return False
