"""Check the messages of commits: `area: imperative with the noun`, and a body where it is needed.

    .venv/bin/python -m tools.commit_messages

Commits up to BASE are older than the rule and are not checked. A tree without its history, such as
a downloaded archive, has nothing to check.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

from tools.process import ROOT

BASE = "25d5af99b265cf38d85f6f8fe139f4d894fd42ba"
SUBJECT = re.compile(r"[a-z][a-z0-9_-]*(?:[,/] ?[a-z][a-z0-9_-]*)*: (?P<verb>[a-z]+) \S.*[^.]")
SUBJECT_LENGTH_MAX = 100
"""The width of a line of code: a subject has to fit one line of a log."""
FILES_WITHOUT_BODY = 10
"""A change of more files has a reason that its subject cannot hold."""
NO_VERBS = re.compile(r"\w+(?<!e)ed|\w{3,}ing|\w+s", re.ASCII)
"""What an imperative is not: "added", "adding", "adds"."""
VERBS = frozenset({"address", "bring", "compress", "embed", "pass", "press", "process", "shed"})
"""Imperatives that look like one of these."""


class Commit(NamedTuple):
    """What the rule looks at."""

    subject: str
    has_body: bool
    files: int


def problems(commit: Commit) -> Iterator[str]:
    """Say what is wrong with the message of a commit."""
    found = SUBJECT.fullmatch(commit.subject)
    if found is None:
        yield "a subject is `area: imperative with the noun`, without a full stop"
    elif found["verb"] not in VERBS and NO_VERBS.fullmatch(found["verb"]):
        yield f"{found['verb']!r} is not an imperative"
    if len(commit.subject) > SUBJECT_LENGTH_MAX:
        yield f"the subject has more than {SUBJECT_LENGTH_MAX} characters"
    if commit.files > FILES_WITHOUT_BODY and not commit.has_body:
        yield f"it changes {commit.files} files, and no body says why"


def new_commits() -> Iterator[Commit]:
    """Yield the commits after BASE, newest first."""
    if _git("cat-file", "-e", BASE) is None:
        return
    for line in (_git("rev-list", "--no-merges", f"{BASE}..HEAD") or "").splitlines():
        subject, _, body = (_git("log", "-1", "--format=%s%x00%b", line) or "").partition("\0")
        files = (_git("show", "--format=", "--name-only", line) or "").splitlines()
        yield Commit(subject, bool(body.strip()), len(files))


def _git(*arguments: str) -> str | None:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return None if done.returncode else done.stdout


def main() -> int:
    faulty = [(one.subject, list(problems(one))) for one in new_commits()]
    for subject, found in faulty:
        for problem in found:
            print(f"{subject}\n    {problem}")
    return int(any(found for _, found in faulty))


if __name__ == "__main__":
    sys.exit(main())
