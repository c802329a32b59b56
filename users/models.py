"""What the tracker keeps of a person beside Django's own User: names, credentials, security log."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.contrib.auth.models import User as User  # noqa: TID251  # see below
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from books.models import Book, Membership
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX, fold, fold_case
from users.choices import (
    AmountColours,
    DateChoice,
    Density,
    Language,
    NumberChoice,
    StartPage,
    Theme,
    Weekday,
)
from users.tokens import (
    DIGEST_LENGTH,
    HINT_LENGTH,
    NONCE_LENGTH,
    derive_access_token,
    derive_token,
    digest_of,
)

# The project keeps Django's own User. This app, which knows all there is about it, may name it;
# every other one goes through settings.AUTH_USER_MODEL or get_user_model().

USERNAME_LENGTH_MAX = 150
"""The length of the column of Django's User, and of our folded key."""
EMAIL_LENGTH_MAX = 254
"""The length of the column of Django's User: the longest address of RFC 5321."""
ADDRESS_LENGTH_MAX = 45
"""In characters: the longest text of an IPv6 address, which ends with an IPv4 address."""
AGENT_LENGTH_MAX = 200
"""In characters. Browsers' are shorter; anybody can send more, and each line of the log keeps
it."""
ZONE_LENGTH_MAX = 64
"""In characters: twice the longest name of a time zone."""
DETAIL_LENGTH_MAX = 255
"""In characters: a sentence that names an address or a token."""
_APPEND_ONLY = "The security log is append-only."


class PersonQuerySet(models.QuerySet["Person"]):
    def known_as(self, name: str) -> Self:
        """The person, at most one, whose username or e-mail address is `name`, in any case."""
        key = fold_case(name)
        # Only somebody's own address may stand as a username with an @ in it (users.drafts), so
        # the sign decides which of the two names is meant, and nobody answers to another's.
        if "@" in key:
            return self.filter(email_key=key)
        # Whoever kept a key of before (see Person) is meant by it, and everybody else by theirs.
        kept_first = models.Case(models.When(username_key=key, then=0), default=1)
        return self.filter(username_key__in=_username_keys(name)).order_by(kept_first)[:1]

    def with_either(self, *, username: str, email: str) -> Self:
        """Whoever has that username or that e-mail address, in any case."""
        named = models.Q(username_key__in=_username_keys(username))
        return self.filter(named | models.Q(email_key=fold_case(email)))


def _username_keys(username: str) -> set[str]:
    """The keys under which a person of that username may be kept: at most two."""
    return {fold(username), fold_case(username)}


