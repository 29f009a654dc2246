"""What can go wrong with webhooks that come in. Each says what the sender is answered: ``status``.

The sender gets no more than the status; the detail is for this till's log and never holds a body's text.
"""

from typing import ClassVar

from posdesk.sale.errors import PosError


class WebhookRefused(PosError):
    """A delivery that this till does not take. ``status`` is what its sender is answered."""

    code = "webhooks.refused"
    user_message = "A webhook was not taken. Nothing was changed. The log has the reason; the tenant may send it again."
    status: ClassVar[int] = 400


class BadSignature(WebhookRefused):
    """The signature is missing, or made with no secret that this till knows."""

    code = "webhooks.bad_signature"
    user_message = (
        "A webhook was not signed with the tenant's secret, so it was not taken. Nothing was changed. "
        "Check the secret this till was given."
    )
    status = 401


class TooLarge(WebhookRefused):
    """The body is larger than 1 MiB."""

    code = "webhooks.too_large"
    user_message = (
        "A webhook was larger than this till reads, so it was not taken. Nothing was changed. "
        "Nothing needs to be done here; profiles are read from the tenant."
    )
    status = 413


class BadEvent(WebhookRefused):
    """Signed, but without an event's name, no JSON object, or lacking what the event must have."""

    code = "webhooks.bad_event"
    user_message = (
        "A webhook could not be understood, so it was not taken. Nothing was changed. "
        "Keep the log and tell support which event it was."
    )
    status = 422


class BadSecret(PosError):
    """The shared secret is missing, unreadable, or kept where others can read it."""

    code = "webhooks.bad_secret"
    user_message = (
        "The shared secret of the webhooks could not be read, so nothing is listened to. Nothing was changed. "
        "Put it alone into a file that only you can read (chmod 600) and name that file."
    )


class CannotListen(PosError):
    """The port cannot be used."""

    code = "webhooks.cannot_listen"
    user_message = (
        "This port cannot be listened on, so no webhooks arrive. Sales go on as before. "
        "Choose another port, or 0 for any."
    )


class DirectoryFailed(PosError):
    """The local customer directory cannot be opened, read or written."""

    code = "webhooks.directory_failed"
    user_message = (
        "The local customer directory cannot be used. Sales go on as before: customers are read from the tenant. "
        "Free some disk space or check the folder's permissions, then start again."
    )
