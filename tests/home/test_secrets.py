"""posdesk.home.secrets: where a token may be, and that nothing is kept in plain text unasked."""

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from posdesk.home.errors import NoKeyring, UnsafeTokenFile
from posdesk.home.paths import Home
from posdesk.home.secrets import Place, Token, Tokens

TOKEN = "canary-token-0001"


class MemoryKeyring(KeyringBackend):
    """A keyring such as a desktop has, for this test alone. Without ``keeps`` it forgets at once."""

    priority = 1.0

    def __init__(self, keeps: bool = True, locked: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.keeps = keeps
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        if self.keeps:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")


@pytest.fixture(autouse=True)
def _same_keyring_after() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def ring() -> MemoryKeyring:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


def _all_bytes(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())


def test_without_any_there_is_no_token(home: Home) -> None:
    assert Tokens(home, {}).read("acme") is None


def test_the_environment_is_the_strongest(home: Home, ring: MemoryKeyring) -> None:
    tokens = Tokens(home, {"POSDESK_TOKEN": " from-outside "}, started_for="acme")
    tokens.keep("acme", TOKEN)
    assert tokens.read("acme") == Token("from-outside", Place.ENVIRONMENT)


def test_the_environments_token_never_goes_to_another_tenant(home: Home) -> None:
    tokens = Tokens(home, {"POSDESK_TOKEN": TOKEN}, started_for="acme")
    assert tokens.read("other") is None
    assert Tokens(home, {"POSDESK_TOKEN": TOKEN}).read("acme") is None


def test_a_kept_token_is_in_the_keyring_at_the_next_start(home: Home, ring: MemoryKeyring) -> None:
    Tokens(home, {}).keep("acme", TOKEN)
    assert Tokens(home, {}).read("acme") == Token(TOKEN, Place.KEYRING)
    assert TOKEN.encode() not in _all_bytes(home)


def test_two_homes_share_no_token(home: Home, tmp_path: Path, ring: MemoryKeyring) -> None:
    Tokens(home, {}).keep("acme", TOKEN)
    assert Tokens(Home(tmp_path / "other"), {}).read("acme") is None


def test_without_a_keyring_the_token_lasts_this_run_and_the_user_is_told(home: Home) -> None:
    tokens = Tokens(home, {})
    with pytest.raises(NoKeyring):
        tokens.keep("acme", TOKEN)
    assert tokens.read("acme") == Token(TOKEN, Place.MEMORY)
    assert Tokens(home, {}).read("acme") is None
    assert TOKEN.encode() not in _all_bytes(home)


def test_a_keyring_that_forgets_is_told(home: Home) -> None:
    keyring.set_keyring(MemoryKeyring(keeps=False))
    with pytest.raises(NoKeyring):
        Tokens(home, {}).keep("acme", TOKEN)


def test_a_keyring_of_plain_files_is_not_used(home: Home) -> None:
    plain = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})()
    keyring.set_keyring(plain)
    with pytest.raises(NoKeyring):
        Tokens(home, {}).keep("acme", TOKEN)
    assert plain.kept == {}


def test_a_locked_keyring_is_told_and_not_taken_for_an_empty_one(
    home: Home, ring: MemoryKeyring
) -> None:
    Tokens(home, {}).keep("acme", TOKEN)
    ring.locked = True
    with pytest.raises(NoKeyring):
        Tokens(home, {}).read("acme")


def test_a_file_is_written_only_on_request_and_is_private(home: Home) -> None:
    Tokens(home, {}).keep("acme", TOKEN, Place.FILE)
    (path,) = home.tokens.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.tokens.stat().st_mode) == 0o700
    assert Tokens(home, {}).read("acme") == Token(TOKEN, Place.FILE)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_token_file_that_others_can_read_is_refused(home: Home, mode: int) -> None:
    Tokens(home, {}).keep("acme", TOKEN, Place.FILE)
    (home.tokens / "acme.token").chmod(mode)
    with pytest.raises(UnsafeTokenFile):
        Tokens(home, {}).read("acme")


def test_a_link_in_the_place_of_the_token_file_is_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(TOKEN)
    (tmp_path / "elsewhere").chmod(0o600)
    home.tokens.mkdir()
    (home.tokens / "acme.token").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeTokenFile):
        Tokens(home, {}).read("acme")


@pytest.mark.parametrize("place", [Place.KEYRING, Place.FILE, Place.MEMORY])
def test_a_forgotten_token_is_nowhere(home: Home, ring: MemoryKeyring, place: Place) -> None:
    tokens = Tokens(home, {})
    tokens.keep("acme", TOKEN, place)
    tokens.forget("acme")
    assert tokens.read("acme") is None
    assert ring.kept == {}
    assert TOKEN.encode() not in _all_bytes(home)


def test_forgetting_what_was_never_there_is_no_error(home: Home) -> None:
    Tokens(home, {}).forget("acme")


@pytest.mark.parametrize(("token", "place"), [("  ", Place.MEMORY), (TOKEN, Place.ENVIRONMENT)])
def test_an_impossible_wish_is_a_bug_of_the_caller(home: Home, token: str, place: Place) -> None:
    with pytest.raises(ValueError, match="kept"):
        Tokens(home, {}).keep("acme", token, place)


def test_a_token_is_in_no_repr() -> None:
    assert TOKEN not in repr(Token(TOKEN, Place.MEMORY))
