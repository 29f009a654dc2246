"""What the last `make mutate` found: for each module its mutants, those the tests killed, those that survived.

Reads mutmut's own files under mutants/. A mutant that ran out of time counts as killed: the tests would hang.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path("mutants/posdesk")
# Exit codes of a test run as mutmut keeps them: failures, and the signals and codes of a run that was stopped.
KILLED = frozenset({1, 3, 24, 36, 152, 255, -24})
# Survived: the tests passed, or no test reaches it.
SURVIVED = frozenset({0, 5, 33})
ROW = "{:<32}{:>9}{:>9}{:>10}{:>8}{:>9}\n"


def modules() -> Iterator[tuple[str, Counter[str]]]:
    """Each module that has mutants, with their number by what became of them."""
    for path in sorted(FOLDER.rglob("*.meta")):
        found: Counter[str] = Counter()
        for code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values():
            found[verdict(code)] += 1
        if found:
            yield path.relative_to(FOLDER).as_posix().removesuffix(".py.meta"), found


def verdict(code: int | None) -> str:
    """What an exit code says; anything strange is no verdict, so the mutant was not run."""
    if code in KILLED:
        return "killed"
    return "survived" if code in SURVIVED else "not run"


def row(name: str, found: Counter[str]) -> str:
    tested = found["killed"] + found["survived"]
    score = f"{100 * found['killed'] / tested:.1f} %" if tested else "-"
    return ROW.format(
        name, found.total(), found["killed"], found["survived"], found["not run"], score
    )


def main() -> None:
    whole: Counter[str] = Counter()
    sys.stdout.write(ROW.format("module", "mutants", "killed", "survived", "not run", "score"))
    for name, found in modules():
        sys.stdout.write(row(name, found))
        whole += found
    sys.stdout.write(row("all", whole))


if __name__ == "__main__":
    main()
