"""The webhook listener without a till around it: listen, say so, say what was heard, until told to stop.

Lines are JSON: first ``{"listening": url, "directory": path, "customers": n}``, then one for each delivery,
``{"event", "profile", "outcome", "status"}``, the profile shortened and nothing else of the body.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from contextlib import closing

from posdesk.home.paths import Home
from posdesk.till.directory import Directory
from posdesk.till.webhook_inbox import Secrets
from posdesk.till.webhook_listener import Heard, WebhookListener

Write = Callable[[str], None]
# Nothing of the body, and no names: a terminal is no window.
_TOLD = ("event", "profile", "outcome", "status")


def listen(home: Home, tenant: str, secrets: Secrets, port: int, write: Write) -> None:
    """Listen until SIGTERM; Ctrl+C raises KeyboardInterrupt. Raises HomeNotWritable, CannotListen, DirectoryFailed."""
    home.prepare()
    with closing(Directory(home.directory, tenant)) as directory:
        asyncio.run(_listen(home, directory, secrets, port, write))


async def _listen(
    home: Home, directory: Directory, secrets: Secrets, port: int, write: Write
) -> None:
    def tell(heard: Heard) -> None:
        write(json.dumps({name: getattr(heard, name) for name in _TOLD}))

    stopped = asyncio.Event()
    if sys.platform != "win32":  # there nobody sends it
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with WebhookListener(directory, secrets, port=port, on_heard=tell) as listener:
        ready = {
            "listening": listener.url,
            "directory": str(home.directory),
            "customers": len(directory),
        }
        write(json.dumps(ready))
        await stopped.wait()
