"""Every way an exchange can end, over real connections, for both senders (reliability.md section 4)."""

import asyncio
import gzip
import logging
import socket
import ssl
from pathlib import Path

import pytest
import simplejson

from posdesk.omneo import attempts, balances, profiles, redemptions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Unknown
from posdesk.omneo.errors import (
    BadPayload,
    NoAnswer,
    NotFound,
    OmneoError,
    Rejected,
    Unauthenticated,
    Unreachable,
    WebPage,
)
from posdesk.omneo.exchange import Exchange
from posdesk.omneo.http import AsyncSender, Timeouts
from posdesk.omneo.redemptions import RedemptionResult, Strategy
from posdesk.sale.money import AUD, Money
from tests.omneo.loopback import (
    TOKEN,
    Script,
    Send,
    Visit,
    always,
    http,
    loopback,
    send_async,
    send_blocking,
)
from tests.omneo.samples import BALANCES, REDEEMED, P, aud, error_in

REVERSE = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)
REDEEM = redemptions.create(
    P,
    dialect=Dialect.GUIDE,
    strategies=(Strategy.REWARDS,),
    amount=Money(2500, AUD),
    reference="S01-1-000659-k3f9q2",
    receipt_ref="000659",
    leg="S01-1-000659-k3f9q2-R1",
)
DONE = http("200 OK", simplejson.dumps({"data": REDEEMED}).encode())
IMPATIENT = Timeouts(answer_to_read_s=0.2, answer_to_write_s=0.2)


@pytest.fixture(params=[send_async, send_blocking], ids=["async", "blocking"])
def send(request: pytest.FixtureRequest) -> Send:
    chosen: Send = request.param
    return chosen


def unused_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/api/v3"


def test_a_write_arrives_as_it_was_built_and_its_answer_is_read(send: Send) -> None:
    with loopback(always(DONE)) as server:
        outcome = send(server.url, REDEEM)
    assert isinstance(outcome, Applied)
    assert outcome.value.total == aud("25")
    (request,) = server.requests
    head, body = request.split(b"\r\n\r\n")
    assert head.startswith(b"POST /api/v3/profiles/" + P.encode() + b"/redemptions HTTP/1.1\r\n")
    for line in (
        b"authorization: bearer " + TOKEN.lower().encode(),
        b"accept: application/json",
        b"content-type: application/json",
    ):
        assert line in head.lower().split(b"\r\n")
    assert b'"amount":25.00,' in body


def test_a_query_is_percent_encoded(send: Send) -> None:
    call = profiles.search("Zoë & Söhne +61 @", currency=AUD)
    with loopback(always(http("200 OK", b'{"data":[]}'))) as server:
        send(server.url, call)
    target = server.requests[0].split(b" ")[1]
    assert target == (
        b"/api/v3/profiles?search=Zo%C3%AB%20%26%20S%C3%B6hne%20%2B61%20%40"
        b"&page%5Bsize%5D=25&page%5Bnumber%5D=1"
    )


def test_a_write_without_a_body_sends_none(send: Send) -> None:
    with loopback(always(DONE)) as server:
        send(server.url, REVERSE)
    assert b"content-length: 0" in server.requests[0].lower()


def test_a_refused_connection_was_never_sent(send: Send) -> None:
    outcome = send(unused_address(), REVERSE)
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Unreachable)


def test_a_host_that_speaks_no_tls_was_never_sent(send: Send) -> None:
    async def script(visit: Visit) -> None:
        await visit.reader.readexactly(4)
        await visit.say(b"220 this speaks no TLS, not at all\r\n")

    with loopback(script) as server:
        outcome = send(server.url.replace("http:", "https:"), REVERSE)
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Unreachable)


