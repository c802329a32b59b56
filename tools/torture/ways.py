"""The ways to disturb a server, of which a run does one after the other."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from tools.live_server import Server


@dataclass(frozen=True)
class Way:
    """What is done, as the report has it, and how."""

    name: str
    do: Callable[[Random], None]


def kill_server(server: Server) -> Way:
    """Kill every process of a server at once, and start it again."""

    def do(_dice: Random) -> None:
        server.kill()
        server.start()

    return Way("kills of the server", do)


def kill_process(server: Server) -> Way:
    """Kill one process of a server, in whose place it starts another one."""

    def do(dice: Random) -> None:
        with suppress(ProcessLookupError):
            os.kill(dice.choice(server.workers()), signal.SIGKILL)

    return Way("kills of a worker", do)


def one_server(server: Server, crash_database: Callable[[], None] | None) -> list[Way]:
    """The ways of one server: it is killed twice as often as each of the others."""
    ways = [kill_server(server), kill_server(server), kill_process(server)]
    if crash_database:
        ways.append(Way("kills of the database", lambda _dice: crash_database()))
    return ways
