"""Schedules with phases and occurrences, when the worker looks at them, refused suggestions."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from books.models import Book, BookRow, BookRowQuerySet, row_stamps_constraint
from categories.models import Category
from common.money import AMOUNT_MINOR_MAX
from common.periods import DATE_MAX, DATE_MIN
from common.recurrence import Frequency, Missing, Shift
from common.recurrence_problems import EVERY_MAX, TIMES_MAX
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX
from schedules.choices import (
    CADENCE_LENGTH_MAX,
    EARLY_DAYS_DEFAULT,
    LATE_DAYS_DEFAULT,
    MONTHS_LENGTH_MAX,
    OF_LAST_DEFAULT,
    OF_LAST_MAX,
    ON_LENGTH_MAX,
    PERCENT_DEFAULT,
    PERCENT_MAX,
    WINDOW_DAYS_MAX,
    AmountRule,
    CatchUp,
    State,
)
from transactions.models import DESCRIPTION_LENGTH_MAX, Payee, PostingKind, Tag, Transaction
from transactions.row_rules import POSTINGS_MAX


class ScheduleQuerySet(BookRowQuerySet["Schedule"]):
    def paused(self, paused: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(paused=paused)


class Schedule(BookRow):
    """A payment that recurs: a bill, pay, a standing order."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    type = models.CharField(max_length=8, choices=PostingKind.choices)
    payee = models.ForeignKey(Payee, models.DO_NOTHING, null=True, related_name="schedules")
    description = models.CharField(max_length=DESCRIPTION_LENGTH_MAX, blank=True)
    records_from = models.DateField(null=True)
    """The worker records what is due from this day on; where it is None, nothing."""
    catch_up = models.CharField(max_length=6, choices=CatchUp.choices, default=CatchUp.ALL)
    early = models.IntegerField(default=EARLY_DAYS_DEFAULT)
    late = models.IntegerField(default=LATE_DAYS_DEFAULT)
    """How many days before and after its due date a payment may come."""
    paused = models.BooleanField(default=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "name_key"], name="schedule_name_once_per_book"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[str(kind) for kind in PostingKind]),
                name="schedule_type_known",
            ),
            models.CheckConstraint(
                condition=Q(records_from__isnull=True)
                | Q(records_from__gte=DATE_MIN, records_from__lte=DATE_MAX),
                name="schedule_records_within_years",
            ),
            models.CheckConstraint(
                condition=Q(catch_up__in=[str(way) for way in CatchUp]),
                name="schedule_catch_up_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    early__gte=0, early__lte=WINDOW_DAYS_MAX, late__gte=0, late__lte=WINDOW_DAYS_MAX
                ),
                name="schedule_window_within_limit",
            ),
            row_stamps_constraint("schedule"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="schedule_changed")]

    def __str__(self) -> str:
        return self.name


class SchedulePhase(models.Model):
    """When a schedule recurs and what is expected then, from one day on."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    schedule = models.ForeignKey(Schedule, models.DO_NOTHING, related_name="phases", db_index=False)
    starts = models.DateField()
    """No nominal date of the phase is earlier; periods are counted from it."""
    unit = models.CharField(max_length=5, choices=Frequency.choices)
    every = models.IntegerField()
    on = models.CharField(max_length=ON_LENGTH_MAX, blank=True)
    """The days of a week, a month or a year, with commas between them."""
    months = models.CharField(max_length=MONTHS_LENGTH_MAX, blank=True)
    """The months of a year, with commas between them."""
    missing = models.CharField(max_length=7, choices=Missing.choices)
    shift = models.CharField(max_length=17, choices=Shift.choices)
    until = models.DateField(null=True)
    """The last day that a nominal date may be."""
    times = models.IntegerField(null=True)
    """How many nominal dates it has."""
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    to_account = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+")
    category = models.ForeignKey(Category, models.DO_NOTHING, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    """That of the account, repeated so that the history can state the amounts."""
    amount_rule = models.CharField(max_length=7, choices=AmountRule.choices)
    amount = models.BigIntegerField()
    """In minor units, above zero: the type of the schedule gives the direction. 0 where the rule
    is that what is owed is paid."""
    highest = models.BigIntegerField(null=True)
    """Of a range, in minor units; None of any other rule."""
    percent = models.IntegerField(default=PERCENT_DEFAULT)
    of_last = models.IntegerField(default=OF_LAST_DEFAULT)
    to_amount = models.BigIntegerField(null=True)
    """What arrives on an account in another currency, in its minor units."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "starts"], name="schedule_phase_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(starts__gte=DATE_MIN, starts__lte=DATE_MAX),
                name="schedule_phase_starts_within_years",
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=EVERY_MAX),
                name="schedule_phase_has_an_interval",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[str(unit) for unit in Frequency])
                & Q(missing__in=[str(way) for way in Missing])
                & Q(shift__in=[str(way) for way in Shift]),
                name="schedule_phase_recurrence_known",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts"), until__lte=DATE_MAX),
                name="schedule_phase_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(times__isnull=True) | Q(times__gte=1, times__lte=TIMES_MAX),
                name="schedule_phase_times_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(amount_rule__in=[str(rule) for rule in AmountRule]),
                name="schedule_phase_amount_rule_known",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=AMOUNT_MINOR_MAX)
                & ~Q(amount_rule=AmountRule.OWED)
                | Q(amount=0, amount_rule=AmountRule.OWED),
                name="schedule_phase_amount_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(highest__isnull=True)
                | Q(highest__gte=F("amount"), highest__lte=AMOUNT_MINOR_MAX),
                name="schedule_phase_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(to_amount__isnull=True)
                | Q(to_amount__gte=1, to_amount__lte=AMOUNT_MINOR_MAX),
                name="schedule_phase_arrival_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(
                    percent__gte=0,
                    percent__lte=PERCENT_MAX,
                    of_last__gte=1,
                    of_last__lte=OF_LAST_MAX,
                ),
                name="schedule_phase_tolerance_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"phase from {self.starts}"


