"""Imports with their files, plans and decisions; and what is remembered of earlier ones.

An import is not part of the book before it is committed: until then it is paper beside it, which is
written without a change and has no history. What it adds to the book, it adds in one change.
"""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from books.models import Book, BookRowQuerySet
from common.text import NAME_LENGTH_MAX

FILE_NAME_LENGTH_MAX = 255
"""In characters: what file systems allow, mostly in bytes."""
FORMAT_LENGTH_MAX = 20
"""In characters: `moneymanagerex` and `gnucash_sqlite`, the longest, have 14."""
KEY_LENGTH = 24
"""Of the key of a fingerprint: a letter for its kind, and a digest of 22 characters."""
NO_ACCOUNT = 0
"""What stands for no account: these columns are not foreign keys, so that an account can go."""


class State(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting"
    """To be read and planned, once a worker has time."""
    READING = "reading"
    PLANNED = "planned"
    """There to be looked at and decided on."""
    COMMITTING = "committing"
    """To be committed, once a worker has time, or being so."""
    COMMITTED = "committed"
    FAILED = "failed"
    """The file could not be read, or there is something to say first: `problem`."""


UNFINISHED = (State.WAITING, State.READING, State.COMMITTING)
"""The states that a worker has to end: in each, a worker has the import or it is queued."""
AT_WORK = (State.READING, State.COMMITTING)
"""The states in which a worker may have it."""


def _texts(states: Iterable[State]) -> list[str]:
    return [str(state) for state in states]


def _others(states: Iterable[State]) -> list[str]:
    return [str(state) for state in State if state not in states]


class Verdict(models.TextChoices):
    """The relation of a row of a file to the book."""

    NEW = "new"
    KNOWN = "known"
    """It is there already: the bank's id says so, or the whole content."""
    PROBABLE = "probable"
    """Something like it is there."""
    DELETED = "deleted"
    """It was there, and somebody deleted it."""
    FAULTY = "faulty"


class Action(models.TextChoices):
    """The action of the commit on a row."""

    ADD = "add"
    SKIP = "skip"
    MATCH = "match"
    """Nothing is added; the transaction that it matches is known under its id from now on, and is
    cleared if it was pending and the row is booked."""


class Import(models.Model):
    """One file that somebody uploaded, what was found in it, and what became of it."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=NAME_LENGTH_MAX, blank=True)
    """The name of the personal access token that it was uploaded with; empty for a sign-in."""
    uploaded_at = models.DateTimeField()

    file_name = models.CharField(max_length=FILE_NAME_LENGTH_MAX)
    file_bytes = models.BigIntegerField()
    file_digest = models.CharField(max_length=64)
    """SHA-256 of the file, in hexadecimal."""
    format = models.CharField(max_length=FORMAT_LENGTH_MAX)
    """The name of a format of `readers.registry`."""
    shape = models.CharField(max_length=64, blank=True)
    """Of a table, the digest of the names of its columns; empty for other files."""
    parameters = models.TextField()
    """What the caller states about the file, as `imports.plan.parameters` writes it."""
    auto_commit = models.BooleanField(default=False)
    accept_unproved = models.BooleanField(default=False)
    """Whether `auto_commit` holds even where balances of the file do not."""

    state = models.CharField(max_length=10, choices=State.choices)
    problem = models.TextField(blank=True)
    """Why it failed, as JSON; empty otherwise."""
    as_of = models.BigIntegerField(default=0)
    """The number of the book's newest change when it was planned."""
    bytes_read = models.BigIntegerField(default=0)
    bytes_in_all = models.BigIntegerField(default=0)
    """Of the files to read, unpacked."""
    rows_read = models.BigIntegerField(default=0)
    rows_planned = models.BigIntegerField(default=0)
    summary = models.TextField(blank=True)
    """What the file says beside its rows, as `imports.plan.summary` writes it."""
    change_number = models.BigIntegerField(default=0)
    """The number of the change that it was committed in; 0 for none yet, and where there was
    nothing to add."""
    recorded = models.BigIntegerField(default=0)
    """How many transactions that change recorded."""

    version = models.BigIntegerField(default=1)
    """Counts what people or workers did to it, for entity tags."""
    run = models.BigIntegerField(default=0)
    """Counts how often a worker began to plan it: a later one makes an earlier one stop."""
    queued_at = models.DateTimeField(null=True)
    """Since when it waits for a worker; null while a worker has it and where none is needed."""
    tries = models.IntegerField(default=0)
    """How many workers have taken it in its present state."""
    worker = models.CharField(max_length=100, blank=True)
    """The name of the worker that has it, see `imports.worker.claims`; empty where none has."""
    worked_at = models.DateTimeField(null=True)
    """The worker's last heartbeat."""
    idempotency_key = models.CharField(max_length=64)
    """Digest of the caller's Idempotency-Key; a random value where there was none."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """Digest of the request that the key was used for; empty where there was no key."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "idempotency_key"], name="import_idempotency_key_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.COMMITTED) | Q(change_number=0),
                name="import_committed_with_its_change",
            ),
            models.CheckConstraint(
                condition=Q(recorded=0) | Q(recorded__gte=1, change_number__gte=1),
                name="import_recorded_in_a_change",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(problem=""), name="import_failure_has_reason"
            ),
            # What is unfinished is never left to nobody, whatever a killed worker was doing.
            models.CheckConstraint(
                condition=Q(worker="", queued_at=None, state__in=_others(UNFINISHED))
                | Q(worker="", queued_at__isnull=False, state__in=_texts(UNFINISHED))
                | Q(worker__gt="", queued_at=None, state__in=_texts(AT_WORK)),
                name="import_queued_or_at_work",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "uploaded_at"], name="import_by_upload"),
            # Of no column that a worker looks for its import by: InnoDB may take the index for
            # that, and lock in the reverse order of who changes what is in it.
            models.Index(fields=["worker"], name="import_by_worker"),
            models.Index(fields=["queued_at"], name="import_queue"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.file_name}"


