"""The start after a kill: everything is brought to rest, and then looked at from outside.

Twice: by the till's own checker, over the journal's rows, the sandbox's books and the terminal's log; and by plain
HTTP, which shares nothing with it, and by what the dead till had said.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from posdesk.sale.errors import PosError
from posdesk.sale.money import Money
from posdesk.sale.state import Phase, Sale
from posdesk.till.audit import audit
from posdesk.till.audit_report import Findings, Violation
from posdesk.till.audit_rows import read_sale
from posdesk.till.books import TenantBooks
from posdesk.till.terminal_answers import Approved
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import PATIENCE_S, QuickLoop, a_till, aud, told
from tests.till.mortal_till import MORTAL

DISCOUNT = 25
BENEFIT = "4021"


@dataclass(frozen=True, slots=True)
class Outcome:
    """All sales of the journal at rest, what the terminal keeps, what the till complained of, and the checker."""

    sales: tuple[Sale, ...]
    kept: tuple[Approved, ...]
    errors: tuple[PosError, ...] = ()
    violations: tuple[Violation, ...] = ()


def put_right(sandbox: Sandbox, home: Path) -> Outcome:
    """Recover until nothing is left to do, on a quick clock. A bug in any task raises."""
    bugs: list[object] = []

    async def whole() -> Outcome:
        asyncio.get_running_loop().set_exception_handler(lambda _, what: bugs.append(what))
        return await _recover(sandbox, home)

    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        outcome = runner.run(whole())
    if bugs:
        raise AssertionError(bugs)
    return outcome


async def _recover(sandbox: Sandbox, home: Path) -> Outcome:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=home, tenant=MORTAL) as till:
        watch = till.watch
        for cashier in await till.register.recover(watch.on_change, watch.on_error):
            await watch.until(cashier, lambda sale: sale.finished or sale.phase is Phase.ATTENTION)
        async with asyncio.timeout(PATIENCE_S):
            await till.register.gifts.idle()
        found = Findings()
        sales = []
        for past in await till.register.recent(1000):
            sale = read_sale(await till.register.journal_rows(past.reference), found)
            sales += [] if sale is None else [sale]
        kept = await till.terminal.kept()
        books = TenantBooks.parse(sandbox.control.books())
        mine = {till.journal.installation}
        report = audit(sales, books, kept, finished=True, installations=mine)
        return Outcome(tuple(sales), kept, tuple(watch.errors), (*found.all, *report.violations))


def wrongs(
    sandbox: Sandbox,
    outcome: Outcome,
    before: tuple[object, ...],
    promised: list[str],
    due: str,
    gifts: int,
) -> list[str]:
    """What must not be, in words; ``before`` is the wallet of then, ``promised`` what the dead till had said."""
    found = [f"the till complained: {each.code} {each}" for each in outcome.errors]
    found += [f"the checker: {each}" for each in outcome.violations]
    found += [
        f"{sale.reference} is not at rest: {sale.attention} {told(sale)}"
        for sale in outcome.sales
        if not sale.finished
    ]
    recorded = [each for each in outcome.sales if each.phase is Phase.RECORDED]
    found += _promises(promised, recorded)
    found += _tenants(sandbox, recorded)
    found += _values(sandbox, recorded, before)
    found += _moneys(outcome, recorded, aud(due))
    found += _gifts(sandbox, outcome, recorded, gifts)
    return found


def _promises(promised: list[str], recorded: list[Sale]) -> list[str]:
    """What was on the screen holds: a paid sale is recorded, a voided one is not."""
    phases = {each.split(" ")[0] for each in promised}
    if phases & {Phase.RECORDING, Phase.RECORDED} and len(recorded) != 1:
        return [f"it was paid, and {len(recorded)} sales are recorded"]
    if Phase.VOIDED in phases and recorded:
        return ["it was voided, and is recorded"]
    return []


def _tenants(sandbox: Sandbox, recorded: list[Sale]) -> list[str]:
    """At most one transaction a sale, for what was paid, linking a redemption of that sale."""
    rows = {row["external_id"]: row for row in plain_http.transactions(sandbox)}
    count = len(plain_http.transactions(sandbox))
    if count != len(rows) or set(rows) != {each.reference for each in recorded}:
        names = [each.reference for each in recorded]
        return [f"{names} are recorded, and there are {count} transactions, of {list(rows)}"]
    found = []
    for sale in recorded:
        row = plain_http.transaction(sandbox, sale.reference)
        mine = {each.redemption_id for each in sale.granted}
        if str(row["redemption_id"]) not in mine:
            found.append(f"{row['redemption_id']} is linked, and {mine} are the sale's own")
        paid = sum((each.amount for each in sale.approved), sale.zero)
        if aud(str(row["total"])) != paid:
            found.append(f"{sale.reference} is recorded for {row['total']}, paid with {paid}")
    return found


def _values(sandbox: Sandbox, recorded: list[Sale], before: tuple[object, ...]) -> list[str]:
    """Every redemption that lives is a recorded sale's; without one the wallet is as it was."""
    live = {str(each) for each in plain_http.live(sandbox)}
    mine = {leg.redemption_id for sale in recorded for leg in sale.granted}
    found = [] if live == mine else [f"{live} live, and {mine} are of recorded sales"]
    after = plain_http.wallet(sandbox)
    if not recorded and after != before:
        found.append(f"the wallet was {before} and is {after}")
    if recorded and plain_http.balance(sandbox) + DISCOUNT != before[-1]:
        found.append(f"the balance was {before[-1]} and is {plain_http.balance(sandbox)}")
    if recorded and plain_http.uses(sandbox)[BENEFIT][0] != 0:
        found.append("the benefit was not used")
    return found


def _moneys(outcome: Outcome, recorded: list[Sale], due: Money) -> list[str]:
    """The terminal keeps what recorded sales were paid with, and nothing else."""
    held = [each.amount for each in outcome.kept]
    if held != [due for _ in recorded]:
        return [f"the terminal keeps {held}, and {len(recorded)} sales of {due} are recorded"]
    return []


def _gifts(sandbox: Sandbox, outcome: Outcome, recorded: list[Sale], gifts: int) -> list[str]:
    """A gift card that was sold is issued once; one that was not, never."""
    found = []
    for sale in outcome.sales:
        rows = sandbox.call("GET", f"/credits?filter[external_id]={sale.reference}-G1")["data"]
        wanted = gifts if sale in recorded else 0
        if len(rows) != wanted:
            found.append(f"{sale.reference} has {len(rows)} gift cards, not {wanted}")
    return found