def test_a_certificate_that_nobody_vouches_for_means_never_sent(send: Send) -> None:
    """W41: somebody on the way who shows a certificate of his own gets no request and no token."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Signed by itself and good for nothing: no system trusts it.
    tls.load_cert_chain(Path(__file__).parent / "fixtures" / "stranger.pem")
    with loopback(always(DONE), tls) as server:
        outcome = send(server.url, REVERSE)
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Unreachable)
    assert "certificate" in str(outcome.error).lower()
    assert server.requests == []


async def _reset_before(visit: Visit) -> None:
    await visit.reader.readexactly(4)
    visit.reset()


async def _reset_after(visit: Visit) -> None:
    await visit.read()
    visit.reset()


async def _hang_up_after(visit: Visit) -> None:
    await visit.read()


async def _half_a_head(visit: Visit) -> None:
    await visit.read()
    await visit.say(b"HTTP/1.1 200 OK\r\nContent-Le")


async def _silence(visit: Visit) -> None:
    await visit.read()
    await visit.until_they_leave()


async def _silence_in_the_body(visit: Visit) -> None:
    await visit.read()
    await visit.say(DONE[:-20])
    await visit.until_they_leave()


@pytest.mark.parametrize(
    "script",
    [
        _reset_before,
        _reset_after,
        _hang_up_after,
        _silence,
        _silence_in_the_body,
        _half_a_head,
        always(b"SMTP ready\r\n\r\n"),
    ],
    ids=lambda script: script.__name__,
)
def test_a_write_without_an_answer_is_unknown(send: Send, script: Script) -> None:
    with loopback(script) as server:
        outcome = send(server.url, REVERSE, timeouts=IMPATIENT)
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, NoAnswer)
    assert len(server.visits) == 1


async def _half_a_body(visit: Visit) -> None:
    await visit.read()
    await visit.say(DONE[:-20])


async def _reset_in_the_body(visit: Visit) -> None:
    await visit.read()
    await visit.say(DONE[:-20])
    visit.reset()


@pytest.mark.parametrize(
    "script",
    [
        _half_a_body,
        always(
            http(
                "200 OK", gzip.compress(b'{"data":{}}')[:-6] + b"broken", b"Content-Encoding: gzip"
            )
        ),
    ],
    ids=["half", "zip"],
)
def test_an_answer_that_is_cut_is_unknown_and_says_so(send: Send, script: Script) -> None:
    with loopback(script) as server:
        outcome = send(server.url, REVERSE)
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, BadPayload)
    assert outcome.error.cut
    assert outcome.error.status == 200


def test_an_answer_that_is_reset_is_unknown(send: Send) -> None:
    # A reset may overtake what was said before it: with or without a head, nobody knows.
    with loopback(_reset_in_the_body) as server:
        outcome = send(server.url, REVERSE)
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    "raw",
    [
        http("200 OK", b'{"data": {"total": 25}}'),
        http("200 OK", b"not json"),
        http("204 No Content", b""),
        http("302 Found", b"", b"Location: http://127.0.0.1:9/elsewhere"),
    ],
    ids=["no id", "no json", "nothing", "redirect"],
)
def test_an_answer_of_somebody_else_is_unknown(send: Send, raw: bytes) -> None:
    with loopback(always(raw)) as server:
        outcome = send(server.url, REVERSE)
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, BadPayload)
    assert not outcome.error.cut
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    "head",
    ["200 OK", "302 Found", "511 Network Authentication Required"],
)
def test_a_web_page_in_place_of_the_tenant_is_unknown_and_told_as_such(
    send: Send, head: str
) -> None:
    with loopback(always(http(head, b"<html>Sign in</html>", kind=b"text/html"))) as server:
        outcome = send(server.url, REVERSE)
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, WebPage)
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        ("401 Unauthorized", NotApplied, Unauthenticated),
        ("404 Not Found", NotApplied, NotFound),
        ("405 Method Not Allowed", NotApplied, Rejected),
        ("408 Request Timeout", Unknown, NoAnswer),
    ],
)
def test_a_status_is_read_by_the_table(
    send: Send, status: str, kind: type, error: type[OmneoError]
) -> None:
    with loopback(always(http(status, b'{"message":"Unauthenticated."}'))) as server:
        outcome = send(server.url, REVERSE)
    assert type(outcome) is kind
    assert type(error_in(outcome)) is error


def test_an_answer_without_end_is_given_up(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(visit: Visit) -> None:
        await visit.read()
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while True:
            await visit.say(b"1," * 4096)

    monkeypatch.setattr(attempts, "MAX_BODY", 100_000)
    with loopback(endless) as server:
        outcome = send(server.url, REVERSE)
    assert "more than 100000 bytes" in str(error_in(outcome))
    assert isinstance(outcome, Unknown)


def test_an_answer_that_only_trickles_is_given_up(send: Send) -> None:
    async def trickle(visit: Visit) -> None:
        await visit.read()
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while True:
            await visit.say(b"1,")

    with loopback(trickle) as server:
        outcome = send(server.url, REVERSE, timeouts=Timeouts(whole_s=0.1))
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, NoAnswer)


def test_a_search_text_without_end_is_refused_before_it_is_sent(send: Send) -> None:
    call = profiles.search("x" * 70_000, currency=AUD)
    outcome = send(unused_address(), call)
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Rejected)


def test_half_a_character_can_be_searched_for(send: Send) -> None:
    call = profiles.search("a\ud800b", currency=AUD)
    with loopback(always(http("200 OK", b'{"data":[]}'))) as server:
        assert isinstance(send(server.url, call), Applied)


def test_a_call_that_is_cancelled_in_flight_is_reported_as_unknown() -> None:
    seen: list[Exchange] = []
    arrived = asyncio.Event()

    async def run(server_url: str, loop_of_test: list[asyncio.AbstractEventLoop]) -> None:
        loop_of_test.append(asyncio.get_running_loop())
        async with AsyncSender(server_url, TOKEN, observer=seen.append) as sender:
            task: asyncio.Task[object] = asyncio.create_task(sender.send(REVERSE))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    loops: list[asyncio.AbstractEventLoop] = []

    async def script(visit: Visit) -> None:
        await visit.read()
        loops[0].call_soon_threadsafe(arrived.set)
        await visit.until_they_leave()

    with loopback(script) as server:
        asyncio.run(run(server.url, loops))
    (exchange,) = seen
    assert (exchange.reading, exchange.status) == ("unknown", None)


def test_the_answers_headers_reach_whoever_reads_it(send: Send) -> None:
    seen: list[str] = []

    def parse(payload: object) -> RedemptionResult:
        seen.append(repr(payload))
        return RedemptionResult(1, aud("0"), None, None)

    call = Call("GET", "/x", "/x", (), None, parse, writes=False)
    with loopback(always(http("200 OK", b"1.10"))) as server:
        assert isinstance(send(server.url, call), Applied)
    assert seen == ["Decimal('1.10')"]


def test_no_personal_data_reaches_the_log_of_the_library(
    send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with loopback(always(http("200 OK", b'{"data":[]}'))) as server:
        send(server.url, profiles.search("asha@example.test", currency=AUD))
    assert "asha" not in caplog.text
    assert TOKEN not in caplog.text


def test_six_reads_at_once_share_the_sender() -> None:
    async def run(url: str) -> list[object]:
        async with AsyncSender(url, TOKEN) as sender:
            call = balances.read(P, currency=AUD)
            return await asyncio.gather(*(sender.fetch(call) for _ in range(6)))

    body = simplejson.dumps({"data": BALANCES}).encode()
    with loopback(always(http("200 OK", body))) as server:
        found = asyncio.run(run(server.url))
    assert len(found) == 6
    assert len(set(map(repr, found))) == 1
