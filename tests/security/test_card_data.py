"""Bank cards: known by their ranges in any text, refused in free text, asked about in a loyalty field, never logged."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.desktop.office.card_numbers import NUMBERS, CardNumbers
from posdesk.desktop.office.subject import BadFields
from posdesk.home.logs import FILE_NAME, Logs
from posdesk.home.redaction import Redactor
from posdesk.till.test_cards import (
    TEST_CARDS,
    PaymentCardGiven,
    holds_a_payment_card,
    looks_like_a_payment_card,
    refuse_payment_cards,
)
from tests.journeys.clerk import Clerk, journey
from tests.journeys.proxy import Proxy
from tests.journeys.steps import fill_basket, present
from tests.journeys.test_office import open_page
from tests.journeys.test_people_pages import paste

# Numbers that the schemes publish for tests.
PANS = (
    "4111111111111111", "4222222222222", "5555555555554444", "2223003122003222", "378282246310005",
    "30569309025904", "38520000023237", "6011111111111117", "3530111333300000", "6200000000000005",
    "6759649826438453", *(card.number for card in TEST_CARDS),
)  # fmt: skip
PAN = "4111111111111111"


@pytest.mark.parametrize("pan", PANS)
@pytest.mark.parametrize("how", ["{}", "paid with {} today", "x{}y", "card:{}.", "1 {} 2"])
def test_a_bank_card_is_found_in_any_text(pan: str, how: str) -> None:
    assert looks_like_a_payment_card(pan)
    for parted in (pan, "-".join(pan[at : at + 4] for at in range(0, len(pan), 4))):
        assert holds_a_payment_card(how.format(parted))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in pan)
    assert holds_a_payment_card(wide)


@given(st.text(), st.sampled_from(PANS), st.text(alphabet=st.characters(exclude_categories=["N"])))
def test_whatever_stands_around_it(before: str, pan: str, after: str) -> None:
    assert holds_a_payment_card(f"{before} | {pan}{after}")


@pytest.mark.parametrize(
    "text",
    [
        "60011234", "9300605000018", "4111111111111112", "S01-1-000659-k3f9q2", "+61 400 123 456",
        "2026-03-10 14:30:00", "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11", "1234567890123456", "", "175.00 13.50",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_a_payment_card(text)


def test_the_refusal_never_carries_the_number() -> None:
    with pytest.raises(PaymentCardGiven) as refused:
        refuse_payment_cards(f"my card is {PAN}")
    assert PAN not in f"{refused.value!r} {refused.value} {refused.value.user_message}"


def test_free_text_is_refused_and_a_loyalty_field_is_asked_about_once() -> None:
    numbers = CardNumbers()
    for _ in range(3):
        with pytest.raises(BadFields) as refused:
            numbers.check({"note": f"paid with {PAN}", "reason": "x"})
        assert set(refused.value.fields) == {"note"}
    for name in sorted(NUMBERS):
        with pytest.raises(BadFields) as unsure:
            numbers.check({name: PAN})
        assert "press the button again" in unsure.value.fields[name]
        numbers.check({name: PAN})


@pytest.mark.parametrize("pan", PANS)
def test_the_log_masks_it_in_every_form(tmp_path: Path, pan: str) -> None:
    parted = " ".join(pan[at : at + 4] for at in range(0, len(pan), 4))
    with Logs(tmp_path, Redactor()):
        log = logging.getLogger("posdesk.card")
        log.warning("card %s and %s", pan, parted, extra={"result": pan})
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert pan not in text
    assert parted not in text


@journey
async def test_a_bank_card_in_the_search_box_is_asked_of_nobody(clerk: Clerk, proxy: Proxy) -> None:
    asked = len(proxy.sent)
    await clerk.search("4111 1111 1111 1111")
    await clerk.sees("identify.notice.title", "A bank card's number")
    assert len(proxy.sent) == asked
    assert "1111" not in clerk.screen_text()


@journey
async def test_a_scanned_bank_card_makes_no_customer(clerk: Clerk) -> None:
    await fill_basket(clerk)
    await clerk.scan(PAN)
    await clerk.sees("identify.notice.title", "looks like a bank card")
    assert not clerk.shows("identify.create")
    assert "1111" not in clerk.screen_text()
    await present(clerk)


@journey
async def test_a_form_of_the_office_refuses_a_bank_card(clerk: Clerk, proxy: Proxy) -> None:
    await present(clerk)
    await open_page(clerk, "birthday")
    await clerk.sees("office.person.last_name")
    paste(clerk, "office.person.last_name", f"pays with {PAN}")
    asked = proxy.count(r"PUT .*")
    clerk.press("Return")
    await clerk.sees("office.person.last_name.error", "may not be kept")
    assert proxy.count(r"PUT .*") == asked
