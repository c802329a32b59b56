"""What is measured of reconciliation: one statement compared, and how far all accounts agree."""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from accounts.models import Account
from accounts.services import amend_account
from benchmarks import bare
from benchmarks.contenders import BARE, OURS, Call, Key, Tasks
from books.models import Cause
from books.unit_of_work import Actor, change
from common.money import from_minor
from common.periods import Month
from reconciliation.services import create_statement, delete_statement
from reconciliation.settling import settle_rows
from statements.models import Statement, StatementType
from transactions.models import Posting

MONTHS = 24  # two years of statements, each with the transactions of its month
COMPARISON = f"the last of {MONTHS} statements compared"
STATES = "how far accounts agree with their banks"
BY = Actor(user_id=None, cause=Cause.COMMAND)


class ReconciliationTasks:
    """The calls to be measured on the statements of one account."""

    def __init__(self, tasks: Tasks) -> None:
        self.loaded = tasks.loaded
        self.ours = tasks.ours
        self.account = Account.objects.for_book(tasks.loaded.book).get(pk=tasks.account)

    def calls(self) -> Iterator[tuple[Key, Call]]:
        """Yield every call with the cell that it fills."""
        self.clean_up()
        newest = self._add_statements()
        size, account = self.loaded.size, self.account.pk
        path = f"/api/v1/statements/{newest.pk}/comparison/"
        yield Key(COMPARISON, size, OURS), partial(self.ours.get, path)
        yield Key(COMPARISON, size, BARE), partial(bare.settled, account)
        yield Key(STATES, size, OURS), partial(self.ours.get, "/api/v1/statements/accounts/")
        yield Key(STATES, size, BARE), partial(bare.settled, account)

    def clean_up(self) -> None:
        """Take away what measuring has created: it would keep transactions from being changed."""
        rows = Statement.objects.for_book(self.loaded.book).order_by("-date")
        with change(self.loaded.book, by=BY) as uow:
            for statement in rows:
                delete_statement(uow, statement, timezone.localdate())

    def _add_statements(self) -> Statement:
        """Add open statements of the account's last months; returns the newest."""
        postings = Posting.objects.filter(account=self.account)
        last = Month.of(postings.latest("date").date)
        months = [last.shifted(-number) for number in reversed(range(MONTHS))]
        with change(self.loaded.book, by=BY) as uow:
            # The book was made today, with transactions of years ago.
            amend_account(uow, self.account, opening_date=months[0].first)
            for month in months:
                statement = create_statement(
                    uow,
                    account=self.account,
                    date=month.last,
                    balance=from_minor(0, self.account.money),
                    type=StatementType.STATEMENT.value,
                    today=timezone.localdate(),
                )
                of_month = postings.filter(date__gte=month.first, date__lte=month.last)
                settle_rows(uow, statement, list(of_month.values_list("pk", flat=True)))
        return statement
