"""Retries of reads, pages, addresses, tokens and what is reported, over real connections."""

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import simplejson

from posdesk.omneo import balances, redemptions, rewards
from posdesk.omneo.calls import Dialect
from posdesk.omneo.errors import (
    BadAddress,
    BadPayload,
    NoAnswer,
    NotFound,
    OmneoError,
    Rejected,
    ServerTrouble,
    Throttled,
    Unauthenticated,
    Unreachable,
    WebPage,
)
from posdesk.omneo.exchange import Exchange
from posdesk.omneo.http import AsyncSender, Sender
from posdesk.omneo.retries import Retries
from posdesk.sale.money import AUD
from tests.omneo.loopback import (
    TOKEN,
    Visit,
    always,
    fetch_async,
    fetch_blocking,
    http,
    in_turn,
    loopback,
    send_async,
)
from tests.omneo.samples import BALANCES, REWARD, P, aud, listed

Fetch = Callable[..., Any]
READ = balances.read(P, currency=AUD)
GOOD = http("200 OK", simplejson.dumps({"data": BALANCES}).encode())
AT_ONCE = Retries(first_wait_s=0.0, longest_wait_s=0.0, jitter_s=0.0)


@pytest.fixture(params=[fetch_async, fetch_blocking], ids=["async", "blocking"])
def fetch(request: pytest.FixtureRequest) -> Fetch:
    chosen: Fetch = request.param
    return chosen


@pytest.mark.parametrize(
    "trouble",
    [
        http("503 Service Unavailable", b"<html>", kind=b"text/html"),
        http("500 Internal Server Error", b'{"message":"Server Error"}'),
        http("408 Request Timeout", b""),
        http("429 Too Many Requests", b"{}"),
        http("429 Too Many Requests", b"{}", b"Retry-After: 0"),
        GOOD[:-10],
        b"",
    ],
    ids=["503", "500", "408", "429", "429 with a pause", "cut", "hung up"],
)
def test_a_read_is_tried_again_after_trouble_that_may_pass(fetch: Fetch, trouble: bytes) -> None:
    with loopback(in_turn(trouble, trouble, GOOD)) as server:
        found = fetch(server.url, READ, retries=AT_ONCE)
    assert found.reward == aud("25")
    assert len(server.visits) == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http("401 Unauthorized", b"{}"), Unauthenticated),
        (http("404 Not Found", b"{}"), NotFound),
        (http("404 Not Found", b"<html>", kind=b"text/html"), WebPage),
        (http("400 Bad Request", b"{}"), Rejected),
        (http("200 OK", b"<html>", kind=b"text/html"), WebPage),
        (http("429 Too Many Requests", b"{}", b"Retry-After: 60"), Throttled),
    ],
    ids=["401", "404", "a page that says 404", "400", "html", "a long pause"],
)
def test_a_read_is_not_repeated_where_that_cannot_help(
    fetch: Fetch, answer: bytes, error: type[OmneoError]
) -> None:
    with loopback(in_turn(answer, GOOD)) as server, pytest.raises(error):
        fetch(server.url, READ, retries=AT_ONCE)
    assert len(server.visits) == 1


def test_a_long_pause_is_passed_on_with_its_seconds(fetch: Fetch) -> None:
    answer = http("429 Too Many Requests", b"{}", b"Retry-After: 60")
    with loopback(always(answer)) as server, pytest.raises(Throttled) as caught:
        fetch(server.url, READ)
    assert caught.value.retry_after_s == 60


def test_a_pause_within_reason_is_kept_to_the_second() -> None:
    assert Retries().worth_another_try(Throttled(retry_after_s=4.0)) == 4.0
    assert Retries().worth_another_try(Throttled(retry_after_s=None)) is True
    assert Retries().worth_another_try(Throttled(retry_after_s=5.1)) is False


@pytest.mark.parametrize(
    ("answer", "error"),
    [(http("502 Bad Gateway", b""), ServerTrouble), (b"", NoAnswer), (GOOD[:-10], BadPayload)],
)
def test_a_read_gives_up_after_three_tries_with_the_last_error(
    fetch: Fetch, answer: bytes, error: type[OmneoError]
) -> None:
    with loopback(always(answer)) as server, pytest.raises(error):
        fetch(server.url, READ, retries=AT_ONCE)
    assert len(server.visits) == 3


