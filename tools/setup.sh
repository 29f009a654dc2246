#!/bin/sh
# Everything posdesk needs, from nothing, on a fresh Debian or Ubuntu; elsewhere the Python side of it.
#
#   sh tools/setup.sh run    the till: .venv, packages, the libraries of a real window
#   sh tools/setup.sh test   the same, the tools of the tests, and a virtual screen
#
# Installs only what is missing and asks nothing. Without rights for system packages it prints the exact
# command, and goes on when it can. With everything in place it needs no network.
set -eu

MODE=${1:-run}
VENV=.venv
OFFSCREEN="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"
WINDOW="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
VIRTUAL_SCREEN="xvfb xauth"

say() { printf 'posdesk: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_debian() { command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; }

is_installed() {
    # Debian 13 and Ubuntu 24.04 renamed some libraries to …t64; either name will do.
    for name in "$1" "$1t64"; do
        state=$(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) || state=
        [ "$state" = "install ok installed" ] && return 0
    done
    return 1
}

missing_of() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# Install system packages; false, with a sentence, where that is not possible.
install_system() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "These system packages are missing, and installing them needs rights that this user does not have: $*"
        say "Please run:  sudo apt-get install --yes --no-install-recommends $*"
        return 1
    fi
    say "Installing system packages: $*"
    # An update may fail for one foreign source while all that is needed is there.
    $as_root apt-get update -qq </dev/null || say "apt-get update failed; trying with the lists at hand."
    if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "$@" </dev/null >/dev/null; then
        say "apt-get could not install: $*"
        say "Please run:  sudo apt-get install --yes --no-install-recommends $*"
        return 1
    fi
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

ensure_python() {
    if ! PYTHON_FOUND=$(find_python); then
        is_debian && install_system python3 python3-venv || true
        PYTHON_FOUND=$(find_python) || fail "Python 3.11, 3.12 or 3.13 is needed and was not found. Install one and try again, or name it: make PYTHON=/path/to/python3.12"
    fi
    has_venv "$PYTHON_FOUND" && return 0
    version=$("$PYTHON_FOUND" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    is_debian && install_system "$version-venv" || true
    has_venv "$PYTHON_FOUND" || fail "$version cannot make virtual environments. On Debian and Ubuntu, run:  sudo apt-get install $version-venv"
}

ensure_venv() {
    if "$VENV/bin/python" -c 'import pip' 2>/dev/null; then
        return 0
    fi
    ensure_python
    say "Making $VENV with $("$PYTHON_FOUND" --version)"
    "$PYTHON_FOUND" -m venv --clear "$VENV"
}

ensure_packages() {
    say "Installing Python packages (hashes are checked); the first time this takes a minute or two"
    # The build tool is hashed too: an isolated build would fetch whatever is newest.
    set -- -r requirements/build.txt
    if [ "$MODE" = test ]; then
        set -- "$@" -r requirements/dev.txt
    else
        set -- "$@" -r requirements/run.txt
    fi
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    "$VENV/bin/python" -m pip install --quiet --quiet --require-hashes "$@" ||
        fail "The Python packages could not be installed; pip says why above. Nothing else was changed. Check the network and try again."
    "$VENV/bin/python" -m pip install --quiet --quiet --no-deps --no-build-isolation --editable . ||
        fail "posdesk itself could not be installed into $VENV; pip says why above."
    # pip compiles the packages, but not what is installed as it lies here; a start would do it each time where
    # bytecode may not be written.
    "$VENV/bin/python" -m compileall -q posdesk resources || say "posdesk could not be compiled; it starts slower."
}

ensure_libraries() {
    is_debian || return 0
    wanted="$OFFSCREEN $WINDOW"
    if [ "$MODE" = test ]; then
        wanted="$wanted $VIRTUAL_SCREEN"
    fi
    # shellcheck disable=SC2086
    missing=$(missing_of $wanted)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    install_system $missing || say "Going on without them. If no window opens, they are the reason."
}

case $MODE in
    run | test) ;;
    *) fail "Usage: sh tools/setup.sh run|test" ;;
esac
cd "$(dirname "$0")/.."
ensure_libraries
ensure_venv
ensure_packages
