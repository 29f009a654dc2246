"""What a return says beside its figures, of real returns at the sandbox."""

from __future__ import annotations

import pytest

from posdesk.desktop.screens.return_notes import notes
from posdesk.home.tenant import TenantFile
from tests.sandbox.server.running import Sandbox
from tests.till.headless import TENANT, a_till, on_a_loop
from tests.till.taking_back import take_back
from tests.till.test_returns import WHOLE_ONLY, bought, identity


@pytest.mark.parametrize(
    ("tenant", "said"),
    [(WHOLE_ONLY, ["all_or_nothing", "shares"]), (TENANT, ["shares"])],
    ids=["whole only", "in parts"],
)
@on_a_loop
async def test_all_or_nothing_is_said_where_it_is_so(
    sandbox: Sandbox, tenant: TenantFile, said: list[str]
) -> None:
    async with a_till(sandbox.endpoint, identity(sandbox), tenant=tenant) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference, LS_01=1)
        assert [each.name for each in notes(cashier.sale, "1")] == said
