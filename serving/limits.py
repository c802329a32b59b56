"""How long a client may take, and how much it may send, before it gets a thread.

Every deadline is a total, not a pause that each further byte would extend. Larger bodies and
answers get more time: as much as BYTES_PER_SECOND asks for, like Apache's mod_reqtimeout.
"""

import os
import re
import sys
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """The deadlines in seconds and the bounds of one process; each is a variable of this name."""

    header_seconds: int = 20
    """For the whole header, from its first byte. A phone with bad reception takes two or three."""
    body_seconds: int = 20
    """For the body, on top of the time that its bytes take at the least rate."""
    answer_seconds: int = 30
    """For reading the answer, on top of the time that its bytes take at the least rate."""
    idle_seconds: int = 150
    """Between two requests of a connection: longer than a proxy keeps one (Caddy 120 seconds),
    since a request of its would otherwise meet a connection that is just being closed."""
    bytes_per_second: int = 1024
    """The least rate of bodies and answers: a quarter of what GPRS, the slowest line, does."""
    connections: int = 2000
    """Open at once in a process. Beyond it the one that has waited longest is closed."""

    @classmethod
    def from_environment(cls) -> "Limits":
        """Return the limits that the environment states, HEADER_SECONDS for header_seconds."""
        names = {field.name: field.name.upper() for field in fields(cls)}
        stated = {field: name for field, name in names.items() if name in os.environ}
        return cls(**{field: positive(name, default=0) for field, name in stated.items()})


def positive(name: str, *, default: int) -> int:
    """The environment variable `name` as a number from 1; anything else stops the start."""
    text = os.environ.get(name, str(default)).strip()
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        sys.exit(f"settings: {name} is '{text}': write a whole number, one or more.")
    return int(text)
