"""Which book: the way in, the list of books, and what holds for all of them."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from books.models import Membership
from web.own_pages import last_place
from web.pages import HIDE_COOKIE, PersonPage, keep_cookie, see_other
from web.views.people import own_address


class Home(PersonPage):
    """Leads to the book that this browser showed last, or else to the person's default book.

    Who keeps no book is shown the page of books, where one is opened.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        there = last_place(request, list(Membership.objects.of_user(self.person)))
        if there is None:
            return see_other(reverse("web:books"))
        first = f"web:{self.preferences.start_page}"
        return see_other(reverse(first, args=[there.book_id]))


class BooksPage(PersonPage):
    template = "web/pages/books.html"
    title = gettext_lazy("Books")

    def get(self, request: HttpRequest) -> HttpResponse:
        places = Membership.objects.of_user(self.person)
        counted = places.annotate(people=Count("book__memberships"))
        return self.render({"places": list(counted)})


class HideAmounts(PersonPage):
    """Hides all amounts in this browser, or shows them again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        answer = see_other(own_address(request) or reverse("web:home"))
        if HIDE_COOKIE in request.COOKIES:
            answer.delete_cookie(HIDE_COOKIE)
        else:
            keep_cookie(answer, HIDE_COOKIE, "1", request)
        return answer
