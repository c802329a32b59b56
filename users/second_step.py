"""The second step of a sign-in: whether a person has one, what it is, and which code is right.

The rows are allauth's. Each write takes the lock of the user's row: MariaDB has no constraint that
keeps two requests at once from making two secrets of the app.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from common.errors import Conflict
from users.encryption import PURPOSE_OF_SECOND_STEPS, decrypt
from users.models import EventKind, User
from users.security import NOWHERE, Origin, record, record_some
from users.throttles import FailedCodes

APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES
_KINDS: dict[str, type[TOTP | RecoveryCodes]] = {APP: TOTP, RECOVERY: RecoveryCodes}
PASSKEYS_MAX = 20
"""More than somebody has devices; each is read at every sign-in."""
_WRONG = "The code of the second step was wrong."
_TOO_MANY_PASSKEYS = f"A user has at most {PASSKEYS_MAX} passkeys: remove one first."


class WrongCode(Exception):
    """The code is neither one of the app nor a recovery code that is left."""


class TooManyCodes(Exception):
    """Too many codes were wrong lately; `wait` says in how many seconds the next may be tried."""

    def __init__(self, wait: float | None) -> None:
        super().__init__()
        self.wait = wait


def is_on(user: User) -> bool:
    """Return whether the password alone does not sign this person in."""
    return Authenticator.objects.filter(user=user, type__in=(APP, PASSKEY)).exists()


def people_with_unreadable_steps() -> set[int]:
    """Return the ids of those whose app or recovery codes another key has encrypted."""
    found = Authenticator.objects.filter(type__in=(APP, RECOVERY)).values_list("user_id", "data")
    return {
        user_id
        for user_id, data in found.iterator()
        for name in ("secret", "seed")
        if name in data and decrypt(data[name], PURPOSE_OF_SECOND_STEPS) is None
    }


def use_code(user: User, code: str, *, origin: Origin = NOWHERE) -> Authenticator:
    """Use up the `code`, of the app or for recovery, and return what it belongs to.

    Raises WrongCode, which the person's log says, and TooManyCodes.
    """
    limit = FailedCodes(user.pk)
    if not limit.is_open():
        raise TooManyCodes(limit.wait())
    with transaction.atomic():
        one: Authenticator
        for one in Authenticator.objects.filter(user=user, type__in=(APP, RECOVERY)):
            if _KINDS[one.type](one).validate_code(code):
                if one.type == RECOVERY:
                    record(user.pk, EventKind.RECOVERY_CODE_USED, origin=origin)
                one.user = user
                return one
    limit.count_failure()
    record_some(user.pk, EventKind.SIGN_IN_FAILED, origin=origin, detail=_WRONG)
    raise WrongCode


def add_app(user: User, secret: str, *, origin: Origin = NOWHERE) -> None:
    """Have sign-ins take a code of the app that knows `secret`, and no other app."""
    with _locked(user):
        Authenticator.objects.filter(user=user, type=APP).delete()
        TOTP.activate(user, secret)
        record(user.pk, EventKind.SECOND_STEP_ON, origin=origin)


def remove_app(user: User, *, origin: Origin = NOWHERE) -> None:
    with _locked(user):
        if Authenticator.objects.filter(user=user, type=APP).delete()[0]:
            record(user.pk, EventKind.SECOND_STEP_OFF, origin=origin)
            _drop_lone_codes(user)


def add_passkey(
    user: User, name: str, credential: dict[str, Any], *, origin: Origin = NOWHERE
) -> None:
    """Let the device sign in that answered with `credential`, which allauth has checked.

    Raises Conflict for one passkey too many.
    """
    with _locked(user):
        if Authenticator.objects.filter(user=user, type=PASSKEY).count() >= PASSKEYS_MAX:
            raise Conflict(_TOO_MANY_PASSKEYS, code="too_many_passkeys")
        WebAuthn.add(user, name, credential)
        record(user.pk, EventKind.PASSKEY_ADDED, origin=origin, detail=f"“{name}”.")


def remove_passkey(user: User, passkey_id: int, *, origin: Origin = NOWHERE) -> None:
    with _locked(user):
        for row in Authenticator.objects.filter(user=user, type=PASSKEY, pk=passkey_id):
            row.delete()
            detail = f"“{WebAuthn(row).name}”."
            record(user.pk, EventKind.PASSKEY_REMOVED, origin=origin, detail=detail)
        _drop_lone_codes(user)


def make_recovery_codes(user: User, *, origin: Origin = NOWHERE) -> list[str]:
    """Return a new set of recovery codes, each of use once; the codes of before end."""
    with _locked(user):
        Authenticator.objects.filter(user=user, type=RECOVERY).delete()
        codes = RecoveryCodes.activate(user)
        record(user.pk, EventKind.RECOVERY_CODES_MADE, origin=origin)
    made: list[str] = codes.generate_codes()
    return made


def turn_off(user: User, *, detail: str = "") -> bool:
    """Remove the person's app, passkeys and recovery codes; return whether there were any."""
    with _locked(user):
        removed = Authenticator.objects.filter(user=user).delete()[0]
        if removed:
            record(user.pk, EventKind.SECOND_STEP_OFF, detail=detail)
    return bool(removed)


@contextmanager
def _locked(user: User) -> Iterator[None]:
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk).first()
        yield


def _drop_lone_codes(user: User) -> None:
    """Remove recovery codes that are left without a step that they could stand in for."""
    if not is_on(user):
        Authenticator.objects.filter(user=user, type=RECOVERY).delete()
