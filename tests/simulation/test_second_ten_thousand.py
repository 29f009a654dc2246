"""Ten thousand faulted sales lose nothing; another ten thousand stand in a file of their own, for the other core."""

from __future__ import annotations

import pytest

from tests.simulation.many_sales import check_many


@pytest.mark.timeout(900)
def test_ten_thousand_faulted_sales_lose_nothing() -> None:
    check_many(1001)
