"""GET /metrics: each process of the server waits at the same socket, and one of them answers.

So there is no process of its own that would take memory and could die, and one that ends leaves the
address to the others.
"""

import logging
import socket
import sys
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from prometheus_client import CollectorRegistry, MetricsHandler
from prometheus_client.multiprocess import MultiProcessCollector

from expense_tracker.environment import Address, stop
from expense_tracker.metrics.figures import DatabaseFigures

CLIENT_SECONDS = 5
"""How long a client may stay silent: one that asks for metrics sends its few lines at once."""

_log = logging.getLogger(__name__)


def listen(address: Address) -> socket.socket:
    """Return a socket that listens at `address`; stops the start where that cannot be."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]  # the rest repeats the address
        stop(f"METRICS_ADDRESS is {address}, where nothing can listen: {reason}.")


def answer_at(listener: socket.socket, folder: Path) -> None:
    """Answer in a thread of its own, for as long as this process lives."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    registry.register(DatabaseFigures())
    endpoint = Endpoint(listener, PageOfMetrics.factory(registry))
    Thread(target=endpoint.run, name="metrics", daemon=True).start()


class PageOfMetrics(MetricsHandler):
    """Answers one request: with the metrics at /metrics, and with 404 elsewhere."""

    timeout = CLIENT_SECONDS

    def do_GET(self) -> None:  # noqa: N802  # the name of http.server
        if urlsplit(self.path).path != "/metrics":
            self.send_error(404)
            return
        try:
            super().do_GET()
        finally:
            # Who asks comes back in some seconds at the earliest: no connection waits for that.
            connection.close()


class Endpoint(HTTPServer):
    """Answers one request after the other at a socket that others wait at, too."""

    def __init__(self, listener: socket.socket, handler: type[MetricsHandler]) -> None:
        super().__init__(listener.getsockname(), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def run(self) -> None:
        """Answer whoever asks, without end."""
        while True:
            self.handle_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log in one line that a request failed: most often the client went away."""
        _log.warning("A request for metrics was not answered: %r", sys.exc_info()[1])
