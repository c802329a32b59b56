"""What allauth asks of the project: who may sign in, what the log keeps, how secrets are kept."""

import base64
import logging
import secrets
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import SESSION_KEY as USER_ID_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from users.encryption import PURPOSE_OF_SECOND_STEPS, decrypt, encrypt
from users.models import EventKind
from users.origins import client_network, form_request, origin_of
from users.security import record
from users.throttles import SIGN_IN_LIMITS, PasswordChecksOfUser, all_allow, count_failures

_log = logging.getLogger(__name__)
_SECRET_BYTES = 20
"""As long as the secrets that allauth makes."""
_BY = {
    "totp": "With a code of the app.",
    "recovery_codes": "With a recovery code.",
    "webauthn": "With a passkey.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Holds sign-ins on pages to the limits of the API, and keeps the log of what people did."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people register by `users.services` alone."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the one step after the password; trusting a browser is a box on its page."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._limits = [limit() for limit in SIGN_IN_LIMITS]
        if not all_allow(self._limits, form_request(request)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count_failures(self._limits)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        if not all_allow([PasswordChecksOfUser()], form_request(self.request)):
            raise self.validation_error("too_many_login_attempts")
        return user.check_password(password)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session of somebody who has taken every step."""
        origin = origin_of(form_request(request))
        request.session.origin = origin  # type: ignore[attr-defined]  # of our own session engine
        with transaction.atomic():
            super().login(request, user)
            record(user.pk, EventKind.SIGNED_IN, origin=origin, detail=_how(request, user))

    def logout(self, request: HttpRequest) -> None:
        user_id = request.session.get(USER_ID_NAME)
        super().logout(request)
        if user_id:
            record(user_id, EventKind.SIGNED_OUT, origin=origin_of(form_request(request)))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: a page of ours says itself what was done."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_network(origin_of(form_request(request)).address)

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """Send the link; what the mail server refuses is for the log, not for whoever asks."""
        text = _(
            "Somebody, probably you, has forgotten the password of {name}. Set a new one here:\n\n"
            "{link}\n\nThe link works once, and for an hour. If it was not you, ignore this mail."
        )
        filled = text.format(name=user.get_username(), link=context["password_reset_url"])
        try:
            send_mail(_("A new password"), filled, None, [email])
        except (SMTPException, OSError, UnicodeError):
            _log.warning("The link to a new password could not be sent.", exc_info=True)


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps and recovery codes encrypted."""

    def encrypt(self, text: str) -> str:
        return encrypt(text, PURPOSE_OF_SECOND_STEPS)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; a random one where another key encrypted it, so that no code fits."""
        text = decrypt(encrypted_text, PURPOSE_OF_SECOND_STEPS)
        return text or base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def _how(request: HttpRequest, user: AbstractBaseUser) -> str:
    """Say what beside a password somebody signed in with."""
    records = get_authentication_records(request, user)
    return _BY.get(records[-1].get("type", ""), "") if records else ""
