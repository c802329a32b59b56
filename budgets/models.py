"""Budget, its lines, and what is stated for their periods.

A period is named by its first day as the rule of the budget counts it, before it is moved to a
business day: holidays change by law, and what was stated for a period stays with it.
"""

from functools import cached_property
from operator import attrgetter
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from books.models import Book, BookRow, BookRowQuerySet, row_stamps_constraint
from categories.models import Category
from common.business_days import Adjust
from common.money import AMOUNT_MINOR_MAX, CURRENCIES, Currency
from common.period_rules import EVERY_MAX, PeriodRule, Unit
from common.periods import DATE_MAX, DATE_MIN, WEEK_DAYS
from common.rule_sequences import LaterRule, RuleSequence
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX

NO_KEY = 0
"""What stands for the id of no category, and of no account: no id is 0."""


class Mode(models.TextChoices):
    """What a budget is a plan of."""

    LIMITS = "limits"
    """Of what is spent at the most: a posting counts for every line above it."""
    ENVELOPES = "envelopes"
    """Of the money there is: it is in one envelope, or ready to be assigned to one."""


class BudgetQuerySet(BookRowQuerySet["Budget"]):
    def archived(self, archived: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(archived=archived)


class Budget(BookRow):
    """A plan of what is spent in each period of a rule, in one currency."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    mode = models.CharField(max_length=9, choices=Mode.choices, default=Mode.LIMITS)
    currency = models.CharField(max_length=3)
    """ISO 4217 code. In the home currency every converted amount counts, in another one the amounts
    of accounts in it."""
    unit = models.CharField(max_length=7, choices=Unit.choices)
    every = models.IntegerField()
    anchor = models.DateField()
    adjust = models.CharField(max_length=8, choices=Adjust.choices)
    archived = models.BooleanField(default=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "name_key"], name="budget_name_once_per_book"),
            models.CheckConstraint(
                condition=Q(mode__in=[str(mode) for mode in Mode]), name="budget_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[str(unit) for unit in Unit]), name="budget_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=EVERY_MAX), name="budget_period_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(anchor__gte=DATE_MIN, anchor__lte=DATE_MAX),
                name="budget_anchor_within_years",
            ),
            models.CheckConstraint(
                condition=Q(adjust__in=[str(adjust) for adjust in Adjust]),
                name="budget_adjust_known",
            ),
            models.CheckConstraint(
                condition=Q(adjust=Adjust.NONE) | ~Q(unit=Unit.DAY) | Q(every__gte=WEEK_DAYS),
                name="budget_adjusts_weeks_or_more",
            ),
            row_stamps_constraint("budget"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="budget_changed")]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> PeriodRule:
        """What cuts time into its periods, until another rule follows."""
        return PeriodRule(Unit(self.unit), self.every, self.anchor, Adjust(self.adjust))

    @cached_property
    def rules(self) -> RuleSequence:
        """What cuts time into its periods, with the rules that have followed the first one."""
        later = sorted(self.later_rules.all(), key=attrgetter("starts"))
        return RuleSequence(self.rule, [LaterRule(one.starts, one.rule) for one in later])

    @property
    def money(self) -> Currency:
        return CURRENCIES[self.currency]

    @property
    def has_envelopes(self) -> bool:
        return self.mode == Mode.ENVELOPES


class BudgetAccount(models.Model):
    """An account of which a budget is; one that has none is of all accounts."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    budget = models.ForeignKey(Budget, models.DO_NOTHING, related_name="accounts", db_index=False)
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "account"], name="budget_account_once"),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id}"


