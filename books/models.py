"""Book, its members, its numbered changes, and what every row of a book has in common."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils import timezone

from common.business_days import CALENDAR_LENGTH_MAX, IsBusinessDay, business_days
from common.text import NAME_LENGTH_MAX

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


NOTE_LENGTH_MAX = 255
"""In characters: one sentence, of which the longest name an address or a file."""
KIND_LENGTH_MAX = 12
"""In characters: "transaction", the longest, has 11."""
MAKER_LENGTH_MAX = 150
"""In characters: USERNAME_LENGTH_MAX of `users`, which this app may not import."""


class BookQuerySet(models.QuerySet["Book"]):
    def of_user(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """The books that `user` is a member of, in the order in which they came to them."""
        order = ("memberships__joined_at", "memberships__id")
        return self.filter(memberships__user_id=user.pk).order_by(*order)

    def with_role_of(self, user_id: int | None) -> Self:
        """With `its_role`: that of the user in each book; None where they are not a member."""
        places = Membership.objects.filter(book=OuterRef("pk"), user=user_id)
        return self.annotate(its_role=Subquery(places.values("role")))


class Book(models.Model):
    """The unit of ownership and of history: every row of the domain belongs to exactly one."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    home_currency = models.CharField(max_length=3)
    """ISO 4217 code of the currency in which totals over all accounts are stated."""
    calendar = models.CharField(max_length=CALENDAR_LENGTH_MAX, blank=True, default="")
    """One of `common.business_days.calendars`, whose holidays are not business days; empty for
    a book in which every day from Monday to Friday is one."""
    closed_days = models.TextField(blank=True, default="")
    """Further days that are not business days, as `common.business_days.closed_text` writes them.
    """
    last_change = models.BigIntegerField(default=0)
    """The number of the newest change. Taking the next one locks this row, so the changes of
    one book form one serial log while books never wait for each other."""
    changed_in = models.BigIntegerField(default=1)
    """The number of the change that last touched the name, the home currency, the calendar or the
    closed days."""
    history_from = models.BigIntegerField(default=1)
    """The first change of which it is still kept what it overwrote and deleted."""
    restored_in = models.BigIntegerField(default=0)
    """The number of the change that last made it what an archive says; 0 for none."""
    created_at = models.DateTimeField(auto_now_add=True)

    its_role: str | None
    """Only of a book that was read `with_role_of` somebody."""

    objects = BookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_change__gte=0), name="book_last_change_counts"),
            models.CheckConstraint(
                condition=Q(history_from__gte=1, history_from__lte=models.F("last_change") + 1),
                name="book_history_begins_within_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_business_day(self) -> IsBusinessDay:
        """The test for business days of the book."""
        return business_days(self.calendar, self.closed_days)


class Role(models.TextChoices):
    """The role of a member; each role includes the rights of the roles after it."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"

    def includes(self, other: "Role") -> bool:
        """Whether a member of this role may do what `other` may."""
        order = list(Role)
        return order.index(self) <= order.index(other)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_user(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """The memberships of `user` with their books; that of their default book first.

        Which is the book that they own, and have for the longest time where there are several;
        for somebody who owns none, the one that they joined first.
        """
        owned_first = Case(When(role=Role.OWNER, then=0), default=1)
        rows = self.filter(user_id=user.pk).select_related("book")
        return rows.order_by(owned_first, "joined_at", "id")


class Membership(models.Model):
    """A person's place in a book."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", db_index=True
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "user"], name="membership_once_per_book"),
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of book {self.book_id}"


class Cause(models.TextChoices):
    """The cause of a change."""

    REGISTRATION = "registration"
    API = "api"
    WEB = "web"
    RATES = "rates"
    DEMO = "demo"
    COMMAND = "command"
    IMPORT = "import"
    SCHEDULE = "schedule"
    UNDO = "undo"
    RESTORE = "restore"


