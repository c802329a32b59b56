"""A cluster of three nodes behind a proxy, in a folder that is removed afterwards."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pymysql

from tools.database import ACCOUNT, NAME, connect, memory
from tools.galera.network import Namespaces, Place, loopback, namespaces
from tools.galera.node import LIBRARIES, Node
from tools.galera.proxy import CHECK_USER, Proxy
from tools.install import apt_install

NODES = 3
"""The fewest of which a majority is left when one is gone."""
PACKAGES = ("mariadb-server", "galera-4", "haproxy", "rsync", "lsof", "iproute2")
SERVICES = ("mariadb", "haproxy")
"""What the packages start on a machine with systemd; nothing here needs it."""
ANSWER_SECONDS = 60
"""How long the cluster may take to answer through the proxy."""

WHOLE_SECONDS = 120
"""How long nodes may take to be together again, with a whole copy of the data for one of them."""
LOOK_SECONDS = 0.05
"""How often is looked whether it does, and whether they are."""


class Cluster:
    """Three nodes and the proxy, of which `url` is the DATABASE_URL."""

    def __init__(self, nodes: list[Node], proxy: Proxy, network: Namespaces | None) -> None:
        self.nodes = nodes
        self.proxy = proxy
        self.network = network
        """Only where nodes can be cut off from each other."""
        self.url = f"mysql://{ACCOUNT}:{ACCOUNT}@127.0.0.1:{proxy.port}/{NAME}?ssl_disabled=true"

    def start(self) -> None:
        """Start all nodes for the first time, with an empty database, and the proxy."""
        with ThreadPoolExecutor(NODES) as workers:
            list(workers.map(Node.prepare, self.nodes))
        first, *others = self.nodes
        first.start(alone=True)
        self._create(first)
        for node in others:
            node.start()
        self.proxy.start()
        self.wait()

    def wait(self) -> None:
        """Wait until the database answers through the proxy."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while self.writer() is None:
            if time.monotonic() > deadline:
                sys.exit("The cluster does not answer through the proxy.")
            time.sleep(LOOK_SECONDS)

    def wait_until_whole(self) -> None:
        """Wait until each node sees all of them; until then one more failure would be too many.

        One that was paused or cut off still believes for a while that it is in step.
        """
        deadline = time.monotonic() + WHOLE_SECONDS
        while time.monotonic() < deadline:
            sizes = {node.status("wsrep_cluster_size") for node in self.nodes}
            if sizes == {str(NODES)} and all(node.is_synced for node in self.nodes):
                return
            time.sleep(LOOK_SECONDS)
        sys.exit("The nodes have not found each other again.")

    def writer(self) -> Node | None:
        """The node that the proxy leads to; None where none answers."""
        try:
            with connect(self.url) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT @@wsrep_node_name")
                ((name,),) = cursor.fetchall()
        except pymysql.MySQLError:
            return None
        return next(node for node in self.nodes if node.name == name)

    def stop(self) -> None:
        """End everything; what is thrown away need not be shut down cleanly."""
        self.proxy.stop()
        for node in self.nodes:
            node.kill()

    @staticmethod
    def _create(first: Node) -> None:
        """Create the database, the account that DATABASE_URL names, and that of the proxy."""
        with first.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            cursor.execute(f"CREATE USER {ACCOUNT}@'%' IDENTIFIED BY '{ACCOUNT}'")
            cursor.execute(f"GRANT ALL ON *.* TO {ACCOUNT}@'%'")
            # For whoever has one of these, init_connect does not hold.
            cursor.execute(f"REVOKE CONNECTION ADMIN, SUPER ON *.* FROM {ACCOUNT}@'%'")
            cursor.execute(f"CREATE USER {CHECK_USER}@'%'")


@contextmanager
def galera_cluster(options: Sequence[str] = (), *, apart: bool = False) -> Iterator[Cluster]:
    """Start a cluster, and remove it afterwards.

    `options` are those of each node, beside what Galera needs. Nodes that are `apart` have
    network namespaces, so that they can be cut off from each other; that takes root.
    """
    install()
    with ExitStack() as stack:
        network = stack.enter_context(namespaces(NODES)) if apart else None
        places = network.places if network else stack.enter_context(loopback(NODES))
        folder = Path(tempfile.mkdtemp(prefix="expenses-galera-", dir=memory()))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # The nodes have a user of their own.
        cluster = Cluster(_nodes(places, folder, options), Proxy(places, folder), network)
        stack.callback(cluster.stop)
        cluster.start()
        yield cluster


def _nodes(places: list[Place], folder: Path, options: Sequence[str]) -> list[Node]:
    address = ",".join(f"{place.host}:{place.group}" for place in places)
    return [
        Node(f"n{number}", place, folder / f"n{number}", address, options)
        for number, place in enumerate(places, 1)
    ]


def install() -> None:
    """Install what a cluster needs, where it is missing and that can be done."""
    programs = ("mariadbd", "wsrep_sst_rsync", "haproxy", "rsync", "lsof", "ip")
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    missing = [name for name in programs if shutil.which(name, path=path) is None]
    if not missing and any(Path(library).exists() for library in LIBRARIES):
        return
    if not apt_install(*PACKAGES):
        sys.exit(f"A cluster needs these packages: `apt-get install {' '.join(PACKAGES)}`.")
    if shutil.which("systemctl"):
        command = ["systemctl", "disable", "--now", *SERVICES]
        subprocess.run(command, capture_output=True, check=False)
