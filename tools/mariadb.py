"""Run a command against a private MariaDB server.

    .venv/bin/python -m tools.mariadb COMMAND ARGUMENT...

A missing server is installed by apt-get if this is root on a Debian family system.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.database import Engine, run_as_root, run_with_server
from tools.install import apt_install

PACKAGES = ["mariadb-server-core", "mariadb-client-core"]
# A user's PATH often leaves out the folders where Debian keeps servers.
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def program(name: str) -> str:
    """The path of a program of MariaDB, which is installed first if that can be done."""
    for _attempt in ("as it is", "after installing"):
        if path := shutil.which(name) or shutil.which(name, path=SYSTEM_PATH):
            return path
        if not apt_install(*PACKAGES):
            break
    sys.exit(f"{name} is missing: install MariaDB with `apt-get install {' '.join(PACKAGES)}`.")


def prepare(folder: Path) -> None:
    """Make the data folder."""
    program("mariadbd")
    command = [
        program("mariadb-install-db"), "--no-defaults", *run_as_root(),
        f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal",
        "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=16M",
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"mariadb-install-db failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")


def command(folder: Path) -> list[str | Path]:
    """The server, with safety against power cuts traded for speed."""
    return [
        program("mariadbd"), "--no-defaults", *run_as_root(), f"--datadir={folder / 'data'}",
        # On starting it clears its folder for temporary tables, so no other server may share it.
        f"--tmpdir={folder}", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}",
        "--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-log-file-size=16M",
        "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
        "--innodb-flush-method=nosync", "--skip-log-bin",
    ]  # fmt: skip


# The server has no TLS. PyMySQL would still load all certificates of the system for each
# connection, which takes 34 ms, and a connection without them takes half of one.
MARIADB = Engine("MariaDB", prepare, command, query="?ssl_disabled=true")

if __name__ == "__main__":
    sys.exit(run_with_server(MARIADB))
