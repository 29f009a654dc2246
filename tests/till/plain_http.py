"""Reading a sandbox back over plain HTTP: nothing of posdesk's own readers stands between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.sandbox.server.running import ASHA, Sandbox


def rewards(sandbox: Sandbox, profile: str = ASHA) -> dict[int, tuple[Decimal, str]]:
    """Reward id → what is left of it and when it ends."""
    rows = sandbox.call("GET", f"/profiles/{profile}/rewards?page[size]=100")["data"]
    return {row["id"]: (Decimal(row["value_remaining"]), row["expires_at"]) for row in rows}


def uses(sandbox: Sandbox, profile: str = ASHA) -> dict[str, tuple[int | None, str]]:
    """Benefit id → uses left and when it ends."""
    rows = sandbox.call("GET", f"/profiles/{profile}/benefits?page[size]=100")["data"]
    return {str(row["id"]): (row["redemptions_remaining"], row["expires_at"]) for row in rows}


def wallet(sandbox: Sandbox, profile: str = ASHA) -> tuple[object, ...]:
    """All that a putting back must restore."""
    return (
        rewards(sandbox, profile),
        uses(sandbox, profile),
        points(sandbox, profile),
        balance(sandbox, profile),
    )


def points(sandbox: Sandbox, profile: str = ASHA) -> dict[int, tuple[Decimal, str]]:
    """Number of a row of points → what is left of it and when it ends."""
    rows = sandbox.call("GET", f"/profiles/{profile}/points?page[size]=100")["data"]
    return {row["id"]: (Decimal(row["value_remaining"]), row["expires_at"]) for row in rows}


def balance(sandbox: Sandbox, profile: str = ASHA) -> Decimal:
    """What is left of the rewards, in major units."""
    return Decimal(sandbox.call("GET", f"/profiles/{profile}/balances")["data"]["reward_balance"])


def redemptions(sandbox: Sandbox, profile: str = ASHA) -> list[dict[str, Any]]:
    """All rows, oldest first."""
    rows = sandbox.call("GET", f"/profiles/{profile}/redemptions?page[size]=100")["data"]
    return sorted(rows, key=lambda row: row["id"])


def transaction(sandbox: Sandbox, reference: str) -> dict[str, Any]:
    """The transaction of that reference."""
    row: dict[str, Any] = sandbox.call("GET", f"/transactions/external/{reference}")["data"]
    return row


def transactions(sandbox: Sandbox, profile: str = ASHA) -> list[dict[str, Any]]:
    """What the profile has bought."""
    rows: list[dict[str, Any]] = sandbox.call("GET", f"/profiles/{profile}/transactions")["data"]
    return rows


def live(sandbox: Sandbox, profile: str = ASHA) -> list[int]:
    """Ids of the redemptions that nothing has undone: a reversal or return undoes the newest of its worth."""
    rows = redemptions(sandbox, profile)
    open_rows: list[dict[str, Any]] = []
    for row in rows:
        if row["type"] == "redeem":
            open_rows.append(row)
        else:
            undone = next(each for each in reversed(open_rows) if each["total"] == row["total"])
            open_rows.remove(undone)
    return [row["id"] for row in open_rows]
