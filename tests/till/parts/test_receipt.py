"""The receipt on its grid: nothing too wide, no amount cut, always marked as a simulation."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.receipt import receipt_lines, receipt_text
from posdesk.till.receipt_draft import (
    ItemRow,
    LoyaltyRow,
    Mark,
    Paper,
    ReceiptDraft,
    ReceiptWords,
    Row,
    TenderRow,
)
from posdesk.till.receipt_grid import cells, centred, clean, row, wrap

GUIDE = ReceiptDraft(
    shop="S01 Main Shop",
    address=("12 Collins Street", "Melbourne VIC 3000"),
    tax_number="ABN 12 345 678 901",
    title="TAX INVOICE",
    register="1",
    staff="Sam Lee",
    printed_at="15/06/2025 14:35",
    number="659",
    reference="S01-1-000659-k3f9q2",
    items=(
        ItemRow("Linen shirt", "1", "65.00", "65.00", (Row("First spend", "-6.50"),)),
        ItemRow("Wool coat with a long name that has to wrap", "2", "57.50", "115.00"),
    ),
    subtotal="180.00",
    discounts=(Row("First spend", "-18.00"), Row("Rewards", "-25.00")),
    taxes=(Row("GST included", "12.45"),),
    total="137.00",
    rounding=Row("Cash rounding", "0.02"),
    tenders=(
        TenderRow("Card", "87.02", detail="•••• 4242"),
        TenderRow("Gift card", "20.00", detail="•••• 0042", left="30.00"),
        TenderRow("Cash", "50.00"),
    ),
    change="20.00",
    customer="Asha Nguyen",
    loyalty=(LoyaltyRow("Rewards", "25.00", "0.00"), LoyaltyRow("Points", "", "1,500")),
    footers=("Thank you",),
)
GUIDE_ON_32 = """\
********** SIMULATION **********
         S01 Main Shop
       12 Collins Street
       Melbourne VIC 3000
       ABN 12 345 678 901
          TAX INVOICE

Receipt 659     15/06/2025 14:35
Register 1 · Served by Sam Lee
--------------------------------
Linen shirt                65.00
  First spend              -6.50
Wool coat with a long name that
has to wrap
  2 × 57.50               115.00
--------------------------------
Subtotal                  180.00
First spend               -18.00
Rewards                   -25.00
GST included               12.45
TOTAL                     137.00
Cash rounding               0.02

Card •••• 4242             87.02
Gift card •••• 0042        20.00
  left                     30.00
Cash                       50.00
Change                     20.00
--------------------------------
Loyalty: Asha Nguyen
Rewards
  used                     25.00
  left                      0.00
Points
  left                     1,500
--------------------------------
Reference S01-1-000659-k3f9q2
           Thank you
