"""Temporary files that do not outlive their process for long, however it ends.

A file without a name is freed with its process. Where names are needed there are folders, which
their owner keeps locked (flock). The kernel lets go of the lock when the owner dies, whatever it
dies of, so a folder whose lock is free belongs to nobody. Process ids would not tell: they are used
again, and containers that share a folder count their own.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PREFIX = "expenses-scratch-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give an empty folder in the system's temporary one, and remove it with all that is in it."""
    path, lock = _made()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


@contextmanager
def filled_file() -> Iterator[IO[bytes]]:
    """Give a file without a name to be filled, which is at its beginning after the block.

    Closing it, which frees its room, is then the caller's; where the block fails, it is done here.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed as the docstring says
    try:
        yield file
        file.seek(0)
    except BaseException:
        with suppress(OSError):
            file.close()
        raise


def remove_abandoned() -> int:
    """Remove the folders of processes that have died; returns how many there were."""
    count = 0
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            lock = _locked(path, fcntl.LOCK_NB)
        except OSError:
            # Somebody has it, or it is another user's, or just being removed.
            continue
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)
        count += 1
    return count


def _made() -> tuple[Path, int]:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Somebody who removes what is abandoned may come before the lock, or just after it.
        with suppress(FileNotFoundError):
            lock = _locked(path)
            if path.exists():
                return path, lock
            os.close(lock)


def _locked(path: Path, how: int = 0) -> int:
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | how)
    except OSError:
        os.close(lock)
        raise
    return lock
