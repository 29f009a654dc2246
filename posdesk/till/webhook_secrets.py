"""Where a listener's shared secret comes from: a private file, or the environment; never the command line.

A file holds one secret, or two on lines of their own while one replaces the other, the newest first. It must be
a regular file that only its owner can read: who knows the secret can tell this till whatever they like.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from posdesk.till.webhook_errors import BadSecret
from posdesk.till.webhook_inbox import Secrets

ENVIRONMENT_KEY = "POSDESK_WEBHOOK_SECRET"
_MOST = 2
_LIMIT = 16 * 1024  # bytes


def read_secrets(file: Path | None, environ: Mapping[str, str]) -> Secrets:
    """The secrets in ``file``, or without one that of the environment. Raises BadSecret."""
    if file is not None:
        return _parsed(_read(file), str(file))
    return _parsed(environ.get(ENVIRONMENT_KEY, ""), ENVIRONMENT_KEY)


def _parsed(text: str, place: str) -> Secrets:
    found = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not found:
        raise BadSecret(f"{place} holds no secret")
    if len(found) > _MOST:
        raise BadSecret(f"{place} holds {len(found)} secrets; at most {_MOST} can hold at once")
    return Secrets(found)


def _read(file: Path) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(file, flags), "rb") as opened:
            facts = os.fstat(opened.fileno())
            if not stat.S_ISREG(facts.st_mode) or not _is_private(facts):
                raise BadSecret(f"{file}: mode {stat.S_IMODE(facts.st_mode):04o}")
            return opened.read(_LIMIT).decode("utf-8")
    except OSError as exc:
        raise BadSecret(f"{file}: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise BadSecret(f"{file} is no text") from exc


def _is_private(facts: os.stat_result) -> bool:
    """Windows has no such modes; there the user's own folder protects the file."""
    if os.name == "nt":
        return True
    return facts.st_uid == os.geteuid() and not facts.st_mode & 0o077
