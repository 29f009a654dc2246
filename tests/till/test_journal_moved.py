"""A journal that was copied to another machine gives references of its own, and leaves the old one's sales to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from posdesk.home.machine import this_machine
from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till.gift_rows import GiftRows
from posdesk.till.gift_tables import GiftWork
from posdesk.till.journal import Journal
from posdesk.till.journal_errors import SaleElsewhere

AT = Instant(1_760_000_000_000)
TENANT = "acme"


def here() -> str:
    return "a" * 16


def there() -> str:
    return "b" * 16


def begun(journal: Journal, number: int = 1, phase: Phase = Phase.OPEN) -> str:
    """A sale under the journal's own installation."""
    reference = f"S01-1-{number:06d}-{journal.installation}"
    opening = ev.SaleOpened(AT, reference, Terms(AUD))
    gifts = GiftWork(sold=1 if phase is Phase.RECORDED else 0)
    journal.append(reference, TENANT, 1, [opening], phase, None, gifts)
    return reference


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The journal of one machine, with an unfinished sale and a gift card that is owed, for another one."""
    with Journal(tmp_path / "first.db", machine=here) as journal:
        begun(journal)
        begun(journal, 2, Phase.RECORDED)
        journal.next_receipt("S01", "1")
    return Path(shutil.copy(tmp_path / "first.db", tmp_path / "journal.db"))


def test_on_its_own_machine_the_installation_stays(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        with Journal(tmp_path / "journal.db", machine=here) as journal:
            names.append(journal.installation)
    assert names[0] == names[1]


def test_on_another_machine_it_is_a_new_one_for_good(tmp_path: Path, copied: Path) -> None:
    with Journal(tmp_path / "first.db", machine=here) as journal:
        old = journal.installation
    with Journal(copied, machine=there) as journal:
        new = journal.installation
        assert journal.next_receipt("S01", "1") == 2
    with Journal(copied, machine=there) as journal:
        assert journal.installation == new != old


def test_the_old_machines_sales_are_shown_and_not_gone_on_with(copied: Path) -> None:
    with Journal(copied, machine=there) as journal:
        (left,) = journal.elsewhere(TENANT)
        mine = begun(journal, 3)

        assert [entry.reference for entry in journal.unfinished(TENANT)] == [mine]
        assert journal.sale(left.reference)[0].phase is Phase.OPEN
        assert journal.strangers("other") == journal.unfinished(TENANT)
        with pytest.raises(SaleElsewhere):
            journal.append(left.reference, TENANT, 2, [ev.TimePassed(AT)], Phase.OPEN)
        assert len(journal.rows(left.reference)) == 1


def test_the_old_machines_gift_cards_are_not_issued_here_too(tmp_path: Path, copied: Path) -> None:
    with Journal(tmp_path / "first.db", machine=here) as journal:
        assert len(GiftRows(journal, TENANT).open()) == 1
    with Journal(copied, machine=there) as journal:
        assert GiftRows(journal, TENANT).open() == ()


def test_back_on_the_first_machine_its_own_sales_go_on_and_the_others_do_not(
    tmp_path: Path, copied: Path
) -> None:
    with Journal(copied, machine=there) as journal:
        (first,) = journal.elsewhere(TENANT)
        second = begun(journal, 3)
        on_the_second = journal.installation
    with Journal(copied, machine=here) as journal:
        assert [entry.reference for entry in journal.unfinished(TENANT)] == [first.reference]
        assert [entry.reference for entry in journal.elsewhere(TENANT)] == [second]
        # What the first copy gave out meanwhile under the old id is not known here.
        assert journal.installation not in (on_the_second, first.reference[-6:])


def test_a_person_can_say_that_the_old_machine_is_gone(copied: Path) -> None:
    with Journal(copied, machine=there) as journal:
        (left,) = journal.elsewhere(TENANT)
        journal.move_here()
        assert journal.elsewhere(TENANT) == ()
        assert [entry.reference for entry in journal.unfinished(TENANT)] == [left.reference]
        journal.append(left.reference, TENANT, 2, [ev.TimePassed(AT)], Phase.OPEN)
    with Journal(copied, machine=there) as journal:
        assert [entry.reference for entry in journal.unfinished(TENANT)] == [left.reference]


def test_a_reader_sees_the_same(copied: Path) -> None:
    with Journal(copied, machine=there, read_only=True) as journal:
        assert journal.unfinished(TENANT) == ()
        assert len(journal.elsewhere(TENANT)) == 1


def test_a_machine_has_one_mark_that_tells_nothing_of_it() -> None:
    assert this_machine() == this_machine()
    assert this_machine(lambda: "one") != this_machine(lambda: "two")
    assert "one" not in this_machine(lambda: "one")
    assert len(this_machine()) == 16


def test_where_the_system_does_not_say_the_hosts_name_is_what_is_left() -> None:
    assert this_machine(lambda: "") == this_machine(lambda: "")
    assert this_machine(lambda: "") != this_machine(lambda: "something")
