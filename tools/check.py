"""The steps of `make test`, one after the other, with the time that each takes.

    .venv/bin/python -m tools.check          everything
    .venv/bin/python -m tools.check lint     the linters alone
    .venv/bin/python -m tools.check --seed 7 everything, with the random examples of an earlier run

Every run draws a seed for the examples of Hypothesis, and prints it first and last.
A step that fails does not stop the later ones. The last line counts what passed and what failed:
each test on each engine that it runs on, and each of the other steps as one. What does not reach
the database, or has the mark `one_engine`, runs on SQLite alone.
"""

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.install import apt_install
from tools.npm import install
from tools.process import ROOT, apart_from_dotenv, end, stop_on_terminate

BIN = Path(sys.executable).parent
# One more than there are cores: the tests of browsers, workers and deadlines wait a good deal.
WORKERS = len(os.sched_getaffinity(0)) + 1
# A worker that has nothing left takes over what another one has still before it.
PYTEST = (str(BIN / "pytest"), "-q", "-n", str(WORKERS), "--dist=worksteal")
# "12 failed, 345 passed, 1 error in 6.78s" at the end of pytest's output
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|error)s?\b")
PYTEST_END = re.compile(r"^=*\s?(?:\d+ [a-z ]+(?:, )?)+ in [\d.]+s")


@dataclass(frozen=True)
class Step:
    """A program to run; one that runs pytest counts as its tests, any other as one."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a step."""

    name: str
    passed: int
    failed: int
    seconds: float


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


LINT = [
    Step("ruff: rules", (str(BIN / "ruff"), "check", "--quiet")),
    Step("ruff: layout", (str(BIN / "ruff"), "format", "--check", "--quiet")),
    Step("mypy: types", (str(BIN / "mypy"), ".")),
    Step("import-linter: layers", (str(BIN / "lint-imports"), "--no-cache", "--no-logo")),
    Step("Django: settings, models, templates", python("manage.py", "check", "--fail-level=DEBUG")),
    Step("Django: migrations", python("manage.py", "makemigrations", "--check", "--dry-run")),
    # Without the network, which would be asked about the actions' repositories.
    Step(
        "zizmor: workflows", (str(BIN / "zizmor"), "--offline", "--pedantic", "--quiet", ".github")
    ),
    Step("git: commit messages", python("-m", "tools.commit_messages")),
]
BROWSERS = ("chromium-headless-shell", "chromium")
"""Either is Debian's Chromium; the first has no windows, and starts in half the time."""
REDIS = ("redis-server", "redis-check-rdb")
"""One program, which does what the name asks by which it is called."""
FEWER_EXAMPLES = "--hypothesis-profile=second-engine"
OF_ENGINES = "database and not one_engine"
"""The tests whose outcome can depend on the engine, as tests/engines.py marks them."""
SEED_BITS = 32
"""A seed of ten digits: short enough to copy, and no two runs draw the same."""


def steps_with(seed: int) -> list[Step]:
    """Return the steps that try the program; all workers of a step get the same seed.

    The engines have different examples, and MariaDB has fewer of them (tests/environment.py).
    """
    sqlite, mariadb = ((*PYTEST, f"--hypothesis-seed={seed + n}") for n in range(2))
    of_engines = (FEWER_EXAMPLES, "-m", OF_ENGINES)
    return [
        Step("tests on SQLite", sqlite),
        # The others have just run, and would find the same.
        Step("tests on MariaDB", python("-m", "tools.mariadb", *mariadb, *of_engines)),
        Step("Postman collection", python("-m", "tools.newman")),
        Step("OpenAPI contract", python("-m", "tools.contract")),
    ]


def perform(step: Step) -> Outcome:
    """Run one step, show what it prints as it goes, and count."""
    print(f"\n--- {step.name}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "ci", **apart_from_dotenv()}
    # The tests start Python some hundred times, which would compile the whole program each time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    summary = ""
    with subprocess.Popen(
        step.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE
    ) as process:
        try:
            for line in process.stdout or ():
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
                text = line.decode(errors="replace").strip()
                summary = text if PYTEST_END.match(text) else summary
            code = process.wait()
        finally:
            end(process)
    counts = {word: int(number) for number, word in PYTEST_COUNT.findall(summary)}
    passed = counts.get("passed", 0) if summary else int(code == 0)
    # A run that ended badly counts as a failure, even if no single test did.
    failed = max(counts.get("failed", 0) + counts.get("error", 0), int(code != 0))
    return Outcome(step.name, passed, failed, time.monotonic() - started)


def report(outcomes: list[Outcome]) -> int:
    """Print the table and the last line; the exit code of the whole."""
    print("\n--- summary")
    for outcome in outcomes:
        verdict = "FAILED" if outcome.failed else "ok"
        print(f"{outcome.name:<36} {verdict:<7} {outcome.seconds:7.1f} s")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed in {sum(o.seconds for o in outcomes):.0f}s")
    return int(failed > 0)


def install_programs() -> None:
    """Install what the tests call.

    That is curl for the examples of the documentation, a browser, and Redis: `redis-tools` has the
    program of the server too, and starts none.
    """
    if shutil.which("curl") is None and not apt_install("curl"):
        sys.exit("curl is missing: install it with `apt-get install curl`.")
    if not any(map(shutil.which, BROWSERS)) and not any(map(apt_install, BROWSERS)):
        sys.exit(f"A browser is missing: install it with `apt-get install {BROWSERS[0]}`.")
    if not any(map(shutil.which, REDIS)) and not apt_install("redis-tools"):
        sys.exit("Redis is missing: install it with `apt-get install redis-tools`.")
    install(ROOT / "tests" / "e2e")


def arguments() -> argparse.Namespace:
    """Return what was asked for at the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.check")
    parser.add_argument("steps", nargs="?", choices=["all", "lint"], default="all")
    parser.add_argument("--seed", type=int, default=secrets.randbits(SEED_BITS))
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    stop_on_terminate()
    try:
        if asked.steps == "lint":
            return report([perform(step) for step in LINT])
        install_programs()
        repeat = f"Random examples: `make test SEED={asked.seed}` repeats those of this run."
        print(repeat, flush=True)
        code = report([perform(step) for step in LINT + steps_with(asked.seed)])
        print(repeat)
        return code
    except KeyboardInterrupt:
        print("\nInterrupted; everything that was started has been stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
