"""The forms of the gate: names, passwords, codes, and answers of passkeys."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import retrying
from users import second_step, services
from users.background import do_later
from users.drafts import PASSWORD_LENGTH_MAX, PersonDraft, password_problems
from users.models import EMAIL_LENGTH_MAX, EventKind, Person, User
from users.origins import form_request, origin_of
from users.security import Origin, record_some
from users.serializers import CODE_LENGTH_MAX
from web.forms.fields import add_problems, text_input

TOO_MANY = gettext_lazy("Too many attempts. Try again in a quarter of an hour.")
_TOO_MANY_CODES = gettext_lazy("Too many wrong codes. Try again in an hour.")

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, struct.error)
"""What the library raises for an answer that is not one of a passkey."""


def password_field(label: Any, *, new: bool = False) -> forms.CharField:
    """Return the field of a password, which a password manager fills or makes up."""
    complete = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=PASSWORD_LENGTH_MAX,
        widget=forms.PasswordInput({"class": "input", "autocomplete": complete}),
    )


def code_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Six digits of the app, or a recovery code"),
        max_length=CODE_LENGTH_MAX,
        widget=text_input(
            inputmode="numeric", autocomplete="one-time-code", autocapitalize="none",
            spellcheck="false",
        ),
    )  # fmt: skip


def origin_of_page(request: HttpRequest) -> Origin:
    return origin_of(form_request(request))


class SignInForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Name or e-mail"),
        max_length=EMAIL_LENGTH_MAX,
        widget=text_input(
            autocomplete="username webauthn", autocapitalize="none", spellcheck="false"
        ),
    )
    password = password_field(gettext_lazy("Password"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: AbstractBaseUser | None = None

    def clean(self) -> dict[str, Any]:
        stated = super().clean() or {}
        if self.errors:
            return stated
        adapter = get_adapter(self.request)
        try:
            self.user = adapter.authenticate(self.request, **stated)
        except ValidationError:
            raise ValidationError(TOO_MANY, "throttled") from None
        if self.user is None:
            raise ValidationError(_("The name or the password is wrong."), "wrong")
        return stated

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Take the next step: the second one, or the session."""
        login = Login(user=self.user, redirect_url=redirect_url)
        answer: HttpResponse = perform_password_login(request, {}, login)
        return answer


class CodeForm(AuthenticateForm):
    """A code after the password."""

    code = code_field()
    user: User

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        origin = origin_of_page(get_adapter().request)
        try:
            self.authenticator = second_step.use_code(self.user, code, origin=origin)
        except second_step.WrongCode:
            raise ValidationError(_("This code is not right, or not any more."), "wrong") from None
        except second_step.TooManyCodes:
            raise ValidationError(_TOO_MANY_CODES, "throttled") from None
        return code


class ConfirmCodeForm(CodeForm, ReauthenticateForm):
    """A code of somebody who has signed in."""

    save = ReauthenticateForm.save


class Answer(forms.Form):
    """What a passkey answers. allauth's forms take it apart, and fail at one that is malformed."""

    def clean_credential(self) -> Authenticator:
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # of the form beside
        except (ValidationError, *MALFORMED):
            self.note_failure()
            raise ValidationError(_("This passkey does not fit."), "wrong") from None
        return found

    def note_failure(self) -> None:
        """Say in somebody's log that a passkey did not fit, where it is known whose log."""


class PasskeyForm(Answer, AuthenticateWebAuthnForm):
    """The answer of a passkey after the password."""

    def note_failure(self) -> None:
        origin = origin_of_page(get_adapter().request)
        kind, detail = EventKind.SIGN_IN_FAILED, "A passkey did not fit."
        record_some(self.user.pk, kind, origin=origin, detail=detail)


class PasskeySignInForm(Answer, LoginWebAuthnForm):
    """The answer of a passkey in the place of name and password."""


class ConfirmPasskeyForm(Answer, ReauthenticateWebAuthnForm):
    """The answer of a passkey of somebody who has signed in."""


class NewPasskeyForm(AddWebAuthnForm):
    """The passkey that a device has made."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED:
            raise ValidationError(_("This is not a passkey."), "wrong") from None


class ConfirmForm(forms.Form):
    """The password of somebody who has signed in."""

    password = password_field(gettext_lazy("Password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            if get_adapter().reauthenticate(self.user, password):
                return password
        except ValidationError:
            raise ValidationError(TOO_MANY, "throttled") from None
        raise ValidationError(_("This is not your password."), "wrong")


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=EMAIL_LENGTH_MAX,
        widget=text_input(type="email", autocomplete="email", autocapitalize="none"),
    )

    def save(self, request: HttpRequest) -> None:
        """Have a link sent, if there is such a person; whoever asks does not learn which.

        The answer does not wait for the mail server, so the time that it takes says nothing.
        """
        email: str = self.cleaned_data["email"]
        found = Person.objects.known_as(email) if "@" in email else Person.objects.none()
        users = [person.user for person in found.select_related("user") if person.user.is_active]
        if users:
            do_later(lambda: request_password_reset(request, users[0].email, users, None))


class NewPasswordForm(forms.Form):
    password = password_field(gettext_lazy("New password"), new=True)

    def __init__(
        self, *args: Any, user: User | None = None, temp_key: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        stated = super().clean() or {}
        if self.user and (password := stated.get("password")):
            draft = PersonDraft(self.user.username, self.user.email, password)
            add_problems(self, password_problems(draft, "/password"))
        return stated

    def save(self) -> None:
        user, password = self.user, self.cleaned_data["password"]
        assert user is not None  # noqa: S101  # a link that fits nobody shows no form
        origin = origin_of_page(get_adapter().request)
        retrying(lambda: services.reset_password(user, password, origin=origin))
