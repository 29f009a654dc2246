"""Every step, page, sheet and tab against a tenant whose every text is an attack: nothing of it is interpreted.

After each walk: no rich text and no link anywhere, nothing was opened, loaded, started or connected to but the
sandbox, the journal can be read, and the window has its size and does what it is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView

from posdesk.desktop.back_office import BackOffice
from posdesk.desktop.office.shelf import SHELF
from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.office_view import OfficeView
from posdesk.sale.state import Phase
from posdesk.till.journal import Journal
from posdesk.till.receipt_grid import cells
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.hearing_steps import open_listening
from tests.journeys.proxy import ANY, RECORD, Proxy, answers
from tests.journeys.steps import (
    asha_to_payment,
    choose_all,
    fill_basket,
    force,
    present,
    record,
    redeem,
)
from tests.sandbox.server.running import ASHA, Sandbox
from tests.security.hostile import SURROGATE, Liar, attacks
from tests.security.watching import Doings, bait_in, misplaced, watched, window_titles, wrongs

ALWAYS = 1_000_000


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    return bait_in(tmp_path)


@pytest.fixture
def doings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doings]:
    with watched(monkeypatch) as seen:
        yield seen


class Walk:
    """Looks at the whole window wherever the clerk comes to; ``wrong`` by place."""

    def __init__(self, clerk: Clerk, proxy: Proxy) -> None:
        self.clerk = clerk
        self.wrong: dict[str, list[str]] = {}
        self.seen: list[str] = []
        self._proxy = proxy
        self._size: QSize | None = None

    def look(self, place: str) -> None:
        window = self.clerk.window
        self._size = self._size or window.size()
        assert not window.grab().isNull()  # everything is painted, whatever it holds
        found = [*wrongs(window), *misplaced(window)]
        if window.size() != self._size:
            found.append(f"the window is {window.size()} now")
        if found:
            self.wrong[place] = found
        self.seen.append(place)

    async def pages(self, names: tuple[str, ...]) -> None:
        """Open these pages of the office, one after the other."""
        office = self.clerk.presenter.findChild(BackOffice)
        assert office is not None
        for name in names:
            office.open_page(name)
            await self.clerk.until(lambda: self._settled())
            self.look(f"page {name}")
        self.clerk.press("Esc")
        await self.clerk.until(lambda: not self.clerk.shows("office.page_title"))

    def _settled(self) -> bool:
        view = self.clerk.window.findChild(OfficeView)
        return isinstance(view, OfficeView) and not view.is_busy()

    async def tabs(self) -> None:
        """The dock's tabs, and the bodies of every call on the wire."""
        clerk = self.clerk
        for tab in Tab:
            clerk.click(f"dock.{tab.value}")
            await clerk.sees("webhooks.empty" if tab is Tab.WEBHOOKS else f"{tab.value}.rows")
            self.look(f"tab {tab.value}")
        clerk.click("dock.wire")
        table = clerk.control("wire.rows")
        assert isinstance(table, QAbstractItemView)
        for row in range(table.model().rowCount()):
            table.setCurrentIndex(table.model().index(row, 0))
            await clerk.sees("wire.answer")
            self.look(f"call {row}")

    def judge(self, bait: Path, doings: Doings) -> None:
        """What must hold at the end of any walk."""
        assert self.wrong == {}
        assert self.seen != []
        assert {title for title in window_titles() if title} == {"posdesk · Sandbox · SIMULATION"}
        assert doings.asked_qt == []
        assert doings.started == []
        assert [name for name in doings.opened if bait.name in name or "passwd" in name] == []
        port = int(self._proxy.endpoint.url.split(":")[2].split("/")[0])
        upstream = int(self._proxy._upstream.url.split(":")[2].split("/")[0])
        known = {str(("127.0.0.1", port)), str(("127.0.0.1", upstream))}
        assert set(doings.connected) <= known
        assert doings.connected != []


@before_opening
async def test_a_whole_sale(clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings) -> None:
    liar = Liar(bait)
    proxy.expect(ANY, liar.deed, ALWAYS)
    await clerk.open()
    walk = Walk(clerk, proxy)
    walk.look("present")
    await clerk.search("Taylor")
    await clerk.sees("identify.list")
    walk.look("several")
    await fill_basket(clerk)
    await present(clerk)
    walk.look("balances")
    await choose_all(clerk)
    walk.look("choose")
    await redeem(clerk)
    walk.look("pay")
    clerk.press("F7")
    await clerk.sees("pay.outcome.list")
    walk.look("outcomes")
    clerk.press("F7")
    reference = await record(clerk)
    walk.look("record")
    receipt = clerk.text("record.receipt.text")
    assert max(cells(line) for line in receipt.splitlines()) <= 48
    await walk.tabs()
    assert liar.told > 200
    walk.judge(bait, doings)
    with Journal(clerk.home.journal, read_only=True) as journal:
        assert journal.sale(reference)[0].phase is Phase.RECORDED


