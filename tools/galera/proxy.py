"""HAProxy before the nodes: everybody is led to one of them, and to another when it is gone."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.galera.network import Place, free_ports
from tools.live_server import accepts
from tools.process import ROOT

CHECK_USER = "haproxy"
"""Signs in without a password, and may do nothing but ask for the state of the node."""
_START_SECONDS = 10
"""How long HAProxy may take to listen, which takes a tenth of a second."""
_LOOK_SECONDS = 0.02
"""How often is looked whether it does."""


class Proxy:
    """A running HAProxy, with the configuration of deploy/; `port` leads to the writer."""

    def __init__(self, places: list[Place], folder: Path) -> None:
        (self.port,) = free_ports(1)
        self._file = folder / "haproxy.cfg"
        self._log = folder / "haproxy.log"
        text = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
        self._file.write_text(placed(text, self.port, places), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
        if program is None:
            sys.exit("HAProxy is missing: install it with `apt-get install haproxy`.")
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [program, "-db", "-f", self._file],
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if accepts(self.port):
                return
            time.sleep(_LOOK_SECONDS)
        sys.exit(f"HAProxy did not start:\n{self._log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def placed(text: str, port: int, places: list[Place]) -> str:
    """Return a configuration with our own port and nodes in the place of those it names."""
    text = re.sub(r"bind \S+", f"bind 127.0.0.1:{port}", text)
    for number, place in enumerate(places, 1):
        text = re.sub(rf"server n{number} \S+", f"server n{number} {place.host}:{place.sql}", text)
    return text
