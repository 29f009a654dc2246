"""The sandbox's own process is killed in the middle of a sale: words at the place, and the next start finishes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.desktop.screens.desk import Looking
from posdesk.home.paths import Home
from posdesk.sale.state import Phase
from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.hearing_steps import hears, open_listening
from tests.journeys.steps import asha_to_payment, choose_all, fill_basket, force, present
from tests.sandbox.server.running import ASHAS_CARD, Sandbox, api_client
from tests.till import plain_http

Connect = Callable[[Endpoint], Sandbox]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Plain clients of a sandbox, closed with the test."""
    opened: list[Sandbox] = []

    def connector(endpoint: Endpoint) -> Sandbox:
        opened.append(Sandbox(endpoint, Control(endpoint, timeout_s=20), api_client(endpoint)))
        return opened[-1]

    yield connector
    for each in opened:
        each.control.close()
        each.api.close()


@pytest.fixture
def clerk(qapp: QApplication, empty_home: Home) -> Clerk:
    """At a till with a sandbox of its own, as a user has it: the file in the home, the process the till's."""
    empty_home.root.mkdir()
    return Clerk(qapp, empty_home, SandboxChild.start(empty_home.sandbox_db))


def kill(clerk: Clerk) -> None:
    assert clerk.child is not None
    os.kill(clerk.child.pid, signal.SIGKILL)


async def start_again(clerk: Clerk, connect: Connect) -> Sandbox:
    """Close the till, and open it anew on the same home."""
    await clerk.leave()
    clerk.child = SandboxChild.start(clerk.home.sandbox_db)
    await clerk.open()
    return connect(clerk.child.ready_blocking())


@before_opening
async def test_before_the_card_the_card_cannot_be_looked_up_and_the_basket_is_kept(
    clerk: Clerk, connect: Connect
) -> None:
    await clerk.open()
    await fill_basket(clerk)
    kill(clerk)
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("identify.notice.code", "omneo.unreachable")
    assert clerk.text("basket.due") == "$135.00"


@before_opening
async def test_before_redeeming_nothing_is_taken_and_the_choice_is_kept(
    clerk: Clerk, connect: Connect
) -> None:
    await clerk.open()
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    kill(clerk)
    clerk.press("Return")
    await clerk.sees("choose.notice.code", "omneo.unreachable")
    assert clerk.text("step.next") == "Redeem 25.00"


@before_opening
async def test_after_payment_the_sale_waits_and_the_next_start_records_it_once(
    clerk: Clerk, connect: Connect
) -> None:
    await clerk.open()
    await asha_to_payment(clerk)
    reference = clerk.sale.reference
    kill(clerk)
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting to be recorded")
    await clerk.sees("record.notice.code", "omneo.unreachable")

    sandbox = await start_again(clerk, connect)
    await clerk.sees("notice.text", f"Sale {reference} was paid and is now recorded, once.")
    assert [row["external_id"] for row in plain_http.transactions(sandbox)] == [reference]
    assert len(plain_http.live(sandbox)) == 2


@before_opening
async def test_after_a_refused_card_what_is_taken_is_put_back_by_the_next_start(
    clerk: Clerk, connect: Connect
) -> None:
    await clerk.open()
    assert clerk.child is not None
    before = plain_http.wallet(connect(clerk.child.ready_blocking()))
    await asha_to_payment(clerk)
    await force(clerk, "insufficient_funds")
    kill(clerk)
    clerk.press("F8")
    await clerk.sees("story.badge", "DECLINED")
    await clerk.until(lambda: any("Not put back yet" in each for each in clerk.story()))

    sandbox = await start_again(clerk, connect)
    await clerk.sees("notice.text", "25.00 of rewards and First Spend Discount went back as it was")
    assert plain_http.wallet(sandbox) == before
    assert clerk.sale.phase is Phase.OPEN


@before_opening
async def test_whom_it_told_of_is_found_in_the_tills_own_records_and_not_served(
    clerk: Clerk, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_listening(clerk, monkeypatch)
    assert clerk.child is not None
    sandbox = connect(clerk.child.ready_blocking())
    new = {"first_name": "Zelda", "last_name": "Ahlberg", "email": "zelda@example.test"}
    await asyncio.to_thread(sandbox.call, "POST", "/profiles", new)
    await hears(clerk, "profile.created", "taken in")
    await clerk.search("ahlberg")
    await clerk.sees("customer.name", "Zelda Ahlberg")
    await clerk.at(Phase.CHOOSING)
    clerk.press("Esc")
    await clerk.at(Phase.OPEN)

    kill(clerk)
    await clerk.search("ahlberg")
    await clerk.sees("identify.title", "Known to this till")
    await clerk.sees("customer.age", "From this till's own records, just now")
    assert clerk.text("customer.name") == "Zelda Ahlberg"
    assert "not known: the tenant cannot be asked" in clerk.screen_text()
    assert not clerk.shows("customer.manage")
    clerk.press("Return")
    await clerk.until(lambda: isinstance(clerk.presenter.desk.lookup, Looking))
    await clerk.sees("identify.notice.code", "omneo.unreachable")
    assert clerk.sale.customer is None
