"""``/api/v3/openapi.json``: the API's description, made when somebody asks for it and then kept.

Open to all, for it tells nothing of the tenant. Learning the routes takes a fraction of a second, which the
sandbox's start does not pay.
"""

from functools import cache

from posdesk.sandbox.rules import Response
from posdesk.sandbox.rules.json_text import encode
from posdesk.sandbox.rules.refusals import wrong_method

PATH = "/api/v3/openapi.json"
_TYPE = ("Content-Type", "application/json")


def answer(method: str) -> Response:
    """200 with the OpenAPI document, bare; 405 for anything but reading it."""
    if method == "GET":
        return Response(200, _text(), (_TYPE,))
    if method == "HEAD":
        return Response(200, b"", (_TYPE,))
    refusal = wrong_method(method)
    body = encode({"message": refusal.message})
    return Response(refusal.status, body, (_TYPE, ("Allow", "GET")))


@cache
def _text() -> bytes:
    from posdesk.sandbox.rules.openapi import document

    return encode(document())