class BudgetRule(models.Model):
    """What cuts time into the periods of a budget from a day on."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    budget = models.ForeignKey(
        Budget, models.DO_NOTHING, related_name="later_rules", db_index=False
    )
    starts = models.DateField()
    """The first day of the first of its periods."""
    unit = models.CharField(max_length=7, choices=Unit.choices)
    every = models.IntegerField()
    anchor = models.DateField()
    adjust = models.CharField(max_length=8, choices=Adjust.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "starts"], name="budget_rule_once_per_day"),
            models.CheckConstraint(
                condition=Q(unit__in=[str(unit) for unit in Unit]), name="budget_rule_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=EVERY_MAX), name="budget_rule_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(anchor__gte=DATE_MIN, anchor__lte=DATE_MAX),
                name="budget_rule_anchor_within_years",
            ),
            models.CheckConstraint(
                condition=Q(adjust__in=[str(adjust) for adjust in Adjust]),
                name="budget_rule_adjust_known",
            ),
            models.CheckConstraint(
                condition=Q(adjust=Adjust.NONE) | ~Q(unit=Unit.DAY) | Q(every__gte=WEEK_DAYS),
                name="budget_rule_adjusts_weeks_or_more",
            ),
        ]

    def __str__(self) -> str:
        return f"periods from {self.starts}"

    @property
    def rule(self) -> PeriodRule:
        return PeriodRule(Unit(self.unit), self.every, self.anchor, Adjust(self.adjust))


class BudgetHold(models.Model):
    """What of the money that is ready is held back in one period, for the one after it."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    budget = models.ForeignKey(Budget, models.DO_NOTHING, related_name="holds", db_index=False)
    period = models.DateField()
    amount = models.BigIntegerField()
    """The most that is held, in minor units of the budget's currency; less where less is ready."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "period"], name="budget_hold_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=AMOUNT_MINOR_MAX),
                name="budget_hold_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"held in {self.period}"


class BudgetLineQuerySet(BookRowQuerySet["BudgetLine"]):
    def of_budget(self, budget_id: int) -> Self:
        return self.filter(budget_id=budget_id)


class BudgetLine(BookRow):
    """A category in a budget, with all that is below it; or an account beside one of envelopes."""

    budget = models.ForeignKey(Budget, models.DO_NOTHING, related_name="lines", db_index=False)
    category = models.ForeignKey(
        Category, models.DO_NOTHING, null=True, related_name="budget_lines"
    )
    account = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="budget_lines")
    """Where money is put from the budget: savings, or a loan that is paid off."""
    category_key = models.BigIntegerField(default=NO_KEY)
    account_key = models.BigIntegerField(default=NO_KEY)
    """The ids again, as a unique constraint of every engine takes them."""
    currency = models.CharField(max_length=3)
    """The budget's, repeated so that the history can state the amounts of a line."""
    starts = models.DateField()
    """The first period in which it counts."""
    ends = models.DateField(null=True)
    """The first period in which it counts no more."""
    opening = models.BigIntegerField(default=0)
    """What is carried into its first period, in minor units of the budget's currency."""

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "category_key", "account_key"], name="budget_line_once"
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=True) | Q(account__isnull=True),
                name="budget_line_not_of_two_things",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="budget_line_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(opening__gte=-AMOUNT_MINOR_MAX, opening__lte=AMOUNT_MINOR_MAX),
                name="budget_line_opening_within_limit",
            ),
            row_stamps_constraint("budget_line"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="budget_line_changed")]

    def __str__(self) -> str:
        return f"budget line {self.pk}"


class Carry(models.TextChoices):
    """What of a period's end is carried into the next one."""

    NONE = "none"
    UNDER = "under"
    """What is left."""
    OVER = "over"
    """What is overspent."""
    BOTH = "both"


class LinePolicy(models.Model):
    """What a line carries over, from one period on."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    line = models.ForeignKey(BudgetLine, models.DO_NOTHING, related_name="policies", db_index=False)
    starts = models.DateField()
    """The first period into which it carries."""
    carry = models.CharField(max_length=5, choices=Carry.choices)
    cap = models.BigIntegerField(null=True)
    """The most that is carried, in minor units."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "starts"], name="line_policy_once_per_period"),
            models.CheckConstraint(
                condition=Q(carry__in=[str(carry) for carry in Carry]), name="line_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gte=0, cap__lte=AMOUNT_MINOR_MAX),
                name="line_policy_cap_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carry} from {self.starts}"


class LineAmount(models.Model):
    """What is budgeted on a line: for one period, or standing from it on."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    line = models.ForeignKey(BudgetLine, models.DO_NOTHING, related_name="amounts", db_index=False)
    period = models.DateField()
    standing = models.BooleanField()
    """Whether it holds from `period` on, until another standing amount does."""
    amount = models.BigIntegerField()
    """In minor units of the budget's currency. Negative where money is taken out of an envelope."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "period", "standing"], name="line_amount_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-AMOUNT_MINOR_MAX, amount__lte=AMOUNT_MINOR_MAX),
                name="line_amount_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"budgeted from {self.period}"
