"""The number of the newest change of a book: a page asks whether it is still up to date."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from web.pages import BookPage


class NewestChange(BookPage):
    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return JsonResponse({"number": self.book.last_change})
