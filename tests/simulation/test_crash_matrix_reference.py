"""The crash matrix, at a tenant that speaks the reference's paths: every point of a sale, killed there (reliability.md 8)."""

from __future__ import annotations

import pytest

from tests.simulation.one_sale import DUPLICATES, OUTCOMES, check_matrix

# Journal writes before and after, calls at three points, of a sale with two redemptions.
LEAST = 90


@pytest.mark.parametrize("duplicates", DUPLICATES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_killed_at_any_point_nothing_is_lost(duplicates: str, outcome: str) -> None:
    assert check_matrix("reference", duplicates, outcome) >= LEAST
