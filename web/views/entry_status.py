"""The status of one transaction, set by the symbol in its row."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.unit_of_work import UnitOfWork
from common.errors import Conflict
from common.integers import number_of
from transactions.amending import draft_of
from transactions.models import Status
from transactions.services import amend_transaction
from web.formats import within_sentence
from web.pages import BookPage, Outcome, see_other
from web.rows import called
from web.views.entry import to_change
from web.views.people import own_address


class SetStatus(BookPage):
    """Marks a transaction as pending or as cleared; the button that was pressed names the row."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        stated = [status for status in (Status.PENDING, Status.CLEARED) if status in request.POST]
        if not stated:
            messages.error(request, _("Choose some rows first."))
            return see_other(there)
        status = stated[0]
        entry = number_of(request.POST[status])
        return self.write(lambda uow: self.marked(uow, entry, status, there))

    def marked(self, uow: UnitOfWork, entry: int, status: Status, there: str) -> Outcome:
        """Give a transaction its status, and say so."""
        row = to_change(uow, entry)
        if row.status == Status.RECONCILED:
            raise Conflict(_("This is reconciled. Its status is changed on its own page."))
        amend_transaction(uow, row, replace(draft_of(row), status=status))
        says = _("%(what)s is pending") if status == Status.PENDING else _("%(what)s is cleared")
        who = called(row, self.names)
        return Outcome(says % {"what": within_sentence(who)}, there)
