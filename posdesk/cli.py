"""The commands. A room is imported only when its command is called; the window's own start is the shortest.

Exit codes: 0 passed, 1 wrong usage, 2 a file could not be read, 3 could not run, 4 an expectation failed,
70 a bug, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk import __version__
from posdesk.sale.errors import PosError
from posdesk.usage import BadUsage, endpoint

if TYPE_CHECKING:
    from cyclopts import App


USAGE, UNREADABLE, COULD_NOT_RUN, INTERRUPTED = 1, 2, 3, 130
MOST_PORT = 65_535


class NoDisplay(PosError):
    """There is no screen to open a window on."""

    code = "cli.no_display"
    user_message = (
        "There is no display, so the till cannot open a window; "
        "without one these work: posdesk sandbox, posdesk --help, make test."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code. Nothing but the command's own output is written."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except BadUsage as error:
        return _complain(error, USAGE, str(error))
    except PosError as error:
        return _complain(error, COULD_NOT_RUN)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    """The window's own words are read by hand: the parser costs as much as the first picture."""
    named = _window_words(words)
    if named is not None:
        return _till(named.get("--home"), named.get("--faults"))
    match words:
        case ["sandbox", *rest] if "--die-with-stdin" in rest:
            return _child(rest)
        case _:
            return _parse(words)


def _window_words(words: list[str]) -> dict[str, Path] | None:
    """The paths after ``--home`` and ``--faults``; None when the words are any others."""
    named = dict(zip(words[::2], words[1::2], strict=False))
    good = all(path and not path.startswith("-") for path in named.values())
    if len(words) != 2 * len(named) or not good or named.keys() - {"--home", "--faults"}:
        return None
    return {name: Path(path) for name, path in named.items()}


def _child(words: list[str]) -> int:
    """The sandbox as a child of the till, which must be up in no time."""
    from posdesk.sandbox.__main__ import main as serve_child

    return serve_child(words)


