"""One run: people who write, a server that is killed again and again, and the verdict."""

import shutil
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tools.database import memory, scratch_database
from tools.live_server import Server, prepare
from tools.torture.client import Answer, GivenUp, Person, Sent, register
from tools.torture.operations import Known, Request, Row, random_request
from tools.torture.reading import read_rows
from tools.torture.recurring import Recurring
from tools.torture.verdict import Baseline, examine
from tools.torture.ways import Way, one_server

PEOPLE = 3
"""More than one, as books are apart and the database is shared."""
CLIENTS_PER_PERSON = 2
"""Two, the fewest that write to one book at the same time."""
FEWEST_REQUESTS_PER_LIFE = 5
"""A kill after five requests meets the six clients in their first ones."""
MOST_REQUESTS_PER_LIFE = 75
"""A kill after 75 meets each client after a dozen, with connections and caches in use."""
LOOKING_SECONDS = 0.01
"""Up to how long the killer sleeps: within what a request takes, so that kills fall into its
midst."""
WITHOUT_LIMITS = {"THROTTLE_REGISTER": "1000000/h"}
CLIENT_END_SECONDS = 120
"""How long a client may take to end: longer than PATIENCE_SECONDS, after which it gives up."""


@dataclass(frozen=True)
class Plan:
    """How much: a run goes on until it has had at least as many of each."""

    seed: int
    requests: int = 0
    kills: int = 0
    seconds: float = 0


@dataclass
class Run:
    """What has been done so far, by clients that write and by the thread that kills the server."""

    plan: Plan
    started: float = field(default_factory=time.monotonic)
    sent: list[Sent] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: list[tuple[float, float]] = field(default_factory=list)
    """When each request that was acknowledged had begun its last attempt, and when it ended."""
    broken: list[str] = field(default_factory=list)
    """Clients that came to an end of their own, each with its traceback."""
    enough: threading.Event = field(default_factory=threading.Event)
    may_write: threading.Event = field(default_factory=threading.Event)
    """Not set while all clients hold still."""
    under_way: Counter[int] = field(default_factory=Counter)
    """How many things that write a client has under way, by its thread: one or none."""

    def __post_init__(self) -> None:
        self.may_write.set()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do one thing that writes, once writing is allowed."""
        me = threading.get_ident()
        self.under_way[me] = 1
        try:
            while not self.may_write.is_set():
                self.under_way[me] = 0
                self.may_write.wait()
                self.under_way[me] = 1
            yield
        finally:
            self.under_way[me] = 0

    @contextmanager
    def noting_ends(self) -> Iterator[None]:
        """Note whatever ends a client: it is what the run has to report."""
        try:
            yield
        except Exception:
            self.broken.append(traceback.format_exc())

    @property
    def goes_on(self) -> bool:
        return not self.broken and (
            len(self.sent) < self.plan.requests
            or sum(self.kills.values()) < self.plan.kills
            or time.monotonic() - self.started < self.plan.seconds
        )

    def counts(self) -> dict[str, int]:
        """The figures of the run; to be asked for before the examination, which asks on."""
        answered = [one.answer for one in self.sent if one.answer]
        return {
            "requests": len(self.sent),
            "acknowledged": sum(answer.acknowledges for answer in answered),
            "refused": sum(not answer.acknowledges for answer in answered),
            "given up": len(self.sent) - len(answered),
            "retried": sum(one.attempts > 1 for one in self.sent),
            "answered from memory": sum(answer.replayed for answer in answered),
            **self.kills,
        }


@dataclass(frozen=True)
class Outcome:
    """The end of a run."""

    counts: dict[str, int]
    faults: list[str]


def torture(
    plan: Plan, *, url: str = "", crash_database: Callable[[], None] | None = None
) -> Outcome:
    """Run `plan` on a database of its own, on the server of `url` or in a SQLite file.

    `crash_database` kills the database server and starts it again; it is called now and then.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="expenses-torture-", dir=memory()))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        own = f"sqlite:///{folder / 'db.sqlite3'}"
        if url.startswith("mysql:"):
            own = stack.enter_context(scratch_database(url))
        server = Server(own, folder)
        server.settings |= WITHOUT_LIMITS
        stack.callback(server.stop)
        prepare(server.settings)
        server.start()
        recurring = Recurring(server)
        stack.callback(recurring.stop)
        return _run(plan, server, crash_database, recurring)


