"""Issuing, voiding, locking, extending and handing on credits: the bodies to the letter, and a sandbox that obeys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posdesk.omneo import credit_writes, credits
from posdesk.omneo.calls import Call, Dialect, Page, Unknown
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.extensions import ByDays, Until
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.live import ASHA, BEN, DANIEL, MELBOURNE, Live
from tests.omneo.samples import CREDIT, P, answered, aud, changed, listed, value_of

GUIDE, REFERENCE = Dialect.GUIDE, Dialect.REFERENCE
BOTH = pytest.mark.parametrize("dialect", list(Dialect))
DRAFT = CreditDraft(
    amount=aud("25"),
    type="promotional",
    definition="promotional",
    profile_id=P,
    note="Welcome credit",
    expires_at=datetime(2026, 1, 1, tzinfo=UTC),
)
CARD = replace(DRAFT, type="gift_card", definition="gift-card", note=None, expires_at=None)
SEEDED = "9900 0000 0000 4417"


def test_the_guides_issue_by_amount_and_type_below_the_profile() -> None:
    call = credit_writes.issue(DRAFT, dialect=GUIDE, currency=AUD)
    assert (call.method, call.path, call.writes) == ("POST", f"/profiles/{P}/credits", True)
    assert dump(call.body) == (
        b'{"amount":25.00,"type":"promotional","expires_at":"2026-01-01 00:00:00","note":"Welcome credit"}'
    )


def test_the_reference_issues_by_definition() -> None:
    call = credit_writes.issue(DRAFT, dialect=REFERENCE, currency=AUD)
    assert call.path == "/credits"
    assert dump(call.body).decode() == (
        '{"credit_definition_handle":"promotional","value_initial":25.00,'
        f'"profile_id":"{P}","expires_at":"2026-01-01 00:00:00","note":"Welcome credit"}}'
    )
    by_id = credit_writes.issue(replace(DRAFT, definition=3), dialect=REFERENCE, currency=AUD)
    assert isinstance(by_id.body, dict)
    assert by_id.body["credit_definition_id"] == 3


@BOTH
def test_a_card_for_whoever_holds_it_has_one_path(dialect: Dialect) -> None:
    nobodys = replace(CARD, profile_id=None, credit_number="6300123456784417", security_code="8064")
    call = credit_writes.issue(nobodys, dialect=dialect, currency=AUD)
    assert call.path == "/credits"
    assert dump(call.body) == (
        b'{"credit_definition_handle":"gift-card","value_initial":25.00,'
        b'"credit_number":"6300123456784417","security_code":"8064"}'
    )
    for shown in (repr(call), repr(nobodys)):
        assert "8064" not in shown
        assert "6300123456784417" not in shown


def test_an_amount_in_another_currency_names_it() -> None:
    foreign = replace(DRAFT, amount=Money(2500, Currency("NZD")))
    call = credit_writes.issue(foreign, dialect=GUIDE, currency=AUD)
    assert isinstance(call.body, dict)
    assert call.body["currency"] == "NZD"


@pytest.mark.parametrize(
    ("dialect", "profile_id", "path"),
    [
        (GUIDE, P, f"/profiles/{P}/credits/77"),
        (GUIDE, None, "/credits/77"),
        (REFERENCE, P, "/credits/77"),
    ],
)
def test_a_change_is_a_put_that_names_only_what_changes(
    dialect: Dialect, profile_id: str | None, path: str
) -> None:
    def body(verb: Call[credits.Credit]) -> bytes:
        assert (verb.method, verb.path, verb.writes) == ("PUT", path, True)
        return dump(verb.body)

    until = datetime(2026, 1, 1, 10, tzinfo=UTC)
    void = credit_writes.void(profile_id, 77, dialect=dialect, currency=AUD)
    lock = credit_writes.lock(profile_id, 77, dialect=dialect, currency=AUD, until=until)
    unlock = credit_writes.unlock(profile_id, 77, dialect=dialect, currency=AUD)
    give = credit_writes.transfer(profile_id, 77, to=BEN, dialect=dialect, currency=AUD)
    note = credit_writes.change(profile_id, 77, dialect=dialect, currency=AUD, note="Sorry")
    assert body(void) == b'{"is_void":true}'
    assert body(lock) == b'{"locked":true,"lock_expires_at":"2026-01-01 10:00:00"}'
    assert body(unlock) == b'{"locked":false,"lock_expires_at":null}'
    assert body(give) == f'{{"profile_id":"{BEN}"}}'.encode()
    assert body(note) == b'{"note":"Sorry"}'


def test_an_extension_says_how_long_or_until_when_or_nothing() -> None:
    def body(extension: ByDays | Until) -> bytes:
        return dump(credit_writes.extend(P, (77, 78), extension, currency=AUD).body)

    head = f'{{"ids":[77,78],"profile_id":"{P}"'
    until = Until(datetime(2026, 1, 1, tzinfo=UTC), MELBOURNE)
    assert body(ByDays(30)).decode() == head + ',"extend_days":30}'
    assert body(ByDays()).decode() == head + "}"
    assert body(until).decode() == (
        head + ',"extend_date":"2026-01-01 11:00:00","timezone":"Australia/Melbourne"}'
    )


def test_a_card_is_known_by_the_number_its_row_shows() -> None:
    other = changed(CREDIT, id=78, credit_number="6300123456780000")
    call = credits.with_number("6300-1234 5678-4417", currency=AUD)
    assert call.query[0] == ("filter[credit_number]", "6300123456784417")
    found = value_of(call, listed(other, CREDIT, current=1, last=9))
    assert [each.id for each in found.items] == [77]
    assert found.last == 9
    assert value_of(call, listed(other)) == Page((), 1, 1)
    assert "6300123456784417" not in repr(call) + repr(found)


def test_a_number_of_no_signs_is_no_card() -> None:
    nameless = changed(CREDIT, credit_number=None)
    assert value_of(credits.with_number(" - ", currency=AUD), listed(nameless)).items == ()


def test_two_cards_of_one_number_are_served_to_nobody() -> None:
    call = credits.with_number("6300123456784417", currency=AUD)
    outcome = call.read(answered(listed(CREDIT, changed(CREDIT, id=78))))
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, BadPayload)


def test_an_issue_whose_answer_cannot_be_read_stays_unknown() -> None:
    call = credit_writes.issue(DRAFT, dialect=GUIDE, currency=AUD)
    unreadable: tuple[object, ...] = (b"<html>", {"data": []}, {"data": {"id": 7}})
    for body in unreadable:
        assert isinstance(call.read(answered(body, 201)), Unknown)


@BOTH
def test_a_credit_is_issued_voided_and_made_good_again(live: Live, dialect: Dialect) -> None:
    draft = replace(DRAFT, profile_id=ASHA, expires_at=None)
    made = live.done(credit_writes.issue(draft, dialect=dialect, currency=AUD))
    assert (made.profile_id, made.initial, made.note) == (ASHA, aud("25"), "Welcome credit")
    gone = live.done(credit_writes.void(ASHA, made.id, dialect=dialect, currency=AUD))
    assert (gone.status, gone.balance) == ("void", aud("25"))
    back = credit_writes.void(ASHA, made.id, dialect=dialect, currency=AUD, is_void=False)
    assert live.done(back).status == "active"


@BOTH
def test_a_credit_is_locked_and_unlocked(live: Live, dialect: Dialect) -> None:
    assert live.done(credit_writes.lock(ASHA, 77, dialect=dialect, currency=AUD)).is_locked
    assert not live.done(credit_writes.unlock(ASHA, 77, dialect=dialect, currency=AUD)).is_locked


@BOTH
def test_a_gift_card_is_handed_on_and_nothing_else_is(live: Live, dialect: Dialect) -> None:
    given = credit_writes.transfer(DANIEL, 83, to=BEN, dialect=dialect, currency=AUD)
    assert live.done(given).profile_id == BEN
    promotional = credit_writes.transfer(DANIEL, 81, to=BEN, dialect=dialect, currency=AUD)
    assert live.fields_of(promotional) == {"profile_id"}


def test_a_card_is_found_by_its_number_whosever_it_is(live: Live) -> None:
    found = live.done(credits.with_number(SEEDED, currency=AUD))
    assert [(each.id, each.profile_id, each.last4) for each in found.items] == [(77, ASHA, "4417")]
    assert live.done(credits.with_number("1234123412341234", currency=AUD)).items == ()


@BOTH
def test_a_card_of_nobody_becomes_somebodys(live: Live, dialect: Dialect) -> None:
    nobodys = replace(CARD, profile_id=None, credit_number="6300123456784417", security_code="8064")
    made = live.done(credit_writes.issue(nobodys, dialect=dialect, currency=AUD))
    assert (made.profile_id, made.last4, made.has_pin) == (None, "4417", True)
    given = credit_writes.transfer(None, made.id, to=BEN, dialect=dialect, currency=AUD)
    assert live.done(given).profile_id == BEN


@BOTH
def test_a_gift_for_somebody_unknown_waits_with_its_buyer(live: Live, dialect: Dialect) -> None:
    gift = replace(
        CARD,
        profile_id=ASHA if dialect is GUIDE else None,
        creator_profile_id=ASHA,
        recipient_first_name="Mo",
        recipient_email="mo@example.test",
        message="Many happy returns",
    )
    assert live.done(credit_writes.issue(gift, dialect=dialect, currency=AUD)).profile_id == ASHA


def test_credits_last_longer(live: Live) -> None:
    before = live.done(credits.read(ASHA, "77", currency=AUD))
    assert before.expires_at is not None
    (after,) = live.done(credit_writes.extend(ASHA, (77,), ByDays(30), currency=AUD))
    assert after.expires_at is not None
    assert after.expires_at.date() - before.expires_at.date() == timedelta(days=30)
    moment = (after.expires_at + timedelta(days=1)).replace(microsecond=0)
    until = Until(moment, MELBOURNE)
    assert live.done(credit_writes.extend(ASHA, (77,), until, currency=AUD))[0].expires_at == moment


def test_a_credit_changes_and_goes(live: Live) -> None:
    end = datetime(2031, 1, 1, tzinfo=UTC)
    change = credit_writes.change(ASHA, 77, dialect=GUIDE, currency=AUD, note="New", expires_at=end)
    assert (live.done(change).note, live.done(change).expires_at) == ("New", end)
    live.done(credit_writes.remove(77))
    assert live.is_missing(credits.read(ASHA, "77", currency=AUD))


@BOTH
def test_what_a_credit_write_is_refused_for(live: Live, dialect: Dialect) -> None:
    nothing = replace(DRAFT, profile_id=ASHA, amount=Money(0, AUD))
    call = credit_writes.issue(nothing, dialect=dialect, currency=AUD)
    assert live.fields_of(call) == {"amount" if dialect is GUIDE else "value_initial"}
    good = replace(nothing, amount=aud("1"))
    assert live.is_forbidden(credit_writes.issue(good, dialect=dialect, currency=AUD))
    assert live.is_missing(credit_writes.void(ASHA, 999_999, dialect=dialect, currency=AUD))