class FilePart(models.Model):
    """A part of an uploaded file, kept until the import is committed or thrown away.

    In the database, so that a worker on another machine finds it, and it goes with its book.
    """

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    file_of = models.ForeignKey(Import, models.CASCADE, related_name="parts", db_index=False)
    number = models.IntegerField()
    content = models.BinaryField()

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_of", "number"], name="file_part_number_once")
        ]

    def __str__(self) -> str:
        return f"part {self.number} of the file of import {self.file_of_id}"


class PlanPart(models.Model):
    """Some rows of a plan, one after the other: a database row for each would cost far more."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    plan_of = models.ForeignKey(Import, models.CASCADE, related_name="plan", db_index=False)
    first_row = models.BigIntegerField()
    """The number of the first of its rows in the plan, from 1."""
    verdicts = models.TextField()
    """How many rows of each verdict it has, as JSON."""
    rows = models.TextField()
    """The rows, as `imports.plan.rows` writes them."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan_of", "first_row"], name="plan_part_once")
        ]

    def __str__(self) -> str:
        return f"plan of import {self.plan_of_id} from row {self.first_row} on"


class Decision(models.Model):
    """What somebody decided about a row of a plan, beside what the plan says."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+")
    decision_of = models.ForeignKey(
        Import, models.CASCADE, related_name="decisions", db_index=False
    )
    row = models.BigIntegerField()
    """The number of the row in the plan."""
    content = models.TextField()
    """What was decided, as JSON."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision_of", "row"], name="decision_once_per_row")
        ]

    def __str__(self) -> str:
        return f"decision on row {self.row} of import {self.decision_of_id}"


class ImportedFingerprintQuerySet(BookRowQuerySet["ImportedFingerprint"]):
    def of_account(self, account_id: int) -> Self:
        return self.filter(account_key=account_id)


class ImportedFingerprint(models.Model):
    """States that a file had a transaction on an account: under which bank id or which content.

    It outlives the transaction, so that a deleted one does not come back unasked. Therefore the
    columns that name other rows are not foreign keys.
    """

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    account_key = models.BigIntegerField()
    """The account's id."""
    key = models.CharField(max_length=KEY_LENGTH)
    """Of the id or of the content, as `imports.matching.keys` makes it."""
    date = models.DateField()
    """The booking date that the file stated."""
    transaction_key = models.BigIntegerField()
    """The transaction's id."""
    number = models.BigIntegerField()
    """Of the change that the file was committed in."""

    objects = ImportedFingerprintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["book", "account_key", "key"], name="fingerprint_by_key"),
            models.Index(fields=["book", "transaction_key"], name="fingerprint_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"fingerprint of transaction {self.transaction_key}"


class TableLayout(models.Model):
    """How files of one shape are read, as somebody corrected it: for the next such file."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    shape = models.CharField(max_length=64)
    """Digest of the names of the columns."""
    columns = models.TextField()
    """The names of the columns, as JSON."""
    options = models.TextField()
    """What was stated, as JSON."""
    account_key = models.BigIntegerField(default=NO_ACCOUNT)
    """The id of the account that the last such file went to."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "shape"], name="table_layout_shape_once")
        ]

    def __str__(self) -> str:
        return f"layout of {self.columns}"


class NamedAccount(models.Model):
    """What files call an account of the book, since one that calls it so went there."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    name_key = models.CharField(max_length=64)
    """Digest of what the file calls it, and of its currency."""
    account_key = models.BigIntegerField()
    """The account's id."""

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "name_key"], name="named_account_once")
        ]

    def __str__(self) -> str:
        return f"what files call account {self.account_key}"


class RefusedPair(models.Model):
    """That two transactions are not a transfer, though they look like one; said for good."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    out_key = models.BigIntegerField()
    """The id of the transaction that the money would have left in."""
    in_key = models.BigIntegerField()

    objects = BookRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "out_key", "in_key"], name="refused_pair_once")
        ]

    def __str__(self) -> str:
        return f"{self.out_key} and {self.in_key} are not a transfer"
