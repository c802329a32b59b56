"""Settings of a person: names, preferences, leaving."""

from copy import copy

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from books.unit_of_work import retrying
from common.errors import Conflict, Invalid
from users import services
from users.models import Preference
from users.origins import form_request
from users.preferences import prefer, preferences_of
from users.throttles import PasswordChecksOfUser, all_allow
from web.forms.fields import add_problems
from web.forms.gate import TOO_MANY
from web.forms.settings import LeaveForm, NamesForm, PreferencesForm
from web.own_pages import OwnPage, ProofPage
from web.pages import see_other


class SettingsPage(OwnPage):
    """Preferences, and the ways to what is changed less often."""

    template = "web/pages/settings.html"
    tab = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(PreferencesForm(instance=preferences_of(self.person)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(request.POST, instance=Preference(user=self.person))
        if not form.is_valid():
            return self.shown(form, status=422)
        retrying(lambda: prefer(self.person, form.cleaned_data))
        return self.done(_("Your preferences were saved"), "web:settings")

    def shown(self, form: PreferencesForm, *, status: int = 200) -> HttpResponse:
        assumed = preferences_of(self.person).assumed
        return self.render({"form": form, "assumed": assumed}, status=status)


class NamesPage(ProofPage):
    """Username and e-mail address. Whoever has the address can have the password reset."""

    template = "web/pages/names.html"
    title = gettext_lazy("Your names")
    tab = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        names = {"username": self.person.username, "email": self.person.email}
        return self.render({"form": NamesForm(initial=names)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form, origin = NamesForm(request.POST), self.origin
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        # A refused name would otherwise stay on the person whom the answer shows.
        person = copy(self.person)
        try:
            retrying(lambda: services.rename(person, **form.cleaned_data, origin=origin))
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.render({"form": form}, status=422)
        return self.done(_("Your names were saved"), "web:settings")


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class LeavePage(OwnPage):
    """Asks for the password itself, since nothing brings back what leaving deletes."""

    template = "web/pages/leave.html"
    title = gettext_lazy("Leave")
    tab = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": LeaveForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LeaveForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        if not all_allow([PasswordChecksOfUser()], form_request(request)):
            form.add_error(None, TOO_MANY)
            return self.render({"form": form}, status=429)
        try:
            retrying(lambda: services.leave(self.person, **form.cleaned_data))
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.render({"form": form}, status=422)
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.render({"form": form}, status=409)
        logout(request)
        messages.success(request, _("You have left, and all that was yours is deleted."))
        return see_other(reverse("account_login"))
