"""Every failure of the HTTP library has its row in the table (reliability.md section 4). No network."""

from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest

from posdesk.omneo import redemptions
from posdesk.omneo.calls import Dialect, NotApplied, Unknown
from posdesk.omneo.errors import (
    NoAnswer,
    OmneoError,
    Rejected,
    Unreachable,
)
from posdesk.sale.money import AUD
from tests.omneo.loopback import (
    Send,
    send_async,
    send_blocking,
)
from tests.omneo.samples import P, error_in

REVERSE = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)


@pytest.fixture(params=[send_async, send_blocking], ids=["async", "blocking"])
def send(request: pytest.FixtureRequest) -> Send:
    chosen: Send = request.param
    return chosen


FAILURES: list[tuple[Callable[[str], Exception], type, type[OmneoError]]] = [
    (httpx.ConnectError, NotApplied, Unreachable),
    (httpx.ConnectTimeout, NotApplied, Unreachable),
    (httpx.PoolTimeout, NotApplied, Unreachable),
    (httpx.ProxyError, NotApplied, Unreachable),
    (httpx.LocalProtocolError, NotApplied, Unreachable),
    (httpx.InvalidURL, NotApplied, Rejected),
    (httpx.ReadError, Unknown, NoAnswer),
    (httpx.WriteError, Unknown, NoAnswer),
    (httpx.CloseError, Unknown, NoAnswer),
    (httpx.ReadTimeout, Unknown, NoAnswer),
    (httpx.WriteTimeout, Unknown, NoAnswer),
    (httpx.RemoteProtocolError, Unknown, NoAnswer),
    (httpx.DecodingError, Unknown, NoAnswer),
    (httpx.NetworkError, Unknown, NoAnswer),
    (httpx.TransportError, Unknown, NoAnswer),
]


@pytest.mark.parametrize(("raised", "kind", "error"), FAILURES)
def test_every_failure_of_the_library_has_its_row(
    send: Send, raised: Callable[[str], Exception], kind: type, error: type[OmneoError]
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised("as ordered, for asha@example.test")

    outcome = send("https://a.test/api/v3", REVERSE, transport=httpx.MockTransport(fail))
    assert type(outcome) is kind
    assert type(error_in(outcome)) is error
    assert "asha" not in str(error_in(outcome))


class BrokenBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer whose head has come."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        raise self._error


@pytest.mark.parametrize(
    "raised", [httpx.ConnectTimeout, httpx.ConnectError, httpx.LocalProtocolError, httpx.ReadError]
)
def test_what_was_answered_in_part_was_sent_whatever_the_failure_is_called(
    send: Send, raised: Callable[[str], Exception]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=BrokenBody(raised("as ordered")))

    transport = httpx.MockTransport(answer)
    assert isinstance(send("https://a.test/api/v3", REVERSE, transport=transport), Unknown)
