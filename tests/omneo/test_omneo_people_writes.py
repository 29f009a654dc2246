"""Customers and their cards: the bodies to the letter, and a sandbox that obeys or refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from posdesk.omneo import identities, identity_writes, profile_writes, profiles, transaction_claims
from posdesk.omneo.calls import Call, Dialect, Unknown
from posdesk.omneo.profile_writes import IdentityDraft, ProfileDraft
from posdesk.omneo.profiles import Availability, Profile
from posdesk.omneo.transaction_claims import Claim, ClaimDraft
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD
from tests.omneo.live import ASHA, BEN, ERIN, MELBOURNE, Live
from tests.omneo.samples import IDENTITY, PROFILE, P, answered, aud, changed, value_of

BOTH = pytest.mark.parametrize("dialect", list(Dialect))
DRAFT = ProfileDraft(
    first_name="Mo",
    last_name="Salah",
    email="mo@example.test",
    mobile_phone="+61499000111",
    birth_day=4,
    birth_month=7,
    joined_at=datetime(2025, 6, 15, 4, 30, tzinfo=UTC),
    joined_location_id=2,
)


def create(draft: ProfileDraft = DRAFT) -> Call[Profile]:
    return profile_writes.create(draft, currency=AUD)


def change(draft: ProfileDraft, profile_id: str = ASHA) -> Call[Profile]:
    return profile_writes.change(profile_id, draft, currency=AUD)


def test_a_new_customer_is_posted_with_what_is_known() -> None:
    call = create(replace(DRAFT, identities=(IdentityDraft("loyalty-card", "60019999"),), tags=()))
    assert (call.method, call.path, call.writes) == ("POST", "/profiles", True)
    assert dump(call.body) == (
        b'{"first_name":"Mo","last_name":"Salah","email":"mo@example.test",'
        b'"mobile_phone":"+61499000111","birth_day":4,"birth_month":7,'
        b'"joined_at":"2025-06-15 04:30:00","joined_location_id":2,'
        b'"identities":[{"handle":"loyalty-card","identifier":"60019999","is_active":true}],'
        b'"tags":[]}'
    )
    assert "mo@example.test" not in repr(call)


def test_a_change_names_what_changes_and_what_is_emptied() -> None:
    call = change(ProfileDraft(first_name="Aisha", cleared=("mobile_phone",)), P)
    assert (call.method, call.path, call.writes) == ("PUT", f"/profiles/{P}", True)
    assert dump(call.body) == b'{"mobile_phone":null,"first_name":"Aisha"}'


def test_a_merge_names_who_goes_and_who_stays() -> None:
    call = profile_writes.merge(source=BEN, into=P, currency=AUD)
    assert call.path == "/profiles/merge"
    assert call.body == {"source_profile_id": BEN, "destination_profile_id": P}


@pytest.mark.parametrize(
    "call",
    [
        profiles.exists("loyalty-card", "60011234"),
        profiles.availability(email="mo@example.test"),
    ],
)
def test_a_post_that_only_asks_may_be_repeated(call: Call[object]) -> None:
    assert (call.method, call.writes) == ("POST", False)


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        (Dialect.GUIDE, f"/profiles/{P}/identities/31"),
        (Dialect.REFERENCE, f"/profiles/{P}/identities/id/31"),
    ],
)
def test_the_dialect_chooses_the_path_of_an_identity(dialect: Dialect, path: str) -> None:
    lost = identity_writes.change(P, 31, dialect=dialect, is_active=False)
    gone = identity_writes.remove(P, 31, dialect=dialect)
    assert (lost.method, lost.path, dump(lost.body)) == ("PUT", path, b'{"is_active":false}')
    assert (gone.method, gone.path, gone.body, gone.writes) == ("DELETE", path, None, True)


def test_a_profile_shows_what_a_form_needs_to_change_it() -> None:
    row = changed(PROFILE, birth_day="4", birth_month=7, gender="female", joined_location_id=2)
    profile = value_of(create(), {"data": row})
    assert (profile.birth_day, profile.birth_month, profile.birth_year) == (4, 7, None)
    assert (profile.gender, profile.joined_location_id) == ("female", 2)


def test_an_answer_that_shows_no_customer_leaves_a_write_unknown() -> None:
    queued = {"data": {"message": "Profiles queued for sync."}}
    assert isinstance(profile_writes.sync(DRAFT, currency=AUD).read(answered(queued)), Unknown)
    assert isinstance(create().read(answered(b"", 201)), Unknown)


def test_a_claim_is_sent_with_its_total_as_text() -> None:
    draft = ClaimDraft(P, "000659", aud("49.9"), date(2025, 6, 15), "S01", MELBOURNE)
    call = transaction_claims.claim(draft)
    assert (call.path, call.writes) == (f"/profiles/{P}/transactions/claims", True)
    assert dump(call.body).decode() == (
        '{"transaction_transacted_at":"2025-06-15","transaction_receipt_ref":"000659",'
        '"transaction_total":"49.90","transaction_location_external_code":"S01",'
        f'"transaction_timezone":"{MELBOURNE}","profile_id":"{P}"}}'
    )
    body = {"data": {"id": 5, "status": "pending", "transaction_id": None}}
    assert value_of(call, body) == Claim(5, "pending", None)
    assert isinstance(call.read(answered(b"not json")), Unknown)


def test_a_customer_is_created_and_changed(live: Live) -> None:
    made = live.done(create())
    assert (made.full_name, made.birth_day, made.joined_at) == ("Mo Salah", 4, DRAFT.joined_at)
    after = live.done(change(ProfileDraft(title="Mr", cleared=("mobile_phone",)), made.id))
    assert (after.title, after.phone, after.email) == ("Mr", None, "mo@example.test")
    live.done(profile_writes.remove(made.id))
    assert live.is_missing(profiles.read(made.id, currency=AUD))


def test_sync_finds_the_customer_by_e_mail(live: Live) -> None:
    first = live.done(profile_writes.sync(DRAFT, currency=AUD))
    again = live.done(profile_writes.sync(replace(DRAFT, first_name="Moe"), currency=AUD))
    assert (again.id, again.first_name) == (first.id, "Moe")


def test_a_taken_address_and_number_are_named(live: Live) -> None:
    live.done(create())
    assert live.fields_of(create()) == {"email", "mobile_phone"}
    taken = live.done(profiles.availability(email="mo@example.test", phone="+61499000222"))
    assert (taken.email, taken.phone, taken.phone_taken_by) == (False, True, None)
    assert taken.email_taken_by is not None
    free = live.done(profiles.availability(email="nobody@example.test"))
    assert free == Availability(True, None)
    assert live.fields_of(profiles.availability()) == {"email", "mobile_phone"}


def test_whether_a_profile_exists(live: Live) -> None:
    assert live.full.fetch(profiles.exists("loyalty-card", "60011234")) == ASHA
    with pytest.raises(ValueError, match=r"PUT .* writes"):
        live.full.fetch(change(ProfileDraft(title="Dr")))
    assert live.is_missing(profiles.exists("loyalty-card", "1"))


def test_two_profiles_become_one(live: Live) -> None:
    merged = live.done(profile_writes.merge(source=ASHA, into=ERIN, currency=AUD))
    assert merged.id == ERIN
    assert "60011234" in {each.identifier for each in merged.identities}
    assert live.is_missing(profiles.read(ASHA, currency=AUD))
    again = profile_writes.merge(source=ASHA, into=ERIN, currency=AUD)
    assert live.fields_of(again) == {"source_profile_id"}


@BOTH
def test_a_person_is_erased(live: Live, dialect: Dialect) -> None:
    live.done(profile_writes.purge(ERIN, dialect=dialect))
    assert live.is_missing(profiles.read(ERIN, currency=AUD))
    assert live.is_missing(profile_writes.purge(ERIN, dialect=dialect))


@BOTH
def test_a_card_is_given_lost_and_taken_away(live: Live, dialect: Dialect) -> None:
    add = identity_writes.add(ASHA, handle="loyalty-card", identifier="60019999", is_primary=True)
    card = live.done(add)
    assert (card.profile_id, card.is_active, card.is_primary) == (ASHA, True, True)
    assert card.id is not None
    lost = identity_writes.change(ASHA, card.id, dialect=dialect, is_active=False)
    assert not live.done(lost).is_active
    assert card.id in {each.id for each in live.done(identities.list(ASHA))}
    live.done(identity_writes.remove(ASHA, card.id, dialect=dialect))
    assert card.id not in {each.id for each in live.done(identities.list(ASHA))}
    assert live.is_missing(identity_writes.remove(ASHA, card.id, dialect=dialect))


def test_a_card_that_somebody_has_is_refused(live: Live) -> None:
    taken = identity_writes.add(BEN, handle="loyalty-card", identifier="60011234")
    assert live.fields_of(taken) == {"identifier"}


def test_a_token_that_only_reads_changes_nobody(live: Live) -> None:
    verbs: list[Call[object]] = [
        create(),
        change(ProfileDraft(title="Dr")),
        profile_writes.remove(ASHA),
        identity_writes.add(ASHA, handle="x", identifier="1"),
        identity_writes.remove(ASHA, 1, dialect=Dialect.REFERENCE),
    ]
    assert [live.is_forbidden(verb) for verb in verbs] == [True] * len(verbs)


def test_the_cards_of_a_profile_are_a_plain_list() -> None:
    call = identities.list(P)
    assert (call.path, call.query) == (f"/profiles/{P}/identities", ())
    assert [each.identifier for each in value_of(call, {"data": [IDENTITY]})] == ["60011234"]