def _run(
    plan: Plan,
    server: Server,
    crash_database: Callable[[], None] | None,
    recurring: Recurring,
) -> Outcome:
    people = [register((server.address,), f"person{n}") for n in range(PEOPLE)]
    baselines = [baseline_of(person) for person in people]
    run = Run(plan)
    clients = writers(run, baselines)
    for client in clients:
        client.start()
    try:
        kill_now_and_then(run, [*one_server(server, crash_database), recurring.way()])
    finally:
        run.enough.set()
    for client in clients:
        client.join(CLIENT_END_SECONDS)
    counts = run.counts()
    if run.broken:
        return Outcome(counts, run.broken)
    # What a client did not wait for may still be under way; after this nothing is.
    server.kill()
    server.start()
    lost, twice = recurring.faults()
    verdict = examine(baselines, run.sent, server)
    verdict.lost += lost
    verdict.twice += twice
    if not crash_database:
        verdict.other += defects(run, server)
    found = {"changes": verdict.with_effect, "lost": len(verdict.lost), "twice": len(verdict.twice)}
    return Outcome(counts | found | {"other faults": len(verdict.other)}, verdict.faults)


def writers(run: Run, baselines: list[Baseline]) -> list[threading.Thread]:
    """Return the clients of all people, which have still to be started."""
    return [
        threading.Thread(target=write, args=(run, baseline.person, known, n), daemon=True)
        for baseline in baselines
        for known in [known_rows(baseline)]
        for n in range(CLIENTS_PER_PERSON)
    ]


def baseline_of(person: Person) -> Baseline:
    book_id = person.ask(Request("", "GET", "book/")).data["id"]
    return Baseline(person, book_id, read_rows(person))


def known_rows(baseline: Baseline) -> Known:
    """What the clients of a person know to begin with."""
    known = Known()
    for kind, rows in baseline.before.items():
        for row_id, row in rows.items():
            if row.get("type") != "income":
                known.learn(kind, Row(row_id, "", row))
    return known


def write(run: Run, person: Person, known: Known, number: int) -> None:
    """Send one random request after the other, each until it is answered."""
    dice = Random(f"{run.plan.seed}-{person.user_id}-{number}")
    count = 0
    with run.noting_ends():
        while not run.enough.is_set():
            count += 1
            with run.turn(), suppress(GivenUp):
                sent = Sent(
                    random_request(known, dice, f"p{person.user_id}c{number}n{count}"), person
                )
                run.sent.append(sent)
                answer = person.pursue(sent, dice)
                if answer.acknowledges:
                    run.acknowledged.append((sent.began, time.monotonic()))
                remember(known, sent.request, answer)


def remember(known: Known, request: Request, answer: Answer) -> None:
    """Add to what the clients know what an answer tells."""
    kind, *rest = request.path.strip("/").split("/")
    if answer.status == 404:
        known.forget(kind, int(rest[0]))
    if not answer.acknowledges:
        return
    if number := number_of(answer):
        known.learn_change(number)
    if kind in ("book", "history"):
        return
    if rest[:1] == ["bulk"]:
        for result in answer.data["create"]:
            known.learn(kind, Row(result["id"]))
    elif request.method == "DELETE" or rest[1:] == ["merge"]:
        known.forget(kind, int(rest[0]))
    else:
        known.learn(kind, Row(answer.data["id"], answer.headers["ETag"], answer.data))


def number_of(answer: Answer) -> int:
    """The number of the change that an answer is of; 0 where it does not say."""
    if tag := answer.headers["ETag"]:
        return int(tag.strip('"').partition("-")[0])
    return int((answer.data or {}).get("change") or (answer.data or {}).get("number") or 0)


def kill_now_and_then(run: Run, ways: list[Way]) -> None:
    """Do each of `ways` at random moments, in a random order, again and again."""
    dice = Random(run.plan.seed)
    deck: list[Way] = []
    while run.goes_on:
        enough = len(run.sent) + dice.randint(FEWEST_REQUESTS_PER_LIFE, MOST_REQUESTS_PER_LIFE)
        while len(run.sent) < enough and not run.broken:
            time.sleep(dice.uniform(0, LOOKING_SECONDS))
        # Each comes once before any comes again.
        deck = deck or dice.sample(ways, len(ways))
        way = deck.pop()
        way.do(dice)
        run.kills[way.name] += 1


def defects(run: Run, server: Server) -> list[str]:
    """Answers and log entries that no kill explains: each is a defect of the server."""
    found = [f"{answer} to {one.request}" for one in run.sent for answer in one.defects]
    log = server.log.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in log:
        found.append(f"the server logged an error:\n{log[-4000:]}")
    return found
