"""Staff and shops: the bodies to the letter, and a sandbox that obeys or refuses."""

from datetime import UTC, datetime

from posdesk.omneo import location_writes, locations, staff, staff_writes
from posdesk.omneo.calls import Call, Page, Unknown
from posdesk.omneo.location_writes import LocationDraft
from posdesk.omneo.locations import Address
from posdesk.omneo.staff import Staff
from posdesk.omneo.staff_writes import StaffDraft
from posdesk.omneo.wire import dump
from tests.omneo.live import Live
from tests.omneo.samples import P, answered, listed, value_of

SOMEBODY = StaffDraft(
    number="2001",
    first_name="Sam",
    last_name="Lee",
    email="sam.lee@example.test",
    joined_at=datetime(2025, 6, 15, 4, 30, tzinfo=UTC),
)
CORNER = Address("1 High Street", "Geelong", "3220", "VIC", "Australia")
SHOP = LocationDraft(
    name="Corner Shop",
    phone="+61390000003",
    external_id="S03",
    timezone="Australia/Perth",
    address=CORNER,
)


def test_staff_are_posted_with_their_number() -> None:
    call = staff_writes.create(SOMEBODY)
    assert (call.method, call.path, call.writes) == ("POST", "/staff", True)
    assert dump(call.body) == (
        b'{"staff_id":"2001","first_name":"Sam","last_name":"Lee","email":"sam.lee@example.test",'
        b'"joined_at":"2025-06-15 04:30:00"}'
    )


def test_a_change_of_staff_names_only_what_changes() -> None:
    call = staff_writes.change("1993", StaffDraft(last_name="Leigh"))
    assert (call.method, call.path, dump(call.body)) == (
        "PUT",
        "/staff/1993",
        b'{"last_name":"Leigh"}',
    )
    assert isinstance(call.read(answered(b"{")), Unknown)


def test_the_staff_are_listed_by_their_identities() -> None:
    row = {"id": 1, "handle": "staff", "identifier": "1993", "profile_id": P, "is_active": True}
    person = {"first_name": "Sam", "last_name": "Lee", "email": "sam@example.test"}
    customer = {**row, "handle": "loyalty-card", "identifier": "60011234"}
    left = {**row, "identifier": "1900", "is_active": False}
    body = listed({**row, "profile": person}, customer, left, {**row, "identifier": "1995"}, last=3)
    assert value_of(staff.list(), body) == Page(
        (Staff("1993", P, "Sam Lee", "sam@example.test"), Staff("1995", P, "")), 1, 3
    )


def test_a_shop_is_posted_with_its_address() -> None:
    call = location_writes.create(SHOP)
    assert (call.method, call.path, call.writes) == ("POST", "/locations", True)
    assert dump(call.body) == (
        b'{"name":"Corner Shop","phone":"+61390000003","external_id":"S03",'
        b'"timezone":"Australia/Perth","address":{"address_line_1":"1 High Street",'
        b'"city":"Geelong","state":"VIC","postcode":"3220","country":"Australia"}}'
    )


def test_somebody_joins_marries_and_leaves(live: Live) -> None:
    made = live.done(staff_writes.create(SOMEBODY))
    assert (made.number, made.full_name, made.email) == ("2001", "Sam Lee", "sam.lee@example.test")
    renamed = StaffDraft(number="2002", last_name="Leigh")
    assert live.done(staff_writes.change("2001", renamed)).full_name == "Sam Leigh"
    assert live.done(staff.read("2002")).profile_id == made.profile_id
    live.done(staff_writes.remove("2002"))
    assert live.is_missing(staff.read("2002"))


def test_everybody_who_works_here_is_listed(live: Live) -> None:
    found = {each.number: each for each in live.done(staff.list()).items}
    assert {"1993", "1994"} <= set(found)
    assert found["1993"] == live.done(staff.read("1993"))


def test_a_taken_number_and_nobodys_number_are_refused(live: Live) -> None:
    taken = StaffDraft("1993", "Sam", "Lee", "sam.lee@example.test")
    assert live.fields_of(staff_writes.create(taken)) == {"staff_id"}
    assert live.fields_of(staff_writes.create(StaffDraft(number="2001"))) == {
        "first_name",
        "last_name",
        "email",
    }
    assert live.is_missing(staff_writes.change("9999", StaffDraft(last_name="Leigh")))


def test_a_shop_opens_moves_and_goes(live: Live) -> None:
    made = live.done(location_writes.create(SHOP))
    assert (made.external_id, made.timezone, made.address) == ("S03", "Australia/Perth", CORNER)
    moved = LocationDraft(phone="+61390000004", is_closed=True)
    live.done(location_writes.change(made.id, moved))
    after = live.done(locations.read(made.id))
    assert (after.name, after.phone, after.is_closed) == ("Corner Shop", "+61390000004", True)
    live.done(location_writes.remove(made.id))
    assert live.is_missing(locations.read(made.id))


def test_a_taken_store_id_is_refused(live: Live) -> None:
    taken = LocationDraft(name="Twin", phone="+61390000005", external_id="S01")
    assert live.fields_of(location_writes.create(taken)) == {"external_id"}
    assert live.fields_of(location_writes.create(LocationDraft(name="Nameless"))) == {"phone"}


def test_a_token_that_only_reads_changes_no_shop(live: Live) -> None:
    verbs: list[Call[object]] = [
        staff_writes.create(SOMEBODY),
        staff_writes.change("1993", StaffDraft(last_name="X")),
        staff_writes.remove("1993"),
        location_writes.create(SHOP),
        location_writes.change(1, LocationDraft(name="X")),
        location_writes.remove(1),
    ]
    assert [live.is_forbidden(verb) for verb in verbs] == [True] * len(verbs)
