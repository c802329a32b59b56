"""Invitations to become a member of a book."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from books.models import Book
from households.tokens import derive_invitation
from users.models import EMAIL_LENGTH_MAX
from users.tokens import DIGEST_LENGTH, NONCE_LENGTH, digest_of


class GivenRole(models.TextChoices):
    """What a member is besides the one owner."""

    EDITOR = "editor"
    VIEWER = "viewer"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_book(self, book: Book) -> Self:
        return self.filter(book_id=book.pk)

    def pending(self, now: datetime) -> Self:
        """Those that somebody may still accept."""
        return self.filter(used_at=None, expires_at__gt=now)

    def presented_as(self, text: str) -> Self:
        """The invitation whose text is `text`, used or not, with its book and who made it."""
        return self.filter(digest=digest_of(text)).select_related("book", "made_by")


class Invitation(models.Model):
    """A place in a book, for the first one who takes it up in time.

    Whoever revokes it deletes it. A used one stays, so that the request which used it can be
    answered again.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=GivenRole.choices)
    email = models.CharField(max_length=EMAIL_LENGTH_MAX, blank=True)
    """The address of the one person whom it is for; empty for whoever has the link."""
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
