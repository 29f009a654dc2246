"""What each status means for a write, and what its error carries. No network."""

import pytest

from posdesk.omneo import redemptions
from posdesk.omneo.calls import Applied, Dialect, NotApplied, Unknown
from posdesk.omneo.errors import (
    BadPayload,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    OmneoError,
    Rejected,
    ServerTrouble,
    Throttled,
    Unauthenticated,
)
from posdesk.sale.errors import PosError
from posdesk.sale.money import AUD
from tests.omneo.samples import REDEEMED, P, answered, changed, error_in

WRITE = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)

NOT_APPLIED = [
    (400, Rejected),
    (401, Unauthenticated),
    (403, Forbidden),
    (404, NotFound),
    (405, Rejected),
    (409, Rejected),
    (410, Rejected),
    (422, Invalid),
    (429, Throttled),
]
UNKNOWN = [
    (301, BadPayload),
    (302, BadPayload),
    (304, BadPayload),
    (408, NoAnswer),
    (500, ServerTrouble),
    (502, ServerTrouble),
    (503, ServerTrouble),
    (504, ServerTrouble),
    (599, ServerTrouble),
]


@pytest.mark.parametrize(("status", "error"), NOT_APPLIED)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"message":"No."}'])
def test_a_refusal_proves_that_nothing_was_done(
    status: int, error: type[OmneoError], body: bytes
) -> None:
    outcome = WRITE.read(answered(body, status))
    assert isinstance(outcome, NotApplied)
    assert type(outcome.error) is error
    assert outcome.error.status == status


@pytest.mark.parametrize(("status", "error"), UNKNOWN)
def test_trouble_behind_the_door_leaves_it_open(status: int, error: type[OmneoError]) -> None:
    outcome = WRITE.read(answered({"data": REDEEMED}, status))
    assert isinstance(outcome, Unknown)
    assert type(outcome.error) is error
    assert outcome.error.status == status


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_success_is_read_whatever_its_number(status: int) -> None:
    outcome = WRITE.read(answered({"data": REDEEMED}, status))
    assert isinstance(outcome, Applied)
    assert (outcome.value.id, outcome.status) == (158, status)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in</html>",
        b'{"data": {"id": 15',
        b'{"data": {}}',
        b'{"data": []}',
        b'{"data": null}',
        b"[1, 2]",
        b'"done"',
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"data": {"id": ' + b"9" * 5000 + b"}}",
        b'{"data": {"id": NaN}}',
    ],
    ids=range(12),
)
def test_a_success_that_cannot_be_read_is_unknown(body: bytes) -> None:
    outcome = WRITE.read(answered(body))
    assert isinstance(outcome, Unknown)
    assert isinstance(outcome.error, BadPayload)
    assert outcome.error.status == 200


def test_a_web_page_with_200_is_unknown_though_it_holds_json() -> None:
    page = answered({"data": REDEEMED}, headers={"content-type": "text/html; charset=utf-8"})
    assert isinstance(WRITE.read(page), Unknown)


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert isinstance(WRITE.read(answered(b'\xef\xbb\xbf{"data":{"id":1}}')), Applied)


def test_the_fields_of_a_refusal_are_kept() -> None:
    body = {
        "message": "The given data was invalid.",
        "errors": {"amount": ["Too much.", "Really."], "strategies.0": "Unknown."},
    }
    error = error_in(WRITE.read(answered(body, 422)))
    assert isinstance(error, Invalid)
    assert error.fields == {"amount": ("Too much.", "Really."), "strategies.0": ("Unknown.",)}
    assert "Too much." in str(error)


@pytest.mark.parametrize("errors", [None, [], "no", {}])
def test_a_refusal_without_fields_has_none(errors: object) -> None:
    error = error_in(WRITE.read(answered({"message": "No.", "errors": errors}, 422)))
    assert isinstance(error, Invalid)
    assert error.fields == {}


def test_what_the_server_says_is_redacted_and_short() -> None:
    said = "No card 4242424242424242 of asha@example.test. " + "x" * 9000
    error = error_in(WRITE.read(answered({"message": said}, 404)))
    assert "4242424242424242" not in str(error)
    assert "asha@example.test" not in str(error)
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "Sun, 15 Jun 2025 04:30:30 GMT"}, None),
        (
            {
                "retry-after": "Sun, 15 Jun 2025 04:30:30 GMT",
                "date": "Sun, 15 Jun 2025 04:30:00 GMT",
            },
            30.0,
        ),
        (
            {
                "retry-after": "Sun, 15 Jun 2025 04:30:00 GMT",
                "date": "Sun, 15 Jun 2025 04:30:30 GMT",
            },
            0.0,
        ),
    ],
)
def test_a_pause_is_measured_on_the_tenants_own_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    error = error_in(WRITE.read(answered({"message": "Too Many Attempts."}, 429, headers)))
    assert isinstance(error, Throttled)
    assert error.retry_after_s == seconds


def test_an_empty_date_is_none() -> None:
    body = changed(REDEEMED, created_at="")
    outcome = WRITE.read(answered({"data": body}))
    assert isinstance(outcome, Applied)
    assert outcome.value.created_at is None


def errors_of_the_room() -> list[type[OmneoError]]:
    found: list[type[OmneoError]] = [OmneoError, *OmneoError.__subclasses__()]
    return [error for error in found if error.__module__ == OmneoError.__module__]


def test_every_error_has_a_code_of_its_own_and_says_what_was_not_lost() -> None:
    found = errors_of_the_room()
    codes = [error.code for error in found]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("omneo.") for code in codes)
    for error in found:
        assert issubclass(error, PosError)
        sentence = error.user_message.lower()
        assert any(word in sentence for word in ("nothing was", "nothing is lost")), error
        assert sentence.count(".") >= 2, error
