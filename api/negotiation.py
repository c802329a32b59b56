"""Choosing how an answer is written."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class PlainNegotiation(DefaultContentNegotiation):
    """Django REST Framework's, which takes no time for what most clients send.

    Where there is one way to write the answer, and `Accept` names it or takes all, that is it.
    """

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and its media type; raises NotAcceptable (406) where none fits."""
        first, *others = renderers
        media_type = str(first.media_type)
        is_named = request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", media_type)
        # A query may hold `format`, which names a renderer too.
        if is_named and not (others or format_suffix or request.META.get("QUERY_STRING")):
            return first, media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(
            request, renderers, format_suffix
        )
        return chosen
