"""What the pages of one statement have in common: the statement, its account, and its writes."""

from collections.abc import Callable
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from accounts.stored import StoredAccount
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, Invalid, NotThere
from statements.models import Statement
from statements.stored import StoredStatement, statements_with_ids
from web.figures.statement_rows import StatementLister
from web.formats import show_date, within_sentence
from web.pages import BookPage, Outcome, see_other
from web.rows import Lister
from web.views.things import row_of


class OfStatement(BookPage):
    """A page of one statement."""

    section = "accounts"

    @cached_property
    def statement(self) -> StoredStatement:
        found = statements_with_ids(self.book.pk, [self.kwargs["statement"]])
        if not found:
            raise NotThere
        return found[0]

    @property
    def account(self) -> StoredAccount:
        return self.names.accounts[self.statement.account_id]

    @property
    def title(self) -> str:  # type: ignore[override]  # of the statement
        return self.called

    @property
    def called(self) -> str:
        """What it is called in a sentence: “Giro, 31 Mar 2024”."""
        day = show_date(self.statement.date, self.preferences.date_form)
        return f"{within_sentence(self.account.name)}, {day}"

    @property
    def own_address(self) -> str:
        return reverse("web:statement", args=[self.book.pk, self.kwargs["statement"]])

    @property
    def lister(self) -> StatementLister:
        rows = Lister(self.book.pk, self.names, self.money, self.preferences)
        return StatementLister(self.book, rows, self.money, self.preferences)

    def row(self, uow: UnitOfWork) -> Statement:
        """Return the statement as it is within a change."""
        return row_of(uow.book, Statement, self.kwargs["statement"])

    def tried(self, work: Callable[[UnitOfWork], Outcome]) -> HttpResponse:
        """Write; where that is refused, say why on the page of the statement."""
        try:
            return self.write(work)
        except Invalid as refused:
            for problem in refused.problems:
                messages.error(self.request, problem.detail)
        except Conflict as refused:
            messages.error(self.request, refused.detail)
        return see_other(self.own_address)

    def says(self, text: str) -> str:
        """Return a sentence about the statement."""
        return text % {"what": self.called}
