"""Undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.undo import undo
from books.unit_of_work import UnitOfWork
from web.pages import BookPage, Outcome
from web.views.people import own_address


class Undo(BookPage):
    """Takes back a change of the book; the change that does so can be undone as well."""

    def post(self, request: HttpRequest, number: int, **_: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        return self.write(lambda uow: undone(uow, number, there))


def undone(uow: UnitOfWork, number: int, there: str) -> Outcome:
    undo(uow, number)
    return Outcome(_("Undone"), there)
