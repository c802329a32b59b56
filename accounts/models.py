"""Account, and how accounts are read."""

from typing import Self

from django.db import models
from django.db.models import Q

from books.models import BookRow, BookRowQuerySet, row_stamps_constraint
from common.money import AMOUNT_MINOR_MAX, CURRENCIES, Currency
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX


class AccountType(models.TextChoices):
    """What kind of place for money an account is."""

    CASH = "cash"
    CHECKING = "checking"
    SAVINGS = "savings"
    CREDIT_CARD = "credit_card"
    LOAN = "loan"
    INVESTMENT = "investment"
    OTHER = "other"


class AccountQuerySet(BookRowQuerySet["Account"]):
    def archived(self, archived: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(archived=archived)

    def default(self) -> Self:
        """The account that a transaction goes to which names none."""
        return self.filter(is_default=True)


class Account(BookRow):
    """Where money is. Its balance is not kept: it is the opening balance and the postings."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    type = models.CharField(max_length=11, choices=AccountType.choices)
    currency = models.CharField(max_length=3)
    opening_balance = models.BigIntegerField()
    """Minor units of the account's currency, negative for a debt, from `opening_date` on."""
    opening_date = models.DateField()
    is_default = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    strict = models.BooleanField(default=False)
    """Whether nothing new is recorded on it up to its newest closed statement."""
    moved_in = models.BigIntegerField(default=0)
    """The number of the change that last moved money on it; 0 where none has."""

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "name_key"], name="account_name_once_per_book"),
            models.CheckConstraint(
                condition=Q(type__in=[str(kind) for kind in AccountType]), name="account_type_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    opening_balance__gte=-AMOUNT_MINOR_MAX, opening_balance__lte=AMOUNT_MINOR_MAX
                ),
                name="account_opening_balance_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(opening_date__gte=DATE_MIN, opening_date__lte=DATE_MAX),
                name="account_opening_date_within_years",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived=False),
                name="account_default_is_not_archived",
            ),
            row_stamps_constraint("account"),
        ]
        indexes = [
            models.Index(fields=["book", "changed_in"], name="account_changed"),
            models.Index(fields=["book", "moved_in"], name="account_moved"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def money(self) -> Currency:
        """The account's currency with its exponent."""
        return CURRENCIES[self.currency]
