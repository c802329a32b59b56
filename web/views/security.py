"""Security: the password, the second step, the browsers that are signed in, and the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from books.unit_of_work import retrying
from common.errors import Invalid
from users import services
from users.models import AccessToken, EventKind, SecurityEvent, Session
from users.origins import form_request
from users.second_step import APP, PASSKEY, RECOVERY
from users.sessions import end_own_sessions, session_digest
from users.throttles import PasswordChecksOfUser, all_allow
from web.agents import Agent, agent_of
from web.forms.fields import add_problems
from web.forms.gate import TOO_MANY
from web.forms.security import PasswordForm
from web.own_pages import AskPage, OwnPage
from web.preferences import Preferences

_LINES = 6
"""Of the log on the card: about as many as the other cards have lines."""
_LINES_MAX = 200
"""Of the log on its page: as many as a page of the API may have."""


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A browser that is signed in."""

    digest: str
    agent: Agent
    address: str
    since: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class ShownPasskey:
    """A passkey, by the name that its owner gave it."""

    id: int
    name: str
    made: str
    used: str


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the log."""

    says: str
    detail: str
    at: str
    address: str


class SecurityPage(OwnPage):
    template = "web/pages/security.html"
    tab = "security"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(Authenticator.objects.filter(user=self.person).order_by("id"))
        codes = next((RecoveryCodes(row) for row in rows if row.type == RECOVERY), None)
        events = SecurityEvent.objects.of_user(self.person.pk).newest_first()[:_LINES]
        tokens = AccessToken.objects.of_user(self.person.pk)
        passkeys = [_passkey(row, self.preferences) for row in rows if row.type == PASSKEY]
        return self.render(
            {
                "password_of": self.preferences.moment(self.password_at()),
                "has_app": any(row.type == APP for row in rows),
                "has_step": any(row.type in (APP, PASSKEY) for row in rows),
                "passkeys": passkeys,
                "codes_left": len(codes.get_unused_codes()) if codes else None,
                "sessions": self.sessions(),
                "tokens": tokens.order_by("-created_at", "-id")[:_LINES],
                "events": [_event(event, self.preferences) for event in events],
            }
        )

    def password_at(self) -> datetime:
        """Return since when the password is what it is, as far as the log knows."""
        kinds = (EventKind.PASSWORD_CHANGED, EventKind.REGISTERED)
        events = SecurityEvent.objects.of_user(self.person.pk).filter(kind__in=kinds)
        newest = events.newest_first().values_list("at", flat=True).first()
        return newest or self.person.date_joined

    def sessions(self) -> list[ShownSession]:
        """Return the browsers that are signed in, this one first."""
        this = session_digest(self.request.session.session_key or "")
        rows = Session.objects.filter(user=self.person, expires_at__gt=timezone.now())
        show = self.preferences.moment
        shown = [
            ShownSession(
                row.digest, agent_of(row.agent), row.address, show(row.created_at),
                show(row.seen_at), row.digest == this,
            )
            for row in rows.order_by("-seen_at")
        ]  # fmt: skip
        return sorted(shown, key=lambda one: not one.is_this)


class LogPage(OwnPage):
    template = "web/pages/security_log.html"
    title = gettext_lazy("Security log")
    tab = "security"

    def get(self, request: HttpRequest) -> HttpResponse:
        events = SecurityEvent.objects.of_user(self.person.pk).newest_first()[:_LINES_MAX]
        return self.render({"events": [_event(event, self.preferences) for event in events]})


@method_decorator(sensitive_post_parameters("current_password", "new_password"), name="dispatch")
class PasswordPage(OwnPage):
    """Takes the current password, so that nothing else has to be shown before."""

    template = "web/pages/password.html"
    title = gettext_lazy("Change password")
    tab = "security"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": PasswordForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        if not all_allow([PasswordChecksOfUser()], form_request(request)):
            form.add_error(None, TOO_MANY)
            return self.render({"form": form}, status=429)
        stated, origin = form.cleaned_data, self.origin
        try:
            signed_in = retrying(
                lambda: services.change_password(self.person, **stated, origin=origin)
            )
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.render({"form": form}, status=422)
        # The new password has ended every session; this browser goes on under a new key.
        request.session.origin = origin  # type: ignore[attr-defined]  # of our own session engine
        update_session_auth_hash(request, signed_in.user)
        return self.done(_("The password was changed"), "web:security")


class EndSession(AskPage):
    """Signs out one of one's browsers, or all others."""

    title = gettext_lazy("End sessions")
    button = gettext_lazy("Sign out")
    warning = gettext_lazy("Whoever sits there has to sign in again.")

    @property
    def question(self) -> str:
        return _("Sign out this browser?") if self.named else _("Sign out all other browsers?")

    @property
    def named(self) -> str:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return asked.get("session", "")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render({"fields": {"session": self.named}})

    def post(self, request: HttpRequest) -> HttpResponse:
        this = session_digest(request.session.session_key or "")
        rows = Session.objects.filter(user=self.person).exclude(digest=this)
        digests = [self.named] if self.named else list(rows.values_list("digest", flat=True))
        ended = end_own_sessions(self.person, set(digests) - {this}, origin=self.origin)
        says = _("Signed out: {number}").format(number=ended)
        return self.done(says, self.to)


def _passkey(row: Authenticator, preferences: Preferences) -> ShownPasskey:
    used = preferences.moment(row.last_used_at) if row.last_used_at else ""
    return ShownPasskey(row.pk, WebAuthn(row).name, preferences.moment(row.created_at), used)


def _event(event: SecurityEvent, preferences: Preferences) -> ShownEvent:
    says = str(EventKind(event.kind).label)
    return ShownEvent(says.capitalize(), event.detail, preferences.moment(event.at), event.address)
