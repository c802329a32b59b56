"""A way to a server that can be cut and mended: a port that passes on what it gets."""

import socket
import threading
from contextlib import suppress

BYTES = 65_536


class Forwarder:
    """Passes connections to its own `port` of 127.0.0.1 on to another one."""

    def __init__(self, target):
        self._target = target
        self._open = []
        self._listener = None
        self.port = 0
        self.mend()

    def mend(self):
        """Take connections, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self):
        """Break off all connections, and refuse new ones."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listener):
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(("127.0.0.1", self._target))
                self._open += [here, there]
                for source, sink in ((here, there), (there, here)):
                    threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pass(source, sink):
        with suppress(OSError):
            while part := source.recv(BYTES):
                sink.sendall(part)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
