"""A worker of gunicorn whose requests are read by waitress.

gunicorn's parent process binds the socket, loads the application, replaces workers that die, and
tells systemd; each worker runs the server of this package. docs/adr/0010-application-server.md says
why it is these two.
"""

import os
import signal
from types import FrameType

from gunicorn.workers.base import Worker

from common.memory import give_back
from expense_tracker import bodies
from expense_tracker.monitoring import monitor
from serving.bodies import BodyPolicy, Spool
from serving.limits import Limits
from serving.server import Server

TURN_SECONDS = 1.0
"""How often a worker that has nothing to do shows that it lives."""
TIDY_SECONDS = 10
"""How often a worker gives free memory back: within a minute, and for a few milliseconds each."""


class BufferingWorker(Worker):
    """Runs the server until it is told to end."""

    server: Server | None = None
    slot = 0
    """Its place among the processes that run, which the one after it has again."""

    def run(self) -> None:
        """Serve; let requests under way finish when told to end."""
        [listener] = self.sockets
        spool = Spool(bodies.spool_bytes())
        policy = BodyPolicy(bodies.bytes_max, bodies.is_signed_in_now, spool)
        self.server = Server(
            self.wsgi,
            listener.sock,
            threads=self.cfg.threads,
            limits=Limits.from_environment(),
            policy=policy,
        )
        monitor().enter_server(self.slot)
        tidy_at = 0.0
        while self.alive and self.ppid == os.getppid():
            self.notify()
            self.server.turn(TURN_SECONDS)
            if self.server.now() >= tidy_at:
                tidy_at = self.server.now() + TIDY_SECONDS
                give_back()
        # gunicorn kills what is left after graceful_timeout.
        self.server.finish(self.cfg.graceful_timeout - TURN_SECONDS, self.notify)
        # Ctrl-C reaches us twice, from the terminal and from gunicorn: the second is too late.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End when the requests under way are answered (SIGTERM)."""
        self.alive = False
        if self.server is not None:
            self.server.pull_trigger()

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """End likewise on Ctrl-C and SIGQUIT."""
        self.handle_exit(sig, frame)