class Change(models.Model):
    """One numbered write to a book. Rows carry the numbers of the changes that made them."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="changes", db_index=False)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="changes"
    )
    made_by = models.CharField(max_length=MAKER_LENGTH_MAX, blank=True)
    """What its maker was called on the server that an archive brought it from; empty for one that
    was made here."""
    cause = models.CharField(max_length=12, choices=Cause.choices)
    token = models.CharField(max_length=NAME_LENGTH_MAX, blank=True)
    """The name of the personal access token that was used; empty for a sign-in."""
    undoes = models.BigIntegerField(default=0)
    """The number of the change that this one took back; 0 for none."""
    undone_by = models.BigIntegerField(default=0)
    """The number of the change that took this one back and still stands; 0 for none."""
    counts = models.TextField(blank=True)
    """How many rows were made, changed and deleted, by kind, as JSON."""
    note = models.CharField(max_length=NOTE_LENGTH_MAX, blank=True)
    """What was done that no row of the history shows, such as a role that was given."""
    idempotency_key = models.CharField(max_length=64)
    """Digest of the caller's Idempotency-Key; a random value where there was none, because a
    unique key that contains NULL makes a Galera cluster refuse unrelated inserts."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """Digest of the request that the key was used for; empty where there was no key."""
    answer = models.TextField(blank=True)
    """The first answer as JSON, for repeating; empty where there was no key."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="change_number_once"),
            models.UniqueConstraint(
                fields=["book", "idempotency_key"], name="change_idempotency_key_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="change_number_counts"),
            models.CheckConstraint(
                condition=Q(undoes__gte=0, undoes__lt=models.F("number")),
                name="change_undoes_an_earlier_one",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.number} of book {self.book_id}"


class Action(models.TextChoices):
    """What a change did to a row that was there before, or was not."""

    TOUCHED = "touched"
    """Only what follows from other rows: its worth at another rate, the name of its payee."""
    AMENDED = "amended"
    DELETED = "deleted"
    RESTORED = "restored"
    """It was not there, and is again."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    def for_book(self, book: Book) -> Self:
        return self.filter(book_id=book.pk)

    def of_row(self, kind: str, row_id: int) -> Self:
        return self.filter(kind=kind, row_id=row_id)


class Revision(models.Model):
    """What one row was before a change overwrote or deleted it. A new row has none."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    number = models.BigIntegerField()
    """Of the change."""
    kind = models.CharField(max_length=KIND_LENGTH_MAX)
    """The name of a `books.tracked_models.TrackedModel`."""
    row_id = models.BigIntegerField()
    action = models.CharField(max_length=8, choices=Action.choices)
    created_in = models.BigIntegerField()
    """The number of the change that made the row."""
    before = models.TextField(blank=True)
    """The row with its parts as `books.snapshots` writes it; empty where it was not there."""

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number", "kind", "row_id"], name="revision_once_per_change"
            ),
            models.CheckConstraint(
                condition=Q(action__in=[str(action) for action in Action]),
                name="revision_action_known",
            ),
            models.CheckConstraint(
                condition=Q(action=Action.RESTORED, before="")
                | ~Q(action=Action.RESTORED) & ~Q(before=""),
                name="revision_keeps_what_was_there",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "kind", "row_id", "number"], name="revision_of_row"),
            models.Index(fields=["book", "action", "number"], name="revision_by_action"),
            models.Index(fields=["book", "created_in"], name="revision_by_creation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id} before change {self.number}"


class BookRow(models.Model):
    """A row that belongs to one book and knows the changes that made it and last touched it."""

    book = models.ForeignKey(Book, models.DO_NOTHING, related_name="+", db_index=False)
    created_in = models.BigIntegerField()
    changed_in = models.BigIntegerField()

    class Meta:
        abstract = True


RowT_co = TypeVar("RowT_co", bound=models.Model, covariant=True)


class BookRowQuerySet(models.QuerySet[RowT_co]):
    """Reads of the rows of a book; every read of the domain starts with `for_book`."""

    def for_book(self, book: Book) -> Self:
        return self.filter(book_id=book.pk)

    def with_ids(self, book: Book, ids: Collection[int]) -> Self:
        """Those of the rows of `book` that have these ids."""
        return self.filter(pk__in=ids, **within(book))


def within(book: Book) -> dict[str, Any]:
    """Return the condition that rows are of `book`, for rows that are looked up by something else.

    As a range: beside ids, an equality would be taken for the better way in by SQLite, which
    keeps no statistics, and each look-up of some ids would go through the whole book.
    """
    return within_id(book.pk)


def within_id(book_id: Any) -> dict[str, Any]:
    """Return what `within` does, for the book with this id."""
    return {"book_id__gte": book_id, "book_id__lte": book_id}


def row_stamps_constraint(model: str) -> models.CheckConstraint:
    """The rule that a row is never last touched before it was made."""
    return models.CheckConstraint(
        condition=Q(created_in__gte=1, changed_in__gte=models.F("created_in")),
        name=f"{model}_stamps_in_order",
    )
