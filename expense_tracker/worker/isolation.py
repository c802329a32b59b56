"""A task in a child process of its own, with a bound on its memory and a folder for its files.

Whatever a file does to the task, it does to that process alone: its memory goes back to the system
with it, and a parser that crashes takes nothing else along.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.db import connections

RESERVE_BYTES = 64 * 2**20
"""What a task may take beyond its bound once it is over it: to say so takes memory, too."""

_PR_SET_PDEATHSIG = 1
_ORPHANED = 1


def run_apart(work: Callable[[], int], *, folder: Path, memory_bytes: int) -> BaseProcess:
    """Start `work` in a child process, which exits with the code that it returns.

    Its temporary files go to `folder`. An allocation beyond `memory_bytes` is a MemoryError.
    """
    # A connection that two processes share would be broken for both.
    connections.close_all()
    # fork: what is loaded is shared, so that a child costs milliseconds and few MiB.
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(work, os.getpid(), folder, memory_bytes)
    )
    process.start()
    return process


def lift_limit() -> None:
    """Allow the RESERVE_BYTES, once a MemoryError has let go of what was held."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _work(work: Callable[[], int], parent: int, folder: Path, memory_bytes: int) -> None:
    # Ctrl-C at a terminal reaches every process of the group; it is the parent's to act on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with(parent)
    tempfile.tempdir = str(folder)
    # RLIMIT_DATA counts what is private and writable, so neither files nor what is only reserved.
    hard = memory_bytes + RESERVE_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))
    sys.exit(work())


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent has died (Linux, prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(_ORPHANED)
