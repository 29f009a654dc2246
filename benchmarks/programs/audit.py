"""A history of operations audited, beside a loop that only reads its JSON.

``python -m benchmarks.programs.audit [OPERATIONS]``. Both run over the same lines in memory, in turn; each counts
with the best of its rounds. The history is clean, and one sale in sixteen lost an answer on its way.
"""

from __future__ import annotations

import json
import sys
from time import process_time
from typing import Any

from benchmarks.programs.clock import resident_mib, tell
from posdesk.till.audit_history import audit_history

OPERATIONS = 1_000_000
ROUNDS = 3
PROFILES = 2_000
ISSUED = 10**9
AMOUNT = 2500
UNKNOWN_EVERY = 16


def sale_lines(number: int) -> list[dict[str, Any]]:
    """One sale as a till writes it: redeemed, charged, recorded; some are looked for after a lost answer."""
    head = {"process": f"t{number % 50}", "reference": f"S01-1-{number:06d}-k3f9q2"}
    row = str(number)
    leg = {"leg": "R1", "amount": AMOUNT}
    lines: list[dict[str, Any]] = [
        {"op": "redeem", "kind": "invoke", "profile": f"p{number % PROFILES}", **leg},
        {"op": "redeem", "kind": "ok", "id": row, **leg},
        {"op": "charge", "kind": "invoke", "leg": "T1", "amount": 9900},
        {"op": "charge", "kind": "ok", "leg": "T1", "amount": 9900},
        {"op": "look_up", "kind": "refused"},
        {"op": "record", "kind": "invoke", "legs": ["R1"]},
        {"op": "record", "kind": "ok", "id": row},
    ]
    if number % UNKNOWN_EVERY == 0:
        found = {"op": "find", "kind": "ok", "id": row, **leg}
        lines[1:2] = [{"op": "redeem", "kind": "unknown", "leg": "R1"}, found]
    return [
        {"index": at, "at_ms": number * 1000 + at, **head, **line}
        for at, line in enumerate(lines, 1)
    ]


def history(operations: int) -> list[str]:
    """At least ``operations`` lines, whole sales, and every profile's balance."""
    spent: dict[str, int] = {}
    texts: list[str] = []

    number = 0
    while len(texts) < operations:
        number += 1
        lines = sale_lines(number)
        spent[lines[0]["profile"]] = spent.get(lines[0]["profile"], 0) + AMOUNT
        texts.extend(json.dumps(line, separators=(",", ":")) for line in lines)
    balances = (
        {"op": "balance", "profile": who, "opening": 0, "issued": ISSUED, "left": ISSUED - taken}
        for who, taken in spent.items()
    )
    texts.extend(json.dumps(line, separators=(",", ":")) for line in balances)
    return texts


def bare(lines: list[str]) -> float:
    """Seconds of the processor to read every line, and do nothing with it."""
    loads, begun = json.loads, process_time()
    for line in lines:
        loads(line)
    return process_time() - begun


def audited(lines: list[str]) -> float:
    """Seconds of the processor to prove the same lines clean."""
    begun = process_time()
    report = audit_history(lines)
    took = process_time() - begun
    if not report.clean:
        raise SystemExit(f"audit: {report.violations[0]}")
    return took


def main(arguments: list[str]) -> None:
    lines = history(int(arguments[0]) if arguments else OPERATIONS)
    rounds = [(bare(lines), audited(lines)) for _ in range(ROUNDS)]
    best_bare, best_audit = (min(column) for column in zip(*rounds, strict=True))
    tell(
        operations=len(lines),
        bare=best_bare,
        audit=best_audit,
        ratio=best_audit / best_bare,
        memory=resident_mib(),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
