"""Transaction and Posting with payees and tags, the totals kept of them, and how they are read."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Account
from books.models import Book, BookRow, BookRowQuerySet, row_stamps_constraint, within
from categories.models import Category
from common.money import AMOUNT_MINOR_MAX, CURRENCIES, TOTAL_MINOR_MAX, format_amount
from common.periods import DATE_MAX, DATE_MIN, Period
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX
from statements.models import Statement

DESCRIPTION_LENGTH_MAX = 255
"""In characters. What a SEPA payment says has up to 140; an import puts what is longer into
notes."""
NOTES_LENGTH_MAX = 10_000
"""In characters: some pages of text. Lists show whole notes, up to 200 of them in one answer."""
RATE_LENGTH_MAX = 40
"""In characters: room for RATE_TEXT_LENGTH_MAX of currencies.quotes, which is 32."""

WORTH_COLUMNS = ("home_amount", "rate", "rate_date", "rate_source")
"""The attributes of a posting that follow from the rates."""

EXPONENTS = sorted({currency.exponent for currency in CURRENCIES.values()})
"""How many decimals the amounts of some currency have."""

UNCATEGORISED = 0
"""What stands for no category in a total: unique constraints may hold no NULL."""


class PostingKind(models.TextChoices):
    """What a posting is, and what a transaction mainly is."""

    EXPENSE = "expense"
    INCOME = "income"
    TRANSFER = "transfer"


class Status(models.TextChoices):
    """How far the bank has confirmed a transaction."""

    PENDING = "pending"
    CLEARED = "cleared"
    RECONCILED = "reconciled"


class Label(BookRow):
    """A name that transactions carry, made on first use and unique without regard to case."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    archived = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class LabelQuerySet(BookRowQuerySet[Label]):
    def archived(self, archived: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(archived=archived)

    def named_like(self, key: str) -> Self:
        """Those whose folded name has `key` in it."""
        return self.filter(name_key__contains=key)


class Payee(Label):
    """Who was paid, or who paid."""

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "name_key"], name="payee_name_once_per_book"),
            row_stamps_constraint("payee"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="payee_changed")]


class Tag(Label):
    """A free label of transactions, across categories."""

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "name_key"], name="tag_name_once_per_book"),
            row_stamps_constraint("tag"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="tag_changed")]


class TransactionQuerySet(BookRowQuerySet["Transaction"]):
    def within(self, period: Period) -> Self:
        return self.filter(date__gte=period.start, date__lte=period.end)

    def with_posting(self, **conditions: object) -> Self:
        """Those with one posting that meets all the `conditions` together."""
        matching = Posting.objects.filter(transaction=OuterRef("pk"), **conditions)
        return self.filter(Exists(matching))

    def with_text(self, key: str) -> Self:
        """Those with `key` in their folded description and notes, or in their payee's name."""
        return self.filter(Q(search_text__contains=key) | Q(payee__name_key__contains=key))

    def without_payee(self) -> Self:
        return self.filter(payee__isnull=True)

    def tagged(self, *tag_ids: int) -> Self:
        """Those with one of these tags."""
        links = TransactionTag.objects.filter(transaction=OuterRef("pk"), tag__id__in=tag_ids)
        return self.filter(Exists(links))

    def of_amounts(self, step: str, bounds: Sequence[Any]) -> Self:
        """Those of an amount at or beyond the one of `bounds` for their currency.

        There is a bound for each of EXPONENTS, in minor units; `step` is "gte" or "lte".
        """
        condition = Q(pk__in=[])
        for exponent, bound in zip(EXPONENTS, bounds, strict=True):
            condition |= Q(currency__in=_codes(exponent), **{f"amount__{step}": bound})
        return self.filter(condition)


def _codes(exponent: int) -> list[str]:
    return [code for code, currency in CURRENCIES.items() if currency.exponent == exponent]