class Person(models.Model):
    """The names of a user, folded: unique and searched without regard to case or width.

    Django's User compares names byte by byte and lets two people share an address; the
    constraints here are what finally decides between two registrations at once.

    A username has İ, I, ı and i as one letter; an address does not, because they are letters of
    different mailboxes. Of two people whose usernames differed in such a letter alone when
    that became the rule, one kept the key of before (`fold_case`): each signs in as before.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    username_key = models.CharField(max_length=USERNAME_LENGTH_MAX)
    email_key = models.CharField(max_length=EMAIL_LENGTH_MAX)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username_key"], name="person_username_once"),
            models.UniqueConstraint(fields=["email_key"], name="person_email_once"),
        ]

    def __str__(self) -> str:
        return self.username_key


class Registration(models.Model):
    """Under which Idempotency-Key a person registered; who sent none has no such row."""

    key = models.CharField(max_length=DIGEST_LENGTH, primary_key=True)
    """Digest of the key."""
    fingerprint = models.CharField(max_length=DIGEST_LENGTH)
    """Digest of what was asked, but for the password, of which no quick digest is ever kept."""
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"registration of user {self.user_id}"


class Token(models.Model):
    """The one token of a user's sign-in; `users.tokens` says how its text follows from it.

    It is a `books.access.Credential` that opens all that its user may.
    """

    label = ""
    only_book_id: int | None = None
    may_write = True
    membership: Membership | None = None
    """Set on a token that a request has presented."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="token"
    )
    nonce = models.CharField(max_length=NONCE_LENGTH)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=ADDRESS_LENGTH_MAX, blank=True)
    """As the security log has addresses; both are kept up by `users.security.note_use`."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="token_digest_once")]

    def __str__(self) -> str:
        return f"token of user {self.user_id}"

    def text(self) -> str:
        """Return the token itself, as the current key and password make it."""
        return derive_token(
            user_id=self.user_id, password_hash=self.user.password, nonce=self.nonce
        )

    def is_current(self) -> bool:
        """Whether the stored digest still is that of the text."""
        return constant_time_compare(digest_of(self.text()), self.digest)


def _known(field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """Return the constraint that holds `field` to its choices."""
    known = models.Q(**{f"{field}__in": list(choices.values)})
    return models.CheckConstraint(condition=known, name=f"preference_{field}_known")


class Preference(models.Model):
    """How a person wants pages and figures; who has no row has these defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference"
    )
    language = models.CharField(max_length=12, choices=Language.choices, default=Language.ENGLISH)
    number_form = models.CharField(
        max_length=12, choices=NumberChoice.choices, default=NumberChoice.COMMA_POINT
    )
    date_form = models.CharField(
        max_length=12, choices=DateChoice.choices, default=DateChoice.WORDS
    )
    first_weekday = models.SmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    time_zone = models.CharField(max_length=ZONE_LENGTH_MAX, default="UTC")
    """A name of the time zone database (IANA), which changes more often than constraints do."""
    theme = models.CharField(max_length=12, choices=Theme.choices, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.COMFORTABLE)
    amount_colours = models.CharField(
        max_length=12, choices=AmountColours.choices, default=AmountColours.GREEN_IN
    )
    single_keys = models.BooleanField(default=True)
    start_page = models.CharField(
        max_length=12, choices=StartPage.choices, default=StartPage.OVERVIEW
    )
    assumed = models.BooleanField(default=False)
    """Whether they were guessed when the person signed up, and nobody has confirmed them yet."""

    class Meta:
        constraints = [
            _known("language", Language),
            _known("number_form", NumberChoice),
            _known("date_form", DateChoice),
            _known("first_weekday", Weekday),
            _known("theme", Theme),
            _known("density", Density),
            _known("amount_colours", AmountColours),
            _known("start_page", StartPage),
            models.CheckConstraint(
                condition=~models.Q(time_zone=""), name="preference_time_zone_given"
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of user {self.user_id}"


class Session(models.Model):
    """A session of a browser; `users.sessions` says how it is found by its cookie."""

    digest = models.CharField(max_length=DIGEST_LENGTH, primary_key=True)
    """Keyed digest of the session key, which the cookie alone holds."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    """Who is signed in with it; None for nobody."""
    data = models.TextField()
    """Signed JSON, as Django's session engines keep it, encrypted."""
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    """When the browser was last here, to within `users.security.USE_NOTED_EVERY`."""
    address = models.CharField(max_length=ADDRESS_LENGTH_MAX, blank=True)
    """Where from, as the security log has addresses."""
    agent = models.CharField(max_length=AGENT_LENGTH_MAX, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="session_by_end")]

    def __str__(self) -> str:
        return f"session of user {self.user_id}"


class Scope(models.TextChoices):
    """What a personal access token may do; `write` includes `read`."""

    READ = "read"
    WRITE = "write"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def of_user(self, user_id: int) -> Self:
        return self.filter(user_id=user_id)


class AccessToken(models.Model):
    """A personal access token: a named credential for a program, beside the user's sign-in.

    It is a `books.access.Credential`. Deleting it revokes it.
    """

    membership: Membership | None = None
    """Set on a token that a request has presented."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    nonce = models.CharField(max_length=NONCE_LENGTH)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    hint = models.CharField(max_length=HINT_LENGTH)
    """How the text begins, to tell one token from another in a list."""
    scope = models.CharField(max_length=5, choices=Scope.choices)
    only_book = models.ForeignKey(Book, models.CASCADE, null=True, related_name="access_tokens")
    """The one book that it opens; None for every book of its user."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    """The instant from which it is worth nothing; None for never."""
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=ADDRESS_LENGTH_MAX, blank=True)
    """As the security log has addresses; both are kept up by `users.security.note_use`."""
    request_key = models.CharField(max_length=DIGEST_LENGTH)
    """Digest of the Idempotency-Key of the request that made it; a random value where it had none,
    because a unique key that contains NULL makes a Galera cluster refuse unrelated inserts."""
    fingerprint = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    """Digest of that request; empty where there was no key."""

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="access_token_digest_once"),
            models.UniqueConstraint(fields=["user", "name_key"], name="access_token_name_once"),
            models.UniqueConstraint(fields=["user", "request_key"], name="access_token_key_once"),
            models.CheckConstraint(
                condition=models.Q(scope__in=[str(scope) for scope in Scope]),
                name="access_token_scope_known",
            ),
        ]

    def __str__(self) -> str:
        return f"access token {self.pk} of user {self.user_id}"

    @property
    def label(self) -> str:
        return self.name

    @property
    def may_write(self) -> bool:
        return self.scope == Scope.WRITE

    def text(self) -> str:
        """Return the token itself, as the current key makes it."""
        return derive_access_token(user_id=self.user_id, nonce=self.nonce)

    def is_current(self) -> bool:
        """Whether it has not expired, and the stored digest still is that of the text."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return not expired and constant_time_compare(digest_of(self.text()), self.digest)


class EventKind(models.TextChoices):
    """What a line of the security log is about."""

    REGISTERED = "registered"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a kind of event
    NAMES_CHANGED = "names_changed"
    TOKEN_MADE = "token_made"  # noqa: S105  # a kind of event
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  # a kind of event
    NEW_ADDRESS = "new_address"
    """A token was used from an address that the log did not know for this person."""
    SESSIONS_ENDED = "sessions_ended"
    """Browsers of the person were signed out: a password or right changed, or they said so."""
    SECOND_STEP_ON = "second_step_on"
    """From then on a sign-in takes a code of an authenticator app."""
    SECOND_STEP_OFF = "second_step_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation_revoked"
    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    MEMBER_LEFT = "member_left"
    MEMBER_REMOVED = "member_removed"
    OWNERSHIP_TRANSFERRED = "ownership_transferred"


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Reads of the log. What stands in it is neither changed nor taken out."""

    def of_user(self, user_id: int) -> Self:
        return self.filter(user_id=user_id)

    def newest_first(self) -> Self:
        # Not by id alone: of two nodes of a cluster each gives out ids of its own.
        return self.order_by("-at", "-id")

    def knows(self, address: str) -> bool:
        """Whether something other than a failed attempt was done from `address`."""
        return self.filter(address=address).exclude(kind=EventKind.SIGN_IN_FAILED).exists()

    def update(self, **_: Any) -> NoReturn:
        raise TypeError(_APPEND_ONLY)

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(_APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise TypeError(_APPEND_ONLY)


class SecurityEvent(models.Model):
    """One line of a person's security log, which is appended to and otherwise only read.

    It goes with its person: deleting the user deletes it, through the database's cascade.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="security_events"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=EventKind.choices)
    address = models.CharField(max_length=ADDRESS_LENGTH_MAX, blank=True)
    """An IPv4 address or the first 64 bits of an IPv6 address; empty where no request did it."""
    agent = models.CharField(max_length=AGENT_LENGTH_MAX, blank=True)
    """What the client called itself; anybody can claim to be anything."""
    detail = models.CharField(max_length=DETAIL_LENGTH_MAX, blank=True)
    """What else there is to say, as a sentence for people."""

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="security_event_by_at"),
            models.Index(fields=["user", "kind", "at"], name="security_event_by_kind_at"),
            models.Index(fields=["user", "address"], name="security_event_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of user {self.user_id}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError(_APPEND_ONLY)
        super().save(**options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(_APPEND_ONLY)
