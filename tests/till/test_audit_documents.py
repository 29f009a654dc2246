"""docs/audit.md and docs/files.md: every invariant, every field and every operation stands there; the examples pass."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from posdesk.till.audit_history import OPERATIONS, audit_history
from posdesk.till.audit_report import Invariant
from posdesk.till.books import (
    BookBalance,
    BookCredit,
    BookItem,
    BookPayment,
    BookRedemption,
    BookTransaction,
    TenantBooks,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = (DOCS / "files.md").read_text(encoding="utf-8")


def test_every_invariant_has_a_row_and_every_row_an_invariant() -> None:
    page = (DOCS / "audit.md").read_text(encoding="utf-8")
    names = re.findall(r"^\| `([^`-]+)` \|", page.split("## What it says")[1], re.MULTILINE)
    assert sorted(names) == sorted(each.value for each in Invariant)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("balances", BookBalance),
        ("redemptions", BookRedemption),
        ("items", BookItem),
        ("transactions", BookTransaction),
        ("payments", BookPayment),
        ("credits", BookCredit),
    ],
)
def test_every_field_of_the_books_is_documented(name: str, kind: type) -> None:
    (row,) = re.findall(rf"^\| `{name}` \| (.*) \|$", FILES, re.MULTILINE)
    assert [each.name for each in fields(kind) if f"`{each.name}`" not in row] == []


def test_every_operation_is_documented_and_every_documented_one_is_there() -> None:
    table = FILES.split("| `op` | means |")[1].split("```")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == OPERATIONS


def test_the_books_of_the_example_are_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", FILES, re.DOTALL)
    books = TenantBooks.parse(json.loads(example))
    assert books.redemptions[0].items[0].units == 2000


def test_the_history_of_the_example_is_clean() -> None:
    (example,) = re.findall(r"```jsonl\n(.*?)```", FILES, re.DOTALL)
    report = audit_history(example.splitlines())
    assert (report.sales, report.violations) == (1, ())