class SplitLine(models.Model):
    """One of the categories among which the transactions of a phase are split, with its amount."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    schedule = models.ForeignKey(
        Schedule, models.DO_NOTHING, related_name="split_lines", db_index=False
    )
    starts = models.DateField()
    """The first day of the phase."""
    position = models.IntegerField()
    """Its place among the lines of the phase, from 0 on."""
    category = models.ForeignKey(Category, models.DO_NOTHING, null=True, related_name="+")
    amount = models.BigIntegerField()
    """In minor units of the phase's currency; below zero for what goes the other way, such as tax
    that is taken off a wage."""
    description = models.CharField(max_length=DESCRIPTION_LENGTH_MAX, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "starts", "position"], name="schedule_split_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-AMOUNT_MINOR_MAX, amount__lte=AMOUNT_MINOR_MAX)
                & ~Q(amount=0),
                name="schedule_split_amount_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=0, position__lt=POSTINGS_MAX),
                name="schedule_split_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of the phase from {self.starts}"


class ScheduleTag(models.Model):
    """That the transactions of a schedule carry a tag."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    schedule = models.ForeignKey(
        Schedule, models.DO_NOTHING, related_name="tag_links", db_index=False
    )
    tag = models.ForeignKey(Tag, models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "tag"], name="schedule_tag_once")
        ]

    def __str__(self) -> str:
        return f"tag {self.tag_id} on schedule {self.schedule_id}"


class OccurrenceQuerySet(BookRowQuerySet["Occurrence"]):
    def of_schedule(self, schedule_id: int) -> Self:
        return self.filter(schedule_id=schedule_id)


class Occurrence(BookRow):
    """One date of a schedule of which something is stated; all others follow from the phases."""

    schedule = models.ForeignKey(
        Schedule, models.DO_NOTHING, related_name="occurrences", db_index=False
    )
    nominal = models.DateField()
    """The day that the recurrence gives before it is moved to a business day. It names the
    occurrence for ever."""
    state = models.CharField(max_length=8, choices=State.choices)
    date = models.DateField(null=True)
    """The day on which it is expected, where it was moved to another one."""
    amount = models.BigIntegerField(null=True)
    """The amount that is expected, where another one was stated: minor units of `currency`."""
    currency = models.CharField(max_length=3)
    """That of the phase, repeated so that the history can state the amount."""
    transaction = models.ForeignKey(
        Transaction, models.DO_NOTHING, null=True, related_name="occurrences"
    )
    """What settles it; None once that is deleted."""

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "nominal"], name="occurrence_once_per_schedule"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]),
                name="occurrence_state_known",
            ),
            models.CheckConstraint(
                condition=Q(nominal__gte=DATE_MIN, nominal__lte=DATE_MAX),
                name="occurrence_within_years",
            ),
            models.CheckConstraint(
                condition=Q(date__isnull=True) | Q(date__gte=DATE_MIN, date__lte=DATE_MAX),
                name="occurrence_date_within_years",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=1, amount__lte=AMOUNT_MINOR_MAX),
                name="occurrence_amount_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MOVED) & (Q(date__isnull=False) | Q(amount__isnull=False))
                | ~Q(state=State.MOVED) & Q(date__isnull=True, amount__isnull=True),
                name="occurrence_moved_says_where",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RECORDED)
                | Q(state=State.MATCHED, transaction__isnull=False)
                | Q(state__in=[str(State.SKIPPED), str(State.MOVED)], transaction__isnull=True),
                name="occurrence_settled_by_a_transaction",
            ),
            row_stamps_constraint("occurrence"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="occurrence_changed")]

    def __str__(self) -> str:
        return f"{self.state} on {self.nominal}"


class ScheduleRecording(models.Model):
    """That an occurrence was recorded once. It has no history, so it outlives an undo."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    schedule_key = models.BigIntegerField()
    """The id of a schedule, which may be gone."""
    nominal = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "schedule_key", "nominal"], name="schedule_recording_once"
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {self.schedule_key} on {self.nominal}"


class ScheduleWake(models.Model):
    """The day on which the worker looks at a schedule again, or an earlier one."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    schedule_key = models.BigIntegerField()
    """The id of a schedule that records, and is not paused."""
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "schedule_key"], name="schedule_wake_once_per_schedule"
            ),
        ]
        indexes = [models.Index(fields=["day", "book"], name="schedule_wake_by_day")]

    def __str__(self) -> str:
        return f"schedule {self.schedule_key} on {self.day}"


class RefusedSeries(models.Model):
    """That payments do not recur though they look like it, said by somebody."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    type = models.CharField(max_length=8, choices=PostingKind.choices)
    currency = models.CharField(max_length=3)
    account_key = models.BigIntegerField()
    """The id of an account, which may be gone."""
    payee_key = models.BigIntegerField()
    """The id of a payee, which may be gone."""
    cadence = models.CharField(max_length=CADENCE_LENGTH_MAX)
    """The name of one of `schedules.cadences.CADENCES`."""
    amount = models.BigIntegerField()
    """That of the first payment, in minor units: tells apart several series of one payee."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "book", "payee_key", "account_key", "type", "currency", "cadence", "amount"
                ],
                name="refused_series_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=AMOUNT_MINOR_MAX),
                name="refused_series_amount_above_zero",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"payee {self.payee_key} by {self.cadence} does not recur"
