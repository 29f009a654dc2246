"""The canonical export: the same bytes for the same journal, and nobody's name unless it is asked for."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from posdesk.home.redaction import HIDDEN
from posdesk.sale import events as ev
from posdesk.sale.basket import Product
from posdesk.sale.credit_events import GiftPlanned
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Phase, Terms
from posdesk.sale.wallet import Balances, Customer, Wallet
from posdesk.till.codec import EVENTS
from posdesk.till.journal import Entry, Journal, Row
from posdesk.till.journal_export import Wanted, export_lines, line_of

AT = Instant(1_760_000_000_000, 5_000, "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11")
FIRST, SECOND = "S01-1-000001-k3f9q2", "S01-1-000002-k3f9q2"
SHIRT = Product("LS-01", "Linen Shirt", Money(6500, AUD))
ASHA = Customer("p-1", "Asha Nguyen", "asha@example.test")


def sold(journal: Journal, reference: str, at: Instant = AT) -> None:
    wallet = Wallet(Balances.nothing(AUD), at)
    events = [
        ev.SaleOpened(at, reference, Terms(AUD)),
        ev.LineAdded(at, SHIRT),
        ev.CustomerAttached(at, ASHA, wallet),
        ev.NoteSet(at, 1, "for Mum, call 0411 222 333"),
        GiftPlanned(at, 1, GiftPlan(Receiver.RECIPIENT, "mum@example.test", "Priya", "Love")),
        ev.AttentionSettled(at, ev.Choice.TRY_AGAIN, "Sam Lee"),
    ]
    journal.append(reference, "acme", 1, events, Phase.CHOOSING)


def test_two_journals_of_the_same_events_export_the_same_bytes(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.db") as one, Journal(None) as other:
        # Written in another order: what counts is when the sales were opened.
        sold(one, FIRST)
        sold(one, SECOND)
        sold(other, SECOND)
        sold(other, FIRST)
        assert one.installation != other.installation
        assert list(export_lines(one)) == list(export_lines(other))


def test_a_line_is_an_event_with_sorted_keys_and_its_own_fields() -> None:
    with Journal(None) as journal:
        sold(journal, FIRST)
        lines = list(export_lines(journal, Wanted(personal=True)))

    second = json.loads(lines[1])
    assert lines[1] == json.dumps(second, sort_keys=True, separators=(",", ":"))
    assert list(second) == sorted(second)
    assert (second["seq"], second["type"], second["utc_ms"]) == (2, "LineAdded", AT.utc_ms)
    assert second["body"]["product"]["price"]["minor"] == 6500


def test_people_are_hidden_unless_they_are_asked_for() -> None:
    with Journal(None) as journal:
        sold(journal, FIRST)
        hidden = "\n".join(export_lines(journal))
        shown = "\n".join(export_lines(journal, Wanted(personal=True)))

    people = ["Asha Nguyen", "asha@example", "Mum", "0411", "mum@", "Priya", "Love", "Sam Lee"]
    assert [each for each in people if each not in shown] == []
    assert [each for each in people if each in hidden] == []
    assert "Linen Shirt" in hidden
    assert FIRST in hidden
    assert AT.boot_id not in hidden


def test_one_sale_or_the_later_ones_alone() -> None:
    later = replace(AT, utc_ms=AT.utc_ms + 1)
    with Journal(None) as journal:
        sold(journal, FIRST)
        sold(journal, SECOND, later)
        one = [json.loads(line) for line in export_lines(journal, Wanted(FIRST))]
        since = [json.loads(line) for line in export_lines(journal, Wanted(since_ms=later.utc_ms))]

    assert {each["reference"] for each in one} == {FIRST}
    assert {each["reference"] for each in since} == {SECOND}
    assert len(one) == len(since) == 6


def test_a_body_that_is_spoiled_is_not_shown_and_stops_nothing() -> None:
    with Journal(None) as journal:
        sold(journal, FIRST)
        journal.write("UPDATE event SET body = ? WHERE seq = 2", ('{"Asha Nguyen',))
        lines = [json.loads(line) for line in export_lines(journal, Wanted(personal=True))]

    assert [each["body"] is None for each in lines] == [False, True, False, False, False, False]


# Fields that may say who somebody is. What is not a person's is said here; a new one must be thought of.
TELLING = frozenset({"name", "email", "first_name", "last_name", "phone", "message", "note", "by", "reason", "value"})  # fmt: skip
HIDDEN_ONES = {
    "AttentionSettled.by", "Correction.value", "Customer.email", "Customer.name", "GiftPlan.email",
    "GiftPlan.first_name", "GiftPlan.message", "Line.note", "NoteSet.note", "PastLine.note", "Promotion.note",
    "RedemptionNamed.by", "ReturnReasonSet.reason", "TransactionEdited.by",
}  # fmt: skip
NOBODYS = {
    "Benefit.name", "PastLeg.name", "PastLine.name", "Product.name", "Reward.name", "Share.name",
    "TenderTaken.name",
}  # fmt: skip


def test_every_field_that_could_name_somebody_was_thought_of() -> None:
    found = set()
    for kind in EVENTS.values():
        found |= telling(kind)
    assert found <= HIDDEN_ONES | NOBODYS
    assert {"Customer.name", "Product.name", "NoteSet.note"} <= found


def telling(kind: Any) -> set[str]:
    """The fields of a journalled type, and of what is in it, that have a telling name and are texts."""
    if not is_dataclass(kind):
        return set().union(*(telling(each) for each in get_args(kind)))
    hints = get_type_hints(kind)
    named = {field.name for field in fields(kind)} & TELLING
    owner = getattr(kind, "__name__", "")
    own = {f"{owner}.{name}" for name in named if hints[name] is str}
    return own.union(*(telling(hints[field.name]) for field in fields(kind)))


def test_what_a_person_typed_to_correct_a_record_is_hidden() -> None:
    body = json.dumps({"corrections": [{"field": "note", "value": "Asha"}], "by": "Sam"})
    row = Row(FIRST, 1, AT, "TransactionEdited", 1, body)
    shown = line_of(row, Entry(FIRST, "acme", 0, ""))["body"]
    assert shown == {"corrections": [{"field": "note", "value": HIDDEN}], "by": HIDDEN}