class Transaction(BookRow):
    """One event in the world. What it does to accounts and categories stands in its postings."""

    date = models.DateField()
    type = models.CharField(max_length=8, choices=PostingKind.choices)
    amount = models.BigIntegerField()
    """Minor units of `currency`, above zero: what the postings add up to, without its sign; of a
    transfer, what leaves. Type and refund give the direction."""
    currency = models.CharField(max_length=3)
    refund = models.BooleanField(default=False)
    """Money that goes the other way: an expense paid back, an income returned."""
    payee = models.ForeignKey(Payee, models.DO_NOTHING, null=True, related_name="transactions")
    description = models.CharField(max_length=DESCRIPTION_LENGTH_MAX, blank=True)
    notes = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    search_text = models.TextField(blank=True)
    """Description and notes, folded."""

    objects = TransactionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=AMOUNT_MINOR_MAX * 100),
                name="transaction_amount_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(date__gte=DATE_MIN, date__lte=DATE_MAX),
                name="transaction_date_within_years",
            ),
            models.CheckConstraint(
                condition=Q(type__in=[str(kind) for kind in PostingKind]),
                name="transaction_type_known",
            ),
            models.CheckConstraint(
                condition=Q(refund=False) | ~Q(type=PostingKind.TRANSFER),
                name="transaction_transfer_is_no_refund",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in Status]),
                name="transaction_status_known",
            ),
            row_stamps_constraint("transaction"),
        ]
        indexes = [
            models.Index(fields=["book", "-date", "-id"], name="transaction_newest_first"),
            models.Index(fields=["book", "changed_in"], name="transaction_changed"),
            models.Index(fields=["book", "status", "-date", "-id"], name="transaction_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.date}"


class TransactionTag(models.Model):
    """That a transaction carries a tag."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    transaction = models.ForeignKey(
        Transaction, models.DO_NOTHING, related_name="tag_links", db_index=False
    )
    tag = models.ForeignKey(Tag, models.DO_NOTHING, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transaction", "tag"], name="transaction_tag_once")
        ]

    def __str__(self) -> str:
        return f"tag {self.tag_id} on transaction {self.transaction_id}"


class PostingQuerySet(models.QuerySet["Posting"]):
    def for_book(self, book: Book) -> Self:
        return self.filter(book_id=book.pk)

    def of_transactions(self, book: Book, ids: Collection[int]) -> Self:
        return self.filter(transaction__in=ids, **within(book))

    def within(self, period: Period) -> Self:
        return self.filter(date__gte=period.start, date__lte=period.end)


class Posting(models.Model):
    """An amount into (+) or out of (-) one account, under the category that it counts for."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    transaction = models.ForeignKey(
        Transaction, models.DO_NOTHING, related_name="postings", db_index=False
    )
    position = models.IntegerField()
    """Its place in the transaction, from 0."""
    date = models.DateField()
    """The transaction's date, repeated so that one index serves a register by date."""
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="postings", db_index=False)
    kind = models.CharField(max_length=8, choices=PostingKind.choices)
    category = models.ForeignKey(
        Category, models.DO_NOTHING, null=True, related_name="postings", db_index=False
    )
    amount = models.BigIntegerField()
    """Minor units of `currency`, signed."""
    currency = models.CharField(max_length=3)
    """The account's currency."""
    home_amount = models.BigIntegerField(null=True)
    """The amount in minor units of the book's home currency; NULL is unconverted."""
    rate = models.CharField(max_length=RATE_LENGTH_MAX, blank=True)
    """Home units per unit of `currency`, as exact decimal text; empty where none was needed."""
    rate_date = models.DateField(null=True)
    rate_source = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=DESCRIPTION_LENGTH_MAX, blank=True)
    settled_in = models.ForeignKey(
        Statement, models.DO_NOTHING, null=True, related_name="postings", db_index=False
    )
    """The statement of its account that has it; none has a pending one."""

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "position"], name="posting_position_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-AMOUNT_MINOR_MAX, amount__lte=AMOUNT_MINOR_MAX)
                & ~Q(amount=0),
                name="posting_amount_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(home_amount__isnull=True)
                | Q(home_amount__gte=-AMOUNT_MINOR_MAX, home_amount__lte=AMOUNT_MINOR_MAX),
                name="posting_home_amount_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in PostingKind]), name="posting_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=PostingKind.TRANSFER) | Q(category__isnull=True),
                name="posting_transfer_has_no_category",
            ),
            models.CheckConstraint(
                condition=Q(rate="", rate_date__isnull=True, rate_source="")
                | Q(home_amount__isnull=False, rate_date__isnull=False) & ~Q(rate=""),
                name="posting_rate_is_whole",
            ),
        ]
        # An account and a category belong to one book, so their indexes need not begin with it:
        # one that does would have to stand beside the one that InnoDB wants for the foreign key.
        indexes = [
            models.Index(fields=["book", "date"], name="posting_by_day"),
            models.Index(fields=["account", "-date"], name="posting_register"),
            models.Index(fields=["category", "-date"], name="posting_by_category"),
            # What a statement settles, and what none of an account does, with their sums.
            models.Index(
                fields=["settled_in", "account", "date", "amount"], name="posting_by_statement"
            ),
        ]

    def __str__(self) -> str:
        amount = format_amount(self.amount, CURRENCIES[self.currency])
        return f"{self.kind} of {amount} {self.currency}"


class Total(models.Model):
    """Sums over the postings of one month, derived: `check_books` recomputes them."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    month = models.DateField()
    """The month's first day."""
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=PostingKind.choices)
    postings = models.BigIntegerField()
    """How many postings there are; a cell with none does not exist."""
    amount = models.BigIntegerField()
    """Their sum, in minor units of the account's currency."""
    home_amount = models.BigIntegerField()
    """The sum of those converted, in minor units of the home currency."""
    unconverted = models.BigIntegerField()
    """The sum of the others, in minor units of the account's currency."""
    unconverted_postings = models.BigIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def constraints(cls, name: str) -> list[models.CheckConstraint]:
        sums = {
            f"{column}__{bound}": sign * TOTAL_MINOR_MAX
            for column in ("amount", "home_amount", "unconverted")
            for bound, sign in (("gte", -1), ("lte", 1))
        }
        return [
            models.CheckConstraint(condition=Q(**sums), name=f"{name}_sums_within_limit"),
            models.CheckConstraint(
                condition=Q(
                    postings__gte=1,
                    unconverted_postings__gte=0,
                    unconverted_postings__lte=F("postings"),
                ),
                name=f"{name}_counts_postings",
            ),
        ]


class MonthlyTotal(Total):
    """The postings of one month on one account, of one kind, under one category."""

    category_key = models.BigIntegerField(default=UNCATEGORISED)
    """The category's id, or UNCATEGORISED."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "month", "kind", "category_key", "account"],
                name="monthly_total_once",
            ),
            *Total.constraints("monthly_total"),
        ]
        # MariaDB goes from the few accounts to their totals. The index of the foreign key has what
        # it filters by, or it would read the rows of all months to see which are asked for.
        indexes = [
            models.Index(
                fields=["account", "month", "kind", "category_key"], name="monthly_total_by_account"
            ),
            models.Index(
                fields=["book", "category_key", "month"], name="monthly_total_by_category"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.month:%Y-%m}"


class MonthlyFlow(Total):
    """The same over all categories: what balances and trends over many months are read from."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "month", "kind", "account"], name="monthly_flow_once"
            ),
            *Total.constraints("monthly_flow"),
        ]
        indexes = [
            models.Index(
                fields=["account", "month", "kind", "unconverted_postings"],
                name="monthly_flow_by_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.month:%Y-%m}"
