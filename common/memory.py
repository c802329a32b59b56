"""Memory of processes that live long: shared with those that they start, and given back when free.

All of it is the C library's or the collector's doing; where the library is not glibc, nothing is
asked of it.
"""

import ctypes
import gc
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Names of parameters in malloc.h."""
_LARGE_BYTES = 128 * 1024
"""What is at least so large is mapped by itself, and so given back as soon as it is free. It is
glibc's own first threshold, which would grow with each large piece that is freed."""


def allocate_in_one_place() -> None:
    """Have all threads take memory from one place, before there are threads.

    By itself, each thread has a place of its own, and keeps what its largest answer took.
    """
    with suppress(AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _LARGE_BYTES)


def share_with_children() -> None:
    """Leave alone what is loaded by now, so that its pages stay shared with processes to come.

    The collector would write into each object that it looks at, and so have it copied.
    """
    give_back()
    gc.freeze()


def give_back() -> None:
    """Give memory back to the system that is free, or that only garbage takes."""
    gc.collect()
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
