"""Where a tenant may live: HTTPS anywhere, HTTP only on this machine. A token never crosses a network in clear."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from posdesk.omneo.errors import BadAddress, Unauthenticated


def checked_address(base_url: str) -> str:
    """``base_url`` (``https://api.TENANT.getomneo.com/api/v3``) without a trailing slash. Raises BadAddress."""
    try:
        parts = urlsplit(base_url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise BadAddress("no address") from exc
    if not host or port == 0 or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadAddress(f"not the address of a tenant: scheme {parts.scheme!r}, host {host!r}")
    if parts.scheme != "https" and not is_plain(parts):
        raise BadAddress(f"no https, and not this machine: {host}")
    return parts.geturl().rstrip("/")


def is_plain(parts: SplitResult) -> bool:
    """Whether this is HTTP to this very machine, where TLS protects nothing."""
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def checked_token(token: str) -> str:
    """``token`` as it can stand in a header. Raises Unauthenticated, without the token in it."""
    stripped = token.strip()
    if not stripped or not all("!" <= character <= "~" for character in stripped):
        raise Unauthenticated("the token is empty or holds characters that no header can carry")
    return stripped


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
