"""Worlds: the same from the same seed, found sound by a checker that finds what is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import simplejson

from posdesk.cli import main
from posdesk.simulation.plans import CUSTOMS, SALES_OF_A_WORLD, plan
from posdesk.simulation.runner import Wish, simulate
from posdesk.simulation.weather import PROFILES, Fate
from posdesk.simulation.world import World
from posdesk.till.journal import Journal
from posdesk.till.journal_export import export_lines


def digest(seed: int, name: str = "everything") -> str:
    world = World(plan(seed, name))
    try:
        return world.run().digest
    finally:
        world.close()


def test_every_combination_comes_round() -> None:
    plans = [plan(seed) for seed in range(len(PROFILES) * len(CUSTOMS))]
    made = {(repr(each.weather), each.custom) for each in plans}
    # Of the one whose redemptions take effect beyond the window only what is marked.
    assert len(made) == len(PROFILES) * len(CUSTOMS) - len(CUSTOMS) // 2


def test_every_fate_is_in_some_profile() -> None:
    assert {fate for weather in PROFILES.values() for fate in weather.fates} == set(Fate)


def test_the_same_seed_is_the_same_world() -> None:
    assert digest(7) == digest(7)
    assert digest(7) != digest(8)


def test_worlds_do_not_depend_on_how_many_run_at_once() -> None:
    wish = Wish(sales=4 * SALES_OF_A_WORLD, seed=3, profile="network")
    beside = Wish(sales=4 * SALES_OF_A_WORLD, seed=3, profile="network", jobs=2)
    assert simulate(wish).journal_sha256 == simulate(beside).journal_sha256


def test_a_protocol_that_repeats_blindly_is_found_out() -> None:
    summary = simulate(Wish(sales=600, seed=1, profile="network", blind=True))
    assert summary.doubled > 0
    assert summary.lost > 0
    assert summary.replays[0].endswith("--profile network --broken blind-retry")


def test_the_command_that_a_failure_prints_replays_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = simulate(Wish(sales=600, seed=1, profile="network", blind=True))
    words = found.replays[0].split()[1:]
    assert main([*words, "--json", "--jobs", "1"]) == 4
    again = simplejson.loads(capsys.readouterr().out)
    assert again["violations"][0] == found.violations[0]


def test_kept_journals_export_the_same_bytes_twice(tmp_path: Path) -> None:
    """Shows 2: in another process, too, with another hash seed."""
    for name, hashes in (("one", "1"), ("two", "2")):
        words = ["simulate", "--sales", "60", "--seed", "11", "--jobs", "1", "--json"]
        subprocess.run(
            [sys.executable, "-m", "posdesk", *words, "--keep", str(tmp_path / name)],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": hashes, "PYTHONPATH": ":".join(filter(None, sys.path))},
            timeout=120,
        )
    for till in ("till-1", "till-2", "till-3"):
        one, two = (exported(tmp_path / name / till) for name in ("one", "two"))
        assert len(one) > 100
        assert one == two


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_says_which_world_it_was_in_and_is_unexplained(jobs: int, tmp_path: Path) -> None:
    """Journals that cannot be kept stand for one: the folder is a file."""
    (tmp_path / "kept").write_text("no folder", encoding="utf-8")
    wish = Wish(sales=60 * jobs, seed=7, profile="calm", jobs=jobs, keep=tmp_path / "kept")
    summary = simulate(wish)
    assert (summary.sales, summary.unexplained, summary.is_clean) == (0, jobs, False)
    assert summary.replays[0] == "posdesk simulate --sales 60 --seed 7 --profile calm"
    assert "world 7: the world ended with NotADirectoryError" in summary.violations[0]


def test_a_disk_that_is_full_when_a_till_comes_back_holds_up_its_sales_and_loses_none() -> None:
    """Of a thousand worlds with full disks the first: the till starts, and cannot write that it goes on."""
    summary = simulate(Wish(sales=60, seed=4145))
    assert (summary.sales, summary.violations) == (60, [])


def test_no_worker_outlives_its_run() -> None:
    """Killed without a word, it leaves nobody behind: the pipe that all of them hold comes to its end."""
    words = ["simulate", "--sales", "60000", "--jobs", "2", "--profile", "calm"]
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", BESIDE, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"a world is done\n"
        run.kill()
        assert run.stdout.read() == b""


BESIDE = """
import sys
from posdesk.simulation import command
def first(done, of):
    if done == 1:
        print("a world is done", flush=True)
command._progress = first
from posdesk.cli import main
sys.exit(main(sys.argv[1:]))
"""


def exported(folder: Path) -> list[str]:
    with Journal(folder / "journal.db") as journal:
        return list(export_lines(journal))


@pytest.mark.parametrize(
    "words",
    [
        ["--sales", "0"],
        ["--seed", "-1"],
        ["--jobs", "-1"],
        ["--profile", "sunny"],
        ["--sales", "61", "--keep", "kept"],
    ],
)
def test_what_cannot_be_simulated_is_said(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *words]) == 1
    told = capsys.readouterr()
    assert "Nothing was" in told.err
    assert not told.out


@pytest.mark.parametrize("kind", ["file", "full"])
def test_journals_are_kept_in_a_folder_of_their_own(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an earlier world left there would be taken for this one's."""
    place = tmp_path / "kept"
    if kind == "full":
        (place / "till-1").mkdir(parents=True)
    else:
        place.write_text("no folder", encoding="utf-8")
    assert main(["simulate", "--sales", "60", "--keep", str(place)]) == 3
    told = capsys.readouterr()
    assert "cannot be kept in that folder" in told.err
    assert not told.out


def test_the_command_says_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--sales", "60", "--profile", "calm", "--jobs", "1"]) == 0
    text = capsys.readouterr().out
    assert "lost 0, doubled 0, unexplained 0" in text
    assert "60 sales in 1 worlds, seeds 1 to 1, profile calm" in text


def test_the_command_says_it_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--sales", "60", "--profile", "calm", "--jobs", "1", "--json"]) == 0
    said = simplejson.loads(capsys.readouterr().out)
    assert {"sales", "lost", "doubled", "unexplained", "journal_sha256"} <= said.keys()
    assert said["sales"] == 60
