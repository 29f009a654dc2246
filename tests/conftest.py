"""What every test stands on: no display, no user's home, no user's keyring, no token from outside.

The environment is set at import, before any test module can import Qt or posdesk.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from posdesk.home.paths import Home
from tests.killed_places import pytest_terminal_summary as pytest_terminal_summary

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.pop("POSDESK_TOKEN", None)

# No deadline: two busy cores make any time limit a coin toss. xdist prints the blob for a replay.
settings.register_profile("dev", deadline=None, print_blob=True)
settings.register_profile(
    "ci",
    deadline=None,
    print_blob=True,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# A mutation run repeats the tests some thousand times: few examples, always the same.
settings.register_profile("mutate", settings.get_profile("ci"), max_examples=10, database=None)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)

_HOME_KEYS = ("POSDESK_HOME", "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home() -> Iterator[None]:
    """Every path posdesk could find by itself leads into a folder that goes away with the run."""
    before = {key: os.environ.get(key) for key in _HOME_KEYS}
    with tempfile.TemporaryDirectory(prefix="posdesk-tests-", ignore_cleanup_errors=True) as folder:
        for key in _HOME_KEYS:
            place = Path(folder) / key.lower()
            place.mkdir(mode=0o700)
            os.environ[key] = str(place)
        yield
    for key, value in before.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A prepared home directory of this test's own."""
    home = Home(tmp_path / "home")
    home.prepare()
    return home
