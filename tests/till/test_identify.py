"""Who is this? A card, a profile id or words, against frozen answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from posdesk.omneo.calls import Dialect
from posdesk.omneo.errors import ServerTrouble, Unauthenticated
from posdesk.sale.money import AUD
from posdesk.till.identify import (
    EmptySearch,
    Identifier,
    InactiveCard,
    Nobody,
    Presented,
    Several,
    is_profile_id,
    looks_like_card,
)
from posdesk.till.wallets import WalletReader
from tests.omneo.samples import IDENTITY, PROFILE, answered, changed, listed
from tests.till.frozen import ME, CountingClock, FrozenTenant, P

SEARCH = ("/identities/search", "")
SEARCH_PROFILE = ("/identities/search-profile/60011234", "")
PROFILES = ("/profiles", "")


def identifier() -> Identifier:
    reader = WalletReader(AUD, "Australia/Melbourne", CountingClock())
    return Identifier(reader, "loyalty-card")


def test_a_card_leads_to_its_customer_in_two_batches() -> None:
    tenant = FrozenTenant()
    found = tenant.run(identifier().card("60011234"))
    assert isinstance(found, Presented)
    assert (found.customer.name, found.customer.tier) == ("Asha Nguyen", "Silver")
    assert len(tenant.batches) == 2


def test_the_card_is_asked_for_under_the_tenants_handle() -> None:
    tenant = FrozenTenant()
    tenant.run(identifier().card("60011234"))
    assert dict(tenant.calls[0].query) == {"handle": "loyalty-card", "identifier": "60011234"}


@pytest.mark.parametrize("answer", [answered({"message": "none"}, 404), answered({"data": []})])
def test_a_card_that_nobody_has_is_nobody_with_its_last_digits_only(answer: object) -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH] = answer  # type: ignore[assignment]  # parametrize hands over objects
    assert tenant.run(identifier().card("99998888")) == Nobody("8888", card=True)


def test_of_a_short_number_nothing_is_shown() -> None:
    tenant = FrozenTenant(answers={})
    assert tenant.run(identifier().card("1234")) == Nobody("", card=True)


def test_an_inactive_card_is_refused_and_its_customer_is_not_read() -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH] = answered({"data": changed(IDENTITY, is_active=False)})
    assert tenant.run(identifier().card("60011234")) == InactiveCard("1234")
    assert tenant.batches == [["/identities/search"]]


@pytest.mark.parametrize(("status", "error"), [(401, Unauthenticated), (500, ServerTrouble)])
def test_a_tenant_that_cannot_be_asked_is_not_nobody(status: int, error: type[Exception]) -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH] = answered({"message": "no"}, status)
    with pytest.raises(error):
        tenant.run(identifier().card("60011234"))


def test_a_card_of_a_pending_profile_shows_it_and_does_not_serve_it() -> None:
    tenant = FrozenTenant()
    tenant.answers[ME, ""] = answered({"data": changed(PROFILE, profile_type="pending")})
    found = tenant.run(identifier().card("60011234"))
    assert isinstance(found, Several)
    assert [(each.customer.name, each.served) for each in found.candidates] == [
        ("Asha Nguyen", False)
    ]


def by_reference() -> Identifier:
    return replace(identifier(), dialect=Dialect.REFERENCE)


def holder(**changes: object) -> dict[str, Any]:
    """A profile as the reference's path gives it, with its cards."""
    return changed(PROFILE, identities=[changed(IDENTITY, **changes)])


def test_the_references_path_leads_to_the_same_customer_in_two_batches() -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH_PROFILE] = answered({"data": [holder()]})
    assert isinstance(tenant.run(by_reference().card("60011234")), Presented)
    assert tenant.batches[0] == ["/identities/search-profile/60011234"]
    assert len(tenant.batches) == 2


@pytest.mark.parametrize("found", [[], [holder(handle="staff")], [holder(identifier="600112345")]])
def test_by_the_references_path_another_handle_or_number_is_nobody(
    found: list[dict[str, Any]],
) -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH_PROFILE] = answered({"data": found})
    assert tenant.run(by_reference().card("60011234")) == Nobody("1234", card=True)


def test_by_the_references_path_an_inactive_card_is_refused() -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH_PROFILE] = answered({"data": [holder(is_active=False)]})
    assert tenant.run(by_reference().card("60011234")) == InactiveCard("1234")


