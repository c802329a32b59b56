"""Signing up, signing in, signing out."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from books.unit_of_work import retrying
from common.errors import Invalid
from users import services
from users.models import User
from users.origins import origin_of
from users.throttles import SIGN_IN_LIMITS, RegistrationsOfAddress, count_failures
from web.error_pages import error_page
from web.forms.fields import add_problems
from web.forms.people import SignInForm, SignUpForm
from web.pages import Page, PersonPage, see_other

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_TOO_MANY = gettext_lazy("Too many attempts. Try again in a quarter of an hour.")


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
        limits: list[BaseThrottle] = [RegistrationsOfAddress()]
        asked = _as_api(request)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        if not _allowed(limits, asked):
            form.add_error(None, _TOO_MANY)
            return self.render({"form": form}, status=429)
        try:
            made = retrying(lambda: services.register(**form.cleaned_data, origin=origin_of(asked)))
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.render({"form": form}, status=422)
        login(request, made.user, _BACKEND)
        return see_other(reverse("web:home"))


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(Page):
    """For people who have signed up."""

    template = "web/pages/sign_in.html"
    title = gettext_lazy("Sign in")

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return see_other(self.wanted())
        return self.render(self.shown(SignInForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self.render(self.shown(form), status=422)
        user = self.found(form, request)
        if user is None:
            return self.render(self.shown(form), status=422)
        login(request, user, _BACKEND)
        return see_other(self.wanted())

    def found(self, form: SignInForm, request: HttpRequest) -> User | None:
        """Return whose name and password these are; say in `form` what is wrong with them."""
        limits = [limit() for limit in SIGN_IN_LIMITS]
        asked = _as_api(request)
        if not _allowed(limits, asked):
            form.add_error(None, _TOO_MANY)
            return None
        stated = form.cleaned_data
        signed_in = retrying(
            lambda: services.sign_in(
                name=stated["username"], password=stated["password"], origin=origin_of(asked)
            )
        )
        if signed_in is None:
            count_failures(limits)
            form.add_error(None, _("The name or the password is wrong."))
            return None
        return signed_in.user

    def shown(self, form: SignInForm) -> dict[str, Any]:
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        return {"form": form, "next": wanted, "open": settings.REGISTRATION_OPEN}

    def wanted(self) -> str:
        """Return the page that was asked for before the sign-in, if it is one of this server."""
        return own_address(self.request) or reverse("web:home")


class SignOut(PersonPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session; the browser forgets the pages that it kept."""
        logout(request)
        answer = see_other(reverse("web:sign_in"))
        answer["Clear-Site-Data"] = '"cache"'
        return answer


def own_address(request: HttpRequest) -> str:
    """Return the address in the field `next`, if it is one of this server; else nothing."""
    address = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if own else ""


def _as_api(request: HttpRequest) -> Request:
    """Return the request as the limits of the API, which the pages share, look at it."""
    return Request(request, parsers=[FormParser()])


def _allowed(limits: Sequence[BaseThrottle], asked: Request) -> bool:
    return all(limit.allow_request(asked, APIView()) for limit in limits)