def test_a_read_gives_up_on_a_tenant_that_is_away(fetch: Fetch) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable):
        fetch("http://127.0.0.1:1/", READ, retries=AT_ONCE, transport=httpx.MockTransport(refuse))


def test_a_write_cannot_be_fetched(fetch: Fetch) -> None:
    call = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)
    with pytest.raises(ValueError, match="send it once"):
        fetch("http://127.0.0.1:1/", call)


def page(number: int, last: int, *ids: int) -> bytes:
    rows = [{**REWARD, "id": each} for each in ids]
    return http("200 OK", simplejson.dumps(listed(*rows, current=number, last=last)).encode())


def all_rewards_async(url: str) -> list[int]:
    async def run() -> list[int]:
        async with AsyncSender(url, TOKEN, retries=AT_ONCE) as sender:
            found = await sender.fetch_all(
                lambda number: rewards.list(P, currency=AUD, page=number)
            )
            return [each.id for each in found]

    return asyncio.run(run())


def all_rewards_blocking(url: str) -> list[int]:
    with Sender(url, TOKEN, retries=AT_ONCE) as sender:
        found = sender.fetch_all(lambda number: rewards.list(P, currency=AUD, page=number))
        return [each.id for each in found]


@pytest.fixture(params=[all_rewards_async, all_rewards_blocking], ids=["async", "blocking"])
def all_rewards(request: pytest.FixtureRequest) -> Callable[[str], list[int]]:
    chosen: Callable[[str], list[int]] = request.param
    return chosen


def test_a_list_is_walked_by_page_numbers(all_rewards: Callable[[str], list[int]]) -> None:
    pages = [page(1, 3, 1, 2), page(2, 3, 3, 4), page(3, 3, 5)]
    with loopback(in_turn(*pages)) as server:
        assert all_rewards(server.url) == [1, 2, 3, 4, 5]
    asked = [request.split(b"number%5D=")[1].split(b" ")[0] for request in server.requests]
    assert asked == [b"1", b"2", b"3"]


def test_a_list_of_one_page_is_one_call(all_rewards: Callable[[str], list[int]]) -> None:
    with loopback(always(page(1, 1, 7))) as server:
        assert all_rewards(server.url) == [7]
    assert len(server.visits) == 1


def test_a_tenant_that_repeats_its_first_page_is_not_believed(
    all_rewards: Callable[[str], list[int]],
) -> None:
    with loopback(always(page(1, 2, 1))) as server, pytest.raises(BadPayload, match="page 2"):
        all_rewards(server.url)


def test_a_list_of_endless_pages_is_not_followed(all_rewards: Callable[[str], list[int]]) -> None:
    with loopback(always(page(1, 10**9, 1))) as server, pytest.raises(BadPayload, match="pages"):
        all_rewards(server.url)
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.shop.getomneo.com/api/v3",
        "http://api.shop.getomneo.com/api/v3",
        "http://127.0.0.1.evil.test/api/v3",
        "http://localhost.evil.test/api/v3",
        "http://192.168.1.4:8099/api/v3",
        "http://0.0.0.0:8099/api/v3",
        "ftp://127.0.0.1/api/v3",
        "https://",
        "https://user:secret@api.shop.getomneo.com/api/v3",
        "https://api.shop.getomneo.com/api/v3?token=x",
        "https://api.shop.getomneo.com/api/v3#x",
        "https://[::1/api/v3",
        "https://a.test:99999/api/v3",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("kind", [AsyncSender, Sender])
def test_an_unsafe_address_is_refused_before_anything_is_sent(
    kind: type[AsyncSender] | type[Sender], address: str
) -> None:
    with pytest.raises(BadAddress) as caught:
        kind(address, TOKEN)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.shop.getomneo.com/api/v3",
        "https://api.shop.getomneo.com/api/v3/",
        "http://127.0.0.1:8099/api/v3",
        "http://[::1]:8099/api/v3",
        "http://localhost:8099/api/v3",
    ],
)
def test_https_anywhere_and_http_to_this_machine_are_addresses(address: str) -> None:
    with Sender(address, TOKEN):
        pass


