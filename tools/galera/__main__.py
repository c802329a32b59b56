"""Run a command against a cluster of three MariaDB nodes with Galera, one writer behind HAProxy.

    .venv/bin/python -m tools.galera COMMAND ARGUMENT...

All listen on the loopback address and end with the command. A missing package is installed by
apt-get if this is root on a Debian family system.
"""

import sys

from tools.galera.cluster import galera_cluster
from tools.process import run, stop_on_terminate

FAST = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
)
"""Safety against power cuts is traded for speed: nothing is kept."""


def main() -> int:
    stop_on_terminate()
    with galera_cluster(FAST) as cluster:
        print("Three Galera nodes are up", flush=True)
        return run(sys.argv[1:], {"DATABASE_URL": cluster.url})


if __name__ == "__main__":
    sys.exit(main())
