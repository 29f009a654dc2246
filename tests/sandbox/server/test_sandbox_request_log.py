"""What the request log shows and what it masks."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from posdesk.sandbox.request_log import KEPT, RequestLog, mask_path

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
CARDS = st.text("0123456789", min_size=8, max_size=20)
EMAILS = st.from_regex(r"[a-z0-9.+]{1,12}@[a-z0-9]{1,12}\.test", fullmatch=True)


def _shown(path: str, *query: tuple[str, str]) -> str:
    log = RequestLog()
    log.add(NOON, "GET", path, query, 200, 1.0)
    return repr(log.last())


@given(CARDS | EMAILS, st.text("abcdefgh[]_", min_size=1, max_size=20))
def test_no_card_and_no_address_is_shown_wherever_it_stands(secret: str, key: str) -> None:
    assert secret not in _shown(f"/api/v3/x/{secret}/y", (key, secret), ("handle", secret))
    assert secret not in _shown(f"/api/v3/x/{secret.replace('@', '%40')}", (secret, "1"))


@given(st.text("abcdefghABC-1234", min_size=3, max_size=30))
def test_what_stands_where_a_card_stands_is_masked_whatever_it_looks_like(card: str) -> None:
    assert mask_path(f"/api/v3/identities/search-profile/{card}").endswith(
        "/search-profile/[masked]"
    )


def test_ids_and_references_of_sales_are_shown() -> None:
    path = "/api/v3/profiles/12345678-1234-4234-9234-123456789012/redemptions/158/reverse"
    assert mask_path(path) == path
    query = ("filter[transaction_external_id]", "S01-1-000659-k3f9q2")
    assert "S01-1-000659-k3f9q2" in _shown("/api/v3/redemptions", query)


def test_it_keeps_the_newest_and_goes_on_counting() -> None:
    log = RequestLog()
    for number in range(KEPT + 5):
        log.add(NOON, "GET", f"/{number}", (), 200, 1.0)
    assert [entry["number"] for entry in log.last(2)] == [KEPT + 4, KEPT + 5]
    assert len(log.last()) == KEPT
    log.clear()
    log.add(NOON, "GET", "/", (), 200, 1.0)
    assert [entry["number"] for entry in log.last()] == [KEPT + 6]