********** SIMULATION **********
"""

texts = st.text(max_size=60)
amounts = st.from_regex(r"-?[$€£]?[0-9]{1,3}(,[0-9]{3}){0,3}\.[0-9]{2,3}", fullmatch=True)
rows = st.builds(Row, texts, amounts)
drafts = st.builds(
    ReceiptDraft,
    shop=texts,
    register=texts,
    printed_at=texts,
    number=texts,
    reference=texts,
    total=amounts,
    address=st.lists(texts, max_size=3).map(tuple),
    tax_number=texts,
    staff=texts,
    items=st.lists(
        st.builds(
            ItemRow,
            name=texts,
            quantity=st.sampled_from(["1", "2", "9,999"]),
            unit_price=amounts,
            amount=amounts,
            discounts=st.lists(rows, max_size=2).map(tuple),
            note=texts,
        ),
        max_size=4,
    ).map(tuple),
    subtotal=amounts,
    discounts=st.lists(rows, max_size=3).map(tuple),
    taxes=st.lists(rows, max_size=2).map(tuple),
    rounding=st.none() | rows,
    tenders=st.lists(st.builds(TenderRow, texts, amounts, texts, amounts), max_size=3).map(tuple),
    change=amounts,
    customer=texts,
    loyalty=st.lists(st.builds(LoyaltyRow, texts, amounts, amounts), max_size=2).map(tuple),
    footers=st.lists(texts, max_size=2).map(tuple),
    reprint=st.integers(0, 99),
    mark=st.sampled_from(Mark),
)
papers = st.sampled_from(Paper)


def amounts_of(draft: ReceiptDraft) -> list[str]:
    """Every amount that must stand on the receipt, whole."""
    found = [draft.total, draft.subtotal, draft.change]
    for item in draft.items:
        found += [item.amount, *(each.amount for each in item.discounts)]
    found += [each.amount for each in (*draft.discounts, *draft.taxes)]
    found += [amount for each in draft.tenders for amount in (each.amount, each.left)]
    found += [amount for each in draft.loyalty for amount in (each.used, each.left)]
    return found


def test_a_whole_receipt_on_the_narrowest_paper() -> None:
    assert receipt_text(GUIDE, Paper.NARROW) == GUIDE_ON_32


@given(drafts, papers)
def test_no_line_is_wider_than_the_paper_or_ends_in_a_space(
    draft: ReceiptDraft, paper: Paper
) -> None:
    for line in receipt_lines(draft, paper):
        assert cells(line) <= paper
        assert line == line.rstrip()


@given(drafts, papers)
def test_no_amount_is_ever_cut(draft: ReceiptDraft, paper: Paper) -> None:
    ends = [line.split()[-1] for line in receipt_lines(draft, paper) if line.split()]
    for amount in amounts_of(draft):
        assert amount in ends
        ends.remove(amount)


@given(drafts, papers)
def test_every_receipt_says_simulation_at_both_ends(draft: ReceiptDraft, paper: Paper) -> None:
    lines = receipt_lines(draft, paper)
    for line in (lines[0], lines[-1]):
        assert line.strip("*") == " SIMULATION "
        assert cells(line) == paper


@given(drafts, papers)
def test_no_control_or_lone_direction_character_reaches_the_paper(
    draft: ReceiptDraft, paper: Paper
) -> None:
    for line in receipt_lines(draft, paper):
        assert line.count("\u2068") == line.count("\u2069")
        strange = {char for char in line if unicodedata.category(char) in ("Cc", "Cf", "Cs")}
        assert strange <= {"\u2068", "\u2069"}


@given(texts)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(texts, st.integers(2, 48))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    assert all(0 < cells(line) <= width for line in lines)


def test_names_wrap_between_words() -> None:
    assert wrap("Wool coat with a belt", 10) == ["Wool coat", "with a", "belt"]


def test_a_word_wider_than_the_paper_is_split() -> None:
    assert wrap("ab Donaudampfschiff", 8) == ["ab", "Donaudam", "pfschiff"]


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    assert cells("日本") == 4
    assert cells("ＡＢ") == 4
    assert cells("n\u0303o") == 2
    assert row("日本語", "5.00", 12) == ["日本語  5.00"]


def test_a_wide_character_is_never_split_over_the_edge() -> None:
    assert wrap("日本語", 5) == ["日本", "語"]


def test_an_amount_stands_at_the_right_of_the_name_s_last_line() -> None:
    assert row("Wool coat with a belt", "115.00", 18) == ["Wool coat", "with a belt 115.00"]


def test_an_amount_that_leaves_no_room_gets_a_line_of_its_own() -> None:
    assert row("Coat", "1,234,567.00", 16) == ["Coat", "    1,234,567.00"]


def test_an_amount_wider_than_the_paper_is_shown_in_full() -> None:
    assert row("Coat", "123456789012", 8) == ["Coat", "12345678", "    9012"]


def test_a_name_that_reads_from_the_right_is_kept_from_the_amount() -> None:
    (line,) = row("חולצה", "65.00", 20)
    assert line == "\u2068חולצה\u2069          65.00"
    assert cells(line) == 20


def test_direction_overrides_and_controls_are_taken_out() -> None:
    assert clean("Coat\u202e 00.56\u202c\u2066\x07\x1b[2J\r\nTOTAL") == "Coat 00.56 [2J TOTAL"


def test_invisible_joiners_and_unknown_characters_take_no_uncounted_cells() -> None:
    assert clean("A\u200b\u200d\ufe0fB\ue000\ud800") == "AB??"


def test_a_pile_of_marks_does_not_reach_the_neighbouring_rows() -> None:
    assert clean("q" + "\u0323" * 40) == "q" + "\u0323" * 3
    assert clean("\u0323\u0323x") == "x"


def test_a_reprint_says_how_many_there_were() -> None:
    lines = receipt_lines(replace(GUIDE, reprint=3))
    assert sum("*** REPRINT 3 ***" in line for line in lines) == 2
    assert not any("REPRINT" in line for line in receipt_lines(GUIDE))


@pytest.mark.parametrize(
    ("mark", "words"), [(Mark.REFUSED, "REFUSED - NOT PAID"), (Mark.VOIDED, "VOIDED - NOT A SALE")]
)
def test_what_is_no_sale_says_so_at_both_ends(mark: Mark, words: str) -> None:
    lines = receipt_lines(replace(GUIDE, mark=mark), Paper.NARROW)
    assert words in lines[1]
    assert words in lines[-2]


def test_the_words_can_be_the_reader_s_own_but_not_the_mark() -> None:
    text = receipt_text(replace(GUIDE, words=ReceiptWords(total="SUMME", receipt="Bon")))
    assert "SUMME" in text
    assert "Bon 659" in text
    assert text.count("SIMULATION") == 2


def test_the_smallest_receipt_has_no_empty_blocks() -> None:
    draft = ReceiptDraft("Shop", "1", "now", "1", "S01-1-000001-k3f9q2", "0.00")
    assert receipt_lines(draft, Paper.NARROW) == (
        "********** SIMULATION **********",
        "              Shop",
        "",
        "Receipt 1                    now",
        "Register 1",
        "--------------------------------",
        "TOTAL                       0.00",
        "--------------------------------",
        "Reference S01-1-000001-k3f9q2",
        "********** SIMULATION **********",
    )


@given(texts, st.integers(2, 48))
def test_centred_lines_keep_to_the_width(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in centred(text, width))
