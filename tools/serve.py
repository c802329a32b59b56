"""`make run`: the application server and the worker beside it, until one of them ends.

Each is a service of its own where it runs for real (docs/deployment.md).
"""

import subprocess
import sys
import time
from pathlib import Path

from tools.process import ROOT, stop_on_terminate

BIN = Path(sys.executable).parent
COMMANDS: tuple[tuple[str | Path, ...], ...] = (
    (BIN / "gunicorn", "--config", "deploy/gunicorn.conf.py"),
    (sys.executable, "manage.py", "work", "--verbosity", "0"),
)
LOOK_SECONDS = 0.2
GRACE_SECONDS = 12
"""How long they may take to stop: the server lets requests finish for ten seconds. A worker that
is killed loses nothing, for the next one begins its work anew."""


def main() -> int:
    """Run both, and stop both; returns the exit code of the one that ended first."""
    stop_on_terminate()
    running = [subprocess.Popen(command, cwd=ROOT) for command in COMMANDS]
    try:
        while True:
            for process in running:
                if process.poll() is not None:
                    return process.returncode
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(running)


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask all of `running` to stop, and kill those that have not after GRACE_SECONDS."""
    for process in running:
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