@before_opening
async def test_every_page_of_the_office_and_every_sheet(
    clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings
) -> None:
    proxy.expect(ANY, Liar(bait).deed, ALWAYS)
    await clerk.open()
    walk = Walk(clerk, proxy)
    await fill_basket(clerk)
    await present(clerk)
    await walk.pages(tuple(page.name for page in SHELF))
    for key, name in (("F3", "products.filter"), ("F12", "recent.rows"), ("F1", "help.close")):
        clerk.press(key)
        await clerk.sees(name)
        walk.look(name)
        clerk.press("Esc")
    clerk.press("Ctrl+K")
    await clerk.sees("palette.filter")
    await clerk.type("g")
    walk.look("palette")
    clerk.press("Esc")
    clerk.press("F4")
    await clerk.sees("line.quantity")
    walk.look("editor")
    walk.judge(bait, doings)


@before_opening
async def test_nobody_and_a_declined_card(
    clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings
) -> None:
    proxy.expect(ANY, Liar(bait).deed, ALWAYS)
    await clerk.open()
    walk = Walk(clerk, proxy)
    await clerk.scan("99999999")
    await clerk.sees("identify.notice.title", "Nobody")
    walk.look("nobody")
    await asha_to_payment(clerk)
    await force(clerk, "insufficient_funds")
    clerk.press("F8")
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("step.next", "Choose again")
    walk.look("declined")
    walk.judge(bait, doings)


@before_opening
async def test_a_sale_that_needs_a_person(
    clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings
) -> None:
    proxy.expect(RECORD, answers(422))
    proxy.expect(ANY, Liar(bait).deed, ALWAYS)
    await clerk.open()
    walk = Walk(clerk, proxy)
    walk.look("present")
    await asha_to_payment(clerk)
    clerk.press("F8")
    await clerk.sees("attention.title")
    walk.look("attention")
    walk.judge(bait, doings)


@before_opening
async def test_names_of_a_mebibyte(clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings) -> None:
    await clerk.open()
    walk = Walk(clerk, proxy)
    walk.look("present")
    proxy.expect(ANY, Liar(bait, giant=True).deed, ALWAYS)
    await fill_basket(clerk)
    await present(clerk)
    walk.look("balances")
    await choose_all(clerk)
    walk.look("choose")
    await redeem(clerk)
    walk.look("pay")
    await record(clerk)
    walk.look("record")
    await walk.tabs()
    await walk.pages(("person", "incentives", "credits", "stores"))
    walk.judge(bait, doings)


@before_opening
async def test_webhooks_that_are_signed_and_lie(
    clerk: Clerk,
    proxy: Proxy,
    sandbox: Sandbox,
    bait: Path,
    doings: Doings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await open_listening(clerk, monkeypatch)
    walk = Walk(clerk, proxy)
    # Half a character the sandbox itself will not send; as an answer's escape it came above.
    sent = [each for each in attacks(bait) if SURROGATE not in each]
    for at, attack in enumerate(sent, start=1):
        lie = {"first_name": f"{attack} Asha", "updated_at": f"2031-01-{at:02} 00:00:00"}
        await asyncio.to_thread(
            sandbox.control.send_event, "profile.updated", profile_id=ASHA, changes=lie
        )
    clerk.click("dock.webhooks")
    await clerk.until(
        lambda: clerk.shows("webhooks.rows") and len(clerk.column("webhooks.rows", 0)) >= len(sent)
    )
    walk.look("webhooks")
    await walk.pages(("directory",))
    assert walk.wrong == {}
    assert (doings.asked_qt, doings.started) == ([], [])


@before_opening
async def test_a_tenant_of_which_nothing_can_be_believed(
    clerk: Clerk, proxy: Proxy, bait: Path, doings: Doings
) -> None:
    await clerk.open()
    walk = Walk(clerk, proxy)
    proxy.expect(ANY, Liar(bait, wholly=True).deed, ALWAYS)
    await fill_basket(clerk)
    await clerk.scan("60011234")
    await clerk.until(lambda: clerk.shows("identify.notice.title") or clerk.shows("balances.title"))
    walk.look("identify")
    await walk.pages(tuple(page.name for page in SHELF))
    walk.judge(bait, doings)
    # The same till at a tenant that tells the truth again.
    proxy.calm()
    clerk.press("Esc")
    await present(clerk)
