"""What every page shares: who looks at it, in which book, and how it writes."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.vary import vary_on_headers
from django.views.generic import View

from books.access import SAFE_METHODS, check_role
from books.models import Book, Cause, Change, Membership, Role
from books.unit_of_work import Actor, RequestKey, UnitOfWork, change, retrying
from common.errors import DomainError
from common.periods import Month
from common.statements import Statement
from users.models import User
from users.origins import form_request, origin_of
from users.sessions import SessionStore
from web.access import membership_in, person_of
from web.book_names import BookNames
from web.error_pages import page_of_error
from web.money import Money
from web.navigation import Navigation, Side, navigation_from, side_of
from web.preferences import Preferences, preferences_from

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

BOOK_COOKIE = "book"
"""The cookie that names the book in which this browser was last."""
COOKIE_SECONDS = 365 * 24 * 3600
"""A year: what a browser was shown last is of no use for longer."""
HIDE_COOKIE = "hide_amounts"
"""The cookie of a browser in which amounts are hidden."""
KEY_LENGTH = 22
"""In characters: 130 bits, more than a UUID has."""
UNSIGNED_FIELDS = {"csrfmiddlewaretoken"}
"""Fields of a form that say nothing of what is asked for: they differ when it is sent again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write came to: a sentence for people, and the page to go on with."""

    says: str
    to: str
    is_undo: bool = False
    """Whether it undid something, so that undoing it is a redo."""


@method_decorator(
    [
        gzip_page,
        cache_control(private=True, no_cache=True),
        vary_on_headers("Cookie", "HX-Request"),
    ],
    name="dispatch",
)
class Page(View):
    """A page that anybody may see."""

    template: ClassVar[str]
    title: "str | StrPromise" = ""
    section: ClassVar[str] = ""
    """The entry of the navigation that the page belongs to."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.admitted(request) or super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            return page_of_error(request, error)

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer for somebody who may not come in; None for who may."""
        return None

    @cached_property
    def preferences(self) -> Preferences:
        """Those of who has signed in: they came with their user, in the same statement."""
        return preferences_from(getattr(self.request.user, "preference", None))

    def render(
        self, context: dict[str, Any] | None = None, *, status: int = 200, template: str = ""
    ) -> HttpResponse:
        """Answer with the template of the page, or with another `template`."""
        shown = {"page": self, **(context or {})}
        return render(self.request, template or self.template, shown, status=status)


class PersonPage(Page):
    """A page for people who have signed in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and let the person stay signed in for as long again, every few minutes."""
        session = cast("SessionStore", request.session)
        is_due = request.user.is_authenticated and session.is_unnoted()
        goes_on = is_due and session.note_use(origin_of(form_request(request)))
        answer = super().dispatch(request, *args, **kwargs)
        if goes_on:
            session.send_again(answer)
        return answer

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())

    @property
    def person(self) -> User:
        return person_of(self.request)


class BookPage(PersonPage):
    """A page of the book that its address names."""

    role_needed: ClassVar[Role] = Role.EDITOR
    """The role that a write takes."""
    role_to_read: ClassVar[Role] = Role.VIEWER
    refreshes: ClassVar[bool] = False
    """Whether the page is read again when somebody comes back to it and the book has changed."""

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        if refused := super().admitted(request):
            return refused
        reads = request.method in SAFE_METHODS
        check_role(self.membership.role, self.role_to_read if reads else self.role_needed)
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and have the browser remember the book: the way in leads to the last one."""
        answer = super().dispatch(request, *args, **kwargs)
        book = str(kwargs.get("book", ""))
        if book and answer.status_code == 200 and request.COOKIES.get(BOOK_COOKIE) != book:
            keep_cookie(answer, BOOK_COOKIE, book, request)
        return answer

    @cached_property
    def membership(self) -> Membership:
        return membership_in(self.person, self.kwargs["book"])

    @property
    def book(self) -> Book:
        return self.membership.book

    @property
    def may_write(self) -> bool:
        return self.role.includes(Role.EDITOR)

    @property
    def role(self) -> Role:
        return Role(self.membership.role)

    @cached_property
    def money(self) -> Money:
        """How amounts are shown here."""
        hidden = HIDE_COOKIE in self.request.COOKIES
        return Money(self.book.home_currency, self.preferences.number_form, hidden=hidden)

    @cached_property
    def navigation(self) -> Navigation:
        return navigation_from(self.names.accounts.values(), self.side, self.book, self.money)

    @cached_property
    def side(self) -> Side:
        """What the side of the page is made of; a page that shows more reads it for more months."""
        today = self.preferences.today()
        return side_of(self.book, today, since=Month.of(today).first)

    @cached_property
    def names(self) -> BookNames:
        """The accounts and categories of the book."""
        return BookNames.of(self.book)

    @property
    def moved(self) -> dict[int, int]:
        """What moved on each account up to today, in minor units, by id."""
        return self.side.standing.moved(Month.of(self.preferences.today()))

    def write(self, work: Callable[[UnitOfWork], Outcome]) -> HttpResponse:
        """Run `work` as the next change of the book, and go on with the page that it names.

        The same form, sent twice, is done once: its hidden field `key` is an idempotency key.
        """
        done, number = self.written(work)
        tags = f"{number} redo" if done.is_undo else str(number)
        messages.success(self.request, done.says, extra_tags=tags)
        return see_other(done.to)

    def written(self, work: Callable[[UnitOfWork], Outcome]) -> tuple[Outcome, int]:
        """Run `work` as the next change of the book; return what it came to, and its number."""
        key = key_of_form(self.request, self.person)
        by = Actor(user_id=self.person.pk, cause=Cause.WEB, needs=self.role_needed)

        def attempt() -> tuple[Outcome, int]:
            kept = _KEPT.row(book=self.book.pk, key=key.key) if key else None
            if kept:
                return Outcome(**json.loads(kept[1])), kept[0]
            with change(self.book, by=by, key=key) as uow:
                outcome = work(uow)
                uow.answer = json.dumps(asdict(outcome))
            return outcome, uow.number

        return retrying(attempt)


def key_of_form(request: HttpRequest, person: User, *, file: str = "") -> RequestKey | None:
    """Return the key of a sent form; another content under the same one is another request.

    `file` is a digest of the file in it, if any.

    A form that the browser's back button brought again has the key of the first time.
    """
    sent = request.POST
    if not sent.get("key"):
        return None
    said = {name: sent.getlist(name) for name in sent.keys() - UNSIGNED_FIELDS}
    asked = json.dumps([person.pk, request.path, said, file], sort_keys=True)
    digest = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
    return RequestKey(key=digest, fingerprint=digest)


def keep_cookie(answer: HttpResponseBase, name: str, value: str, request: HttpRequest) -> None:
    """Have the browser keep something about itself that no script reads."""
    answer.set_cookie(
        name, value, COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def see_other(address: str) -> HttpResponse:
    """Answer a write with the page to go on with (RFC 9110, section 15.4.4)."""
    return HttpResponseRedirect(address, status=303)


_KEPT = Statement(
    lambda *, book, key: Change.objects.filter(book_id=book, idempotency_key=key).values_list(
        "number", "answer"
    )
)
