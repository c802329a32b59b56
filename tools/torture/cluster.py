"""A run against a cluster: two servers, two workers, and nodes that are killed, paused, cut off."""

import shutil
import subprocess
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random

from tools.database import memory
from tools.galera.cluster import Cluster
from tools.galera.node import Node
from tools.live_server import Server, prepare, start_worker
from tools.torture.client import register
from tools.torture.follower import Follower
from tools.torture.importer import Importer
from tools.torture.run import (
    CLIENT_END_SECONDS,
    PEOPLE,
    WITHOUT_LIMITS,
    Outcome,
    Plan,
    Run,
    baseline_of,
    kill_now_and_then,
    writers,
)
from tools.torture.verdict import Baseline, Verdict, examine
from tools.torture.ways import Way, kill_process, kill_server

SERVERS = 2
"""The fewest of which one goes on while the other is started."""
HOLD_SECONDS = 8.0
"""How long a node stays as it was made: twice what the others take to go on without it."""
SERVICE_SECONDS_MAX = 60
"""How long no write may be acknowledged: twice what the longest failure here takes."""
STILL_SECONDS_MAX = 120
"""How long clients may take to hold still: longer than they ask for one answer."""
LOOK_SECONDS = 0.02
"""How often is looked for what is waited for: much less than a second, in which it is stated."""


@dataclass
class Site:
    """All that runs, and what has been found out of it."""

    cluster: Cluster
    servers: list[Server]
    workers: list["subprocess.Popen[bytes]"]
    run: Run
    followers: list[Follower] = field(default_factory=list)
    importers: list[Importer] = field(default_factory=list)
    silences: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """For how many seconds no write was acknowledged, at most, in each failure of a kind."""
    faults: list[str] = field(default_factory=list)

    def ways(self) -> list[Way]:
        """Return every way to disturb it."""
        ways = [kill_server(server) for server in self.servers]
        ways += [kill_process(server) for server in self.servers]
        ways += [Way("kills of a job's worker", self.kill_worker) for _ in self.workers]
        ways += [
            self.of_node("kills of the writer", self.writer, Node.kill, Node.start),
            self.of_node("kills of a reader", self.reader, Node.kill, Node.start),
            self.of_node("pauses of the writer", self.writer, Node.pause, self.resume),
            self.of_node("pauses of a reader", self.reader, Node.pause, self.resume),
            Way("kills of two of three nodes", self.kill_two),
        ]
        if self.cluster.network:
            ways += [
                self.of_node("partitions of the writer", self.writer, self.part, self.rejoin),
                self.of_node("partitions of a reader", self.reader, self.part, self.rejoin),
            ]
        return ways

    def kill_worker(self, dice: Random) -> None:
        """Kill a worker, and start another one in its place; its jobs are left as they are."""
        place = dice.randrange(len(self.workers))
        self.workers[place].kill()
        self.workers[place].wait()
        self.workers[place] = start_worker(self.servers[place])

    def of_node(
        self,
        name: str,
        choose: Callable[[Random], Node],
        disturb: Callable[[Node], object],
        mend: Callable[[Node], object],
    ) -> Way:
        """A failure of one node, which the others go on without."""

        def do(dice: Random) -> None:
            node = choose(dice)
            began = time.monotonic()
            disturb(node)
            self.await_service(name, began)
            time.sleep(max(0, began + HOLD_SECONDS - time.monotonic()))
            mend(node)
            self.end_of(name, began)

        return Way(name, do)

    def kill_two(self, dice: Random) -> None:
        """Kill the writer and a reader: the third one has no majority, and nothing is written."""
        name = "kills of two of three nodes"
        began = time.monotonic()
        two = [self.writer(dice), self.reader(dice)]
        for node in two:
            node.kill()
        time.sleep(HOLD_SECONDS)
        for node in two:
            node.start(wait=False)
        for node in two:
            node.wait()
        self.end_of(name, began)

    def writer(self, _dice: Random) -> Node:
        self.cluster.wait()
        node = self.cluster.writer()
        assert node is not None
        return node

    def reader(self, dice: Random) -> Node:
        writer = self.writer(dice)
        return dice.choice([node for node in self.cluster.nodes if node is not writer])

    def part(self, node: Node) -> None:
        if self.cluster.network:
            self.cluster.network.part(self.cluster.nodes.index(node))

    def rejoin(self, node: Node) -> None:
        if self.cluster.network:
            self.cluster.network.rejoin(self.cluster.nodes.index(node))

    def helpers(self) -> list[threading.Thread]:
        """Return those who import and follow, who have still to be started."""
        works = [partial(self.import_files, one) for one in self.importers]
        works += [partial(self.follow, one) for one in self.followers]
        return [threading.Thread(target=work, daemon=True) for work in works]

    def import_files(self, importer: Importer) -> None:
        with self.run.noting_ends():
            importer.run(self.run.enough, self.run.turn)

    def follow(self, follower: Follower) -> None:
        with self.run.noting_ends():
            follower.follow(self.run.enough)

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()

    @staticmethod
    def resume(node: Node) -> None:
        node.resume()

    def await_service(self, name: str, since: float) -> None:
        """Wait until a write is acknowledged that was sent after `since`."""
        deadline = time.monotonic() + SERVICE_SECONDS_MAX
        while not any(began > since for began, _ in self.run.acknowledged[-PEOPLE * 2 :]):
            if time.monotonic() > deadline:
                self.faults.append(f"no write was acknowledged for so long: {name}")
                return
            time.sleep(LOOK_SECONDS)

    def end_of(self, name: str, began: float) -> None:
        """Note how long there was no service, and compare the followers' copies with the books."""
        self.await_service(name, time.monotonic())
        self.cluster.wait_until_whole()
        self.silences[name].append(longest_silence(self.run.acknowledged, began))
        with self.stillness():
            for follower in self.followers:
                self.faults += [f"{name}: {text}" for text in follower.differences()]

    @contextmanager
    def stillness(self) -> Iterator[None]:
        """Let nobody write, neither clients nor workers."""
        self.run.may_write.clear()
        try:
            deadline = time.monotonic() + STILL_SECONDS_MAX
            while any(self.run.under_way.values()) and time.monotonic() < deadline:
                time.sleep(LOOK_SECONDS)
            yield
        finally:
            self.run.may_write.set()


