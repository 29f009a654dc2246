"""The journal: durable before anything leaves, append-only, and clear about a disk that fails it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale.basket import Product
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import LegState, Phase, Terms
from posdesk.sale.wallet import Balances, Customer, Wallet
from posdesk.till.engine import Engine
from posdesk.till.journal import SCHEMA_VERSION, Journal, JournalFailed
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.headless import a_till, aud, on_a_loop

AT = Instant(1_760_000_000_000, 5_000, "boot")
TENANT_ID = "sandbox:1"
SHIRT = Product("LS-01", "Linen Shirt", Money(6500, AUD))


class StoppedClock:
    def now(self) -> Instant:
        return AT


def engine(journal: Journal, reference: str = "S01-1-000001-aaaaaa") -> Engine:
    return Engine.open(reference, Terms(AUD), journal, TENANT_ID, StoppedClock())


def wallet(rewards: str = "25.00") -> Wallet:
    zero = Money.zero(AUD)
    return Wallet(Balances(aud(rewards), Balances.nothing(AUD).points, zero, aud(rewards)), AT)


def redeeming(journal: Journal) -> Engine:
    """A sale whose redemption is about to leave."""
    till = engine(journal)
    for event in (
        ev.LineAdded(AT, SHIRT),
        ev.CustomerAttached(AT, Customer("p", "Asha Nguyen"), wallet()),
        ev.RewardsChosen(AT, aud("10.00")),
        ev.Confirmed(AT),
    ):
        till.handle(event)
    return till


def second_reader(path: Path, reference: str) -> list[str]:
    """The types of a sale's rows, as another process sees them now."""
    program = (
        "import sys; from pathlib import Path; from posdesk.till.journal import Journal;"
        "print(*(row.type for row in Journal(Path(sys.argv[1]), read_only=True).rows(sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, str(path), reference]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_intention_is_on_disk_when_the_effect_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        till = redeeming(journal)
        (effect,) = till.handle(ev.SnapshotRead(AT, wallet(), 7))
        seen = second_reader(path, till.sale.reference)

    assert effect.intention == "R1.create"
    assert seen[-2:] == ["SnapshotRead", "Sent"]


def test_a_commit_is_synced_to_the_disk(tmp_path: Path) -> None:
    full = 2
    with Journal(tmp_path / "journal.db") as journal:
        assert journal._file.db.pragma("synchronous") == full
        assert journal._file.db.pragma("journal_mode") == "wal"


def test_no_event_stands_without_its_sale() -> None:
    with Journal(None) as journal, pytest.raises(JournalFailed):
        journal.append("S01-1-000009-a", TENANT_ID, 2, [ev.TimePassed(AT)], Phase.OPEN)


def test_a_sale_reaches_the_disk_with_its_first_event(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        till = engine(journal)
        assert journal.unfinished(TENANT_ID) == ()
        till.handle(ev.LineAdded(AT, SHIRT))
        assert [row.type for row in journal.rows(till.sale.reference)] == [
            "SaleOpened",
            "LineAdded",
        ]


def test_a_reopened_journal_folds_to_the_state_the_engine_had(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        till = redeeming(journal)
        till.handle(ev.SnapshotRead(AT, wallet(), 7))
        before = till.sale
    with Journal(path) as journal:
        again = Engine.resume(before.reference, journal, TENANT_ID, StoppedClock())

    assert again.sale == before
    assert again.sale.legs[0].state is LegState.SENT


def test_a_resumed_sale_goes_on_under_the_next_numbers(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        reference = redeeming(journal).sale.reference
    with Journal(path) as journal:
        till = Engine.resume(reference, journal, TENANT_ID, StoppedClock())
        till.handle(ev.Resumed(AT))
        seqs = [row.seq for row in journal.rows(reference)]

    assert seqs == list(range(1, len(seqs) + 1))


def test_what_is_illegal_is_not_written() -> None:
    with Journal(None) as journal:
        till = redeeming(journal)
        rows = journal.rows(till.sale.reference)
        with pytest.raises(IllegalEvent):
            till.handle(ev.TenderTaken(AT, "card", aud("1.00")))  # type: ignore[arg-type]  # never read
        assert journal.rows(till.sale.reference) == rows


def test_what_could_not_be_written_did_not_happen(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    till = redeeming(journal)
    before = till.sale
    journal.close()
    with pytest.raises(JournalFailed):
        till.handle(ev.SnapshotRead(AT, wallet(), 7))
    assert till.sale == before


def test_after_a_failed_write_the_same_event_can_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal, closing(apsw.Connection(str(path))) as other:
        till = redeeming(journal)
        other.execute("BEGIN IMMEDIATE")
        journal._file.db.set_busy_timeout(0)
        with pytest.raises(JournalFailed):
            till.handle(ev.SnapshotRead(AT, wallet(), 7))
        other.execute("ROLLBACK")
        (effect,) = till.handle(ev.SnapshotRead(AT, wallet(), 7))

    assert effect.intention == "R1.create"


def test_a_row_is_never_written_over() -> None:
    with Journal(None) as journal:
        till = redeeming(journal)
        rows = journal.rows(till.sale.reference)
        with pytest.raises(JournalFailed):
            journal.append(till.sale.reference, TENANT_ID, 2, [ev.BasketUndone(AT)], Phase.CHOOSING)
        assert journal.rows(till.sale.reference) == rows


def test_a_commit_that_fails_in_its_middle_leaves_nothing() -> None:
    with Journal(None) as journal:
        till = redeeming(journal)
        rows = journal.rows(till.sale.reference)
        fresh = [ev.TimePassed(AT), ev.TimePassed(AT)]
        with pytest.raises(JournalFailed):
            journal.append(till.sale.reference, TENANT_ID, len(rows), fresh, Phase.VOIDED)
        assert journal.rows(till.sale.reference) == rows
        assert [each.reference for each in journal.unfinished(TENANT_ID)] == [till.sale.reference]


def test_receipt_numbers_count_up_and_never_repeat(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        taken = [journal.next_receipt("S01", "1") for _ in range(3)]
    with Journal(path) as journal:
        taken.append(journal.next_receipt("S01", "1"))

    assert taken == [1, 2, 3, 4]


def test_each_register_has_receipt_numbers_of_its_own() -> None:
    with Journal(None) as journal:
        numbers = [journal.next_receipt("S01", "1"), journal.next_receipt("S01", "2")]
        assert numbers == [1, 1]


def test_the_installation_is_made_with_the_file_and_stays(tmp_path: Path) -> None:
    names = []
    for path in (tmp_path / "a.db", tmp_path / "a.db", tmp_path / "b.db"):
        with Journal(path) as journal:
            names.append(journal.installation)

    assert names[0] == names[1] != names[2]


def test_a_finished_sale_is_not_unfinished_and_another_tenants_is_a_stranger() -> None:
    with Journal(None) as journal:
        done, waiting = engine(journal, "S01-1-000001-a"), engine(journal, "S01-1-000002-a")
        for till in (done, waiting):
            till.handle(ev.LineAdded(AT, SHIRT))
        done.handle(ev.VoidRequested(AT))

        assert [each.reference for each in journal.unfinished(TENANT_ID)] == ["S01-1-000002-a"]
        assert journal.unfinished("acme") == ()
        assert [each.reference for each in journal.strangers("acme")] == ["S01-1-000002-a"]
        assert {each.phase for each in journal.recent(TENANT_ID)} == {"", "voided"}


def test_redemptions_that_any_sale_held_stay_known_to_their_tenant(tmp_path: Path) -> None:
    with Journal(None) as journal:
        till = redeeming(journal)
        till.handle(ev.SnapshotRead(AT, wallet(), 7))
        till.handle(ev.RedemptionGranted(AT, 1, "158", aud("10.00")))
        till.handle(ev.WentBack(AT))
        till.handle(ev.UndoConfirmed(AT, 1))

        assert till.known_redemptions() == {"158"}
        assert journal.known("acme") == frozenset()


def test_a_sale_that_nobody_knows_has_no_rows() -> None:
    with Journal(None) as journal:
        assert journal.rows("S01-1-000009-a") == ()


def _in_a_missing_folder(tmp_path: Path) -> Path:
    return tmp_path / "missing" / "journal.db"


def _a_folder(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    path.mkdir()
    return path


def _under_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    return tmp_path / "file" / "journal.db"


def _of_a_later_posdesk(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    with closing(apsw.Connection(str(path))) as db:
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    return path


def _of_something_else(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    with closing(apsw.Connection(str(path))) as db:
        db.execute("CREATE TABLE sale (id)")
    return path


@pytest.mark.parametrize(
    "trouble",
    [
        _in_a_missing_folder,
        _a_folder,
        _under_a_file,
        _of_a_later_posdesk,
        _of_something_else,
    ],
)
def test_a_journal_that_cannot_be_opened_is_told_and_left_as_it_is(
    tmp_path: Path, trouble: Callable[[Path], Path]
) -> None:
    path = trouble(tmp_path)
    before = _contents(path)
    with pytest.raises(JournalFailed):
        Journal(path)
    assert _contents(path) == before
    assert not list(tmp_path.glob("*.corrupt-*"))


def _contents(path: Path) -> list[str]:
    """What a database holds, as SQL; nothing for anything else."""
    if not path.is_file():
        return []
    with closing(apsw.Connection(str(path))) as db:
        tables = [str(sql) for (sql,) in db.execute("SELECT sql FROM sqlite_schema")]
        return [f"version {db.pragma('user_version')}", *tables]


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        till = redeeming(journal)
        before = till.sale
        pages = journal._file.db.pragma("page_count")
        journal._file.db.pragma("max_page_count", pages)
        with pytest.raises(JournalFailed):
            _write_until_full(till)
        journal._file.db.pragma("max_page_count", 1_000_000)

        folded, _ = journal.sale(before.reference)
        assert folded == till.sale


def _write_until_full(till: Engine) -> None:
    for _ in range(100):
        till.handle(ev.WalletRead(AT, wallet(), "x" * 4_000))


def test_the_file_and_its_write_ahead_log_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        redeeming(journal)
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}

    assert set(modes) >= {"journal.db", "journal.db-wal"}
    assert set(modes.values()) == {0o600}


@on_a_loop
async def test_no_card_pin_or_token_is_in_the_journal_of_a_whole_sale(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        await till.pay(cashier, "wrong_pin")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        written = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())

    canaries = secrets_of(sandbox, ASHA)
    assert sale.reference.encode() in written
    assert len(canaries) > 4
    assert [each for each in canaries if each.encode() in written] == []


def secrets_of(sandbox: Sandbox, profile: str) -> list[str]:
    """Token, cards, phone, credit numbers; a PIN of four digits is too short to look for."""
    person = sandbox.call("GET", f"/profiles/{profile}")["data"]
    credit = sandbox.call("GET", f"/profiles/{profile}/credits?page[size]=100")["data"]
    return [
        sandbox.endpoint.token,
        sandbox.endpoint.control_token,
        person["mobile_phone"],
        *(each["identifier"] for each in person["identities"]),
        *(each["credit_number"] for each in credit if each["credit_number"]),
    ]


def test_a_till_that_ends_notes_what_it_heard_and_no_intention(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        till = redeeming(journal)
        before = till.seq
        till.note(ev.SnapshotRead(AT, wallet(), 7))
        assert till.seq == before + 1
        rows = journal.rows(till.sale.reference)
        assert [row.type for row in rows[before:]] == ["SnapshotRead"]
        folded, seq = journal.sale(till.sale.reference)
        assert (folded, seq) == (till.sale, till.seq)
