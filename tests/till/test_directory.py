"""The local customer directory: found by anything, never older than what was told, forgetful where it must be."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.till import directory_rows
from posdesk.till.directory import Applied, Directory
from posdesk.till.directory_compare import differences
from posdesk.till.webhook_errors import BadEvent, DirectoryFailed
from tests.till.webhook_samples import ASHA, BEN, NOW_MS, card, event, profile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "directory.db"


@pytest.fixture
def directory(path: Path) -> Iterator[Directory]:
    directory = Directory(path, "sandbox")
    yield directory
    directory.close()


def tell(directory: Directory, name: str, body: object, at: int = NOW_MS) -> Applied:
    return directory.apply(event(name, body), at)


def found(directory: Directory, text: str) -> list[str]:
    return [each.profile_id for each in directory.search(text)]


def test_a_customer_is_kept_with_the_profile_id_as_an_identity(directory: Directory) -> None:
    assert tell(directory, "profile.created", profile(identities=[card()])) is Applied.CHANGED
    kept = directory.record(ASHA)
    assert kept is not None
    assert kept.full_name == "Asha Nguyen"
    assert kept.facts.tier == "Silver"
    assert kept.identities == (("omneo", ASHA), ("loyalty-card", "60011234"))
    assert kept.updated_at == datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
    assert not kept.contested
    for handle, identifier in kept.identities:
        assert directory.with_identity(handle, identifier) == (kept,)
    assert "Asha" not in repr(kept)


@pytest.mark.parametrize(
    "text",
    [
        "asha", "ASHA nguyen", "nguyen as", "Ngúyen", "asha@example.test", "asha@exam", "0411 222 333",
        "+61 411 222 333", "0411", "60011234", "6001",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_any_beginning(directory: Directory, text: str) -> None:
    tell(directory, "profile.created", profile(identities=[card()]))
    tell(
        directory,
        "profile.created",
        profile(BEN, first_name="Ben", last_name="Olsen", email="b@x.test", mobile_phone=None,
                mobile_phone_national_prefix=None),
    )  # fmt: skip
    assert found(directory, text) == [ASHA]


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "*", "()", "sha", "asha olsen", "a\x00b", "NEAR("]
)
def test_what_nobody_matches_finds_nobody(directory: Directory, text: str) -> None:
    tell(directory, "profile.created", profile())
    assert found(directory, text) == []


def test_accents_are_no_obstacle_either_way(directory: Directory) -> None:
    tell(directory, "profile.created", profile(first_name="Zoë", last_name="Müller"))
    assert found(directory, "zoe muller") == found(directory, "ZOË") == [ASHA]


def test_a_changed_name_is_found_by_the_new_one_only(directory: Directory) -> None:
    tell(directory, "profile.created", profile())
    tell(
        directory,
        "profile.updated",
        profile(at="2026-03-11 00:00:00", first_name="Aisha", email="a@x.test"),
    )
    assert found(directory, "aisha") == [ASHA]
    assert found(directory, "asha nguyen") == []


def test_old_news_changes_nothing(directory: Directory) -> None:
    tell(directory, "profile.updated", profile(first_name="Aisha"))
    before = directory.record(ASHA)
    assert tell(directory, "profile.updated", profile(at="2026-03-10 01:59:59")) is Applied.OLD_NEWS
    assert tell(directory, "profile.created", profile()) is Applied.OLD_NEWS
    assert directory.record(ASHA) == before


def test_a_new_card_is_news_though_the_profile_kept_its_date(directory: Directory) -> None:
    tell(directory, "profile.updated", profile(identities=[card()]))
    newer = card("60019999", "2026-03-10 02:00:01", id=32)
    assert (
        tell(directory, "profile.updated", profile(identities=[card(), newer])) is Applied.CHANGED
    )
    assert found(directory, "60019999") == [ASHA]


def test_two_tellings_of_one_moment_are_contested_until_a_newer_one(directory: Directory) -> None:
    tell(directory, "profile.updated", profile(first_name="One"))
    tell(directory, "profile.updated", profile(first_name="Two"))
    contested = directory.record(ASHA)
    assert contested is not None
    assert contested.contested
    tell(directory, "profile.updated", profile(at="2026-03-10 02:00:01"))
    settled = directory.record(ASHA)
    assert settled is not None
    assert not settled.contested


def test_the_same_delivery_again_is_a_replay(directory: Directory, path: Path) -> None:
    tell(directory, "profile.created", profile())
    assert tell(directory, "profile.created", profile()) is Applied.REPLAYED
    assert tell(directory, "reward.created", {"id": 1}) is Applied.NOT_FOR_US
    assert tell(directory, "reward.created", {"id": 1}) is Applied.REPLAYED
    directory.close()
    again = Directory(path, "sandbox")
    assert tell(again, "profile.created", profile()) is Applied.REPLAYED
    again.close()


def test_the_memory_of_deliveries_is_bounded(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_rows, "MOST_REMEMBERED", 150)
    for number in range(300):
        tell(directory, "reward.created", {"id": number})
    assert tell(directory, "reward.created", {"id": 299}) is Applied.REPLAYED
    assert tell(directory, "reward.created", {"id": 0}) is Applied.NOT_FOR_US


def test_deliveries_are_forgotten_after_thirty_days(directory: Directory) -> None:
    tell(directory, "reward.created", {"id": 0})
    later = NOW_MS + directory_rows.REMEMBERED_MS + 1
    for number in range(1, 100):
        tell(directory, "reward.created", {"id": number}, later)
    assert tell(directory, "reward.created", {"id": 0}, later) is Applied.NOT_FOR_US


def test_a_deleted_customer_is_gone_for_good_and_from_the_file(
    directory: Directory, path: Path
) -> None:
    tell(directory, "profile.created", profile(last_name="Canarybird", identities=[card()]))
    tell(directory, "profile.deleted", {"id": ASHA, "updated_at": "2026-03-10 02:00:01"})
    assert directory.record(ASHA) is None
    assert found(directory, "canarybird") == []
    assert directory.with_identity("loyalty-card", "60011234") == ()
    assert tell(directory, "profile.updated", profile(at="2027-01-01 00:00:00")) is Applied.OLD_NEWS
    assert len(directory) == 0
    directory.close()
    assert b"canarybird" not in path.read_bytes().lower()


def test_a_merged_customer_leads_to_the_one_that_stayed(directory: Directory) -> None:
    tell(directory, "profile.created", profile(ASHA, identities=[card()]))
    tell(directory, "profile.created", profile(BEN, first_name="Ben"))
    moved = card(at="2026-03-11 00:00:00", merged_from=ASHA)
    tell(directory, "profile.merged", {**profile(BEN, identities=[moved]), "merged_from": ASHA})
    kept = directory.record(ASHA)
    assert kept is not None
    assert kept.profile_id == BEN
    assert [each.profile_id for each in directory.with_identity("loyalty-card", "60011234")] == [
        BEN
    ]
    tell(directory, "profile.merged", {**profile("third"), "merged_from": BEN})
    chained = directory.record(ASHA)
    assert chained is not None
    assert chained.profile_id == "third"


def test_merges_in_a_circle_end(directory: Directory) -> None:
    tell(directory, "profile.merged", {**profile(ASHA), "merged_from": BEN})
    tell(directory, "profile.merged", {**profile(BEN), "merged_from": ASHA})
    assert directory.record(ASHA) is None


def test_an_identity_told_alone_waits_for_its_customer(directory: Directory) -> None:
    lone = {**card("60017777", "2026-03-12 00:00:00", id=40), "profile_id": ASHA}
    tell(directory, "identity.created", lone)
    assert directory.with_identity("loyalty-card", "60017777") == ()
    tell(directory, "profile.created", profile())
    assert found(directory, "60017777") == [ASHA]
    tell(directory, "profile.updated", profile(at="2026-03-13 00:00:00"))
    assert found(directory, "60017777") == []


def test_tenants_do_not_see_each_others_customers(directory: Directory, path: Path) -> None:
    tell(directory, "profile.created", profile())
    other = Directory(path, "acme")
    assert (other.record(ASHA), other.search("asha"), len(other)) == (None, (), 0)
    assert other.age(NOW_MS) is None
    assert tell(other, "profile.created", profile()) is Applied.CHANGED
    other.close()


def test_the_age_is_since_anything_was_heard(directory: Directory) -> None:
    assert directory.age(NOW_MS) is None
    tell(directory, "reward.created", {"id": 1})
    tell(directory, "reward.created", {"id": 2}, NOW_MS - 5_000)
    assert directory.age(NOW_MS + 90_000) == timedelta(seconds=90)
    assert directory.age(NOW_MS - 1) == timedelta(0)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("profile.updated", {}),
        ("profile.updated", profile(first_name={"a": 1})),
        ("profile.updated", profile(at="yesterday")),
        ("profile.updated", profile(identities="none")),
        ("profile.updated", profile(identities=[card()] * 201)),
        ("profile.deleted", {"profile_type": "deleted"}),
        ("identity.created", card()),
    ],
)
def test_news_that_cannot_be_read_is_refused_and_not_remembered(
    directory: Directory, name: str, body: object
) -> None:
    for _ in range(2):
        with pytest.raises(BadEvent):
            tell(directory, name, body)
    assert directory.age(NOW_MS) is None


def test_a_lone_surrogate_is_kept_as_what_can_be_kept(directory: Directory) -> None:
    told = b'{"id":"x","first_name":"\\ud800","updated_at":"2026-03-10 02:00:00"}'
    assert tell(directory, "profile.updated", told) is Applied.CHANGED
    known = directory.record("x")
    assert known is not None
    assert known.full_name == "\ufffd"


def test_the_file_is_its_owners_alone_and_a_later_one_is_refused(
    directory: Directory, path: Path
) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    directory.close()
    apsw.Connection(str(path)).pragma("user_version", 99)
    with pytest.raises(DirectoryFailed):
        Directory(path, "sandbox")


def test_a_file_that_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.write_bytes(b"somebody's notes" * 100)
    with pytest.raises(DirectoryFailed):
        Directory(path, "sandbox")
    assert path.read_bytes() == b"somebody's notes" * 100


def _live(**more: object) -> Profile:
    cards = (Identity(31, "loyalty-card", "60011234", True, True, ASHA),)
    fields: dict[str, object] = {
        "id": ASHA,
        "first_name": "Asha",
        "last_name": "Nguyen",
        "full_name": "Asha Nguyen",
        "email": "ASHA@example.test",
        "phone": "+61411222333",
        "tier": "Silver",
        "profile_type": "active",
        "identities": cards,
        "balances": None,
        **more,
    }
    return Profile(**fields)  # type: ignore[arg-type]  # fields by name, for tests


def test_a_true_record_has_no_differences(directory: Directory) -> None:
    tell(directory, "profile.updated", profile(identities=[card()]))
    kept = directory.record(ASHA)
    assert kept is not None
    assert differences(kept, _live()) == ()


def test_differences_are_named_field_by_field(directory: Directory) -> None:
    tell(directory, "profile.updated", profile(identities=[card()]))
    kept = directory.record(ASHA)
    assert kept is not None
    lost = Identity(31, "loyalty-card", "60011234", False, True, ASHA)
    new = Identity(32, "shopify", "77", True, False, ASHA)
    live = _live(first_name="Aisha", email=None, tier="Gold", identities=(lost, new))
    told = [(each.name, each.local, each.live) for each in differences(kept, live)]
    assert told == [
        ("first_name", "Asha", "Aisha"),
        ("email", "asha@example.test", ""),
        ("tier", "Silver", "Gold"),
        ("identity loyalty-card 60011234", "active", "inactive"),
        ("identity shopify 77", "", "active"),
    ]
