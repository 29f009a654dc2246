"""The store remembers what it has read, and forgets it at any change."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from posdesk.sandbox.rules import store as stores
from posdesk.sandbox.rules.store import Store

_READ = "SELECT value FROM fact WHERE name = ?"
_PUT = (
    "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
)


@pytest.fixture
def store() -> Iterator[Store]:
    opened, _is_new = Store.open(":memory:")
    opened.create_tables()
    opened.insert(_PUT, "colour", "red")
    yield opened
    opened.close()


def _colour(store: Store) -> str | None:
    row = store.one(_READ, "colour")
    return None if row is None else str(row["value"])


def _written(store: Store) -> None:
    store.write("UPDATE fact SET value = 'blue'")


def _inserted(store: Store) -> None:
    store.insert(_PUT, "colour", "blue")


def _run(store: Store) -> None:
    store.run("UPDATE fact SET value = 'blue'")


@pytest.mark.parametrize("change", [_written, _inserted, _run])
def test_a_change_is_read(store: Store, change: Callable[[Store], None]) -> None:
    assert _colour(store) == "red"
    change(store)
    assert _colour(store) == "blue"


def test_what_was_not_there_is_read_once_it_is(store: Store) -> None:
    assert store.one(_READ, "size") is None
    store.insert(_PUT, "size", "large")
    assert store.one(_READ, "size") == {"value": "large"}


def test_an_emptied_store_is_empty(store: Store) -> None:
    assert _colour(store) == "red"
    store.add_tables()
    store.empty()
    assert _colour(store) is None


def test_what_is_rolled_back_was_never_so(store: Store) -> None:
    with suppress(ZeroDivisionError), store.writing():
        _written(store)
        assert _colour(store) == "blue"
        raise ZeroDivisionError
    assert _colour(store) == "red"


def test_a_part_that_is_rolled_back_was_never_so(store: Store) -> None:
    with store.writing():
        with suppress(ZeroDivisionError), store.part():
            _written(store)
            assert _colour(store) == "blue"
            raise ZeroDivisionError
        assert _colour(store) == "red"
    assert _colour(store) == "red"


def test_what_was_only_tried_was_never_so(store: Store) -> None:
    with store.trying():
        _written(store)
        assert _colour(store) == "blue"
    assert _colour(store) == "red"


def test_it_remembers_only_so_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MAX_REMEMBERED", 3)
    for number in range(10):
        assert store.one("SELECT ? AS number", number) == {"number": number}
        assert len(store._seen) <= 3
