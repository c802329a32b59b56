"""`make run`: the application server with a worker beside it, until the server ends.

Each is a service of its own where it runs for real (docs/deployment.md).
"""

import subprocess
import sys
import time
from pathlib import Path

from tools.process import ROOT, stop_on_terminate

BIN = Path(sys.executable).parent
SERVER: tuple[str | Path, ...] = (BIN / "gunicorn", "--config", "deploy/gunicorn.conf.py")
WORKER: tuple[str | Path, ...] = (sys.executable, "manage.py", "work", "--verbosity", "0")
LOOK_SECONDS = 0.2
"""How often both are looked at: who ends the server by hand does not notice a fifth of a second."""
REST_SECONDS = 1.0
"""How long after a worker has died the next one is started."""
GRACE_SECONDS = 12
"""How long they may take to stop: the server lets requests finish for ten seconds. A worker that
is killed loses nothing, for the next one begins its work anew."""


def main() -> int:
    """Run the server with a worker beside it until the server ends; returns its exit code."""
    stop_on_terminate()
    server = start(SERVER)
    worker = start(WORKER)
    try:
        while server.poll() is None:
            if worker.poll() is not None:
                print("The worker has ended; another one takes its place.", flush=True)
                time.sleep(REST_SECONDS)
                worker = start(WORKER)
            time.sleep(LOOK_SECONDS)
        return server.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        stop([server, worker])


def start(command: tuple[str | Path, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT)


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask all of `running` to stop, and kill those that have not after GRACE_SECONDS."""
    for process in running:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
