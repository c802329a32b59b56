"""What the pages of one's own settings share: the book beside them, and being asked who one is."""

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from books.models import Membership
from users.origins import form_request, origin_of
from users.security import Origin
from web.access import person_of
from web.pages import BOOK_COOKIE, BookPage, PersonPage, see_other

PROOF_SECONDS = 300
"""Five minutes: as long as somebody takes to set up a device, and no longer than a coffee."""


def last_place(request: HttpRequest, places: Sequence[Membership]) -> Membership | None:
    """Return the place in the book that this browser showed last, or else in the default book."""
    last = request.COOKIES.get(BOOK_COOKIE, "")
    first = places[0] if places else None
    return next((one for one in places if str(one.book_id) == last), first)


def proved_lately(request: HttpRequest) -> bool:
    """Return whether a password, code or passkey was shown in this session a short while ago."""
    records = get_authentication_records(request, person_of(request))
    return bool(records) and time.time() - records[-1]["at"] < PROOF_SECONDS


class OwnPage(BookPage):
    """A page of somebody's own settings, with their book at the side if they have one."""

    section = "settings"
    title = gettext_lazy("Settings")
    tab: ClassVar[str] = ""
    """Which of the settings' pages is shown as the current one."""

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        """Let in who has signed in: a role in the book beside has no say here."""
        return PersonPage.admitted(self, request)

    @cached_property
    def place(self) -> Membership | None:
        return last_place(self.request, list(Membership.objects.of_user(self.person)))

    @property
    def membership(self) -> Membership:
        assert self.place is not None  # noqa: S101  # without one, the layout asks for no book
        return self.place

    @property
    def layout(self) -> str:
        return "web/layout.html" if self.place else "web/gate.html"

    @property
    def origin(self) -> Origin:
        return origin_of(form_request(self.request))

    def done(self, says: str, to: str) -> HttpResponse:
        """Go on with the page called `to`, which says what was done."""
        messages.success(self.request, says)
        return see_other(reverse(to))


class ProofPage(OwnPage):
    """A page before which somebody shows again who they are, unless they just did."""

    back: ClassVar[str] = ""
    """Where to go on after that, for an address that only takes a form; else to the page."""

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        if refused := super().admitted(request):
            return refused
        if proved_lately(request):
            return None
        there = reverse(self.back) if self.back else request.get_full_path()
        asked = urlencode({"next": there})
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{asked}")


class AskPage(ProofPage):
    """Asks before something that no undo reaches."""

    template = "web/pages/ask.html"
    question: Any = ""
    warning: Any = ""
    button: Any = ""
    to: ClassVar[str] = "web:security"
    """The page to go on with, whatever the answer."""

    @property
    def cancel(self) -> str:
        return reverse(self.to)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render()
