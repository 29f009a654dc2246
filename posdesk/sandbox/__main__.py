"""``python -m posdesk.sandbox``: the embedded tenant as a process, for the window and for tests.

The reader of arguments is argparse, since start-up time counts; ``posdesk sandbox`` is the same for people.
Wrong usage exits 1 (design section 9), not argparse's 2, which means an unreadable file here.
"""

import argparse
import sys
import traceback
from pathlib import Path
from typing import NoReturn

WRONG_USAGE = 1
BUG = 70
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"posdesk sandbox: {message}. See --help.\n")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="posdesk sandbox", description="Serve the embedded tenant on 127.0.0.1.")
    parser.add_argument("--port", type=_port, default=0, help="0 lets the system choose")
    parser.add_argument("--db", type=Path, help="keep the tenant in this file; default: in memory")
    parser.add_argument("--seed-file", type=Path, help="what a new tenant is filled with")
    parser.add_argument("--faults", type=Path, help="what happens to customers on purpose")
    parser.add_argument(
        "--die-with-stdin", action="store_true", help="end when standard input ends"
    )
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Serve as ``argv`` says; returns the exit code."""
    wanted = _arguments(argv)
    try:
        # Here, because this is half of the start-up time, and --help needs none of it.
        from posdesk.sandbox.serve import serve

        return serve(
            port=wanted.port,
            database=wanted.db,
            seed_file=wanted.seed_file,
            faults_file=wanted.faults,
            die_with_stdin=wanted.die_with_stdin,
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the top handler: left alone, a bug would exit 1, which is wrong usage
        traceback.print_exc()
        return BUG


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
