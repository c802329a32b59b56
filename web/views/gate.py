"""Signing in, its second step, showing again who one is, and a forgotten password.

The steps are allauth's, which keeps in the session how far somebody has come. Looks, words, forms
(ACCOUNT_FORMS, MFA_FORMS) and limits are ours.
"""

import json
from typing import Any

from allauth.account.views import (
    LoginView,
    PasswordResetDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
    ReauthenticateView,
)
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.internal.flows.trust import trust_browser
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from users.mailers import sends_mail
from users.second_step import PASSKEY
from web.pages import Page, see_other


class Gate(Page):
    """A page whose steps are allauth's."""

    def get_template_names(self) -> list[str]:
        return [self.template]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view beside
        if script := context.get("js_data"):
            context["options"] = json.dumps(script["request_options"])
        return {**context, "page": self, "next": context.get("redirect_field_value") or ""}

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        answer: HttpResponse = self.render_to_response(context, status=422)  # type: ignore[attr-defined]  # of the view beside
        return answer


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(Gate, LoginView):
    """For people who have signed up."""

    template = "web/pages/sign_in.html"
    title = gettext_lazy("Sign in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "open": settings.REGISTRATION_OPEN}


class PasskeySignIn(Gate, LoginWebAuthnView):
    """Gives the script what a passkey has to answer, and takes the answer."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("This passkey is not known here, or came too late."))
        return see_other(reverse("account_login"))


class SecondStep(Gate, AuthenticateView):
    """The step after the password, for people who have turned it on."""

    template = "web/pages/second_step.html"
    title = gettext_lazy("Second step")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        steps = self.stage.login.user.authenticator_set.values_list("type", flat=True)
        return {**context, "has_passkey": PASSKEY in steps}

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the page that was asked for; a browser that is trusted skips the next time."""
        answer: HttpResponse = super().form_valid(form)
        if self.request.POST.get("trust"):
            trust_browser(self.request, self.stage.login.user, answer)
        return answer


class Confirm(Gate, ReauthenticateView):
    """Asks for the password again, before something dangerous."""

    template = "web/pages/confirm.html"
    title = gettext_lazy("Is it you?")


class ConfirmByCode(Gate, ReauthenticateByCodeView):
    """The same, by a code of the second step."""

    template = "web/pages/confirm.html"
    title = gettext_lazy("Is it you?")


class ConfirmByPasskey(Gate, ReauthenticateWebAuthnView):
    """The same, by a passkey."""

    template = "web/pages/confirm_passkey.html"
    title = gettext_lazy("Is it you?")

    def form_invalid(self, form: Any) -> HttpResponse:
        return Gate.form_invalid(self, form)


class Forgotten(Gate, PasswordResetView):
    """Has a link sent to the address of somebody who has forgotten their password."""

    template = "web/pages/forgotten.html"
    title = gettext_lazy("Forgotten password")

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        """Say who else sets a password where the server sends no mail."""
        if sends_mail():
            return None
        return self.render(template="web/pages/forgotten_without_mail.html")


class LinkSent(Gate, PasswordResetDoneView):
    """The one answer, whoever asked."""

    template = "web/pages/link_sent.html"
    title = gettext_lazy("Look into your mail")


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class NewPassword(Gate, PasswordResetFromKeyView):
    """Where the link of the mail leads."""

    template = "web/pages/new_password.html"
    title = gettext_lazy("New password")
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("The password is set. Sign in with it."))
        answer: HttpResponse = super().form_valid(form)
        return answer
