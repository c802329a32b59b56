"""The sessions of browsers: Django's, with a keyed digest of the session key in the database.

The cookie holds the key, 32 random characters (165 bits). The table holds HMAC-SHA256 (RFC 2104) of
it, under a key that only the settings know. A copy of the database opens no session, and a lookup
by digest takes a time that tells nothing of the key. What a session holds is encrypted: for some
minutes it may be the secret of a second step, or the key to a new password.
"""

import logging
import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_ID_NAME
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from users.encryption import decrypt, encrypt
from users.models import EventKind, Session, User
from users.security import NOWHERE, USE_NOTED_EVERY, Origin, record, record_each, without_waiting

_log = logging.getLogger(__name__)

_KEY_LENGTH = 32
"""As in Django's own engines: 165 bits of the 36 characters that a key may have."""
_KEY = re.compile(f"[{VALID_KEY_CHARS}]{{{_KEY_LENGTH}}}")
"""The form of a key; anything else in a cookie is never looked up."""
_PURPOSE = "users.sessions"


def session_digest(session_key: str) -> str:
    """Return the digest under which the session of that key is stored and found."""
    mac = salted_hmac("users.sessions", session_key, secret=settings.TOKEN_KEY, algorithm="sha256")
    return mac.hexdigest()


def end_sessions(people: QuerySet[User], why: str) -> None:
    """Sign every browser of `people` out, and say `why` in the log of each who had one.

    A session that is to go on gets a new key afterwards, by its `cycle_key`.
    """
    with transaction.atomic():
        sessions = Session.objects.filter(user__in=people)
        current = sessions.filter(expires_at__gt=timezone.now())
        signed_in = list(current.values_list("user_id", flat=True).distinct())
        sessions.delete()
        record_each(EventKind.SESSIONS_ENDED, [(user_id, why) for user_id in signed_in])


def end_own_sessions(user: User, digests: Collection[str], *, origin: Origin = NOWHERE) -> int:
    """Sign out those browsers of `user` whose sessions have these digests; return how many."""
    with transaction.atomic():
        ended: int = Session.objects.filter(user=user, digest__in=digests).delete()[0]
        if ended:
            detail = f"By yourself: {ended}."
            record(user.pk, EventKind.SESSIONS_ENDED, origin=origin, detail=detail)
    return ended


class NewPasswordEndsSessions:
    """A password validator that objects to nothing, and learns of every password that was set.

    Django calls `password_changed` whenever a user is saved with one: by the API, the admin, the
    command `changepassword`, or a door to come. Sessions from before would be refused anyway, for
    they hold a digest of the password's hash.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Accept `password`."""

    def get_help_text(self) -> str:
        return "A new password signs its user out of every other browser."

    def password_changed(self, password: str, user: User) -> None:
        end_sessions(User.objects.filter(pk=user.pk), "The password changed.")


class SessionStore(SessionBase):
    """Django's session engine over `users.models.Session`.

    The asynchronous methods are those of the base class, which call these in a thread.
    """

    origin: Origin = NOWHERE
    """Where somebody signs in from; whoever signs them in sets it before."""
    seen_at: datetime | None = None
    """When the session that was loaded was last seen, as its row has it."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))

    def __setitem__(self, name: str, value: Any) -> None:
        self._cycle_at_sign_in(name)
        super().__setitem__(name, value)

    async def aset(self, key: str, value: Any) -> None:
        await sync_to_async(self._cycle_at_sign_in)(key)
        await super().aset(key, value)

    def _cycle_at_sign_in(self, name: str) -> None:
        """Change the key where somebody who is signed in signs in again: Django keeps it then."""
        if name == USER_ID_NAME and name in self:
            self.cycle_key()

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=session_digest(session_key)).exists()

    def load(self) -> dict[str, Any]:
        """Return what the session holds; of a key that opens none, nothing, and drop the key."""
        assert self.session_key is not None  # noqa: S101  # the base class asks only then
        current = Session.objects.filter(expires_at__gt=timezone.now())
        found = current.filter(digest=session_digest(self.session_key)).first()
        if found is None:
            self._session_key = None
            return {}
        self.seen_at = found.seen_at
        return self.decode(found.data)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return encrypt(super().encode(session_dict), _PURPOSE)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what the session holds; nothing where another key encrypted it."""
        signed = decrypt(str(session_data), _PURPOSE)
        return super().decode(signed) if signed else {}

    def is_unnoted(self) -> bool:
        """Return whether it is time to note that the browser is here; this sends no statement."""
        return self.seen_at is not None and timezone.now() - self.seen_at >= USE_NOTED_EVERY

    def note_use(self, origin: Origin) -> bool:
        """Keep when and from where the browser was last seen, and let the session go on from now.

        Returns whether that was written: its cookie is then to be sent again. It never fails and
        never waits for another writer: what it could not write, the next use will.
        """
        rows = Session.objects.filter(digest=session_digest(self.session_key or ""))
        seen = {"seen_at": timezone.now(), "address": origin.address, "agent": origin.agent}
        try:
            with without_waiting(), transaction.atomic():
                return rows.update(expires_at=self.get_expiry_date(), **seen) > 0
        except DatabaseError:
            _log.info("The last use of a session was not recorded.")
            return False

    def send_again(self, answer: HttpResponseBase) -> None:
        """Give `answer` the cookie of the session, as Django does for one that has changed."""
        if self.session_key:
            answer.set_cookie(
                settings.SESSION_COOKIE_NAME,
                self.session_key,
                max_age=self.get_expiry_age(),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=settings.SESSION_COOKIE_HTTPONLY,
                samesite=settings.SESSION_COOKIE_SAMESITE,  # type: ignore[arg-type]  # it is "Lax"
            )

    def create(self) -> None:
        """Store the session under a new key."""
        self._session_key = get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Store the session; without a key, under a new one.

        Raises UpdateError for one that was ended meanwhile, which is never stored again, and
        SessionInterrupted, an answer of 400, where its user was deleted meanwhile.
        """
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in stubs
        if self.session_key is None:
            return self.create()
        digest = session_digest(self.session_key)
        columns = {
            "user_id": data.get(USER_ID_NAME),
            "data": self.encode(data),
            "expires_at": self.get_expiry_date(),
        }
        if self.origin != NOWHERE:
            columns |= {"address": self.origin.address, "agent": self.origin.agent}
        try:
            with transaction.atomic():
                if must_create:
                    now = timezone.now()
                    Session.objects.create(digest=digest, created_at=now, seen_at=now, **columns)
                elif not Session.objects.filter(digest=digest).update(**columns):
                    raise UpdateError
        except IntegrityError:
            raise SessionInterrupted("The user of this session has just been deleted.") from None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(digest=session_digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=timezone.now()).delete()
