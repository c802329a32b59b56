"""One node: a MariaDB server with Galera, which is killed, paused and started again."""

import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pymysql

from tools.galera.network import Place
from tools.mariadb import program
from tools.process import ROOT

SYNCED = "Synced"
START_SECONDS = 120
"""How long a node may take to be in step with the others: with a whole copy of the data it takes
six seconds here, and longer while tests run beside it."""
LOOK_SECONDS = 0.05
"""How often is looked whether it is."""
USER = "mysql"
"""Whom the nodes run as where this is root: the programs that copy data refuse to serve root."""
LIBRARIES = ("/usr/lib/galera/libgalera_smm.so", "/usr/lib/libgalera_smm.so")
"""Where Debian's galera-4 and other packages have Galera."""
CONFIGURATION = ROOT / "deploy" / "galera.cnf"
"""What the nodes of an installation have; ours differ in names, addresses and paths."""


class Node:
    """A server of the cluster, with a folder of its own."""

    def __init__(
        self, name: str, place: Place, folder: Path, address: str, options: Sequence[str]
    ) -> None:
        self.name = name
        self.place = place
        self.folder = folder
        self._address = address
        """Of the cluster: where its nodes listen to each other."""
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    @property
    def log(self) -> Path:
        return self.folder / "error.log"

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def prepare(self) -> None:
        """Make the folder with the data of an empty server."""
        self.folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER)
        command = [
            program("mariadb-install-db"), "--no-defaults", *run_as(),
            f"--datadir={self.folder / 'data'}", f"--tmpdir={self.folder}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=16M",
        ]  # fmt: skip
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            sys.exit(f"mariadb-install-db failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")

    def start(self, *, alone: bool = False, wait: bool = True) -> None:
        """Start the server; `alone` as the first node of a new cluster."""
        more = ["--wsrep-new-cluster"] if alone else self._position()
        self._process = subprocess.Popen(
            [*self._command(), *more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it is in step with the others; end the program with its log if it is not."""
        deadline = time.monotonic() + START_SECONDS
        while self.runs and time.monotonic() < deadline:
            if self.is_synced and self.is_ready:
                return
            time.sleep(LOOK_SECONDS)
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        sys.exit(f"The Galera node {self.name} did not start:\n{text[-4000:]}")

    @property
    def is_synced(self) -> bool:
        return self.status("wsrep_local_state_comment") == SYNCED

    @property
    def is_ready(self) -> bool:
        """Whether it takes statements."""
        return self.status("wsrep_ready") == "ON"

    def status(self, name: str) -> str:
        """What the server says of itself; nothing where it does not answer."""
        try:
            with self.connect() as connection, connection.cursor() as cursor:
                cursor.execute("SHOW STATUS LIKE %s", [name])
                found = cursor.fetchone()
        except pymysql.MySQLError:
            return ""
        return str(found[1]) if found else ""

    def connect(self) -> "pymysql.Connection[pymysql.cursors.Cursor]":
        """A connection past the proxy, as root."""
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", charset="utf8mb4", read_timeout=5
        )

    def kill(self) -> None:
        """End it at once, with no chance to finish anything, and with the programs it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        """Stop it where it is, as a machine does that is out of memory."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def _command(self) -> list[str | Path]:
        place = self.place
        return [
            *place.prefix, program("mariadbd"), "--no-defaults", *run_as(),
            f"--datadir={self.folder / 'data'}", f"--tmpdir={self.folder}",
            f"--socket={self.socket}", f"--pid-file={self.folder / 'pid'}",
            f"--port={place.sql}", f"--log-error={self.log}", "--innodb-log-file-size=16M",
            f"--wsrep-sst-receive-address={place.host}:{place.snapshots}",
            *self._settings(), *self._options,
        ]  # fmt: skip

    def _settings(self) -> list[str]:
        """The settings of deploy/galera.cnf, of this node."""
        place = self.place
        settings = shipped_settings()
        settings |= {
            "bind_address": place.host,
            "wsrep_node_name": self.name,
            "wsrep_node_address": f"{place.host}:{place.group}",
            "wsrep_provider": library(),
            "wsrep_cluster_address": f"gcomm://{self._address}",
        }
        settings["wsrep_provider_options"] += (
            f";base_host={place.host};gmcast.listen_addr=tcp://{place.host}:{place.group}"
            f";ist.recv_addr={place.host}:{place.increments}"
        )
        return [f"--{name}={value}" for name, value in settings.items()]

    def _position(self) -> list[str]:
        """How far a node had come that was killed: without it, all data would be copied anew."""
        state = self.folder / "data" / "grastate.dat"
        if not state.exists() or not re.search(r"seqno:\s*-1", state.read_text()):
            return []
        log = self.folder / "recovery.log"
        log.unlink(missing_ok=True)
        subprocess.run(
            [
                program("mariadbd"), "--no-defaults", *run_as(),
                f"--datadir={self.folder / 'data'}", f"--tmpdir={self.folder}",
                "--innodb-log-file-size=16M", *self._settings(), "--skip-networking",
                f"--socket={self.folder / 'recovery.socket'}", "--wsrep-recover",
                f"--log-error={log}",
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        found = re.findall(r"Recovered position: *(\S+)", text)
        return [f"--wsrep-start-position={found[-1]}"] if found else []


def run_as() -> list[str]:
    """The option without which the server refuses to run as root."""
    return [f"--user={USER}"] if os.geteuid() == 0 else []


def shipped_settings() -> dict[str, str]:
    """Return the settings of deploy/galera.cnf by their names."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(CONFIGURATION, encoding="utf-8")
    return {name: value.strip('"') for name, value in parser["mysqld"].items()}


def library() -> str:
    """The path of Galera itself."""
    for path in LIBRARIES:
        if Path(path).exists():
            return path
    sys.exit("Galera is missing: install it with `apt-get install galera-4`.")
