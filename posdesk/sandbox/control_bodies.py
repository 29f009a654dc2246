"""Bodies of the control routes: a JSON object in, JSON out, a sentence for what cannot be done."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from posdesk.sandbox.rules.json_text import JSON, MAX_BODY_BYTES, body_limit, decode_body, encode
from posdesk.sandbox.rules.refusals import Refusal

MAX_SNAPSHOT_BYTES = 64 << 20


def limit_of(path: str) -> int:
    """How many bytes a body sent to ``path`` may have: a snapshot is larger than anything else."""
    return MAX_SNAPSHOT_BYTES if path == "/_sandbox/restore" else body_limit(path)


def refused(sentence: str) -> HTTPException:
    """422 with a sentence."""
    return HTTPException(422, sentence)


async def object_of(request: Request, limit: int = MAX_BODY_BYTES) -> dict[str, JSON]:
    """The JSON object of a request. Raises HTTPException 400, 413, 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "Control routes take application/json.")
    try:
        value = decode_body(await request.body(), limit)
    except Refusal as error:
        raise HTTPException(error.status, error.message) from error
    if not isinstance(value, dict):
        raise HTTPException(400, "Control routes take a JSON object.")
    return value


def answer(value: JSON, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``value`` as JSON."""
    return Response(encode(value), status, headers, media_type="application/json")
