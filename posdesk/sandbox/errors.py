"""What can go wrong with the sandbox before it answers anything.

Refusals of single requests are answers (``rules.refusals``), not these. Codes are ``sandbox.what``.
"""

from posdesk.sale.errors import PosError


class SandboxError(PosError):
    """The embedded tenant cannot do this. ``str(error)`` is the detail."""

    code = "sandbox.unusable"
    user_message = (
        "The sandbox could not do that. Nothing of it was changed. See the log for the reason."
    )


class BadSeed(SandboxError):
    """A seed file that cannot be read. The detail names the place in the file, like ``profiles[2].email``."""

    code = "sandbox.bad_seed"
    user_message = "The seed file could not be read. The sandbox was not changed. Correct the file, or start without it."


class BadSnapshot(SandboxError):
    """A snapshot that cannot be put back: no such thing, of another version, or changed since it was taken."""

    code = "sandbox.bad_snapshot"
    user_message = "This snapshot cannot be put back. The sandbox was not changed. Choose another one, or take a new one."


class BadSwitch(SandboxError):
    """A switch that does not exist, or a value it cannot take."""

    code = "sandbox.bad_switch"
    user_message = (
        "That switch or its value is not known. No switch was changed. Choose one from the list."
    )


class WrongDatabase(SandboxError):
    """The file is no sandbox database, or of another version."""

    code = "sandbox.wrong_database"
    user_message = "This file is not a sandbox of this version. It was not changed. Choose another file, or move it away."
