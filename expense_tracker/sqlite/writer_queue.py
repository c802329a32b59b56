"""The queue of the threads of this process that want to write to one SQLite file."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class WriterQueue:
    """Lets threads through one at a time, in the order in which they came."""

    def __init__(self) -> None:
        self.waiting: deque[Event] = deque()
        """An event of each thread, in their order; that of the first one is set."""
        self._guard = Lock()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Run the block when those who came before have left theirs, or after `seconds`."""
        mine = Event()
        with self._guard:
            self.waiting.append(mine)
            self.waiting[0].set()
        try:
            mine.wait(seconds)
            yield
        finally:
            with self._guard:
                self.waiting.remove(mine)
                if self.waiting:
                    self.waiting[0].set()


_queues: dict[str, WriterQueue] = {}


def queue_of(file: str) -> WriterQueue:
    """Return the queue of `file`, the same one for every thread."""
    return _queues.setdefault(file, WriterQueue())


# A fork copies the queues, but not the threads that would leave them.
os.register_at_fork(after_in_child=_queues.clear)
