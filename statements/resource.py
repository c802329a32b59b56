"""What a statement is to the rest of the program: its history, feed, archive and checks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F, Q

from books.integrity.findings import walk
from books.models import Book
from books.resources import Resource
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from statements.descriptions import describe_statement
from statements.drafts import ROW_RULES, STATEMENTS_MAX
from statements.models import Statement
from statements.presenters import present_statements
from statements.registry import undo_checks


def statement_currencies(book: Book) -> Iterator[str]:
    """A statement is in the currency of its account."""
    rows = Statement.objects.for_book(book).exclude(currency=F("account__currency"))
    for row_id, code, other in walk(rows, "id", "currency", "account__currency"):
        yield f"statement {row_id} is in {code}, its account in {other}"


def statement_chains(book: Book) -> Iterator[str]:
    """A statement follows one of an earlier day of its account, and a closed one a closed one."""
    follows = Q(previous__account=F("account"), previous__date__lt=F("date"))
    fits = follows & (Q(closed=False) | Q(previous__closed=True))
    rows = Statement.objects.for_book(book).filter(previous__isnull=False).exclude(fits)
    for row_id, previous_id in walk(rows, "id", "previous_id"):
        yield f"statement {row_id} does not follow from statement {previous_id}"


@contextmanager
def on_undo_of_statements(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Let the apps above look at the statements that came back."""
    yield
    for check in undo_checks:
        check(uow, ids)


STATEMENT = Resource(
    name="statement",
    plural="statements",
    model=Statement,
    named_by="date",
    limit=STATEMENTS_MAX,
    row_rules=ROW_RULES,
    describe=describe_statement,
    present=present_statements,
    on_undo=on_undo_of_statements,
    checks=(statement_currencies, statement_chains),
)

DECLARATIONS = (STATEMENT,)
