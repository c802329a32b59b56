"""Faults to plant in statements of a sound book, each with the checks that have to find it."""

from django.db.models import F

from statements.models import Statement
from transactions.models import Posting, Transaction


def statements():
    return Statement.objects.filter(previous__isnull=False)


def elsewhere():
    """The postings of accounts that have no statement."""
    return Posting.objects.filter(account__statements=None)


def settle_by(statement, **said):
    """Settle the postings of its account, of transactions that say something more."""
    mine = Posting.objects.filter(account=statement.account)
    mine.update(settled_in=statement)
    Transaction.objects.filter(postings__in=mine).update(**{"refund": F("refund"), **said})


PLANTED_IN_STATEMENTS = {
    "a statement in another currency than its account": (
        {"statement_currencies"},
        lambda: Statement.objects.update(currency="USD"),
    ),
    "a statement that follows itself": (
        {"statement_chains"},
        lambda: statements().update(previous=F("id")),
    ),
    "a closed statement that follows an open one": (
        {"statement_chains"},
        lambda: statements().update(closed=True),
    ),
    "a posting that a statement of another account settles": (
        {"settled_postings"},
        lambda: elsewhere().update(settled_in=statements().get()),
    ),
    "a posting that an assertion settles": (
        {"settled_postings"},
        lambda: settle_by(Statement.objects.get(type="assertion")),
    ),
    "a settled posting of a pending transaction": (
        {"settled_postings"},
        lambda: settle_by(statements().get(), status="pending"),
    ),
}
