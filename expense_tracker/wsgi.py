"""The WSGI application that the application server loads."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

from common.scratch import remove_abandoned

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "expense_tracker.settings")

_django = get_wsgi_application()
# Views, serializers and the admin are loaded here, once, before there are processes that share
# them: Django itself would load them at the first request of each process.
get_resolver().url_patterns  # noqa: B018  # a property that loads

# Whoever was killed before us has left nothing that anybody else removes.
remove_abandoned()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request; a Content-Type that cannot be read counts as that of unknown bytes.

    Django reads it while it makes the request, before anything could answer for a fault there.
    """
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except ValueError:
        environ["CONTENT_TYPE"] = "application/octet-stream"
    return _django(environ, start_response)
