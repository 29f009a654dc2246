"""Customers made, looked for and merged, against frozen answers."""

from __future__ import annotations

from typing import Any

import pytest

from posdesk.omneo.calls import Dialect, Unknown
from posdesk.omneo.errors import Invalid, NoAnswer
from posdesk.omneo.profile_writes import ProfileDraft
from posdesk.omneo.profiles import Profile, read
from posdesk.sale.money import AUD
from posdesk.till.asking import NoWord
from posdesk.till.customers import CardTaken, Customers, Enrolled, Same, same
from posdesk.till.wallets import WalletReader
from tests.omneo.samples import IDENTITY, PROFILE, P, answered, changed, listed, value_of
from tests.till.asked_tenant import AskedTenant
from tests.till.frozen import CountingClock

OTHER = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e99"
NEW = "POST /profiles"
GIVE = f"POST /profiles/{P}/identities"
FIND = "GET /identities/search"
DRAFT = ProfileDraft(first_name="Asha", last_name="Nguyen", email="asha@example.test")
TAKEN = answered({"message": "The data was invalid.", "errors": {"identifier": ["taken"]}}, 422)


def customers(dialect: Dialect = Dialect.GUIDE) -> Customers:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    return Customers(reader, "loyalty-card", dialect)


def profile(**fields: Any) -> Profile:
    return value_of(read(P, currency=AUD), {"data": changed(PROFILE, **fields)})


def row(**fields: Any) -> dict[str, Any]:
    return changed(PROFILE, id=OTHER, identities=[], **fields)


def test_a_customer_is_made_first_and_then_given_the_card() -> None:
    tenant = AskedTenant(
        {NEW: answered({"data": PROFILE}, 201), GIVE: answered({"data": IDENTITY}, 201)}
    )
    done = tenant.run(customers().enrol(DRAFT, "60011234"))
    assert isinstance(done, Enrolled)
    assert (done.profile.id, done.card_trouble) == (P, None)
    assert tenant.written == [NEW, GIVE]
    assert tenant.calls[1].body == DRAFT.body()


@pytest.mark.parametrize("is_active", [True, False])
def test_for_a_card_that_somebody_has_nobody_is_made(is_active: bool) -> None:
    held = changed(IDENTITY, is_active=is_active)
    tenant = AskedTenant({FIND: answered({"data": held}), NEW: answered({"data": PROFILE}, 201)})
    assert tenant.run(customers().enrol(DRAFT, "60011234")) == CardTaken(P)
    assert tenant.written == []


def test_the_reference_tells_the_holder_by_profiles_and_only_of_our_kind_of_card() -> None:
    path = "GET /identities/search-profile/60011234"
    tenant = AskedTenant({path: answered({"data": [PROFILE]})})
    asked = customers(Dialect.REFERENCE)
    assert tenant.run(asked.card_holder("loyalty-card", "60011234")) == P
    assert tenant.run(asked.card_holder("web-shop", "60011234")) is None


def test_a_customer_whose_card_is_refused_is_there_without_it() -> None:
    tenant = AskedTenant({NEW: answered({"data": PROFILE}, 201), GIVE: TAKEN})
    done = tenant.run(customers().enrol(DRAFT, "60011234"))
    assert isinstance(done, Enrolled)
    assert isinstance(done.card_trouble, Invalid)


def test_a_creation_without_an_answer_is_not_repeated_and_gives_no_card() -> None:
    tenant = AskedTenant({NEW: Unknown(NoAnswer())})
    with pytest.raises(NoWord):
        tenant.run(customers().enrol(DRAFT, "60011234"))
    assert tenant.written == [NEW]


def test_the_holder_of_an_email_is_compared_for_the_search_is_tolerant() -> None:
    close = row(email="ash@example.test")
    tenant = AskedTenant({"GET /profiles": answered(listed(close, PROFILE))})
    found = tenant.run(customers().holder(email="ASHA@example.test"))
    assert found is not None
    assert found.id == P
    assert tenant.run(customers().holder(email="sha@example.test")) is None
    by_phone = tenant.run(customers().holder(phone="+61411222333"))
    assert by_phone is not None


def test_what_two_share_is_told_whatever_its_case_accents_and_order() -> None:
    one = profile(full_name="José  Núñez", email="jose@example.test", mobile_phone=None)
    two = profile(full_name="NUNEZ Jose", email="JOSE@example.test", secondary_phone=None)
    assert same(one, two) == (Same.EMAIL, Same.NAME)
    three = profile(full_name="Ana", email=None, mobile_phone=None, secondary_phone="+61411222333")
    assert same(profile(full_name="Asha"), three) == (Same.PHONE,)
    nameless = profile(full_name="", first_name="", last_name="", email=None, mobile_phone=None)
    assert same(nameless, nameless) == ()


def test_twins_are_found_once_the_likeliest_first_and_never_oneself() -> None:
    by_name = row(email="other@example.test", mobile_phone=None)
    by_phone = changed(row(full_name="Ana", email=None), id="p-phone")
    unlike = changed(row(full_name="Ashe Nguyen", email=None, mobile_phone=None), id="p-unlike")
    tenant = AskedTenant(
        {
            "GET /profiles Asha Nguyen": answered(listed(PROFILE, by_name, unlike, last=3)),
            "GET /profiles +61411222333": answered(listed(PROFILE, by_phone)),
            "GET /profiles asha@example.test": answered(listed(PROFILE)),
        }
    )
    found = tenant.run(customers().twins(profile()))
    assert [(each.profile.id, each.same) for each in found.people] == [
        ("p-phone", (Same.PHONE,)),
        (OTHER, (Same.NAME,)),
    ]
    assert found.more


def test_a_merge_without_an_answer_counts_when_who_was_to_go_is_gone() -> None:
    merge = {"POST /profiles/merge": Unknown(NoAnswer())}
    stays = {f"GET /profiles/{P}": answered({"data": PROFILE})}
    tenant = AskedTenant({**merge, **stays})
    assert tenant.run(customers().merge(source=OTHER, into=P)).id == P
    both = AskedTenant({**merge, **stays, f"GET /profiles/{OTHER}": answered({"data": row()})})
    with pytest.raises(NoWord):
        both.run(customers().merge(source=OTHER, into=P))
    assert both.written == ["POST /profiles/merge"]
