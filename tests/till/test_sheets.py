"""Lists as people bring them: separators, encodings, quotes, blank lines, and files that are no lists."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till import sheets
from posdesk.till.sheets import BadSheet, Fault, Record, read_sheet


def cells(data: str | bytes) -> list[tuple[int, dict[str, str]]]:
    sheet = read_sheet(data.encode() if isinstance(data, str) else data)
    assert not any(record.fault for record in sheet.records)
    return [(record.number, dict(record.cells)) for record in sheet.records]


WANTED = [(2, {"name": "Zoë", "value": "5"}), (3, {"name": "Æ, Ø", "value": "10"})]


@pytest.mark.parametrize("separator", list(",;\t|"))
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_out(separator: str, line: str) -> None:
    lines = [["Name", "Value"], ["Zoë", "5"], ['"Æ, Ø"', "10"]]
    assert cells(line.join(separator.join(each) for each in lines)) == WANTED


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encodings_are_found_out(encoding: str, named: str) -> None:
    sheet = read_sheet("name;value\nZoë;5\nÆ, Ø;10\n".encode(encoding))
    assert [(each.number, dict(each.cells)) for each in sheet.records] == WANTED
    assert sheet.encoding == named


def test_excels_line_about_the_separator_is_obeyed_and_counted() -> None:
    assert cells("sep=;\r\na,b;c\r\n1;2\r\n") == [(3, {"a,b": "1", "c": "2"})]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    text = 'name,note\n\nAsha,"two\nlines"\n,\nBen,x\n'
    assert cells(text) == [
        (3, {"name": "Asha", "note": "two\nlines"}),
        (5, {"name": "Ben", "note": "x"}),
    ]


def test_headings_are_read_tolerantly() -> None:
    assert read_sheet(b" Expires-At ,E-Mail\n1,2\n").headings == ("expires_at", "e_mail")


def test_a_short_row_lacks_cells_and_a_long_one_is_wrong() -> None:
    short, long = read_sheet(b"a,b\n1\n1,2,3\n").records
    assert short == Record(2, {"a": "1"})
    assert (long.number, long.fault) == (3, Fault.MORE_CELLS)


def test_quotes_that_make_no_sense_spoil_their_row_only() -> None:
    wrong, right = read_sheet(b'a,b\n"x"y,1\n2,3\n').records
    assert (wrong.number, wrong.fault) == (2, Fault.QUOTES)
    assert right == Record(3, {"a": "2", "b": "3"})


def test_json_is_a_list_bare_or_named() -> None:
    rows = (
        '[{"email": "a@b.test", "value": 10.50, "note": null}, {"email": "c@d.test", "value": 7}]'
    )
    wanted = [
        (1, {"email": "a@b.test", "value": "10.50"}),
        (2, {"email": "c@d.test", "value": "7"}),
    ]
    assert cells(rows) == wanted
    assert cells(f'\ufeff{{"rewards": {rows}}}') == wanted


@pytest.mark.parametrize("value", ["true", "[1]", "{}", "1E400000", "-1E-4000"])
def test_what_is_no_cell_spoils_its_element(value: str) -> None:
    (record,) = read_sheet(f'[{{"value": {value}}}]'.encode()).records
    assert (record.fault, record.where) == (Fault.NO_CELL, "value")


def test_an_element_that_is_no_object_is_wrong_alone() -> None:
    first, second = read_sheet(b'[17, {"a": "b"}]').records
    assert (first.fault, second.fault) == (Fault.NO_OBJECT, None)


@pytest.mark.parametrize(
    ("data", "fault", "where"),
    [
        (b"", Fault.EMPTY, ""),
        (b" \n\n", Fault.EMPTY, ""),
        (b"email,value\n", Fault.EMPTY, ""),
        (b"[]", Fault.EMPTY, ""),
        (b"\x89PNG\r\n\x00\x01", Fault.NOT_TEXT, ""),
        (b"a\x81b\n1\n", Fault.NOT_TEXT, ""),
        (b'a,b\n1,2\n"3,4\n5,6\n', Fault.OPEN_QUOTE, "3"),
        (b"a,b,a\n1,2,3\n", Fault.TWICE, "a"),
        (b'[{"a": 1},]', Fault.BAD_JSON, ""),
        (b"[" * 100_000, Fault.BAD_JSON, ""),
        (b'{"a": 1}', Fault.NOT_A_LIST, ""),
        (b'{"a": [], "b": []}', Fault.NOT_A_LIST, ""),
    ],
)
def test_a_file_that_is_no_list_says_why(data: bytes, fault: Fault, where: str) -> None:
    with pytest.raises(BadSheet) as caught:
        read_sheet(data)
    assert (caught.value.fault, caught.value.where) == (fault, where)


def test_a_giant_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    with pytest.raises(BadSheet) as caught:
        read_sheet(b"a,b\n1,2\n3,4\n")
    assert caught.value.fault is Fault.TOO_LARGE
    monkeypatch.setattr(sheets, "MAX_BYTES", 1000)
    monkeypatch.setattr(sheets, "MAX_RECORDS", 1)
    with pytest.raises(BadSheet) as caught:
        read_sheet(b"a,b\n1,2\n3,4\n")
    assert caught.value.fault is Fault.TOO_MANY


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_say_why_not(data: bytes) -> None:
    with contextlib.suppress(BadSheet):
        assert read_sheet(data).records


def test_a_records_repr_shows_nobody() -> None:
    assert "asha" not in repr(read_sheet(b"email\nasha@example.test\n"))
