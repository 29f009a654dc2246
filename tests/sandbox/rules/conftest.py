"""A fresh tenant for each test, from the seed that ships."""

from collections.abc import Iterator

import pytest

from posdesk.sandbox.seed import Seed
from tests.sandbox.rules.rule_desk import Desk


@pytest.fixture(scope="session")
def seed() -> Seed:
    return Seed.builtin()


@pytest.fixture
def desk(seed: Seed) -> Iterator[Desk]:
    desk = Desk(seed)
    yield desk
    desk.tenant.close()
