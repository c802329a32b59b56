"""The application server: how `make run`, the systemd unit and the container start it.

HOST, PORT, WORKERS (processes) and THREADS (of each process) come from the environment, and so do
the deadlines for slow clients (serving/limits.py).
"""

import os
from typing import Any

from common.memory import allocate_in_one_place, share_with_children
from expense_tracker.monitoring import free_slot, monitor
from serving.limits import Limits, positive
from serving.worker import BufferingWorker

host = os.environ.get("HOST", "127.0.0.1")
port = os.environ.get("PORT", "8000")

wsgi_app = "expense_tracker.wsgi"
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
# A process computes on one core at a time, and small servers have two. Its threads mostly wait for
# the database, each with a connection of its own.
workers = positive("WORKERS", default=2)
threads = positive("THREADS", default=4)
worker_class = BufferingWorker
Limits.from_environment()  # a faulty one stops the start here, once

# What is loaded is shared. Settings that stop the start then stop it once, with their one line, and
# not once per worker.
preload_app = True
# A worker that has been silent for so long is replaced, seconds. It gives a sign each second.
timeout = 60
# How long requests under way may take to finish when the server is told to stop, seconds.
# Less than `make run` (12) and systemd (30) wait before they kill it.
graceful_timeout = 10
# The workers' signs of life: in memory, so that a slow disk does not look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# No side door: it is steered by signals.
control_socket_disable = True

# Workers inherit it: here is the last place before there are threads.
allocate_in_one_place()


def on_starting(_server: Any) -> None:
    """Run in the parent process, when the application is loaded and nothing listens yet."""
    monitor().open_address()


def when_ready(_server: Any) -> None:
    """Run in the parent process, when the application is loaded and no worker is started yet."""
    share_with_children()


def pre_fork(server: Any, worker: BufferingWorker) -> None:
    """Run in the parent process, just before it forks the process of `worker`."""
    worker.slot = free_slot([other.slot for other in server.WORKERS.values()])


def child_exit(_server: Any, worker: BufferingWorker) -> None:
    """Run in the parent process, when a process of the server has ended."""
    monitor().leave_server(worker.slot)
