"""A customer who was merged into another profile since the sale: what comes back goes to the one that stays (W30)."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

from posdesk.sale import events as ev
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.till.retention import forget_customer
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.audited import audited
from tests.till.headless import Till, a_till, on_a_loop
from tests.till.taking_back import go, take_back, worth
from tests.till.test_merged_profiles import another, merge
from tests.till.weather import REFUND, Deed, Handle, Weather, lose_answer, lose_request

ISSUE = r"POST .*/credits$"


async def bought(till: Till, rewards: str = "25.00") -> Sale:
    """Asha's basket, redeemed and paid by card."""
    cashier = await till.asha(rewards=rewards)
    await till.redeem(cashier)
    sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    return sale


def given(sale: Sale) -> list[tuple[RefundKind, RefundState]]:
    return [(each.kind, each.state) for each in returning(sale).refunds]


@pytest.mark.parametrize("nameless", [False, True])
@on_a_loop
async def test_the_reward_and_the_record_go_to_the_profile_that_stays(
    sandbox: Sandbox, nameless: bool
) -> None:
    stays = another(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        sold = await bought(till)
        merge(sandbox, stays)
        if nameless:
            # As after thirty days: nobody can be searched for, and the tenant's transaction says whose it is.
            assert forget_customer(till.journal, ASHA).sales == 1
        cashier = await take_back(till, sold.reference)
        sale = await go(till, cashier, RepayKind.CARD)
        report = await audited(till, sandbox)

    assert sale.phase is Phase.RECORDED
    assert sale.customer is not None
    assert (sale.customer.profile_id, sale.former) == (stays, (ASHA,))
    assert given(sale) == [
        (RefundKind.REWARDS, RefundState.GIVEN),
        (RefundKind.CARD, RefundState.GIVEN),
    ]
    assert plain_http.balance(sandbox, stays) == 25
    assert plain_http.transaction(sandbox, sale.reference)["profile_id"] == stays
    assert StoryKind.PROFILE_MOVED in {each.kind for each in sale.story}
    assert report.violations == ()


def merging(sandbox: Sandbox, stays: str, deed: Deed | None, *, first: bool) -> Deed:
    """She is merged before or after ``deed`` (None: nothing goes wrong) happens to a request."""

    async def both(handle: Handle, request: httpx.Request) -> httpx.Response:
        if first:
            merge(sandbox, stays)
        try:
            return await (handle(request) if deed is None else deed(handle, request))
        finally:
            if not first:
                merge(sandbox, stays)

    return both


@pytest.mark.parametrize(
    ("deed", "first", "sends"),
    [
        pytest.param(None, True, 2, id="just before the refund"),
        pytest.param(lose_answer, False, 1, id="after a refund whose answer was lost"),
    ],
)
@on_a_loop
async def test_merged_around_a_refund_it_is_made_once(
    sandbox: Sandbox, deed: Deed | None, first: bool, sends: int
) -> None:
    stays = another(sandbox)
    weather = Weather()
    weather.expect(REFUND, merging(sandbox, stays, deed, first=first))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        sale = await go(till, cashier, RepayKind.CARD)
        report = await audited(till, sandbox)

    assert sale.phase is Phase.RECORDED
    assert sale.former == (ASHA,)
    assert weather.count(REFUND) == sends
    assert worth(sandbox, stays).rewards == 25
    assert [row["type"] for row in plain_http.redemptions(sandbox, stays)].count("return") == 1
    assert report.violations == ()


@on_a_loop
async def test_a_store_credit_is_for_the_profile_that_stays(sandbox: Sandbox) -> None:
    stays = another(sandbox)
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sold = await bought(till, rewards="")
        weather.expect(ISSUE, merging(sandbox, stays, None, first=True))
        before = worth(sandbox, ASHA).credits
        cashier = await take_back(till, sold.reference, LS_01=1)
        sale = await go(till, cashier, RepayKind.STORE_CREDIT)

    assert sale.phase is Phase.RECORDED
    assert given(sale)[-1] == (RefundKind.STORE_CREDIT, RefundState.GIVEN)
    assert worth(sandbox, stays).credits == before + returning(sale).refunds[-1].amount.amount


@on_a_loop
async def test_a_refund_that_never_arrived_is_made_at_a_persons_word(sandbox: Sandbox) -> None:
    stays = another(sandbox)
    weather = Weather()
    weather.expect(REFUND, merging(sandbox, stays, lose_request, first=False))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        asked = await go(till, cashier, RepayKind.CARD)
        assert asked.attention is not None
        assert asked.attention.why == "refund_unclear"
        await cashier.tell(partial(ev.AttentionSettled, choice=ev.Choice.WAS_NOT_GIVEN))
        sale = await go(till, cashier, None)

    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, stays).rewards == 25


@on_a_loop
async def test_without_an_echo_a_refund_around_a_merge_is_for_a_person(sandbox: Sandbox) -> None:
    """The other profile's own rewards are new to the till: nothing there proves what the refund came to."""
    stays = another(sandbox)
    sandbox.control.switches(leg_echoed=False)
    weather = Weather()
    weather.expect(REFUND, merging(sandbox, stays, lose_answer, first=False))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sold = await bought(till)
        cashier = await take_back(till, sold.reference)
        sale = await go(till, cashier, RepayKind.CARD)

    assert sale.phase is Phase.ATTENTION
    assert sale.attention is not None
    assert sale.attention.why == "refund_unclear"
    assert weather.count(REFUND) == 1
