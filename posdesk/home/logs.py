"""The log: JSON lines in ``<home>/logs/posdesk.jsonl``, mode 0600, five files of at most 1 MiB.

Every room logs by the standard library: ``logging.getLogger(__name__).info("reversed", extra={"leg": …})``.
posdesk's own loggers are heard from INFO, all others from WARNING, the HTTP libraries never (they log
whole addresses with customers' e-mails in them). A line is redacted and finished on the caller's thread and
written on another, so no disk is waited for. Import this late: structlog is not needed for the first paint.
"""

import logging
import os
import queue
import sys
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from posdesk.home.errors import HomeNotWritable
from posdesk.home.files import PRIVATE_FILE
from posdesk.home.redaction import Redactor

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

FILE_NAME = "posdesk.jsonl"
MAX_BYTES = 1024 * 1024
FILES = 5
SILENT = ("httpx", "httpcore", "hpack", "aiohttp")
_NEVER = logging.CRITICAL + 1


class Logs:
    """The running log. Leave it, or ``close`` it, to write what is waiting and give the loggers back."""

    def __init__(self, folder: Path, redactor: Redactor) -> None:
        """Start writing in ``folder``. Raises HomeNotWritable."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            writer = _PrivateFile(folder / FILE_NAME)
        except OSError as exc:
            raise HomeNotWritable(f"{folder}: {exc.strerror or exc}") from exc
        lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._writer = writer
        self._handler = QueueHandler(lines)
        self._handler.setFormatter(_Formatter(redactor))
        self._listener = QueueListener(lines, writer)
        self._levels = {name: logging.getLogger(name).level for name in ("posdesk", *SILENT)}
        logging.getLogger("posdesk").setLevel(logging.INFO)
        for name in SILENT:
            logging.getLogger(name).setLevel(_NEVER)
        self._listener.start()
        logging.getLogger().addHandler(self._handler)

    def close(self) -> None:
        """Write all that is waiting and stop. A second call does nothing."""
        root = logging.getLogger()
        if self._handler not in root.handlers:
            return
        root.removeHandler(self._handler)
        self._listener.stop()
        self._writer.close()
        self._handler.close()
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _PrivateFile(RotatingFileHandler):
    """A rotated file that only this user can read, and that never stops a sale."""

    def __init__(self, path: Path) -> None:
        self._complained = False
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=FILES - 1, encoding="utf-8")
        self.setFormatter(logging.Formatter("%(message)s"))

    def _open(self) -> TextIOWrapper:
        # Made with its mode before the library opens it: no moment in which others could read it.
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, PRIVATE_FILE)
        finally:
            os.close(handle)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """A full disk is told once on standard error; the sale goes on."""
        if not self._complained and sys.stderr is not None:
            self._complained = True
            sys.stderr.write("posdesk: the log cannot be written. Sales are not affected.\n")


class _Formatter(logging.Formatter):
    """Structlog's, made for the first line: a till that has nothing to say does not load it."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor
        self._made: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        if self._made is None:
            self._made = _formatter(self._redactor)
        return self._made.format(record)


def _formatter(redactor: Redactor) -> logging.Formatter:
    import structlog

    def redact(_logger: "WrappedLogger", _method: str, event: "EventDict") -> "EventDict":
        # Another handler may have left its rendering on the record; ``event`` has it already.
        event.pop("message", None)
        return redactor.fields(event)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            # After the redaction: an instant is no card number.
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
    )
