"""Closed sales forget whom they were for: no byte of it stays, and the journal folds as before."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from posdesk import cli
from posdesk.sale import credit_events as cev
from posdesk.sale import events as ev
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till.directory import Directory
from posdesk.till.journal import Journal
from posdesk.till.retention import (
    KEPT_MS,
    Forgotten,
    forget_customer,
    forget_old,
    forget_tenant,
    without_person,
)
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox
from tests.till.headless import a_till, on_a_loop
from tests.till.made_sales import ASHA as CUSTOMER
from tests.till.made_sales import FULL, SHIRT
from tests.till.webhook_samples import BEN, event, profile

AT = Instant(1_760_000_000_000, 5_000, "boot")
LATER_MS = AT.utc_ms + KEPT_MS + 1
NOTE = "hem for Mrs Nguyen"
PERSON = ("Asha", "Nguyen", "asha@example.test", NOTE)
TENANT = "sandbox:one"


def keep(journal: Journal, number: int, *, closed: bool, tenant: str = TENANT) -> str:
    """A sale of Asha's with a note, voided where it is closed."""
    reference = f"S01-1-{number:06}-k3f9q2"
    events = [
        ev.SaleOpened(AT, reference, Terms(AUD)),
        ev.LineAdded(AT, SHIRT),
        ev.NoteSet(AT, 1, NOTE),
        ev.CustomerAttached(AT, CUSTOMER, FULL),
        *([ev.VoidRequested(AT)] if closed else []),
    ]
    phase = Phase.VOIDED if closed else Phase.CHOOSING
    journal.append(reference, tenant, 1, events, phase)
    return reference


def on_disk(folder: Path) -> str:
    """Every byte of the journal's files."""
    files = sorted(folder.glob("journal.db*"))
    return "".join(file.read_bytes().decode("latin-1") for file in files)


