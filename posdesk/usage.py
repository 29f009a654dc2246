"""What the commands ask of whoever types them, and which running sandbox they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posdesk.sale.errors import PosError

if TYPE_CHECKING:
    from posdesk.sandbox.child import Endpoint


class BadUsage(PosError):
    """An argument that no command knows."""

    code = "cli.bad_usage"
    user_message = "These words are not a command of posdesk. Nothing was done. All that is known is listed by posdesk --help."


def endpoint(file: Path | None) -> Endpoint:
    """Where a sandbox is steered: by its ready line, or by the environment. Raises BadUsage, SandboxNotReady."""
    from posdesk.sandbox.child import Endpoint

    if file is not None:
        try:
            return Endpoint.parse(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadUsage(f"{file} cannot be read") from error
    address = os.environ.get("POSDESK_CONTROL_URL", "")
    token = os.environ.get("POSDESK_CONTROL_TOKEN", "")
    if not address.startswith("http://127.0.0.1:") or not token:
        raise BadUsage(
            "which sandbox: --sandbox FILE, or POSDESK_CONTROL_URL and POSDESK_CONTROL_TOKEN"
        )
    return Endpoint("", "", address, token, "")


def sandbox_books(file: Path) -> tuple[str, Any]:
    """A running sandbox's identity and its books. Raises BadUsage, SandboxNotReady, ControlFailed."""
    from posdesk.sandbox.control import Control

    with Control(endpoint(file)) as control:
        return control.health().identity, control.books()
