"""A journal with a sale in every phase, made by events alone; and journals as SQL text, for the fixtures.

``python -m tests.till.every_phase FILE`` writes what this posdesk's journal looks like: run it at a release whose
schema is new, and commit the file beside the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.moments import Instant
from posdesk.sale.past import Original
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Terms
from posdesk.sale.tender import TenderKind
from posdesk.till.engine import Engine
from posdesk.till.journal import Journal
from tests.sale.bought import bought, original
from tests.till.made_sales import ASHA, AT, BELT, FULL, SCARF, SHIRT, SPENT, aud

TENANT_ID = "acme"
TERMS = Terms(aud("0").currency, store="S01", register="1", receipt_ref="1")
_BASKET: tuple[ev.Event, ...] = (
    ev.LineAdded(AT, SHIRT, 2),
    ev.LineAdded(AT, SCARF),
    ev.LineAdded(AT, BELT),
)
_CHOOSING = (*_BASKET, ev.CustomerAttached(AT, ASHA, FULL))
_REDEEMING = (
    *_CHOOSING,
    ev.RewardsChosen(AT, aud("25.00")),
    ev.Confirmed(AT),
    ev.SnapshotRead(AT, FULL, 100),
)
_PAYING = (
    *_REDEEMING,
    ev.RedemptionGranted(AT, 1, "158", aud("25.00"), "POST …/redemptions · 200 · applied"),
    ev.WalletRead(AT, SPENT),
)
_RECORDING = (
    *_PAYING,
    ev.TenderTaken(AT, TenderKind.CARD, aud("175.00")),
    ev.TenderApproved(AT, 1, aud("175.00"), "approved"),
)
SALES: dict[Phase, tuple[ev.Event, ...]] = {
    Phase.OPEN: _BASKET,
    Phase.CHOOSING: _CHOOSING,
    Phase.REDEEMING: _REDEEMING,
    Phase.PAYING: _PAYING,
    Phase.RECORDING: _RECORDING,
    Phase.RECORDED: (
        *_RECORDING,
        ev.TransactionSought(AT),
        ev.TransactionRecorded(AT, "64", "158"),
    ),
    Phase.COMPENSATING: (*_PAYING, ev.WentBack(AT)),
    Phase.VOIDED: (*_CHOOSING, ev.VoidRequested(AT)),
    Phase.ATTENTION: (
        *_RECORDING,
        ev.TransactionSought(AT),
        ev.TransactionRefused(AT, "omneo.rejected", fields=("total",)),
    ),
}
_PICKING = (rev.AllPicked(AT), rev.RepayChosen(AT, RepayKind.CASH))
_REFUNDING = (*_PICKING, ev.Confirmed(AT), rev.ReturnsRead(AT, ()))
RETURNS: dict[Phase, tuple[ev.Event, ...]] = {
    Phase.PICKING: _PICKING,
    Phase.REFUNDING: _REFUNDING,
    Phase.REPAYING: (*_REFUNDING, rev.RefundGiven(AT, 1, row_id="200")),
}


class StoppedClock:
    def now(self) -> Instant:
        return AT


def fill(journal: Journal) -> dict[str, Phase]:
    """Write them all; the phase of each reference."""
    made: dict[str, Phase] = {}
    for events, past in _all():
        reference = f"S01-1-{len(made) + 1:06d}-{journal.installation}"
        engine = Engine.open(reference, TERMS, journal, TENANT_ID, StoppedClock(), past)
        for event in events:
            engine.handle(event)
        made[reference] = engine.sale.phase
    return made


def _all() -> Iterable[tuple[tuple[ev.Event, ...], Original | None]]:
    for events in SALES.values():
        yield events, None
    for number, events in enumerate(RETURNS.values()):
        sold = original(bought([(SHIRT, 2)], rewards=1000))
        yield events, replace(sold, reference=f"S01-1-{number + 600:06d}-k3f9q2")


def as_sql(path: Path) -> str:
    """The journal as statements that make it again; whose it was and on which machine is nobody's business."""
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as db:
        lines = [f"PRAGMA user_version = {db.pragma('user_version')}"]
        schema = "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        objects = [(str(name), kind, str(sql)) for name, kind, sql in db.execute(schema)]
        lines += [sql for _, _, sql in objects]
        for name, kind, _ in objects:
            if kind == "table" and name not in ("lease", "machine"):
                lines += _rows(db, name)
    return ";\n".join(lines) + ";\n"


def _rows(db: apsw.Connection, table: str) -> list[str]:
    columns = [str(each[1]) for each in db.execute(f"PRAGMA table_info({table})")]
    quoted = " || ', ' || ".join(f"quote({each})" for each in columns)
    return [
        f"INSERT INTO {table} VALUES ({values})"  # noqa: S608  names of our own schema
        for (values,) in db.execute(f"SELECT {quoted} FROM {table}")  # noqa: S608  the same
    ]


def main(to: Path) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        with closing(Journal(path)) as journal:
            fill(journal)
        to.write_text(as_sql(path), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
