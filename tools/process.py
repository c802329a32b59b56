"""Running other programs so that nothing is left behind, however we are stopped."""

import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from serving.processes import stop_on_terminate as stop_on_terminate

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 30
"""How long a program may take to end: longer than the twelve seconds that `make run` gives its
own."""


def apart_from_dotenv() -> dict[str, str]:
    """Settings for a run that a developer's own `.env` has no say in.

    One person sends more requests there than any person does.
    """
    return {
        "ENV_FILE": "",
        "SECRET_KEY": os.environ.get("SECRET_KEY", secrets.token_urlsafe(64)),
        "HTTPS": "off",
        "THROTTLE_REQUESTS": "off",
        "THROTTLE_TOKEN_REQUESTS": "off",
    }


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> int:
    """Run `command` with `environment` on top of ours, and return its exit code.

    When we are interrupted, the program is asked to stop, and killed if it will not, before the
    interruption goes on.
    """
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})})
    try:
        return process.wait()
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program that we started to stop; kill it when it has not after GRACE_SECONDS."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
