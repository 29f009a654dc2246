"""Walking a list by page numbers, never by the URLs in it: their host may be another (omneo-api.md 7.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from posdesk.omneo.calls import Call, Page
from posdesk.omneo.errors import BadPayload

T = TypeVar("T")
# The call for the page of that number, counted from 1.
PageCall: TypeAlias = Callable[[int], Call[Page[T]]]

# 10,000 rows of one customer: beyond that a number is a mistake, and following it a way to hang.
MAX_PAGES = 100


def further_pages(first: Page[object]) -> range:
    """The numbers of the pages after the first. Raises BadPayload for a number beyond reason."""
    if first.last > MAX_PAGES:
        raise BadPayload(f"a list of {first.last} pages")
    return range(2, first.last + 1)


def items_of(page: Page[T], number: int) -> tuple[T, ...]:
    """What stands on page ``number``. Raises BadPayload when the tenant sent another page."""
    if page.current != number:
        raise BadPayload(f"asked for page {number}, got {page.current}")
    return page.items