def test_after_thirty_days_no_byte_of_the_person_is_left(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        reference = keep(journal, 1, closed=True)
        before = journal.sale(reference)[0]
        assert all(word in on_disk(tmp_path) for word in PERSON)
        assert forget_old(journal, LATER_MS) == Forgotten(1)
        assert [word for word in PERSON if word in on_disk(tmp_path)] == []
        after, _ = journal.sale(reference)
        assert after.customer == replace(CUSTOMER, name="", email="")
        assert (after.phase, after.legs, after.reference) == (before.phase, before.legs, reference)
        assert after.basket.lines[0].product == SHIRT
        assert len(journal.rows(reference)) == 5
    with Journal(tmp_path / "journal.db") as again:
        assert again.sale(reference)[0] == after
        assert forget_old(again, LATER_MS) == Forgotten(0)


def test_a_younger_sale_and_one_that_is_not_closed_are_left(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        closed = keep(journal, 1, closed=True)
        unfinished = keep(journal, 2, closed=False)
        assert forget_old(journal, AT.utc_ms + KEPT_MS) == Forgotten(0)
        rows = journal.rows(unfinished)
        assert forget_old(journal, LATER_MS) == Forgotten(1)
        assert journal.rows(unfinished) == rows
        assert journal.sale(closed)[0].customer != journal.sale(unfinished)[0].customer


def test_a_sale_whose_gift_card_is_not_issued_yet_is_left() -> None:
    with Journal(None) as journal:
        reference = keep(journal, 1, closed=True)
        journal.write(
            "INSERT INTO gift (reference, number, state) VALUES (?, 1, 'owed')", (reference,)
        )
        assert forget_old(journal, LATER_MS) == Forgotten(0)
        journal.write("UPDATE gift SET state = 'issued' WHERE reference = ?", (reference,))
        assert forget_old(journal, LATER_MS) == Forgotten(1)


def test_the_oldest_first_and_no_more_than_a_start_can_bear() -> None:
    with Journal(None) as journal:
        for number in range(1, 6):
            keep(journal, number, closed=True)
        assert forget_old(journal, LATER_MS, most=3) == Forgotten(3)
        assert forget_old(journal, LATER_MS, most=3) == Forgotten(2)


def test_one_customer_and_one_tenant_at_any_age() -> None:
    with Journal(None) as journal:
        keep(journal, 1, closed=True)
        keep(journal, 2, closed=False)
        keep(journal, 3, closed=True, tenant="another")
        assert forget_customer(journal, "nobody") == Forgotten(0)
        assert forget_tenant(journal, "another") == Forgotten(1)
        assert forget_customer(journal, CUSTOMER.profile_id) == Forgotten(1, kept=1)


def test_a_sale_that_cannot_be_read_is_left_and_stops_no_other() -> None:
    with Journal(None) as journal:
        broken = keep(journal, 1, closed=True)
        keep(journal, 2, closed=True)
        journal.write("UPDATE event SET body = '[]' WHERE reference = ? AND seq = 2", (broken,))
        assert forget_old(journal, LATER_MS) == Forgotten(1, kept=1)


def test_whom_a_gift_card_is_for_is_forgotten_too() -> None:
    plan = GiftPlan(Receiver.RECIPIENT, "kim@example.test", "Kim", "Happy birthday")
    emptied = without_person(cev.GiftPlanned(AT, 1, plan))
    assert emptied == cev.GiftPlanned(AT, 1, GiftPlan(Receiver.RECIPIENT))


def test_an_event_without_a_person_stays_the_same_object() -> None:
    event = ev.LineAdded(AT, SHIRT)
    assert without_person(event) is event


@on_a_loop
async def test_a_recorded_sale_still_proves_what_was_taken(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.present(cashier, ASHAS_CARD)
        await till.choose(cashier, rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        await till.card(cashier)
        sale = await till.settled(cashier)
        assert sale.phase is Phase.RECORDED
        assert forget_customer(till.journal, ASHA).sales == 1
        after, _ = till.journal.sale(sale.reference)
        assert (after.legs, after.tenders, after.basket) == (sale.legs, sale.tenders, sale.basket)
        assert after.customer is not None
        assert (after.customer.name, after.customer.profile_id) == ("", ASHA)


@pytest.mark.parametrize(
    ("words", "sales"),
    [(["--customer", CUSTOMER.profile_id], 1), (["--tenant", "sandbox"], 1), ([], 1), (["--tenant", "x"], 0)],
)  # fmt: skip
def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sales: int
) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        keep(journal, 1, closed=True)
    assert cli.main(["journal", "forget", "--home", str(tmp_path), *words]) == 0
    assert json.loads(capsys.readouterr().out) == {"sales": sales, "kept": 0, "copies": []}
    with Journal(tmp_path / "journal.db") as journal:
        customer = journal.sale("S01-1-000001-k3f9q2")[0].customer
        assert customer is not None
        assert (customer.name == "") == bool(sales)


COPIES = [
    "journal.db.backup-v1",
    "journal.db.corrupt-20261121T101112Z",
    "journal.db.corrupt-20261121T101112Z-wal",
]


def test_journals_that_were_kept_aside_are_named_and_go_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(tmp_path / "journal.db") as journal:
        keep(journal, 1, closed=True)
    for name in (*COPIES, "journal.txt"):
        (tmp_path / name).write_text(NOTE, encoding="utf-8")
    words = ["journal", "forget", "--home", str(tmp_path), "--tenant", "sandbox"]
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out) == {"sales": 1, "kept": 0, "copies": COPIES}
    assert cli.main([*words, "--copies"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sales": 0, "kept": 0, "copies": []}
    assert [name for name in COPIES if (tmp_path / name).exists()] == []
    assert (tmp_path / "journal.txt").exists()
    assert (tmp_path / "journal.db").exists()


def test_a_copy_that_the_system_does_not_let_go_is_still_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(tmp_path / "journal.db"):
        pass
    (tmp_path / COPIES[0]).mkdir()
    assert cli.main(["journal", "forget", "--home", str(tmp_path), "--copies"]) == 0
    assert json.loads(capsys.readouterr().out)["copies"] == COPIES[:1]


@pytest.mark.parametrize(
    ("words", "left"),
    [(["--tenant", "sandbox"], 0), (["--customer", ASHA], 1), (["--tenant", "another"], 2), ([], 2)],
)  # fmt: skip
def test_the_directory_of_customers_forgets_with_it(
    tmp_path: Path, words: list[str], left: int
) -> None:
    with Journal(tmp_path / "journal.db"):
        pass
    now_ms = AT.utc_ms
    path = tmp_path / "directory.db"
    with closing(Directory(path, "sandbox")) as directory:
        directory.apply(event("profile.created", profile()), now_ms)
        ben = profile(BEN, first_name="Ben", email="ben@example.test")
        directory.apply(event("profile.created", ben), now_ms)
        assert len(directory) == 2
    assert cli.main(["journal", "forget", "--home", str(tmp_path), *words]) == 0
    with closing(Directory(path, "sandbox")) as directory:
        assert len(directory) == left
        assert len(directory.search("ben")) == (1 if left else 0)
    if not left:
        assert b"ben@example.test" not in path.read_bytes()
