"""Where the nodes of a cluster listen: ports of the loopback address, or network namespaces.

Namespaces need root. Each node then has an address of its own, and can be cut off from the other
nodes while the proxy still reaches it.
"""

import os
import random
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PORTS = range(20_000, 32_000)
"""Below those that Linux gives to outgoing connections (32,768 and up): one of these may be free
when a node first starts and taken when it starts again."""
TEST_NET = "198.18"
"""RFC 2544 sets these addresses apart for tests of networks, so no other network has them."""
SUBNETS = 250
"""How many clusters may run at once, told apart by the id of their process."""
BRIDGE_HOST = 254
"""The last part of the machine's own address there; the nodes count from 1."""


@dataclass(frozen=True)
class Place:
    """Where one node listens, and what its program is started by."""

    host: str
    sql: int
    group: int
    """Port of the group's messages."""
    increments: int
    """Port for what a node missed while it was away (IST)."""
    snapshots: int
    """Port for a whole copy of another node's data (SST)."""
    prefix: tuple[str, ...] = ()


@contextmanager
def loopback(count: int) -> Iterator[list[Place]]:
    """Yield `count` places on free ports of the loopback address."""
    ports = iter(free_ports(count * 4))
    yield [
        Place("127.0.0.1", next(ports), next(ports), next(ports), next(ports)) for _ in range(count)
    ]


def free_ports(count: int) -> list[int]:
    """Return `count` of PORTS that nobody listens on."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        if len(found) == count:
            break
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found


class Namespaces:
    """A network namespace for each node, on a bridge that this machine is on as well."""

    def __init__(self, count: int) -> None:
        number = os.getpid()
        self._bridge = f"gal{number}"
        self._subnet = f"{TEST_NET}.{number % SUBNETS}"
        self._names = [f"galera{number}-{n}" for n in range(1, count + 1)]

    @property
    def places(self) -> list[Place]:
        return [
            Place(self._host(n), 3306, 4567, 4568, 4444, ("ip", "netns", "exec", name))
            for n, name in enumerate(self._names)
        ]

    def _host(self, index: int) -> str:
        return f"{self._subnet}.{index + 1}"

    def _link(self, index: int) -> str:
        # Linux takes 15 characters.
        return f"gal{os.getpid()}.{index + 1}"

    def make(self) -> None:
        """Make the bridge and the namespaces."""
        ip("link", "add", self._bridge, "type", "bridge")
        ip("address", "add", f"{self._subnet}.{BRIDGE_HOST}/24", "dev", self._bridge)
        ip("link", "set", self._bridge, "up")
        for index, name in enumerate(self._names):
            ip("netns", "add", name)
            outside = self._link(index)
            ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", outside, "master", self._bridge, "up")
            ip("-n", name, "address", "add", f"{self._host(index)}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "eth0", "up")

    def remove(self) -> None:
        """Take away whatever there is of them."""
        # A namespace ends a while after it is deleted, and its end of a link with it.
        links = [*map(self._link, range(len(self._names))), self._bridge]
        commands = [["link", "delete", link] for link in links]
        commands += [["netns", "delete", name] for name in self._names]
        for command in commands:
            subprocess.run(["ip", *command], capture_output=True, check=False)

    def part(self, index: int) -> None:
        """Let no message pass between one node and the others; the machine still reaches all."""
        self._route_between(index, "add")

    def rejoin(self, index: int) -> None:
        """Let them pass again."""
        self._route_between(index, "delete")

    def _route_between(self, index: int, verb: str) -> None:
        for other, name in enumerate(self._names):
            if other != index:
                ip("-n", name, "route", verb, "blackhole", f"{self._host(index)}/32")
                ip("-n", self._names[index], "route", verb, "blackhole", f"{self._host(other)}/32")


@contextmanager
def namespaces(count: int) -> Iterator[Namespaces]:
    """Make the namespaces of `count` nodes, and remove them afterwards."""
    made = Namespaces(count)
    try:
        made.make()
        yield made
    finally:
        made.remove()


def ip(*arguments: str) -> None:
    """Run iproute2's `ip`; raises RuntimeError with what it says."""
    command: Sequence[str] = ["ip", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
