"""Profiles that were read live, in the directory: as new as their own date, and overtaken by later news."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.till.directory import Applied, Directory
from tests.till.webhook_samples import ASHA, NOW_MS, card, event, profile

LATER_MS = NOW_MS + 60_000
CARD = Identity(31, "loyalty-card", "60011234", True, True, ASHA)


@pytest.fixture
def directory() -> Iterator[Directory]:
    with closing(Directory(None, "acme")) as directory:
        yield directory


def live(first_name: str = "Asha", *, hour: int | None = 2, tier: str | None = "Silver") -> Profile:
    """Asha as the tenant says of an hour of the 10th of March; webhooks tell of two o'clock."""
    at = None if hour is None else datetime(2026, 3, 10, hour, tzinfo=UTC)
    names = (first_name, "Nguyen", f"{first_name} Nguyen", "asha@example.test", "+61411222333")
    return Profile(ASHA, *names, tier, "active", (CARD,), None, updated_at=at)


def name_of(directory: Directory) -> str:
    kept = directory.record(ASHA)
    assert kept is not None
    return kept.full_name


def test_who_was_seen_is_found_by_name_and_card(directory: Directory) -> None:
    assert directory.see(live(), NOW_MS) is Applied.CHANGED
    assert [each.profile_id for each in directory.search("ngu ash")] == [ASHA]
    (found,) = directory.with_identity("loyalty-card", "60011234")
    assert (found.facts.tier, found.facts.phone, found.contested) == (
        "Silver",
        "+61411222333",
        False,
    )


def test_a_webhook_of_the_same_moment_says_more_and_stays(directory: Directory) -> None:
    told = event("profile.updated", profile(identities=[card()]))
    directory.apply(told, NOW_MS)
    assert directory.see(live(), LATER_MS) is Applied.OLD_NEWS
    kept = directory.record(ASHA)
    assert kept is not None
    assert (kept.facts.national_phone, kept.contested) == ("0411222333", False)


def test_in_the_other_order_it_is_the_same(directory: Directory) -> None:
    directory.see(live(), NOW_MS)
    told = event("profile.updated", profile(identities=[card()]))
    assert directory.apply(told, LATER_MS) is Applied.CHANGED
    kept = directory.record(ASHA)
    assert kept is not None
    assert (kept.facts.national_phone, kept.contested) == ("0411222333", False)


def test_what_was_read_confirms_what_was_told(directory: Directory) -> None:
    directory.apply(event("profile.updated", profile(identities=[card()])), NOW_MS)
    directory.see(live(), LATER_MS)
    kept = directory.record(ASHA)
    assert kept is not None
    assert kept.told_at == datetime.fromtimestamp(LATER_MS / 1000, UTC)


def test_a_webhook_that_was_missed_is_made_up_for(directory: Directory) -> None:
    directory.apply(event("profile.updated", profile()), NOW_MS)
    directory.see(live("Aisha", hour=3), LATER_MS)
    assert name_of(directory) == "Aisha Nguyen"


def test_an_old_reading_neither_changes_nor_confirms_anything(directory: Directory) -> None:
    directory.apply(event("profile.updated", profile()), NOW_MS)
    assert directory.see(live("Aisha", hour=1), LATER_MS) is Applied.OLD_NEWS
    kept = directory.record(ASHA)
    assert kept is not None
    assert (kept.full_name, kept.told_at.timestamp() * 1000) == ("Asha Nguyen", NOW_MS)


def test_a_reading_without_a_date_is_older_than_everything(directory: Directory) -> None:
    directory.see(live("Aisha", hour=None), NOW_MS)
    assert name_of(directory) == "Aisha Nguyen"
    directory.apply(event("profile.created", profile()), LATER_MS)
    directory.see(live("Aisha", hour=None), LATER_MS)
    assert name_of(directory) == "Asha Nguyen"


def test_who_was_deleted_does_not_come_back(directory: Directory) -> None:
    directory.see(live(), NOW_MS)
    directory.apply(event("profile.deleted", {"id": ASHA}), NOW_MS)
    assert directory.see(live(hour=9), LATER_MS) is Applied.OLD_NEWS
    assert directory.record(ASHA) is None
    assert directory.search("asha") == ()


def test_what_no_database_takes_is_left_out(directory: Directory) -> None:
    assert directory.see(live("A\ud800"), NOW_MS) is Applied.NOT_FOR_US
    directory.see(live("A" * 10_000), NOW_MS)
    assert len(name_of(directory)) < 400
    assert len(directory) == 1


def test_a_correction_holds_against_a_later_date_and_until_the_next_webhook(
    directory: Directory,
) -> None:
    wrong = profile(at="2031-01-01 00:00:00", first_name="Ashley", identities=[card("60019999")])
    directory.apply(event("profile.updated", wrong), NOW_MS)
    loose = {**card("60018888", "2032-01-01 00:00:00"), "profile_id": ASHA}
    directory.apply(event("identity.created", loose), NOW_MS)
    assert directory.see(live(), LATER_MS) is Applied.OLD_NEWS
    assert directory.correct(live(), LATER_MS) is Applied.CHANGED
    kept = directory.record(ASHA)
    assert kept is not None
    assert (kept.full_name, kept.contested) == ("Asha Nguyen", False)
    assert kept.identities == (("omneo", ASHA), ("loyalty-card", "60011234"))
    assert directory.search("ashley") == ()
    directory.apply(event("profile.updated", profile(first_name="Aisha")), LATER_MS)
    assert name_of(directory) == "Aisha Nguyen"


def test_a_correction_brings_back_whom_a_webhook_had_deleted_by_mistake(
    directory: Directory,
) -> None:
    directory.see(live(), NOW_MS)
    directory.apply(event("profile.deleted", {"id": ASHA}), NOW_MS)
    directory.correct(live(), LATER_MS)
    assert name_of(directory) == "Asha Nguyen"


def test_who_is_forgotten_is_found_by_nothing_and_does_not_come_back(directory: Directory) -> None:
    directory.see(live(), NOW_MS)
    assert directory.forget(ASHA, LATER_MS) is Applied.CHANGED
    assert directory.see(live(), LATER_MS) is Applied.OLD_NEWS
    assert directory.record(ASHA) is None
    assert directory.search("asha") == ()
