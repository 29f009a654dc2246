"""The listener by real HTTP: what is taken, what is refused, and that it neither blocks nor outlives its owner."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from posdesk.till.directory import Directory
from posdesk.till.webhook_errors import BadSecret, CannotListen
from posdesk.till.webhook_inbox import BODY_LIMIT
from posdesk.till.webhook_listener import Heard, WebhookListener
from posdesk.till.webhook_secrets import ENVIRONMENT_KEY, read_secrets
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox
from tests.till.webhook_samples import SECRET, SECRETS, card, delivery, profile


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    directory = Directory(tmp_path / "directory.db", "sandbox")
    yield directory
    directory.close()


Use = Callable[[WebhookListener, httpx.AsyncClient], Coroutine[Any, Any, None]]


def listening(directory: Directory, use: Use) -> list[Heard]:
    """Use a running listener on a loop of its own; what it heard."""
    heard: list[Heard] = []

    async def run() -> None:
        async with (
            WebhookListener(directory, SECRETS, on_heard=heard.append) as listener,
            httpx.AsyncClient(trust_env=False) as client,
        ):
            await use(listener, client)

    asyncio.run(run())
    return heard


def posting(*deliveries: tuple[bytes, dict[str, str]]) -> tuple[Use, list[int]]:
    statuses: list[int] = []

    async def use(listener: WebhookListener, client: httpx.AsyncClient) -> None:
        for body, headers in deliveries:
            answer = await client.post(listener.url, content=body, headers=headers)
            statuses.append(answer.status_code)

    return use, statuses


def test_a_signed_event_is_answered_200_and_kept(directory: Directory) -> None:
    use, statuses = posting(
        delivery("profile.created", profile()),
        delivery("profile.created", profile()),
        delivery("profile.updated", profile(at="2020-01-01 00:00:00")),
        delivery("tier.achieved", {"profile_id": ASHA}),
    )
    heard = listening(directory, use)
    assert statuses == [200, 200, 200, 200]
    assert [(each.event, each.outcome) for each in heard] == [
        ("profile.created", "changed"),
        ("profile.created", "replayed"),
        ("profile.updated", "old news"),
        ("tier.achieved", "not for us"),
    ]
    assert {each.profile for each in heard} == {ASHA[:8]}
    assert directory.search("asha")[0].profile_id == ASHA


def test_a_delivery_says_whose_it_was_and_shows_its_body_masked(directory: Directory) -> None:
    gone = {"id": ASHA, "updated_at": "2030-01-01 00:00:00"}
    use, _ = posting(
        delivery("profile.created", profile(identities=[card()])),
        delivery("tier.achieved", {"profile_id": ASHA}),
        delivery("profile.deleted", gone),
        delivery("profile.created", profile(), "another secret"),
    )
    heard = listening(directory, use)
    assert [each.who for each in heard] == ["Asha Nguyen", "Asha Nguyen", "Asha Nguyen", ""]
    assert '"Silver"' in heard[0].body
    assert ASHAS_CARD not in heard[0].body
    assert "asha@" not in heard[0].body
    assert heard[3].body == ""
    assert all(each.at_ms > 1_700_000_000_000 for each in heard)
    assert "Asha" not in repr(heard)


def test_what_is_not_signed_gets_401_and_no_reason(directory: Directory) -> None:
    body, headers = delivery("profile.created", profile(), "another secret")
    answers: list[httpx.Response] = []

    async def use(listener: WebhookListener, client: httpx.AsyncClient) -> None:
        answers.append(await client.post(listener.url, content=body, headers=headers))
        answers.append(await client.post(listener.url, content=body))

    heard = listening(directory, use)
    assert [answer.status_code for answer in answers] == [401, 401]
    assert {answer.text for answer in answers} == {'{"message": "Unauthorized"}'}
    assert heard == [Heard("", "", "webhooks.bad_signature", 401)] * 2
    assert len(directory) == 0


def test_what_cannot_be_understood_gets_422(directory: Directory) -> None:
    use, statuses = posting(
        delivery("profile.created", b"[]"),
        delivery("profile.created", {"first_name": "nobody"}),
        delivery("profile", profile()),
    )
    heard = listening(directory, use)
    assert statuses == [422, 422, 422]
    assert {each.outcome for each in heard} == {"webhooks.bad_event"}


def test_a_body_above_a_mebibyte_gets_413_declared_or_not(directory: Directory) -> None:
    statuses: list[int] = []

    async def trickle() -> Any:
        for _ in range(BODY_LIMIT // 65_536 + 1):
            yield b" " * 65_536

    async def use(listener: WebhookListener, client: httpx.AsyncClient) -> None:
        for content in (trickle(), b" " * (BODY_LIMIT + 1)):
            try:
                statuses.append((await client.post(listener.url, content=content)).status_code)
            except httpx.WriteError:  # refused before all of it was sent, and the connection closed
                statuses.append(413)

    heard = listening(directory, use)
    assert statuses == [413, 413]
    assert [each.outcome for each in heard] == ["webhooks.too_large"] * 2


def test_other_paths_and_verbs_are_not_there(directory: Directory) -> None:
    statuses: list[int] = []

    async def use(listener: WebhookListener, client: httpx.AsyncClient) -> None:
        statuses.append((await client.get(listener.url)).status_code)
        statuses.append((await client.post(listener.url + "/x")).status_code)

    assert listening(directory, use) == []
    assert statuses == [405, 404]


def test_while_the_directory_cannot_be_written_the_tenant_is_asked_to_come_again(
    directory: Directory,
) -> None:
    directory.close()
    use, statuses = posting(delivery("profile.created", profile()))
    heard = listening(directory, use)
    assert statuses == [503]
    assert heard[0].outcome == "webhooks.directory_failed"


def test_many_at_once_are_all_kept(directory: Directory) -> None:
    async def use(listener: WebhookListener, client: httpx.AsyncClient) -> None:
        async def send(number: int) -> int:
            body, headers = delivery("profile.created", profile(f"p{number}"))
            return (await client.post(listener.url, content=body, headers=headers)).status_code

        assert set(await asyncio.gather(*map(send, range(30)))) == {200}

    assert len(listening(directory, use)) == 30
    assert len(directory) == 30


def test_it_listens_on_this_computer_only_and_not_after_its_end(directory: Directory) -> None:
    ports: list[int] = []

    async def use(listener: WebhookListener, _client: httpx.AsyncClient) -> None:
        assert listener.url.startswith("http://127.0.0.1:")
        ports.append(httpx.URL(listener.url).port or 0)

    listening(directory, use)
    with socket.socket() as knocking:
        assert knocking.connect_ex(("127.0.0.1", ports[0])) != 0


def test_a_port_in_use_is_said_in_words(directory: Directory) -> None:
    async def use(listener: WebhookListener, _client: httpx.AsyncClient) -> None:
        port = httpx.URL(listener.url).port or 0
        with pytest.raises(CannotListen):
            async with WebhookListener(directory, SECRETS, port=port):
                pass

    listening(directory, use)


def test_a_sandbox_keeps_the_directory_up_to_date(sandbox: Sandbox, directory: Directory) -> None:
    settings = sandbox.call("GET", "/settings/environment")["data"]
    secrets = read_secrets(None, {ENVIRONMENT_KEY: settings[0]["value"]})
    arrived: asyncio.Queue[Heard] = asyncio.Queue()

    async def run() -> None:
        async with WebhookListener(directory, secrets, on_heard=arrived.put_nowait) as listener:
            for trigger in ("profile.created", "profile.updated", "profile.deleted"):
                body = {"trigger": trigger, "url": listener.url, "namespace": "till"}
                await asyncio.to_thread(sandbox.call, "POST", "/webhooks", body)
            await asyncio.to_thread(
                sandbox.control.send_event, "profile.updated", profile_id=ASHA, times=2, age_s=60
            )
            assert [(await arrived.get()).outcome for _ in range(2)] == ["changed", "replayed"]
            ada = {
                "staff_id": "2001",
                "first_name": "Ada",
                "last_name": "Bell",
                "email": "a@x.test",
            }
            await asyncio.to_thread(sandbox.call, "POST", "/staff", ada)
            assert (await arrived.get()).outcome == "changed"
            assert [each.full_name for each in directory.search("ada")] == ["Ada Bell"]
            await asyncio.to_thread(sandbox.call, "DELETE", "/staff/2001", expect=204)
            assert (await arrived.get()).event == "profile.deleted"

    asyncio.run(run())
    (asha,) = directory.with_identity("loyalty-card", ASHAS_CARD)
    assert (asha.profile_id, asha.facts.tier) == (ASHA, "Silver")
    assert directory.search("ada") == ()


def test_secrets_come_from_a_private_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("new\n\nold\n")
    file.chmod(0o600)
    assert read_secrets(file, {}).values == ("new", "old")
    assert read_secrets(None, {ENVIRONMENT_KEY: f" {SECRET} "}).values == (SECRET,)


@pytest.mark.parametrize("content", [b"", b" \n", b"a\nb\nc", b"\xff\xfe"])
def test_a_file_without_a_usable_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(BadSecret):
        read_secrets(file, {ENVIRONMENT_KEY: SECRET})


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o644)
    link = tmp_path / "link"
    link.symlink_to(file)
    for unsafe in (file, link, tmp_path, tmp_path / "absent"):
        with pytest.raises(BadSecret) as refused:
            read_secrets(unsafe, {})
        assert SECRET not in str(refused.value)
