"""What the window imports is not kept as text: PySide's search for its own name is answered without reading."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from posdesk.desktop import quick_imports

PROGRAM = """
import linecache
import posdesk.desktop.till
from PySide6.QtCore import QObject
print(len(linecache.cache), QObject().objectName() == "")
"""


def test_no_source_is_kept_after_the_windows_imports() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    kept, works = done.stdout.split()
    # A few are read before the hook is known; the window has some four hundred modules.
    assert int(kept) < 20
    assert works == "True"


def test_a_pyside_without_that_hook_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    other = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "shibokensupport.feature", other)
    quick_imports.quicken()
    assert vars(other) == {}


NO_FAULTS = """
import sys
import posdesk.desktop.till
print(*[name for name in sys.modules if name.startswith("posdesk.home.faults") or name == "posdesk.omneo.faults"])
"""


def test_a_till_without_faults_imports_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_FAULTS], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""
