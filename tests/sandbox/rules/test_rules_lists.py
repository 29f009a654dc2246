"""Pages, filters, sorting (omneo-api.md 1.4, 1.5, U35, U48)."""

import pytest

from tests.sandbox.rules.rule_desk import ASHA, HOST, JAMES, Desk, sale

REWARDS = f"/profiles/{JAMES}/rewards"


def test_a_page_has_fifteen_rows_and_the_frameworks_frame(desk: Desk) -> None:
    for _ in range(6):
        desk.redeem(1)
        desk.data("POST", f"/profiles/{ASHA}/credits", {"amount": 1, "type": "store"})
    _, answer = desk.call("GET", "/credits?page[size]=4&page[number]=2&filter[type]=store_credit")
    meta, path = answer["meta"], f"http://{HOST}/api/v3/credits"
    assert len(answer["data"]) == 4
    assert (meta["current_page"], meta["from"], meta["to"], meta["last_page"], meta["total"]) == (
        2,
        5,
        8,
        2,
        8,
    )
    assert (meta["per_page"], meta["path"]) == (4, path)
    assert answer["links"]["next"] is None
    assert answer["links"]["prev"].startswith(f"{path}?page%5Bsize%5D=4&")
    assert answer["links"]["prev"].endswith("page%5Bnumber%5D=1")
    assert [link["label"] for link in meta["links"]] == [
        "&laquo; Previous",
        "1",
        "2",
        "Next &raquo;",
    ]
    assert [link["active"] for link in meta["links"]] == [False, False, True, False]


def test_fifteen_is_the_default_and_every_row_is_on_one_page(desk: Desk) -> None:
    numbers: list[int] = []
    for page in (1, 2):
        _, answer = desk.call("GET", f"/products?page[number]={page}")
        numbers += [row["id"] for row in answer["data"]]
        assert len(answer["data"]) == (15 if page == 1 else 12)
    assert numbers == sorted(set(numbers))


def test_an_empty_list_has_no_first_row(desk: Desk) -> None:
    _, answer = desk.call("GET", "/transactions")
    meta = answer["meta"]
    assert (meta["from"], meta["to"], meta["last_page"], meta["total"]) == (None, None, 1, 0)


@pytest.mark.parametrize(
    ("query", "size", "current"),
    [
        ("page=2&per_page=5", 5, 2),
        ("limit=5&offset=5", 5, 2),
        ("page[size]=3&per_page=5", 3, 1),
        ("page[size]=1000", 100, 1),
        ("page[size]=0", 1, 1),
        ("page[number]=0", 15, 1),
        ("page[number]=x&page[size]=-3", 15, 1),
        ("page[number]=99999999999999999999", 15, 1),
    ],
)
def test_every_way_to_ask_for_a_page_is_understood(
    desk: Desk, query: str, size: int, current: int
) -> None:
    _, answer = desk.call("GET", f"{REWARDS}?{query}")
    assert (answer["meta"]["per_page"], answer["meta"]["current_page"]) == (size, current)


def test_a_page_past_the_end_is_empty(desk: Desk) -> None:
    _, answer = desk.call("GET", f"{REWARDS}?page[number]=9")
    assert (answer["data"], answer["meta"]["total"]) == ([], 12)


def test_many_pages_leave_out_the_far_ones(desk: Desk) -> None:
    _, answer = desk.call("GET", "/products/variants?page[size]=1&page[number]=14")
    labels = [link["label"] for link in answer["meta"]["links"][1:-1]]
    assert labels == ["1", "2", "...", "11", "12", "13", "14", "15", "16", "17", "...", "26", "27"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter[value_initial]=15", 1),
        ("filter[value_initial][gt]=5", 2),
        ("filter[value_remaining][lt]=5", 1),
        ("filter[value_initial][in]=10,15", 2),
        ("filter[value_initial][ne]=5", 2),
        ("filter[value_initial][gte]=5", 12),
        ("filter[value_initial][lte]=10.00", 11),
        ("filter[external_id][nullable]=1", 12),
        ("filter[external_id][nullable]=0", 0),
        ("filter[expires_at][lt]=2026-03-13", 1),
        ("filter[reward_definition_id]=8&filter[value_initial]=5", 10),
        ("filter[made_up]=1", 12),
        ("filter[made_up][gt]=1", 12),
    ],
)
def test_filters_compare_by_their_kind(desk: Desk, query: str, count: int) -> None:
    assert len(desk.data("GET", f"{REWARDS}?{query}")) == count


@pytest.mark.parametrize(
    "query",
    [
        "filter[value_initial]=x",
        "filter[issued_at]=soon",
        "filter[id]=1.5",
        "filter[external_id][nullable]=2",
    ],
)
def test_a_filter_of_the_wrong_kind_is_422(desk: Desk, query: str) -> None:
    assert desk.call("GET", f"{REWARDS}?{query}")[0] == 422


def test_an_unknown_filter_can_be_refused_by_switch(desk: Desk) -> None:
    desk.tenant.set_switches({"unknown_filter": "reject"})
    assert list(desk.errors("GET", f"{REWARDS}?filter[made_up]=1")) == ["filter.made_up"]
    assert desk.call("GET", f"{REWARDS}?filter[value_initial]=5")[0] == 200


def test_lists_sort_up_and_down(desk: Desk) -> None:
    path = f"{REWARDS}?page[size]=100&sort="
    up = [row["value_remaining"] for row in desk.data("GET", path + "value_remaining")]
    down = [row["value_remaining"] for row in desk.data("GET", path + "-value_remaining")]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)
    assert desk.call("GET", path + "1;DROP TABLE reward")[0] == 200


def test_redemptions_are_filtered_by_reference_kind_and_profile(desk: Desk) -> None:
    first = desk.redeem(1, transaction_external_id="X", transaction_receipt_ref="7")["id"]
    second = desk.redeem(1, strategies=["points"])["id"]
    undone = desk.reverse(second)["id"]

    def found(query: str) -> list[int]:
        return [
            row["id"] for row in desk.data("GET", f"/redemptions?filter[profile_id]={ASHA}&{query}")
        ]

    assert found("filter[transaction_external_id]=X") == [first]
    assert found("filter[transaction_receipt_ref]=7") == [first]
    assert found("filter[has_point]=1") == [undone, second]
    assert found("filter[has_reward]=1&filter[type]=redeem") == [first]
    assert found("filter[type]=reversal") == [undone]
    assert found("filter[transaction_external_id]=nonsense") == []


def test_transactions_are_filtered_by_a_related_field(desk: Desk) -> None:
    number = desk.data("POST", "/transactions", sale(location_id=2))["id"]
    desk.data("POST", "/transactions", sale(location_id=3))
    for query in (
        "filter[location.name]=Main Shop",
        "filter[location][name]=Main Shop",
        "filter[location_id]=2",
    ):
        assert [row["id"] for row in desk.data("GET", f"/transactions?{query}")] == [number]
