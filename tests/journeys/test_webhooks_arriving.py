"""The webhook listener inside the window's own loop: Qt keeps turning while the tenant knocks."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import httpx
from PySide6.QtWidgets import QApplication

from posdesk.till.directory import Directory
from posdesk.till.webhook_listener import Heard, WebhookListener
from tests.journeys.qt_loop import run_on_qt
from tests.till.webhook_samples import SECRETS, delivery, profile


def test_the_windows_loop_takes_webhooks_and_lets_go_of_the_port(
    qapp: QApplication, tmp_path: Path
) -> None:
    heard: list[Heard] = []

    async def journey() -> None:
        with closing(Directory(tmp_path / "directory.db", "sandbox")) as directory:
            async with WebhookListener(directory, SECRETS, on_heard=heard.append) as listener:
                url = listener.url
                body, headers = delivery("profile.created", profile())
                answer = await asyncio.to_thread(httpx.post, url, content=body, headers=headers)
                assert answer.status_code == 200
            port = httpx.URL(url).port or 0
            async with WebhookListener(directory, SECRETS, port=port) as again:
                assert again.url == url
            assert [each.full_name for each in directory.search("asha")] == ["Asha Nguyen"]

    run_on_qt(qapp, journey())
    assert [each.outcome for each in heard] == ["changed"]
