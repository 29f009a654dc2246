"""References of sales and legs: exact, and read back only as they were written."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.references import BadReference, Leg, LegKind, Reference, new_installation

ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"

references = st.builds(
    Reference,
    store=st.text(ALNUM, min_size=1, max_size=8),
    register=st.text(ALNUM, min_size=1, max_size=4),
    receipt=st.integers(1, 999_999),
    installation=st.text(BASE32, min_size=6, max_size=6),
)


def test_the_example_of_the_design() -> None:
    reference = Reference("S01", "1", 659, "k3f9q2")
    assert str(reference) == "S01-1-000659-k3f9q2"
    assert reference.receipt_ref == "659"
    assert reference.leg(LegKind.REDEMPTION, 2) == "S01-1-000659-k3f9q2-R2"
    assert reference.leg(LegKind.BENEFIT, 1) == "S01-1-000659-k3f9q2-B1"


@given(references)
def test_a_reference_is_read_as_it_was_written(reference: Reference) -> None:
    assert Reference.parse(str(reference)) == reference
    assert len(str(reference)) <= 27


@given(references, st.sampled_from(LegKind), st.integers(1, 999_999))
def test_a_leg_is_read_as_it_was_written(reference: Reference, kind: LegKind, number: int) -> None:
    assert Leg.parse(reference.leg(kind, number)) == Leg(reference, kind, number)
    assert str(Leg(reference, kind, number)) == reference.leg(kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "659",
        "S01-1-659-k3f9q2",
        "S01-1-000000-k3f9q2",
        "S01-1-0000659-k3f9q2",
        "S01-1-٠٠٠٦٥٩-k3f9q2",
        "-1-000659-k3f9q2",
        "S01--000659-k3f9q2",
        "STORE0001-1-000659-k3f9q2",
        "S01-10000-000659-k3f9q2",
        "S 1-1-000659-k3f9q2",
        "Sö1-1-000659-k3f9q2",
        "S01-1-000659-k3f9q",
        "S01-1-000659-k3f9qi",
        "S01-1-000659-K3F9Q2",
        "S01-1-000659-k3f9q2\n",
        "S01-1-000659-k3f9q2-R1",
    ],
)
def test_what_no_till_has_written_is_refused(text: str) -> None:
    with pytest.raises(BadReference):
        Reference.parse(text)


@pytest.mark.parametrize("end", ["", "-R", "-R0", "-R01", "-X1", "-R1-B1", "-r1"])
def test_what_is_no_leg_is_refused(end: str) -> None:
    with pytest.raises(BadReference):
        Leg.parse(f"S01-1-000659-k3f9q2{end}")


@pytest.mark.parametrize("receipt", [0, -1, 1_000_000])
def test_a_receipt_number_of_seven_digits_is_refused(receipt: int) -> None:
    with pytest.raises(BadReference):
        Reference("S01", "1", receipt, "k3f9q2")


def test_legs_are_counted_from_one() -> None:
    with pytest.raises(BadReference):
        Reference("S01", "1", 1, "k3f9q2").leg(LegKind.REDEMPTION, 0)


def test_an_installation_uses_all_its_random_bits() -> None:
    assert new_installation(lambda _bits: 0) == "000000"
    assert new_installation(lambda bits: (1 << bits) - 1) == "zzzzzz"
    assert new_installation(lambda _bits: 0b00001_00010_00011_00100_00101_01010) == "12345a"


def test_a_real_random_source_gives_a_valid_installation() -> None:
    Reference("S01", "1", 1, new_installation(secrets.randbits))
