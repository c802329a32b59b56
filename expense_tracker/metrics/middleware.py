"""Measures each request from outside all other middleware: its route, time and statements."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from expense_tracker.metrics.families import count_request


class MetricsMiddleware:
    """Counts every request once its answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        measured = Measured(request)
        response = self.get_response(request)
        measured.status = response.status_code
        # A file is sent by the server itself, without another statement.
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = Stream(response, measured)
        else:
            measured.end()
        return response


class Measured:
    """What one request takes, from now on."""

    def __init__(self, request: HttpRequest) -> None:
        self.status = 500
        self._request = request
        self._statements = 0
        self._started = perf_counter()
        self._wrappers = connection.execute_wrappers
        self._wrappers.append(self._execute)

    def _execute(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self._statements += 1
        return execute(*arguments)

    def end(self) -> None:
        """Count the request."""
        self._wrappers.remove(self._execute)
        count_request(self._request, self.status, perf_counter() - self._started, self._statements)


class Stream:
    """The parts of an answer that is made while it is sent; it closes with the response."""

    def __init__(self, response: StreamingHttpResponse, measured: Measured) -> None:
        self._parts = iter(response)
        self._measured = measured

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Count the request; Django calls this once, also where the client has gone."""
        self._measured.end()