def longest_silence(acknowledged: Sequence[tuple[float, float]], since: float) -> float:
    """The longest time between two acknowledgements from `since` on."""
    ends = sorted(end for _, end in list(acknowledged) if end >= since)
    return max((b - a for a, b in zip([since, *ends], ends, strict=False)), default=0.0)


def torture_cluster(plan: Plan, cluster: Cluster) -> tuple[Outcome, dict[str, list[float]]]:
    """Run `plan` against `cluster`; returns how long writes stood still in each failure as well."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="expenses-torture-", dir=memory()))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        servers = [Server(cluster.url, Path(tempfile.mkdtemp(dir=folder))) for _ in range(SERVERS)]
        for server in servers:
            server.settings |= {**WITHOUT_LIMITS, "SECRET_KEY": servers[0].settings["SECRET_KEY"]}
        prepare(servers[0].settings)
        for server in servers:
            stack.callback(server.stop)
            server.start()
        site = Site(cluster, servers, [start_worker(server) for server in servers], Run(plan))
        stack.callback(site.stop_workers)
        return _run(site), site.silences


def _run(site: Site) -> Outcome:
    run = site.run
    addresses = tuple(server.address for server in site.servers)
    people = [register(addresses, f"person{n}") for n in range(PEOPLE)]
    baselines = [baseline_of(person) for person in people]
    site.followers = [Follower(person) for person in people]
    site.importers = [
        Importer(person, Random(f"{run.plan.seed}-{person.user_id}"), run.sent) for person in people
    ]
    clients = writers(run, baselines)
    clients += site.helpers()
    for client in clients:
        client.start()
    ways = site.ways()
    run.plan = replace(run.plan, kills=max(run.plan.kills, len(ways)))  # Each of them once.
    try:
        kill_now_and_then(run, ways)
    except Exception:
        run.broken.append(traceback.format_exc())
    finally:
        run.enough.set()
    for client in clients:
        client.join(CLIENT_END_SECONDS)
    return Outcome(run.counts(), run.broken) if run.broken else _examined(site, baselines)


def _examined(site: Site, baselines: list[Baseline]) -> Outcome:
    counts = site.run.counts()
    imported = [one for importer in site.importers for one in importer.done]
    counts["imports committed"] = sum(bool(one.change) for one in imported)
    counts["imports failed"] = sum(not one.change for one in imported)
    # What a client did not wait for may still be under way; after this nothing is.
    for server in site.servers:
        server.kill()
        server.start()
    verdict: Verdict = examine(baselines, site.run.sent, site.servers[0], imported)
    verdict.other += site.faults
    verdict.other += [text for one in site.followers for text in one.refusals]
    verdict.other += [f"{a} to {one.request}" for one in site.run.sent for a in one.defects]
    found = {"changes": verdict.with_effect, "lost": len(verdict.lost), "twice": len(verdict.twice)}
    return Outcome(counts | found | {"other faults": len(verdict.other)}, verdict.faults)
