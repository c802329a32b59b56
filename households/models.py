"""Invitations to become a member of a book, and who was a member before."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from books.models import Book
from common.text import fold_case
from households.tokens import derive_invitation
from users.models import EMAIL_LENGTH_MAX
from users.tokens import DIGEST_LENGTH, NONCE_LENGTH, digest_of


class GivenRole(models.TextChoices):
    """The roles of members other than the owner."""

    EDITOR = "editor"
    VIEWER = "viewer"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_book(self, book: Book) -> Self:
        return self.filter(book_id=book.pk)

    def to_address(self, email: str) -> Self:
        """Those to that address, in any case, that nobody has used: at most one in each book."""
        return self.filter(whom_key=fold_case(email))

    def pending(self, now: datetime) -> Self:
        """Those that somebody may still accept."""
        return self.filter(used_at=None, expires_at__gt=now)

    def presented_as(self, text: str) -> Self:
        """The invitation whose text is `text`, used or not, with its book and who made it."""
        return self.filter(digest=digest_of(text)).select_related("book", "made_by")


class Invitation(models.Model):
    """A place in a book, for the first one who takes it up in time.

    Whoever revokes or replaces it deletes it. A used one stays, so that the request which used it
    can be answered again.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=GivenRole.choices)
    email = models.CharField(max_length=EMAIL_LENGTH_MAX, blank=True)
    """The address of the one person whom it is for; empty where the link alone is enough."""
    whom_key = models.CharField(max_length=EMAIL_LENGTH_MAX)
    """The folded address while nobody has used it, which a book has once; otherwise, and without
    an address, the nonce, so that any number of such rows may stand beside each other."""
    made_in = models.BigIntegerField()
    """The number of the change of the book that made it."""
    nonce = models.CharField(max_length=NONCE_LENGTH)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed = models.BooleanField(default=False)
    """Whether the mail server took it."""
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="invitation_digest_once"),
            models.UniqueConstraint(
                fields=["book", "whom_key"], name="invitation_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in GivenRole]),
                name="invitation_role_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(used_by=None, used_at=None)
                | Q(used_by__isnull=False, used_at__isnull=False),
                name="invitation_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to book {self.book_id}"

    def is_current(self) -> bool:
        """Whether the stored digest still is that of the text."""
        return constant_time_compare(digest_of(self.text()), self.digest)

    def is_pending(self) -> bool:
        """Whether somebody may still accept it."""
        return self.used_at is None and self.expires_at > timezone.now()

    def text(self) -> str:
        """Return the invitation itself, as the current key makes it."""
        return derive_invitation(book_id=self.book_id, nonce=self.nonce)


class FormerMember(models.Model):
    """When somebody left a book, or was removed from it, for the last time.

    Invitations from before are not for them: they come back by a new one.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="former_members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    left_in = models.BigIntegerField()
    """The number of the change of the book that ended the membership."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "user"], name="former_member_once_per_book")
        ]

    def __str__(self) -> str:
        return f"former member {self.user_id} of book {self.book_id}"
