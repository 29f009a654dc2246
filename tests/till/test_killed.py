"""kill -9 of a till at a named point: the next start brings its sale to rest, and the tenant agrees.

The sandbox is a process of its own and survives, as a tenant does; so does the terminal's own log.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from pathlib import Path

import apsw
import pytest
import simplejson

from posdesk.sale import events as ev
from posdesk.sale.state import LegState, Phase, Sale
from posdesk.sale.tender import TenderState
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import QuickClock, Till, a_till, aud, leg, on_a_loop, told
from tests.till.weather import RECORD, REDEEM, REVERSE, USE_BENEFIT

ROOT = Path(__file__).parents[2]


def kill_at(point: str, sandbox: Sandbox, home: Path, **more: object) -> None:
    """Run a till until it kills itself there; ``more`` is another sale than the picture's."""
    errand = {
        "endpoint": asdict(sandbox.endpoint),
        "identity": sandbox.control.health().identity,
        "home": str(home),
        "point": point,
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.till.killed_till"],
        cwd=ROOT,
        input=simplejson.dumps(errand),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@asynccontextmanager
async def next_start(sandbox: Sandbox, home: Path) -> AsyncIterator[Till]:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=home) as till:
        yield till


async def recovered(till: Till) -> Sale:
    """The one unfinished sale, at rest."""
    (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
    sale = await till.settled(cashier)
    assert till.watch.errors == []
    return sale


@pytest.mark.parametrize(
    "point",
    [
        "choosing",
        "redemption's intention",
        "redemption's answer",
        "benefit's answer",
        "between redemption and payment",
        "charge's intention",
        "reversal's intention",
        "reversal's answer",
    ],
)
@on_a_loop
async def test_a_sale_that_was_not_paid_is_put_back_and_voided(
    sandbox: Sandbox, tmp_path: Path, point: str
) -> None:
    before = plain_http.wallet(sandbox)
    kill_at(point, sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        sale = await recovered(till)
        held = await till.terminal.kept()

    assert sale.phase is Phase.VOIDED
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    assert held == ()
    assert till.weather.count(REDEEM) == till.weather.count(USE_BENEFIT) == 0
    sandbox.call("GET", f"/transactions/external/{sale.reference}", expect=404)


@pytest.mark.parametrize(
    "point", ["charge's outcome unknown", "paid", "record's intention", "record's answer"]
)
@on_a_loop
async def test_a_sale_that_was_paid_is_recorded_once(
    sandbox: Sandbox, tmp_path: Path, point: str
) -> None:
    kill_at(point, sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        sale = await recovered(till)
        held = await till.terminal.kept()

    (row,) = plain_http.transactions(sandbox)
    assert sale.phase is Phase.RECORDED
    assert row["external_id"] == sale.reference
    assert plain_http.transaction(sandbox, sale.reference)["total"] == 205
    assert [each.amount for each in held] == [aud("205.00")]
    assert len(plain_http.live(sandbox)) == 2
    assert till.weather.count(REVERSE) == 0


@on_a_loop
async def test_a_transaction_whose_answer_died_with_the_till_is_found_and_not_sent_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("record's answer", sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        sale = await recovered(till)

    assert sale.recorded is not None
    assert sale.recorded.found
    assert till.weather.count(RECORD) == 0


@on_a_loop
async def test_the_redemption_whose_answer_died_with_the_till_is_adopted_and_reversed(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("redemption's answer", sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        sale = await recovered(till)

    order = told(sale)
    assert leg(sale, "R2").state is LegState.REVERSED
    assert order.index("resumed") < order.index("adopted R2") < order.index("reversed R2")
    assert order.index("reversed R2") < order.index("reversed B1")


@on_a_loop
async def test_a_reversal_whose_answer_died_with_the_till_is_not_sent_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("reversal's answer", sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        await recovered(till)

    # R2 was reversed by the first till; B1 is what was left to do.
    assert till.weather.count(REVERSE) == 1


@on_a_loop
async def test_cash_of_a_killed_till_is_a_persons_to_hand_back_but_the_rewards_are_not(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = plain_http.wallet(sandbox)
    kill_at("cash taken", sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        stuck = await till.settled(cashier)
        assert stuck.attention is not None
        assert (stuck.phase, stuck.attention.why) == (Phase.ATTENTION, "cash_owed")
        assert plain_http.wallet(sandbox) == before
        handed = ev.Choice.HANDED_BACK
        await cashier.tell(lambda at: ev.AttentionSettled(at, handed, "Sam Lee"))
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)

    assert sale.tender(1).state is TenderState.GIVEN_BACK


@on_a_loop
async def test_after_the_ten_minutes_a_killed_sale_is_refunded(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("between redemption and payment", sandbox, tmp_path)
    sandbox.control.advance(660)
    identity = sandbox.control.health().identity
    clock = QuickClock()
    clock.advance(660)
    async with a_till(sandbox.endpoint, identity, home=tmp_path, clock=clock) as till:
        sale = await recovered(till)

    assert {each.state for each in sale.legs} == {LegState.REFUNDED}
    assert till.weather.count(REVERSE) == 0
    assert plain_http.balance(sandbox) == 25


@on_a_loop
async def test_a_second_recovery_finds_nothing_to_do(sandbox: Sandbox, tmp_path: Path) -> None:
    kill_at("between redemption and payment", sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        await recovered(till)
    async with next_start(sandbox, tmp_path) as till:
        again = await till.register.recover(till.watch.on_change, till.watch.on_error)

    assert again == ()


@on_a_loop
async def test_a_reset_shop_closes_the_old_sales_and_says_so(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("between redemption and payment", sandbox, tmp_path)
    sandbox.control.reset()
    async with next_start(sandbox, tmp_path) as till:
        mine = await till.register.recover(till.watch.on_change, till.watch.on_error)
        (entry,) = till.journal._entries("SELECT * FROM listed", ())
        sale, _ = till.journal.sale(entry.reference)

    assert mine == ()
    assert entry.phase == Phase.VOIDED
    assert (sale.story[-1].kind, sale.story[-1].name) == ("voided", "shop_reset")
    assert till.weather.count(REVERSE) == 0


@on_a_loop
async def test_the_unfinished_sale_of_another_tenant_is_left_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("between redemption and payment", sandbox, tmp_path)
    async with a_till(sandbox.endpoint, "", home=tmp_path) as till:
        till.register.tenant_id = "acme"
        mine = await till.register.recover(till.watch.on_change, till.watch.on_error)
        waiting = till.journal.strangers("acme")

    assert mine == ()
    assert [entry.phase for entry in waiting] == [""]


@on_a_loop
async def test_a_sale_that_cannot_be_read_stands_in_nobodys_way(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    kill_at("choosing", sandbox, tmp_path)
    kill_at("between redemption and payment", sandbox, tmp_path)
    spoil_oldest(tmp_path / "journal.db")
    async with next_start(sandbox, tmp_path) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await till.settled(cashier)

    assert sale.phase is Phase.VOIDED
    assert [error.code for error in till.watch.errors] == ["till.bad_journal_row"]
    assert plain_http.live(sandbox) == []


def spoil_oldest(journal: Path) -> None:
    with closing(apsw.Connection(str(journal))) as db:
        db.execute(
            "UPDATE event SET body = '{' WHERE seq = 2 AND reference = (SELECT min(reference) FROM sale)"
        )


# Points, and benefits in the same call


@pytest.mark.parametrize(
    "point", ["redemption's answer", "between redemption and payment", "reversal's answer"]
)
@pytest.mark.parametrize(
    ("strategies", "combined"),
    [(["points"], False), (["rewards", "points"], False), (["points", "rewards"], True)],
)
@on_a_loop
async def test_points_of_a_sale_that_was_not_paid_are_put_back(
    sandbox: Sandbox, tmp_path: Path, point: str, strategies: list[str], combined: bool
) -> None:
    before = plain_http.wallet(sandbox)
    amount = "15.00" if strategies == ["points"] else "38.00"
    kill_at(point, sandbox, tmp_path, amount=amount, strategies=strategies, combined=combined)
    assert plain_http.wallet(sandbox) != before or point == "reversal's answer"
    async with next_start(sandbox, tmp_path) as till:
        sale = await recovered(till)

    assert sale.phase is Phase.VOIDED
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    assert till.weather.count(REDEEM) == 0
    assert len(sale.legs) == (1 if combined else 2)