def _parse(words: list[str]) -> int:
    from cyclopts import CycloptsError

    try:
        result = _commands()(
            words,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except CycloptsError as error:
        raise BadUsage(str(error).strip()) from error
    return result if isinstance(result, int) else 0


def _commands() -> App:
    """The commands and their help."""
    from cyclopts import App

    app = App(
        name="posdesk",
        help="A desktop till that speaks to an Omneo loyalty tenant.",
        version=__version__,
        version_flags=["--version"],
    )
    app.default(_open_till)
    app.command(_serve_sandbox, name="sandbox")
    webhooks = App(
        name="webhooks", help="Listen to a tenant's webhooks, or have a sandbox send one."
    )
    webhooks.command(_listen, name="listen")
    webhooks.command(_send, name="send")
    app.command(webhooks)
    rewards = App(name="rewards", help="Issue rewards to many customers at once.")
    rewards.command(_import_rewards, name="import")
    app.command(rewards)
    # By name: their rooms are imported when they are called.
    app.command(
        "posdesk.journal_cli:app",
        name="journal",
        help="What the till has written down: list, show, recover, export, audit, forget.",
    )
    app.command("posdesk.simulation.command:run", name="simulate")
    from posdesk.till.fault_commands import commands as fault_commands

    app.command(fault_commands())
    return app


def _open_till(*, home: Path | None = None, faults: Path | None = None) -> int:
    """Open the till on the embedded sandbox.

    Parameters
    ----------
    home
        Keep everything in this folder; POSDESK_HOME does the same.
    faults
        Let go wrong what this file says (docs/faults.md); posdesk faults list shows what there is.
    """
    return _till(home, faults)


def _serve_sandbox(
    *,
    port: int = 0,
    db: Path | None = None,
    seed_file: Path | None = None,
    faults: Path | None = None,
    die_with_stdin: bool = False,
) -> int:
    """Serve the embedded tenant on 127.0.0.1, without a window.

    One JSON line says where it listens and with which tokens.

    Parameters
    ----------
    port
        The port; 0 lets the system choose.
    db
        Keep the tenant in this file; without it, in memory.
    seed_file
        Begin with the people and products of this file.
    faults
        Let happen to customers what this file says; what it says of the way is the till's (posdesk --faults).
    die_with_stdin
        End when standard input is closed, as for a child of another program.
    """
    _check_port(port)
    from posdesk.sandbox.serve import serve

    return serve(
        port=port,
        database=db,
        seed_file=seed_file,
        faults_file=faults,
        die_with_stdin=die_with_stdin,
    )


def _listen(
    *,
    port: int = 0,
    secret_file: Path | None = None,
    home: Path | None = None,
    tenant: str = "sandbox",
) -> int:
    """Take webhooks on 127.0.0.1 and keep the local customer directory by them.

    One JSON line says where it listens, then one each event, without anything of its body.

    Parameters
    ----------
    port
        The port; 0 lets the system choose.
    secret_file
        The file with the tenant's shared secret; without it, POSDESK_WEBHOOK_SECRET.
    home
        The home folder whose directory.db is kept; POSDESK_HOME does the same.
    tenant
        Whose customers these are; the directory keeps tenants apart.
    """
    _check_port(port)
    from posdesk.home.paths import Home
    from posdesk.till.webhook_alone import listen
    from posdesk.till.webhook_errors import BadSecret
    from posdesk.till.webhook_secrets import read_secrets

    try:
        secrets = read_secrets(secret_file, os.environ)
    except BadSecret as error:
        return _complain(error, UNREADABLE, str(error))
    listen(Home.locate(home, os.environ), tenant, secrets, port, _say)
    return 0


def _send(
    event: str,
    /,
    *,
    sandbox: Path | None = None,
    url: str | None = None,
    profile: str | None = None,
    times: int = 1,
    age_s: int = 0,
) -> int:
    """Have a running sandbox send an event that nothing caused, signed like any other.

    One JSON line names the deliveries.

    Parameters
    ----------
    event
        The event's name, like profile.updated.
    sandbox
        A file with the line that posdesk sandbox printed; without it, POSDESK_CONTROL_URL and POSDESK_CONTROL_TOKEN.
    url
        Send it there; without it, to the webhooks that subscribed to the event.
    profile
        The profile it is about; without it, the first customer.
    times
        How often, to see a duplicate.
    age_s
        How many seconds its news are old, to see it come out of order.
    """
    import json

    from posdesk.sandbox.control import Control

    more = {"url": url, "profile_id": profile, "times": times, "age_s": age_s}
    with Control(endpoint(sandbox)) as control:
        try:
            numbers = control.send_event(event, **more)
        except PosError as error:
            return _complain(error, COULD_NOT_RUN, str(error))
    _say(json.dumps({"event": event, "deliveries": numbers}))
    return 0


def _import_rewards(
    file: Path,
    /,
    *,
    tenant: str = "sandbox",
    url: str | None = None,
    home: Path | None = None,
    name: str = "",
    check: bool = False,
    skip_wrong: bool = False,
    report: Path | None = None,
    json: bool = False,
) -> int:
    """Issue the rewards of a list. Under one name the same row is issued once, however often this is run.

    A list with a wrong row is not sent at all. Exit code 4: wrong or refused rows.

    Parameters
    ----------
    file
        CSV or JSON: email, profile_id or card; definition; value, expires_at, issued_at, external_id.
    tenant
        The tenant, by the name of its file; its token is in POSDESK_TOKEN, the keyring or a token file.
    url
        The tenant's address, in place of the one in its file; its token is in POSDESK_TOKEN alone.
    home
        The home folder; POSDESK_HOME does the same.
    name
        What this import is called; without it, the file's name.
    check
        Only say what is wrong; nothing is sent.
    skip_wrong
        Send the good rows although there are wrong ones.
    report
        A file, or a folder, for what became of each row.
    json
        Answer with one line of JSON.
    """
    from dataclasses import replace

    from posdesk.home.paths import Home
    from posdesk.home.secrets import Place, Tokens
    from posdesk.home.tenants import Tenants
    from posdesk.till.reward_import_alone import Wish, import_file
    from posdesk.till.reward_report import FAULTS
    from posdesk.till.sheets import BadSheet

    place = Home.locate(home, os.environ)
    known = Tenants(place.tenants).load(tenant)
    known = replace(known, url=url) if url else known
    token = Tokens(place, os.environ, started_for=tenant).read(tenant)
    if url and token is not None and token.place is not Place.ENVIRONMENT:
        # What is kept for one tenant must not travel to another address.
        token = None
    if not known.url or token is None:
        raise BadUsage("which tenant: --tenant NAME, or --url URL with the token in POSDESK_TOKEN")
    wish = Wish(file, name or file.stem[:64], skip_wrong, check, json, report, token=token.value)
    try:
        return import_file(wish, known, _say, _hint)
    except BadSheet as error:
        return _complain(error, UNREADABLE, f"{file}: {FAULTS[error.fault]} {error.where}".strip())


def _till(flag: Path | None, faults_file: Path | None) -> int:
    """The window."""
    if not has_display():
        raise NoDisplay
    plan = None
    if faults_file is not None:
        from posdesk.home.faults import files
        from posdesk.home.faults.plan import BadFaults

        try:
            plan = files.load(faults_file)
        except BadFaults as error:
            return _complain(error, UNREADABLE, str(error))
    from posdesk.desktop.app import run
    from posdesk.home.paths import Home

    return run(Home.locate(flag, os.environ), plan)


def has_display() -> bool:
    """Whether a window can be opened: always on Windows and macOS, with a server or offscreen elsewhere."""
    if sys.platform in {"win32", "darwin"}:
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    headless = chosen.startswith(("offscreen", "minimal", "vnc"))
    return headless or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _check_port(port: int) -> None:
    if not 0 <= port <= MOST_PORT:
        raise BadUsage(f"a port is a number from 0 to {MOST_PORT}")


def _say(line: str) -> None:
    """One line of the command's own output, at once: whoever reads the pipe waits for it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _hint(line: str) -> None:
    """How far long work is, for a person at a terminal; a pipe gets nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}\x1b[K")
        sys.stderr.flush()


def _complain(error: PosError, code: int, detail: str = "") -> int:
    sys.stderr.write(f"{detail}\n" if detail and detail != error.user_message else "")
    sys.stderr.write(f"{error.user_message}\n")
    return code
