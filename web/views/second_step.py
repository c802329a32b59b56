"""Turning the second step on and off: the app, passkeys, recovery codes."""

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    clear_totp_secret,
    get_totp_secret,
    validate_totp_code,
)
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from common.errors import NotThere
from users import second_step
from users.second_step import PASSKEY, PASSKEYS_MAX, RECOVERY
from users.throttles import FailedCodes
from web.forms.gate import NewPasskeyForm
from web.forms.security import AppForm, PasskeyNameForm
from web.own_pages import AskPage, ProofPage
from web.qr import qr_drawing

_KEY_GROUP = 4
"""How many characters of the key stand together, to be typed from the screen."""


class WithCodes(ProofPage):
    """A page after which somebody may get recovery codes, which are shown once."""

    tab = "security"

    def codes(self) -> HttpResponse:
        """Answer with a new set of recovery codes."""
        made = second_step.make_recovery_codes(self.person, origin=self.origin)
        answer = self.render({"codes": made}, template="web/pages/recovery_codes.html")
        # No cache on the way may keep a code (RFC 9111, section 5.2.2.5).
        answer["Cache-Control"] = "no-store"
        return answer

    def finished(self, says: str) -> HttpResponse:
        """Go on with the codes of somebody who has none yet, or back to the security page."""
        if Authenticator.objects.filter(user=self.person, type=RECOVERY).exists():
            return self.done(says, "web:security")
        return self.codes()


@method_decorator(never_cache, name="dispatch")
class AppPage(WithCodes):
    """Shows the secret of an app, and takes the first code as a sign that the app has it."""

    template = "web/pages/app.html"
    title = gettext_lazy("Authenticator app")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(AppForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, secret = AppForm(request.POST), get_totp_secret()
        if not form.is_valid():
            return self.shown(form, status=422)
        limit = FailedCodes(self.person.pk)
        if not limit.is_open():
            form.add_error("code", _("Too many wrong codes. Try again in an hour."))
            return self.shown(form, status=429)
        if not validate_totp_code(secret, form.cleaned_data["code"]):
            limit.count_failure()
            form.add_error("code", _("This code is not right. Is the clock of the device right?"))
            return self.shown(form, status=422)
        second_step.add_app(self.person, secret, origin=self.origin)
        clear_totp_secret(request)
        return self.finished(_("The app is on"))

    def shown(self, form: AppForm, *, status: int = 200) -> HttpResponse:
        secret = get_totp_secret()
        groups = [secret[at : at + _KEY_GROUP] for at in range(0, len(secret), _KEY_GROUP)]
        drawing = qr_drawing(get_adapter().build_totp_url(self.person, secret))
        context = {"form": form, "key": " ".join(groups), "qr": drawing}
        return self.render(context, status=status)


class RemoveApp(AskPage):
    title = gettext_lazy("Authenticator app")
    question = gettext_lazy("Turn the app off?")
    warning = gettext_lazy("Without a passkey, the password alone then signs you in.")
    button = gettext_lazy("Turn off")
    tab = "security"

    def post(self, request: HttpRequest) -> HttpResponse:
        second_step.remove_app(self.person, origin=self.origin)
        return self.done(_("The app is off"), self.to)


@method_decorator(never_cache, name="dispatch")
class NewPasskey(WithCodes):
    """Has the device make a passkey, and keeps what it answers. Takes a script."""

    template = "web/pages/passkey.html"
    title = gettext_lazy("New passkey")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(PasskeyNameForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasskeyNameForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        answer = NewPasskeyForm({**request.POST.dict(), "passwordless": "on"}, user=self.person)
        if not answer.is_valid():
            form.add_error(None, _("The device's answer does not fit, or came too late."))
            return self.shown(form, status=422)
        credential = answer.cleaned_data["credential"]
        name = form.cleaned_data["name"]
        second_step.add_passkey(self.person, name, credential, origin=self.origin)
        return self.finished(_("The passkey was added"))

    def shown(self, form: PasskeyNameForm, *, status: int = 200) -> HttpResponse:
        mine = Authenticator.objects.filter(user=self.person, type=PASSKEY)
        options = begin_registration(self.person, passwordless=True)
        context = {
            "form": form,
            "options": json.dumps(options),
            "full": mine.count() >= PASSKEYS_MAX,
        }
        return self.render(context, status=status)


class RemovePasskey(AskPage):
    title = gettext_lazy("Passkey")
    question = gettext_lazy("Remove this passkey?")
    warning = gettext_lazy("The device then signs you in no more. Delete the passkey there, too.")
    button = gettext_lazy("Remove")
    tab = "security"

    def post(self, request: HttpRequest, passkey: int) -> HttpResponse:
        if not Authenticator.objects.filter(user=self.person, type=PASSKEY, pk=passkey).exists():
            raise NotThere
        second_step.remove_passkey(self.person, passkey, origin=self.origin)
        return self.done(_("The passkey was removed"), self.to)


class NewCodes(AskPage, WithCodes):
    title = gettext_lazy("Recovery codes")
    question = gettext_lazy("Make a new set of recovery codes?")
    warning = gettext_lazy("The codes of before end.")
    button = gettext_lazy("Make them")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not second_step.is_on(self.person):
            return self.done(_("Turn a second step on first"), self.to)
        return self.codes()
