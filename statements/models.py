"""Statement, and how statements are read."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Account
from books.models import BookRow, BookRowQuerySet, row_stamps_constraint
from common.money import AMOUNT_MINOR_MAX
from common.periods import DATE_MAX, DATE_MIN


class StatementType(models.TextChoices):
    """What a stated balance is compared with."""

    STATEMENT = "statement"
    """The balance of the statement before it, and the postings that it settles."""
    ASSERTION = "assertion"
    """The balance that the book has at the end of its day."""


class StatementQuerySet(BookRowQuerySet["Statement"]):
    def of_account(self, account_id: int) -> Self:
        return self.filter(account_id=account_id)

    def closed(self, closed: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(closed=closed)


class Statement(BookRow):
    """What a bank says that an account held at the end of a day."""

    account = models.ForeignKey(
        Account, models.DO_NOTHING, related_name="statements", db_index=False
    )
    date = models.DateField()
    balance = models.BigIntegerField()
    """Minor units of `currency`, negative for a debt."""
    currency = models.CharField(max_length=3)
    """That of the account, repeated so that the history can state the balance."""
    type = models.CharField(max_length=9, choices=StatementType.choices)
    previous = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="next")
    """The statement before it; None for the first of its account, and for assertions."""
    closed = models.BooleanField(default=False)
    """Whether what it settles is fixed: it made up the balance when somebody closed it."""

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            # A second file may state another balance of the same day: both are shown.
            models.UniqueConstraint(
                fields=["account", "date", "type", "balance"], name="statement_once"
            ),
            models.CheckConstraint(
                condition=Q(date__gte=DATE_MIN, date__lte=DATE_MAX),
                name="statement_date_within_years",
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=-AMOUNT_MINOR_MAX, balance__lte=AMOUNT_MINOR_MAX),
                name="statement_balance_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(type__in=[str(one) for one in StatementType]),
                name="statement_type_known",
            ),
            models.CheckConstraint(
                condition=Q(type=StatementType.STATEMENT) | Q(previous__isnull=True, closed=False),
                name="statement_assertion_settles_nothing",
            ),
            row_stamps_constraint("statement"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="statement_changed")]

    def __str__(self) -> str:
        return f"{self.type} of {self.date}"