@pytest.mark.parametrize("token", ["", "   ", "two words", "line\nbreak", "tökén", "\x00"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_told(token: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        Sender("https://a.test/api/v3", token)
    assert not token.strip() or token not in str(caught.value)


def test_tls_is_verified_and_its_authorities_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    contexts: list[object] = []
    real = httpx.HTTPTransport

    def spy(*, verify: ssl.SSLContext, limits: httpx.Limits) -> httpx.HTTPTransport:
        contexts.append(verify)
        assert verify.verify_mode is ssl.CERT_REQUIRED
        assert verify.check_hostname
        return real(verify=verify, limits=limits)

    monkeypatch.setattr(httpx, "HTTPTransport", spy)
    for address in ("https://a.test/", "https://b.test/", "http://127.0.0.1:1/"):
        Sender(address, TOKEN).close()
    assert contexts[0] is contexts[1]
    assert contexts[2] is not contexts[0]


def test_no_authorities_are_loaded_for_this_machine() -> None:
    with Sender("http://127.0.0.1:1/", TOKEN) as sender:
        pool = sender._client._transport._pool  # type: ignore[attr-defined]  # nowhere public
        assert pool._ssl_context.get_ca_certs() == []


def test_each_try_is_reported_in_order_and_numbered() -> None:
    seen: list[Exchange] = []
    with loopback(in_turn(http("503 Service Unavailable", b"{}"), GOOD)) as server:
        fetch_async(server.url, READ, retries=AT_ONCE, observer=seen.append)
    assert [(each.number, each.status, each.reading) for each in seen] == [
        (1, 503, "unknown"),
        (2, 200, "applied"),
    ]
    assert seen[0].detail.startswith("omneo.server_trouble: 503")
    assert seen[1].detail == ""


def test_who_is_told_may_come_later_and_hears_only_what_ends_from_then_on() -> None:
    seen: list[Exchange] = []

    async def run(server_url: str) -> None:
        async with AsyncSender(server_url, TOKEN) as sender:
            await sender.fetch(READ)
            sender.report_to(seen.append)
            await sender.fetch(READ)

    with loopback(always(GOOD)) as server:
        asyncio.run(run(server.url))
    assert [each.number for each in seen] == [2]


def test_an_exchange_tells_what_went_over_the_wire() -> None:
    seen: list[Exchange] = []
    call = redemptions.refund(P, 158, dialect=Dialect.GUIDE, currency=AUD, amount=aud("7.50"))
    before = datetime.now(UTC)
    refusal = http(
        "422 Unprocessable Content", b'{"message":"No.","errors":{"amount":["Too much"]}}'
    )
    with loopback(always(refusal)) as server:
        send_async(server.url, call, observer=seen.append)
    (exchange,) = seen
    assert exchange.method == "POST"
    assert exchange.route == "/profiles/{profile_id}/redemptions/{redemption_id}/refund"
    assert exchange.path == f"/profiles/{P}/redemptions/158/refund"
    assert exchange.request == '{\n  "amount": 7.50\n}'
    assert exchange.answer.startswith("content-type: application/json\n\n{")
    assert '"Too much"' in exchange.answer
    assert (exchange.status, exchange.reading) == (422, "not applied")
    assert before <= exchange.started_at <= datetime.now(UTC)
    assert exchange.duration_s >= 0


def test_an_answer_that_was_cut_is_shown_as_far_as_it_came() -> None:
    seen: list[Exchange] = []
    half = http("200 OK", b'{"data": {"reward_balance": 25, "email": "asha@example.test"')
    with loopback(always(half[:-5])) as server, pytest.raises(BadPayload):
        fetch_async(server.url, READ, retries=AT_ONCE, observer=seen.append)
    assert "reward_balance" in seen[0].answer
    assert "asha" not in seen[0].answer


def test_nothing_secret_is_left_in_what_is_reported() -> None:
    seen: list[Exchange] = []
    echo = http("403 Forbidden", f'{{"message":"Bearer {TOKEN} is not allowed"}}'.encode())

    async def script(visit: Visit) -> None:
        await visit.read()
        await visit.say(echo)

    with loopback(script) as server, pytest.raises(OmneoError) as caught:
        fetch_blocking(server.url, READ, observer=seen.append)
    assert TOKEN not in repr(seen)
    assert TOKEN not in str(caught.value)


def test_what_the_import_costs_is_not_paid_for_a_command_line_nobody_calls() -> None:
    heavy = "{'rich', 'click', 'pygments', 'structlog', 'aiohttp', 'pydantic', 'anyio'}"
    code = f"import sys, posdesk.omneo.http; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_failed_read_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with loopback(always(b"")) as server, pytest.raises(NoAnswer):
        fetch_blocking(server.url, READ, retries=AT_ONCE)
    assert capfd.readouterr().out == ""
