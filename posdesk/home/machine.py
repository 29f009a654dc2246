"""Which computer this is, as a mark that says nothing about it: files that are copied elsewhere are noticed.

The mark is made from what the system calls itself: ``/etc/machine-id`` on Linux, the host's UUID on macOS, the
installation's GUID on Windows; where there is none, from the host's name. Only a hash of it leaves here.
"""

import hashlib
import socket
import sys
from collections.abc import Callable
from pathlib import Path

_LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_MARK_CHARS = 16


def this_machine(read: Callable[[], str] | None = None) -> str:
    """Sixteen hexadecimal digits, the same at every start. ``read`` gives another identity than the system's."""
    identity = (read or _identity)() or f"host {socket.gethostname()}"
    return hashlib.sha256(f"posdesk {identity}".encode()).hexdigest()[:_MARK_CHARS]


def _identity() -> str:
    """What the system calls itself; empty where it does not say."""
    try:
        if sys.platform == "win32":
            import winreg

            name = r"SOFTWARE\Microsoft\Cryptography"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, name) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return _macos() if sys.platform == "darwin" else _linux()
    except OSError:
        # Not told is as good as not there: the host's name is what is left.
        return ""


def _linux() -> str:
    for path in _LINUX:
        if path.is_file():
            return path.read_text(encoding="ascii", errors="replace").strip()
    return ""


def _macos() -> str:
    import ctypes

    wait = (ctypes.c_long * 2)(1, 0)
    found = (ctypes.c_ubyte * 16)()
    failed = ctypes.CDLL(None).gethostuuid(found, wait)
    return "" if failed else bytes(found).hex()
