"""Signing up and signing out."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from books.unit_of_work import retrying
from common.errors import Invalid
from users import services
from users.origins import form_request, origin_of
from users.preferences import prefer
from users.throttles import RegistrationsOfAddress, all_allow
from web.error_pages import error_page
from web.forms.fields import add_problems
from web.forms.gate import TOO_MANY
from web.forms.people import SignUpForm
from web.guesses import guessed
from web.pages import Page, PersonPage, see_other


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignUp(Page):
    """For people who are new here."""

    template = "web/pages/sign_up.html"
    title = gettext_lazy("Sign up")

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        if settings.REGISTRATION_OPEN:
            return None
        detail = _("Registration is switched off on this server. Ask its administrator.")
        return error_page(request, 403, _("Closed"), detail)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SignUpForm(initial={"home_currency": settings.DEFAULT_CURRENCY})
        return self.render({"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignUpForm(request.POST)
        asked = form_request(request)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        if not all_allow([RegistrationsOfAddress()], asked):
            form.add_error(None, TOO_MANY)
            return self.render({"form": form}, status=429)
        stated = dict(form.cleaned_data)
        zone = stated.pop("time_zone")
        try:
            made = retrying(lambda: services.register(**stated, origin=origin_of(asked)))
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.render({"form": form}, status=422)
        guess = guessed(request.headers.get("Accept-Language", ""), zone)
        retrying(lambda: prefer(made.user, guess, assumed=True))
        request.session.origin = origin_of(asked)  # type: ignore[attr-defined]  # of our own engine
        login(request, made.user)
        record_authentication(request, made.user, method="password")
        return see_other(reverse("web:home"))


class SignOut(PersonPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session; the browser forgets the pages that it kept."""
        get_adapter().logout(request)
        answer = see_other(reverse("account_login"))
        answer["Clear-Site-Data"] = '"cache"'
        return answer


def own_address(request: HttpRequest) -> str:
    """Return the address in the field `next`, if it is one of this server; else nothing."""
    address = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if own else ""
