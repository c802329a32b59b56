"""Calling the project through WSGI in this process: all of it but the network."""

import io
from collections.abc import Callable
from typing import Any

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

STARTPROJECT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""What `startproject` writes, for the stock implementation."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def project() -> Application:
    """The project as it is served."""
    return WSGIHandler()


def stock_project() -> Application:
    """The same URLs behind no more middleware than a new project has."""
    with override_settings(MIDDLEWARE=STARTPROJECT_MIDDLEWARE):
        return WSGIHandler()


class WsgiClient:
    """A client that calls an application through WSGI, with one token."""

    def __init__(self, application: Application, token: str) -> None:
        self.application = application
        self.authorization = f"Token {token}"

    def get(self, path: str) -> Any:
        """Return what a GET of `path` answers; raises RuntimeError unless that is 200."""
        return orjson.loads(self.send("GET", path, b"", "200"))

    def send(self, method: str, path: str, body: bytes, expected: str) -> bytes:
        """Return the body of the answer; raises RuntimeError for another status than expected."""
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "application/json",
            "HTTP_AUTHORIZATION": self.authorization,
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        status: list[str] = []
        response = self.application(environ, lambda line, headers: status.append(line))
        answer = b"".join(response)
        response.close()
        if not status[0].startswith(expected):
            raise RuntimeError(f"{method} {path}: {status[0]} {answer[:500]!r}")
        return answer
