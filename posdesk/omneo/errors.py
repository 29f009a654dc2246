"""What can go wrong between posdesk and a tenant: one class per reaction, not per call.

Each says whether the request can have been carried out, because that decides what a till does next:
``Unreachable`` never left, ``NoAnswer`` may have been carried out, the 4xx were not. The text of the
server is in ``str(error)``, redacted, for logs; it is never shown to a cashier.
"""

from collections.abc import Mapping
from types import MappingProxyType

from posdesk.sale.errors import PosError


class OmneoError(PosError):
    """A call to the tenant did not end well. ``status`` is the HTTP status, None without an answer."""

    code = "omneo.trouble"
    user_message = "The tenant could not do this. Nothing was lost. Please try again."

    def __init__(self, detail: str = "", *, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status


class BadAddress(OmneoError):
    """The tenant's address is no HTTPS address, and no HTTP address on this machine."""

    code = "omneo.bad_address"
    user_message = (
        "This is not a safe address for a tenant, so nothing was sent. "
        "Use an address that begins with https://."
    )


class Unauthenticated(OmneoError):
    """401, or a token that no header can carry. The request was not carried out."""

    code = "omneo.unauthenticated"
    user_message = (
        "The tenant did not accept the token. Nothing was changed and the sale is kept. "
        "Enter a valid token in the tenant's settings."
    )


class Forbidden(OmneoError):
    """403: the token lacks a scope. The request was not carried out."""

    code = "omneo.forbidden"
    user_message = (
        "The token is not allowed to do this. Nothing was changed and the sale is kept. "
        "Ask for a token with the missing permission."
    )


class NotFound(OmneoError):
    """404, or an id that cannot exist. The request was not carried out."""

    code = "omneo.not_found"
    user_message = "The tenant does not know this. Nothing was changed. Check it and try again."


class Invalid(OmneoError):
    """422: a rule of the tenant forbids it. ``fields`` maps a field to the server's reasons."""

    code = "omneo.invalid"
    user_message = (
        "The tenant refused this. Nothing was changed and the sale is kept. "
        "Check the choice and try again."
    )

    def __init__(
        self,
        detail: str = "",
        *,
        fields: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        status: int | None = 422,
    ) -> None:
        super().__init__(detail, status=status)
        self.fields = fields


class Throttled(OmneoError):
    """429: too many requests. ``retry_after_s`` is in seconds, ``limit`` calls in a minute (ASSUMED, 1.9); None: not said."""

    code = "omneo.throttled"
    user_message = (
        "The tenant asks for a pause. Nothing was changed and the sale is kept. "
        "Wait a moment, then try again."
    )

    def __init__(
        self,
        detail: str = "",
        *,
        retry_after_s: float | None = None,
        limit: int | None = None,
        status: int | None = 429,
    ) -> None:
        super().__init__(detail, status=status)
        self.retry_after_s = retry_after_s
        self.limit = limit


class Rejected(OmneoError):
    """Any other 4xx (400, 405, 409 …). The request was not carried out."""

    code = "omneo.rejected"
    user_message = (
        "The tenant did not understand the request. Nothing was changed and the sale is kept. "
        "Run the doctor, or tell support the code."
    )


class Unreachable(OmneoError):
    """Not sent: refused, no such host, no TLS, no free connection. Safe to repeat."""

    code = "omneo.unreachable"
    user_message = (
        "The tenant cannot be reached. The request never left this till and nothing was changed. "
        "Check the network, then try again."
    )


class NoAnswer(OmneoError):
    """Sent, and no answer came: the tenant may or may not have carried it out. Read back, never resend."""

    code = "omneo.no_answer"
    user_message = (
        "The tenant did not answer. Nothing is lost; what was done is checked before anything is repeated. "
        "Please wait."
    )


class ServerTrouble(OmneoError):
    """5xx: trouble behind the tenant's door. A write may or may not have been carried out."""

    code = "omneo.server_trouble"
    user_message = (
        "The tenant has trouble of its own. Nothing is lost; what was done is checked before anything is repeated. "
        "Please wait, then try again."
    )


class WebPage(OmneoError):
    """A web page in place of an answer: a sign-in page, a filter or a proxy. A write may or may not have arrived."""

    code = "omneo.web_page"
    user_message = (
        "A web page answered in place of the tenant, so this network lets nothing through. Nothing is lost. "
        "Sign in to the network in a browser, or choose another one, then try again."
    )


class BadPayload(OmneoError):
    """An answer that cannot be read. ``cut`` when the connection ended inside it."""

    code = "omneo.bad_payload"
    user_message = (
        "The answer could not be read: something between this till and the tenant changed it. "
        "Nothing is lost. Check the network, then try again."
    )

    def __init__(self, detail: str = "", *, cut: bool = False, status: int | None = None) -> None:
        super().__init__(detail, status=status)
        self.cut = cut
