"""The way to the tenant cannot be bent or listened to, and what leaves as a file is nobody's formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posdesk import cli
from posdesk.home.settings import Settings
from posdesk.home.tenant import TenantFile
from posdesk.omneo import redemptions
from posdesk.omneo.calls import Applied, Dialect, NotApplied
from posdesk.omneo.errors import Unreachable
from posdesk.sale.money import AUD
from posdesk.till.reward_import_run import Finished, RowAnswer, State
from posdesk.till.reward_report import HEADINGS, report_text
from tests.omneo.loopback import TOKEN, always, http, loopback, send_async, send_blocking

REVERSE = redemptions.reverse(
    "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11", 158, dialect=Dialect.GUIDE, currency=AUD
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("send", [send_async, send_blocking])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])  # fmt: skip
def test_a_redirect_takes_the_token_nowhere(send: object, status: str) -> None:
    assert callable(send)
    with loopback(always(http("200 OK", b"{}"))) as elsewhere:
        there = f"Location: {elsewhere.url}/stolen".encode()
        with loopback(always(http(status, b"", there))) as tenant:
            outcome = send(tenant.url, REVERSE)
            assert len(tenant.visits) == 1
        assert elsewhere.visits == []
    assert not isinstance(outcome, Applied)


@contextmanager
def a_tls_server_of_its_own_making(folder: Path) -> Iterator[tuple[int, list[bytes]]]:
    """A port that speaks TLS with a certificate nobody vouches for, and what it was told."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    told: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            with suppress(OSError):  # the handshake fails, or the test is over
                plain, _ = listening.accept()
                plain.settimeout(20)
                with closing(plain), context.wrap_socket(plain, server_side=True) as secure:
                    told.append(secure.recv(65536))

        serving = threading.Thread(target=serve)
        serving.start()
        yield listening.getsockname()[1], told
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", listening.getsockname()[1]), 1).close()
        serving.join(20)


@pytest.mark.parametrize("send", [send_async, send_blocking])
def test_a_certificate_that_nobody_vouches_for_gets_no_word(send: object, tmp_path: Path) -> None:
    assert callable(send)
    with a_tls_server_of_its_own_making(tmp_path) as (port, told):
        outcome = send(f"https://127.0.0.1:{port}/api/v3", REVERSE)
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Unreachable)
    assert TOKEN.encode() not in b"".join(told)


def test_there_is_no_switch_that_believes_any_certificate() -> None:
    names = {field.name for kind in (Settings, TenantFile) for field in fields(kind)}
    assert [name for name in names if "verif" in name or "tls" in name or "insecure" in name] == []
    assert cli.main(["rewards", "import", "x.csv", "--insecure"]) == cli.USAGE


@given(
    start=st.sampled_from(["", " ", "  "]),
    formula=st.sampled_from(FORMULAS),
    rest=st.text(st.characters(exclude_categories=["Cs"])),
)
@example(start="", formula="=", rest='HYPERLINK("http://evil.test")')
def test_no_cell_of_a_report_is_a_formula_and_every_word_comes_back(
    start: str, formula: str, rest: str
) -> None:
    reason = start + formula + rest
    text = report_text((), Finished((RowAnswer(2, State.REFUSED, "imp-1", reason),)))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(HEADINGS)
    (_, row) = rows
    assert not row[3].lstrip(" ").startswith(FORMULAS)
    assert row[3] == f"'{reason}"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10, max_value=10))
def test_a_row_number_stays_a_number(amount: Decimal) -> None:
    text = report_text((), Finished((RowAnswer(7, State.REFUSED, "imp-1", f"{amount}"),)))
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[0] == "7"
    assert row[3] == (f"'{amount}" if f"{amount}".startswith("-") else f"{amount}")
