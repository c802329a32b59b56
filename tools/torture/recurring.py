"""Payments that fall due meanwhile: two workers record them, and are killed while they do."""

import time
from collections import Counter
from datetime import date, timedelta
from random import Random

from tools.live_server import Server, start_worker
from tools.torture.client import register
from tools.torture.operations import Request
from tools.torture.reading import read_list
from tools.torture.ways import Way

WORKERS = 2
"""The fewest that record the same schedule at the same time."""
DATES = 50
"""How many dates a schedule has: workers have it for a second, and kills fall into that."""
FIRST = date(2024, 1, 1)
"""Any day of the past would do."""
HEAD_START_SECONDS = 1.0
"""Up to how long workers record a schedule before one of them is killed."""
RECORDED_SECONDS_MAX = 60
"""How long the last dates may take. A schedule whose job was killed rests for some seconds."""
LOOK_SECONDS = 0.2
"""How often is looked whether all of them are recorded."""


class Recurring:
    """Schedules in a book of their own, which nobody writes to but workers."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.person = register((server.address,), "planner")
        self.names: list[str] = []
        self.workers = [start_worker(server) for _ in range(WORKERS)]

    def way(self) -> Way:
        return Way("kills of a worker that records", self.disturb)

    def disturb(self, dice: Random) -> None:
        """State another schedule, and kill a worker that may be recording it."""
        self.state(f"planned {len(self.names) + 1}")
        time.sleep(dice.uniform(0, HEAD_START_SECONDS))
        place = dice.randrange(WORKERS)
        self._kill(place)
        self.workers[place] = start_worker(self.server)

    def state(self, name: str) -> None:
        phase = {"starts": f"{FIRST}", "unit": "week", "times": DATES, "amount": "1.00"}
        body = {"name": name, "type": "expense", "description": name, "phases": [phase]}
        body |= {"records_from": f"{FIRST}"}
        answer = self.person.ask(Request(name, "POST", "schedules/", body))
        if answer.status != 201:
            raise RuntimeError(f"a schedule was refused: {answer}")
        self.names.append(name)

    def stop(self) -> None:
        """Kill the workers."""
        for place in range(WORKERS):
            self._kill(place)

    def faults(self) -> tuple[list[str], list[str]]:
        """Return what is lost and what is there twice, once the workers had time for the rest."""
        wanted = {
            (name, f"{FIRST + n * timedelta(weeks=1)}") for name in self.names for n in range(DATES)
        }
        deadline = time.monotonic() + RECORDED_SECONDS_MAX
        while wanted - (found := self._recorded()).keys() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        lost = [f"{name} of {day} is not recorded" for name, day in sorted(wanted - found.keys())]
        twice = [
            f"{name} of {day} is recorded {count} times"
            for (name, day), count in sorted(found.items())
            if count > 1 or (name, day) not in wanted
        ]
        return lost, twice

    def _recorded(self) -> Counter[tuple[str, str]]:
        rows = read_list(self.person, "transactions").values()
        return Counter((row["description"], row["date"]) for row in rows)

    def _kill(self, place: int) -> None:
        self.workers[place].kill()
        self.workers[place].wait()
