"""``posdesk simulate``: faulted sales in virtual time, from the command line."""

from __future__ import annotations

import sys
from json import dumps
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from posdesk.sale.errors import PosError
from posdesk.simulation.plans import ALL, SALES_OF_A_WORLD
from posdesk.simulation.runner import Summary, Wish, cores, simulate
from posdesk.simulation.weather import UnknownProfile

PASSED, USAGE, FAILED = 0, 1, 4
_PROGRESS_EVERY: Final = 5


class BadWish(PosError):
    """Numbers that cannot be simulated."""

    code = "simulate.bad_wish"
    user_message = (
        "This cannot be simulated. Nothing was done. Sales and jobs count from 1, seeds from 0, "
        "and journals are kept of one world only."
    )


class NoPlaceToKeep(PosError):
    """The folder for a world's journals holds something already, or cannot be made."""

    code = "simulate.no_place_to_keep"
    user_message = (
        "The journals cannot be kept in that folder. Nothing was simulated. "
        "Name one that is new or empty and can be written."
    )


def run(
    *,
    sales: int = 20_000,
    seed: int = 1,
    profile: str = ALL,
    jobs: int = 0,
    json: bool = False,
    keep: Path | None = None,
    broken: Annotated[Literal["blind-retry"] | None, Parameter(show=False)] = None,
) -> int:
    """Sell in virtual time while everything goes wrong, then prove that nothing was lost.

    Several tills share customers; calls are lost, late and answered wrongly, tills die and come back, clocks are
    wrong, disks are full. Exit code 4: something was lost, doubled or left unexplained.

    Parameters
    ----------
    sales
        How many, in worlds of sixty; a part of one counts as one.
    seed
        The first world's seed; the next worlds have the next numbers.
    profile
        What goes wrong: calm, network, answers, late, tardy, limits, crashes, clocks, disk, everything, storm; or all in turn.
    jobs
        Worlds side by side; 0: one for each core.
    json
        Answer with one line of JSON.
    keep
        Keep the journals of one world in this new folder, a folder for each till.
    """
    wish = Wish(sales, seed, profile, jobs or cores(), broken is not None, keep)
    try:
        _check(wish)
        summary = simulate(wish, _progress)
    except (BadWish, UnknownProfile) as error:
        sys.stderr.write(f"{error.user_message}\n")
        return USAGE
    _clear()
    for line in [dumps(summary.as_json())] if json else _text(summary):
        sys.stdout.write(f"{line}\n")
    return PASSED if summary.is_clean else FAILED


def _check(wish: Wish) -> None:
    """Raises BadWish, NoPlaceToKeep."""
    several = wish.keep is not None and wish.sales > SALES_OF_A_WORLD
    if wish.sales < 1 or wish.seed < 0 or wish.jobs < 0 or several:
        raise BadWish(f"--sales {wish.sales} --seed {wish.seed} --jobs {wish.jobs}")
    if wish.keep is None:
        return
    try:
        wish.keep.mkdir(parents=True, exist_ok=True)
        # What an earlier world left there would be taken for this one's.
        if any(wish.keep.iterdir()):
            raise NoPlaceToKeep(f"{wish.keep} is not empty")
    except OSError as error:
        raise NoPlaceToKeep(f"{wish.keep}: {error.strerror or error}") from error


def _text(summary: Summary) -> list[str]:
    """The summary for a person."""
    last = summary.wish.seed + summary.worlds - 1
    happened = summary.happened
    seeds = f"seeds {summary.wish.seed} to {last}, profile {summary.wish.profile}"
    went_wrong = f"{happened['faults']:,} faults in {happened['calls']:,} calls"
    died = f"{happened['crashes']:,} crashes, {happened['unknown']:,} unknown outcomes"
    redeemed = f"{happened['redeemed']:,} redeemed, {happened['reversed']:,} reversed"
    back = f"{happened['refunded']:,} refunded, {happened['adopted']:,} adopted, {happened['twins']:,} late twins"
    toy = f"a model without a till in it: {summary.toy_per_second:,.0f}"
    return [
        f"{summary.sales:,} sales in {summary.worlds:,} worlds, {seeds}",
        f"lost {summary.lost}, doubled {summary.doubled}, unexplained {summary.unexplained}",
        f"{went_wrong}, {died}, {happened['decided']:,} decided by a person",
        f"{redeemed}, {back}",
        f"at rest at most {summary.slowest_s} virtual seconds after the last fault",
        f"{summary.per_second:,.0f} sales a second on one core; {toy}",
        f"journals: sha256 {summary.journal_sha256}",
        *summary.violations,
        *(f"again: {each}" for each in summary.replays),
    ]


def _progress(done: int, of: int) -> None:
    """For a person at a terminal; a pipe gets nothing."""
    if sys.stderr.isatty() and (done % _PROGRESS_EVERY == 0 or done == of):
        sys.stderr.write(f"\r{done:,} of {of:,} worlds\x1b[K")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
