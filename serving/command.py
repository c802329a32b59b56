"""The command `expense-tracker` of an installed wheel.

What it writes stands in one folder of its own, as in the repository: `.env` with the secret key,
`var` with the database and its backups, `staticfiles` with what pages are made of.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from django.core.management import execute_from_command_line

from serving.env_file import write_env_file
from serving.processes import start

USAGE = """\
usage: expense-tracker serve               serve at HOST and PORT, with a worker
       expense-tracker worker              run a worker alone
       expense-tracker backup [OPTIONS]    write an archive of every book
       expense-tracker manage [COMMAND …]  run a management command; without one, list them

Data and settings are in DATA_DIR, or else in ~/.local/share/expense-tracker.
"""
PREPARATION = [
    ["migrate", "--no-input", "--verbosity", "0"],
    ["createcachetable", "--verbosity", "0"],
    # At each start: it takes two seconds, and what it collects also comes with other packages,
    # which may have been upgraded.
    ["collectstatic", "--no-input", "--verbosity", "0"],
]
"""What `make run` does before it serves."""


def main() -> int:
    """Do what the command line asks for; returns the exit code."""
    name, *arguments = sys.argv[1:] or [""]
    run = COMMANDS.get(name)
    if run is None or (arguments and run in WITHOUT_ARGUMENTS):
        sys.stderr.write(USAGE)
        return 2
    try:
        open_data_folder()
    except (OSError, RuntimeError) as fault:
        sys.stderr.write(f"The folder of data cannot be used: {fault}. DATA_DIR names another.\n")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "expense_tracker.settings")
    return run(arguments)


def open_data_folder() -> None:
    """Make the folder of data, which only its owner may enter, and `.env` in it.

    Without DATA_DIR it is where the XDG Base Directory Specification has the data of programs.
    Whoever names a file of settings with ENV_FILE needs no `.env`.
    """
    home = Path(os.environ.get("XDG_DATA_HOME", ""))
    share = home if home.is_absolute() else Path.home() / ".local" / "share"
    folder = Path(os.environ.get("DATA_DIR") or share / "expense-tracker").absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    if "ENV_FILE" not in os.environ:
        with suppress(FileExistsError):
            write_env_file(folder)


def serve(_arguments: list[str]) -> int:
    """Prepare database and static files, and become the server with a worker beside it.

    The preparation is another process: the one that serves begins without a connection.
    """
    # Ctrl-C ends both without a traceback; the program takes it as its own.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    preparation = start(_prepare)
    preparation.join()
    if not preparation.exitcode:
        _become_the_program()
    return 1


def _become_the_program() -> NoReturn:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    sys.stdout.write(f"Serving on http://{host}:{port}/ - Ctrl-C stops it\n")
    sys.stdout.write(f"Data and settings are in {os.environ['DATA_DIR']}\n")
    sys.stdout.flush()
    # -P: the folder that somebody calls it from is not one of modules.
    command = [sys.executable, "-P", "-m", "serving.program"]
    os.execv(sys.executable, command)  # noqa: S606  # our own module


def _prepare() -> None:
    for arguments in PREPARATION:
        execute_from_command_line(["expense-tracker manage", *arguments])


def work(_arguments: list[str]) -> int:
    """Be a worker, as `manage.py work` is."""
    return manage(["work", "--verbosity", "0"])


def back_up(arguments: list[str]) -> int:
    """Do what `manage.py backup` does."""
    return manage(["backup", *arguments])


def manage(arguments: list[str]) -> int:
    """Run a management command; one that fails ends the process by itself."""
    execute_from_command_line(["expense-tracker manage", *arguments])
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": serve,
    "worker": work,
    "backup": back_up,
    "manage": manage,
}
WITHOUT_ARGUMENTS = {serve, work}
