"""A book as a whole: a new one, its name and home currency, and deleting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from books.models import Cause, Membership, Role
from books.services import amend_book
from books.unit_of_work import Actor, UnitOfWork, retrying
from common.business_days import closed_days
from common.errors import Conflict, Invalid, Stale
from common.periods import DATE_MAX, DATE_MIN, Period
from households import services
from reports.figures import by_month
from users.throttles import PasswordChecksOfUser
from web.formats import show_date
from web.forms.books import SEPARATOR, BookForm, BookSettingsForm, DeleteBookForm
from web.forms.fields import add_problems
from web.limits import is_within
from web.pages import BookPage, Outcome, PersonPage, key_of_form, see_other
from web.views.things import ThingPage


class NewBook(PersonPage):
    """Another book of the person, with the default categories and a cash account."""

    template = "web/pages/book_new.html"
    title = gettext_lazy("New book")

    def get(self, request: HttpRequest) -> HttpResponse:
        places = Membership.objects.of_user(self.person)
        first = places.values_list("book__home_currency", flat=True).first()
        return self.shown(BookForm(initial={"home_currency": first}))

    def shown(self, form: BookForm, *, status: int = 200) -> HttpResponse:
        return self.render({"form": form}, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BookForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            book_id = retrying(lambda: self.opened(form.cleaned_data))
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.shown(form, status=409)
        return see_other(reverse("web:overview", args=[book_id]))

    def opened(self, stated: dict[str, Any]) -> int:
        """Open a book, unless the same form has done so already; return its id."""
        key = key_of_form(self.request, self.person)
        if key and (book := services.book_opened_under(self.person, key)):
            return book.pk
        by = Actor(user_id=self.person.pk, cause=Cause.WEB)
        with services.another_book(self.person, **stated, by=by, key=key) as uow:
            return uow.book.pk


class BookSettings(ThingPage):
    """The name, the home currency and the business days of the book, for its owner."""

    section = "book"
    template = "web/pages/book_settings.html"
    title = gettext_lazy("Book")
    role_needed = role_to_read = Role.OWNER

    def context(self) -> dict[str, Any]:
        """Return the book, and how many amounts another home currency values anew."""
        figures = by_month(self.book, Period(DATE_MIN, DATE_MAX)).values()
        amounts = sum(figure.postings for figure in figures)
        return {"book": self.book, "version": self.version(self.book), "amounts": amounts}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        names = ("name", "home_currency", "calendar")
        initial = {name: getattr(self.book, name) for name in names}
        date_form = self.preferences.date_form
        days = sorted(closed_days(self.book.closed_days))
        initial["closed_days"] = f"{SEPARATOR} ".join(show_date(day, date_form) for day in days)
        return self.shown(BookSettingsForm(preferences=self.preferences, initial=initial))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = BookSettingsForm(request.POST, preferences=self.preferences)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        try:
            self.check_version(uow.book)
        except Stale:
            self.book.refresh_from_db()
            raise
        old = uow.book.home_currency
        amend_book(uow, **values)
        there = reverse("web:book", args=[self.book.pk])
        if uow.book.home_currency == old:
            return Outcome(_("Saved"), there)
        says = _("Saved. All amounts are valued in %(code)s now.")
        return Outcome(says % {"code": uow.book.home_currency}, there)


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class DeleteBook(BookPage):
    """Deletes the book with all that is in it: takes its name and the owner's password."""

    section = "book"
    template = "web/pages/book_delete.html"
    title = gettext_lazy("Delete the book")
    role_needed = role_to_read = Role.OWNER

    def shown(self, form: DeleteBookForm, *, status: int = 200) -> HttpResponse:
        others = self.book.memberships.count() - 1
        return self.render({"form": form, "others": others}, status=status)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(DeleteBookForm(None, book_name=self.book.name))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = DeleteBookForm(request.POST, book_name=self.book.name)
        if not form.is_valid():
            return self.shown(form, status=422)
        if not is_within(request, PasswordChecksOfUser()):
            form.add_error(None, _("Too many attempts. Try again later."))
            return self.shown(form, status=429)
        name, book_id, password = self.book.name, self.book.pk, form.cleaned_data["password"]
        try:
            retrying(lambda: services.close_book(self.person, book_id, password=password))
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.shown(form, status=422)
        messages.success(request, _("Deleted the book %(name)s") % {"name": name})
        return see_other(reverse("web:books"))
