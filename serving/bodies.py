"""Request bodies on their way to the temporary folder: whose may go there, and how many bytes."""

import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

IN_MEMORY_BYTES = 64 * 1024
"""What anybody may send. It stays in memory; more than that is read for those who are known, and
goes to a file."""
READ_BYTES = 32 * 1024
"""How much is read from a connection at a time."""
COPIES = 3
"""How often an upload lies in the temporary folder while its request runs: as it came, as the
form's file, and as what is looked into to recognise its format."""


class Reserving(Protocol):
    """A request that may have bytes set apart for its body."""

    reserved: int


@dataclass
class Spool:
    """The bytes that the larger bodies of one process may take in the temporary folder."""

    most: int
    taken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, request: Reserving, size: int) -> bool:
        """Set `size` bytes apart for a request; False where they are not there."""
        with self.lock:
            try:
                free = shutil.disk_usage(tempfile.gettempdir()).free
            except OSError:
                return False
            if self.taken + size > self.most or size * COPIES > free:
                return False
            self.taken += size
            request.reserved = size
            return True

    def release(self, request: Reserving) -> None:
        """Give back what was set apart for a request, once."""
        with self.lock:
            self.taken -= request.reserved
            request.reserved = 0


@dataclass(frozen=True)
class BodyPolicy:
    """What the application says about bodies before it has one."""

    bytes_max: Callable[[str], int]
    """How many bytes a body may have that is sent to this path."""
    is_signed_in: Callable[[dict[str, Any]], bool]
    """Whether a WSGI environment, without its body, comes from somebody who is known."""
    spool: Spool