def test_by_the_references_path_two_holders_of_a_card_are_shown() -> None:
    tenant = FrozenTenant()
    other = changed(holder(), id="00000000-0000-4000-8000-000000000002")
    tenant.answers[SEARCH_PROFILE] = answered({"data": [holder(), other]})
    found = tenant.run(by_reference().card("60011234"))
    assert isinstance(found, Several)
    assert len(found.candidates) == 2


def test_the_reference_searches_with_a_filter() -> None:
    tenant = FrozenTenant()
    tenant.answers[PROFILES] = answered(listed())
    tenant.run(by_reference().words("nguyen"))
    assert dict(tenant.calls[0].query)["filter[search]"] == "nguyen"


def test_a_profile_id_goes_straight_to_the_profile() -> None:
    tenant = FrozenTenant()
    assert isinstance(tenant.run(identifier().words(P)), Presented)
    assert len(tenant.batches) == 1


def test_a_profile_id_that_nobody_has_is_nobody() -> None:
    unknown = "00000000-0000-0000-0000-000000000000"
    assert FrozenTenant().run(identifier().words(unknown)) == Nobody(unknown, card=False)


def test_one_match_goes_straight_on() -> None:
    tenant = FrozenTenant()
    tenant.answers[PROFILES] = answered(listed(PROFILE))
    assert isinstance(tenant.run(identifier().words("asha nguyen")), Presented)


def test_two_matches_are_for_the_cashier() -> None:
    tenant = FrozenTenant()
    other = changed(PROFILE, id="other", email="other@example.test", profile_type="pending")
    tenant.answers[PROFILES] = answered(listed(PROFILE, other))
    found = tenant.run(identifier().words("Nguyen"))
    assert isinstance(found, Several)
    assert [(each.customer.email, each.served) for each in found.candidates] == [
        ("asha@example.test", True),
        ("other@example.test", False),
    ]
    assert not found.more


def test_one_match_of_several_pages_is_not_taken_for_the_only_one() -> None:
    tenant = FrozenTenant()
    tenant.answers[PROFILES] = answered(listed(PROFILE, last=2))
    found = tenant.run(identifier().words("Nguyen"))
    assert isinstance(found, Several)
    assert found.more


def test_no_match_is_nobody() -> None:
    tenant = FrozenTenant()
    tenant.answers[PROFILES] = answered(listed())
    assert tenant.run(identifier().words("  Zoe   Quux ")) == Nobody("Zoe Quux", card=False)


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_nothing_to_look_for_asks_nobody(text: str) -> None:
    tenant = FrozenTenant()
    with pytest.raises(EmptySearch):
        tenant.run(identifier().words(text))
    assert tenant.calls == []


def test_a_typed_card_is_a_card() -> None:
    tenant = FrozenTenant()
    assert isinstance(tenant.run(identifier().words("60011234")), Presented)
    assert tenant.batches[0] == ["/identities/search"]


def test_a_typed_phone_number_that_is_no_card_is_searched_for() -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH] = answered({"message": "none"}, 404)
    tenant.answers[PROFILES] = answered(listed(PROFILE))
    assert isinstance(tenant.run(identifier().words("0411222333")), Presented)
    assert tenant.batches[:2] == [["/identities/search"], ["/profiles"]]


def test_a_typed_inactive_card_is_said_to_be_inactive() -> None:
    tenant = FrozenTenant()
    tenant.answers[SEARCH] = answered({"data": changed(IDENTITY, is_active=False)})
    assert tenant.run(identifier().words("60011234")) == InactiveCard("1234")


@pytest.mark.parametrize(
    ("text", "is_card"),
    [
        ("60011234", True),
        ("AB12", True),
        ("123", False),
        ("asha", False),
        ("60 011", False),
        ("asha@1.test", False),
        ("٦٠٠١١٢٣٤", False),
    ],
)
def test_what_looks_like_a_card(text: str, is_card: bool) -> None:
    assert looks_like_card(text) is is_card


@pytest.mark.parametrize(
    ("text", "is_id"),
    [(P, True), (P.upper(), True), (P.replace("-", ""), False), (f"{{{P}}}", False), ("x", False)],
)
def test_what_is_a_profile_id(text: str, is_id: bool) -> None:
    assert is_profile_id(text) is is_id
